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
      return `Running about ${counted(delay.minutes, 'minute')} late.`;
    case 'on-time':
      return 'The clinic is running on time.';
    case 'not-known':
      return 'We do not know yet whether the clinic is on time. If it runs late, it says so here.';
  }
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
