import type { MessageKind, MessageSide, MessageState } from '../../../domain/clinics/message.ts';
import type { BookingMessageView } from '../../../domain/clinics/message-wire.ts';

type Tagged = { words: string; colour: 'red' | 'green' | 'blue' | 'yellow' | 'grey' };

/** Whether somebody has been told: it is sure only where the provider, or the person, has said so. */
export const messageStateWords: Record<MessageState, Tagged> = {
  received: { words: 'Told', colour: 'green' },
  sent: { words: 'Sent, not confirmed', colour: 'blue' },
  pending: { words: 'Being sent', colour: 'yellow' },
  failed: { words: 'Not told', colour: 'red' },
  'too-late': { words: 'Not told: it was too late', colour: 'red' },
  'not-needed': { words: 'Not sent: it had changed again', colour: 'grey' },
};

export const messageSideWords: Record<MessageSide, string> = {
  prison: 'Prison healthcare',
  hospital: 'Booking clerks',
  clinician: 'Clinician',
  administrator: 'Administrators',
  patient: 'Patient',
};

export const messageKindWords: Record<MessageKind, string> = {
  booked: 'It was booked',
  moved: 'It was moved',
  cancelled: 'It was cancelled',
  stopped: 'Movements were stopped',
  restored: 'Movements go on',
  'session-cancelled': 'The clinic was cancelled',
  reminder: 'Reminder',
  'prison-not-set-up': 'The prison is not set up',
};

/** The best first: one who knows is enough. */
const byUse: readonly MessageState[] = ['received', 'sent', 'pending', 'too-late', 'failed', 'not-needed'];

/** The messages to several people of one side about one thing, as one; the newest first. */
export function messagesBySide(messages: readonly BookingMessageView[]): BookingMessageView[] {
  const groups = Map.groupBy(messages, ({ kind, side, madeAt }) => `${madeAt} ${kind} ${side}`);
  return [...groups.values()]
    .flatMap((group) => group.toSorted((a, b) => byUse.indexOf(a.state) - byUse.indexOf(b.state)).slice(0, 1))
    .toSorted((a, b) => Date.parse(b.madeAt) - Date.parse(a.madeAt));
}

/** `Not told: prison healthcare and clinician`; null where everybody knows, as far as anybody can tell. */
export function notReachedWords(sides: readonly MessageSide[]): string | null {
  if (sides.length === 0) return null;
  return `Not told: ${sides.map((side) => messageSideWords[side].toLowerCase()).join(' and ')}`;
}
