import { DomainError } from '../errors.ts';
import type { ClinicSessionId } from '../ids.ts';
import {
  addDays,
  clockOf,
  daysBetween,
  instantsOf,
  mondayOf,
  type WallTime,
  wallDateOf,
  wallTimeOf,
} from '../rota/wall-clock.ts';
import type { AppointmentLengths, ClinicSession, ClinicTemplate } from './clinic.ts';

/** How far ahead sessions are planned: twelve weeks, today included. */
export const plannedDays = 12 * 7;

/** Within a year the clock changes both ways. */
const foreseenDays = 366;

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

/**
 * The same without the days on which its times do not exist, or happen twice: one such night must not keep the clinic from
 * being planned on the others.
 */
export function plannableSessionsOf(
  template: ClinicTemplate,
  { from, to, newId }: { from: string; to: string; newId: () => string },
): ClinicSession[] {
  return datesOf(template, { from, to })
    .filter((date) => hasItsTimesOn(template, date))
    .map((date) => sessionOn(template, { date, id: newId() as ClinicSessionId }));
}

/** The days of the template in that time on which it cannot be held, because its times do not exist then or happen twice. */
export function daysLeftOut(template: Held, span: { from: string; to: string }): string[] {
  return datesOf(template, span).filter((date) => !hasItsTimesOn(template, date));
}

function hasItsTimesOn({ startsAtClock, endsAtClock }: Held, date: string): boolean {
  return [startsAtClock, endsAtClock].every((clock) => instantsOf(`${date}T${clock}`).length === 1);
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
 * The session on another day or at another time. It keeps its real length, and with it its places, also in the night in which
 * the clock changes; it is of no template any more, and so nothing is planned in its place. Throws `invalid` like
 * `wallInstant`, and where it would end on another day or at a time that happens twice.
 */
export function movedTo(
  session: ClinicSession,
  { date, startsAtClock }: Pick<ClinicSession, 'date' | 'startsAtClock'>,
): ClinicSession {
  const startsAt = wallInstant(`${date}T${startsAtClock}`);
  const endsAt = new Date(startsAt.getTime() + session.endsAt.getTime() - session.startsAt.getTime());
  if (wallDateOf(endsAt) !== date) {
    throw new DomainError('invalid', 'startsAtClock: the clinic would end on another day');
  }
  const endsAtClock = clockOf(endsAt);
  if (instantsOf(wallTimeOf(endsAt)).length > 1) {
    throw new DomainError(
      'invalid',
      `startsAtClock: the clinic would end at ${endsAtClock}, which happens twice that night`,
    );
  }
  return { ...session, templateId: null, date, startsAtClock, endsAtClock, startsAt, endsAt };
}

/**
 * The cancelled session that stays on the day of the template when one is moved: else another would be planned there. It knows
 * where the clinic has gone.
 */
export function leftBehind(session: ClinicSession, id: ClinicSessionId): ClinicSession {
  return { ...session, id, state: 'cancelled', movedToId: session.id };
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

/**
 * Throws `invalid`, naming the field, for a template that will never be held, and like `wallInstant` where one of its days of
 * the next year has not its times.
 */
export function requireHeld(template: ClinicTemplate, now: Date): void {
  const today = wallDateOf(now);
  const { validFrom, validTo, endsAtClock } = template;
  if (validTo !== null && validTo < today) {
    throw new DomainError('invalid', 'validTo: the last day is in the past');
  }
  const earliest = endsAtClock > clockOf(now) ? today : addDays(today, 1);
  if (firstDayOf(template, earliest) === null) {
    throw new DomainError(
      'invalid',
      'validTo: the clinic would never be held: its day of the week does not come by then',
    );
  }
  const from = validFrom > today ? validFrom : today;
  const [without] = daysLeftOut(template, { from, to: addDays(from, foreseenDays) });
  // It says why.
  if (without !== undefined) sessionOn(template, { date: without, id: 'none' as ClinicSessionId });
}

/** The first day from `from` on on which the template is held; null where there is none. */
export function firstDayOf(template: Held, from: string): string | null {
  const { validFrom, everyWeeks } = template;
  const earliest = from > validFrom ? from : validFrom;
  const [first] = datesOf(template, { from: earliest, to: addDays(earliest, 7 * everyWeeks) });
  return first ?? null;
}

type Held = Pick<
  ClinicTemplate,
  'weekday' | 'everyWeeks' | 'validFrom' | 'validTo' | 'startsAtClock' | 'endsAtClock'
>;

/** Weeks are counted from the one in which the template becomes valid, so that its first day need not be its weekday. */
function datesOf(
  { weekday, everyWeeks, validFrom, validTo }: Held,
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
