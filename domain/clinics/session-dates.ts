import { DomainError } from '../errors.ts';
import type { ClinicSessionId } from '../ids.ts';
import { addDays, daysBetween, instantsOf, mondayOf, type WallTime } from '../rota/wall-clock.ts';
import type { AppointmentLengths, ClinicSession, ClinicTemplate } from './clinic.ts';

/**
 * The one instant at which the clock shows this. Throws `invalid` for a time that the spring's change leaves out, and
 * for one that the autumn's repeats: nobody can say afterwards which of the two a patient was brought for.
 */
export function wallInstant(wall: WallTime): Date {
  const [first, second] = instantsOf(wall);
  const date = wall.slice(0, 10);
  const clock = wall.slice(11);
  if (first === undefined) {
    throw new DomainError('invalid', `${clock} does not exist on ${date}: the clock goes forward that night`);
  }
  if (second !== undefined) {
    throw new DomainError(
      'invalid',
      `${clock} on ${date} happens twice that night; choose a time outside 01:00 to 02:00`,
    );
  }
  return first;
}

/**
 * The sessions of the days from `from` to `to`, both included, as far as the template is valid then: at the same times
 * by the clock, whatever the clocks do in between. Throws `invalid` like `wallInstant`.
 */
export function sessionsOf(
  template: ClinicTemplate,
  { from, to, newId }: { from: string; to: string; newId: () => string },
): ClinicSession[] {
  return datesOf(template, { from, to }).map((date) =>
    sessionOn(template, { date, id: newId() as ClinicSessionId }),
  );
}

/** The planned session of one day of the calendar, whether or not the template is valid on it. */
export function sessionOn(
  template: ClinicTemplate,
  { date, id }: { date: string; id: ClinicSessionId },
): ClinicSession {
  const { organisationId, service, clinicianId, startsAtClock, endsAtClock, capacity } = template;
  const { preMinutes, mainMinutes, debriefMinutes } = template;
  return {
    id,
    organisationId,
    templateId: template.id,
    service,
    clinicianId,
    date,
    startsAtClock,
    endsAtClock,
    startsAt: wallInstant(`${date}T${startsAtClock}`),
    endsAt: wallInstant(`${date}T${endsAtClock}`),
    preMinutes,
    mainMinutes,
    debriefMinutes,
    capacity,
    state: 'planned',
    ...(template.kept !== undefined && { kept: template.kept }),
  };
}

/**
 * The session on another day or at another time, as long by the clock as it was; it is of no template any more, and so nothing
 * is planned in its place. Throws `invalid` like `wallInstant`, and where it would end on another day.
 */
export function movedTo(
  session: ClinicSession,
  { date, startsAtClock }: Pick<ClinicSession, 'date' | 'startsAtClock'>,
): ClinicSession {
  const minutes =
    minutesOf(startsAtClock) + minutesOf(session.endsAtClock) - minutesOf(session.startsAtClock);
  if (minutes >= 24 * 60) {
    throw new DomainError('invalid', 'startsAtClock: the clinic would end on another day');
  }
  const endsAtClock = clockOfMinutes(minutes);
  return {
    ...session,
    ...{ templateId: null, date, startsAtClock, endsAtClock },
    startsAt: wallInstant(`${date}T${startsAtClock}`),
    endsAt: wallInstant(`${date}T${endsAtClock}`),
  };
}

/** Throws `invalid`, naming the field, for a template of which no session could ever take a patient. */
export function requireUsable(
  template: AppointmentLengths &
    Pick<ClinicTemplate, 'startsAtClock' | 'endsAtClock' | 'validFrom' | 'validTo'>,
): void {
  const { startsAtClock, endsAtClock, validFrom, validTo } = template;
  if (validTo !== null && validTo < validFrom) {
    throw new DomainError('invalid', 'validTo: it is before the first day');
  }
  const minutes = minutesOf(endsAtClock) - minutesOf(startsAtClock);
  if (minutes <= 0) {
    throw new DomainError('invalid', 'endsAtClock: a clinic ends after it begins, on the same day');
  }
  if (minutes < template.preMinutes + template.mainMinutes + template.debriefMinutes) {
    throw new DomainError('invalid', 'endsAtClock: no appointment fits in');
  }
}

/** Weeks are counted from the one in which the template becomes valid, so that its first day need not be its weekday. */
function datesOf(
  { weekday, everyWeeks, validFrom, validTo }: ClinicTemplate,
  { from, to }: { from: string; to: string },
): string[] {
  const earliest = from > validFrom ? from : validFrom;
  const latest = validTo !== null && validTo < to ? validTo : to;
  const days = 7 * everyWeeks;
  const first = addDays(mondayOf(validFrom), weekday - 1);
  const leftOut = Math.ceil(daysBetween(first, earliest) / days);
  const dates: string[] = [];
  for (let date = addDays(first, leftOut * days); date <= latest; date = addDays(date, days)) {
    dates.push(date);
  }
  return dates;
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function clockOfMinutes(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
