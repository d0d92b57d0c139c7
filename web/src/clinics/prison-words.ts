import { clashesInWords, type EventKind, eventWords } from '../../../domain/clinics/person-event.ts';
import type { BookingPhase } from '../../../domain/clinics/movement-stop.ts';
import type { NotRestored, PersonEventView, StopPreview } from '../../../domain/clinics/prison-mode-wire.ts';
import type { AwayKind, BookingView, FreeTime } from '../../../domain/clinics/wire.ts';
import { cancelWords } from '../booked/place-words.ts';
import { longDayWords } from '../rota/week.ts';
import { asSentence, counted, listed } from '../service/words.ts';
import { clockAt, priorityWords } from './clinic-words.ts';

export const eventKindWords: Record<EventKind, string> = {
  court: 'Court',
  'court-video': 'Court by video',
  visit: 'Visit',
  'legal-visit': 'Legal visit',
  transfer: 'Transfer to another prison',
  other: 'Something else',
};

/** `Court, Wednesday 9 December, 10:00 to the end of the day`. */
export function eventInWords({ kind, onDate, startsAt, endsAt }: PersonEventView): string {
  const day = longDayWords(onDate);
  const what = `${eventKindWords[kind]}, ${day}`;
  if (startsAt === null) return `${what}, at a time that is not known`;
  return `${what}, ${clockAt(startsAt)} to ${endsAt === null ? 'the end of the day' : clockAt(endsAt)}`;
}

/** `The patient has a visit then.` */
export function clashesWords(clashes: FreeTime['clashes']): string {
  return `The patient has ${clashesInWords(clashes)} then.`;
}

/** `A visit and a legal visit. It cannot wait (Sam Hill)`. */
export function overbookedWords({ kinds, reason, byName }: NonNullable<BookingView['clash']>): string {
  return `${asSentence(listed(kinds.map((kind) => eventWords[kind])))}. ${reason} (${byName})`;
}

/** Why a booking was cancelled, in a word; nothing for one that stands. */
export function cancelledWords({
  cancelled,
  outside,
}: Pick<BookingView, 'cancelled' | 'outside'>): string | null {
  return cancelled === null ? null : cancelWords(cancelled.code, outside);
}

/** `Dermatology, two-week wait: 2 bookings`. */
export function groupWords({ service, priority, bookings }: StopPreview['toCome'][number]): string {
  return `${service}, ${priorityWords[priority].words.toLowerCase()}: ${counted(bookings, 'booking')}`;
}

/** What becomes of the bookings of each phase, as a heading. */
export const phaseWords: Record<BookingPhase, string> = {
  'to-come': 'Will be cancelled',
  begun: 'On the way or at the station, to be turned back',
  running: 'In a visit, which goes on',
};

export const notRestoredWords: Record<NotRestored['why'], string> = {
  'too-late': 'its time has begun or is over',
  taken: 'the time has been taken',
  'booked-again': 'the patient has another time',
  'referral-closed': 'the referral is closed',
  'clinic-cancelled': 'the clinic is cancelled',
  'clinic-moved': 'the clinic has been moved, and has no appointment at that time any more',
  'movements-stopped': 'movements are stopped by another stop',
  'station-blocked': 'the station is blocked',
  transfer: 'the patient is moved to another prison',
};

/** How both ends learn of a stop, and that it is lifted (A24). */
export const bothEndsWords =
  'Both ends see it on their lists, and are sent a message where this service can reach them. A booking is marked “Not told” where a message has reached nobody of one side.';

/** How many bookings a part of a preview counts. */
export function countOf(groups: StopPreview['toCome']): number {
  return groups.reduce((sum, { bookings }) => sum + bookings, 0);
}

/** Why a patient may not be there; nothing of what takes them out of the prison. */
export const awayWords: Record<AwayKind, { tag: string; what: string }> = {
  expected: { tag: 'Not here yet', what: 'The patient is expected in the prison.' },
  out: { tag: 'Out of the prison', what: 'May not be back in time, from court for example.' },
  moving: { tag: 'Being moved', what: 'Has left for another prison, which has not received them yet.' },
};
/** `the whole prison`, `wing B`, `wings B and C`. */
export function areaWords(wings: readonly string[] | null): string {
  if (wings === null) return 'the whole prison';
  const last = wings.at(-1) ?? '';
  const before = wings.slice(0, -1).join(', ');
  return before === '' ? `wing ${last}` : `wings ${before} and ${last}`;
}
