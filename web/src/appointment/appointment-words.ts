import type { LinkDelay } from '../../../domain/clinics/link-delay.ts';
import type { AppointmentView } from '../../../domain/clinics/link-wire.ts';
import { clockOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { counted } from '../service/words.ts';

const days = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `Tuesday 1 December 2026`, by the calendar of the United Kingdom. */
export function dayWords(instant: string): string {
  return days
    .formatToParts(new Date(wallDateOf(new Date(instant))))
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => value)
    .join(' ');
}

/** `10:20 to 10:40`. */
export function timeWords({ startsAt, endsAt }: Pick<AppointmentView, 'startsAt' | 'endsAt'>): string {
  return `${clockOf(new Date(startsAt))} to ${clockOf(new Date(endsAt))}`;
}

/** `UK time (Europe/London)`: somebody may be abroad. */
export function zoneWords(zone: string): string {
  return zone === 'Europe/London' ? 'UK time (Europe/London)' : zone;
}

/** How the clinic runs, as far as it is known. */
export function delayWords(delay: LinkDelay): string {
  switch (delay.is) {
    case 'late':
      return `Running about ${minuteWords(delay.minutes)} late.`;
    case 'on-time':
      return 'The clinic is running on time.';
    case 'not-known':
      return 'We do not know yet whether the clinic is on time. If it runs late, it says so here.';
  }
}

/** `20 minutes`, `3 hours 5 minutes`. */
function minuteWords(minutes: number): string {
  if (minutes < 60) return counted(minutes, 'minute');
  const rest = minutes % 60;
  return `${counted(Math.floor(minutes / 60), 'hour')}${rest === 0 ? '' : ` ${counted(rest, 'minute')}`}`;
}

/** When to join an appointment that is late: at its time all the same, because a list can catch up, and at once after that. */
export function lateJoinWords({ startsAt }: Pick<AppointmentView, 'startsAt'>, now: number): string {
  return Date.parse(startsAt) > now
    ? 'Please join at your time: the clinic may catch up.'
    : 'Your time has come: join now and wait here.';
}

/** What to do when it does not work; of one that is cancelled or over there is nothing to be made to work. */
export function helpWords({ state }: Pick<AppointmentView, 'state'>): { heading: string; first: string } {
  return state === 'booked'
    ? { heading: 'If it does not work', first: 'Reload this page. If that does not help, ring' }
    : { heading: 'If you have a question', first: 'Ring' };
}

/** Of one that is over: it may have ended by mistake, and begin again. */
export function overWords({ patientLeft }: Pick<AppointmentView, 'patientLeft'>): string {
  return patientLeft
    ? 'The clinician has ended it for you. You can close this page.'
    : 'The clinician has ended it. If you were cut off, keep this page open for a few minutes: if the clinician starts it again, you can join here.';
}

/** What has become of an appointment that is cancelled, also for somebody who has waited for it, and what comes next. */
export function cancelledWords({
  organisationName,
  goesOn,
}: Pick<AppointmentView, 'organisationName' | 'goesOn'>): string {
  const next = goesOn
    ? 'You do not need to do anything: the clinic arranges what comes next and sends you a message.'
    : 'No other appointment follows from it.';
  return `${organisationName} has cancelled this appointment. Nobody will see you at this time, so you need not wait here. ${next}`;
}

/** What comes of saying that one cannot come. Once the appointment has begun nobody can move or cancel it any more. */
export function cannotComeWords(changeable: boolean): { said: string; question: string } {
  return changeable
    ? {
        said: 'You have told the clinic that you cannot come. They will cancel or move the appointment and send you a message.',
        question: 'The clinic will cancel the appointment or find another time, and send you a message.',
      }
    : {
        said: 'You have told the clinic that you cannot come. It is too late to move this appointment: if you need another one, ring the clinic.',
        question:
          'It is too late to cancel or move this appointment. We will tell the clinic that you are not coming. If you need another one, ring the clinic.',
      };
}
