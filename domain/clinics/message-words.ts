import { clockOf, rotaTimeZone, wallDateOf } from '../rota/wall-clock.ts';
import type { MessageFacts } from './message.ts';

/**
 * What a message says. It travels over networks and onto screens that anybody can read, so it names a prison and a time:
 * nobody’s name, no service, no station, and not why.
 */
export function messageWords(facts: MessageFacts): { subject: string; text: string } {
  if (facts.side === 'patient') return patientWords(facts);
  const { subject, text } = wordsOf(facts);
  return { subject, text: `${text} Open Bedside for details.` };
}

/**
 * What a patient at home is told, with the link after it: when, and of which organisation. Not with whom, of which clinic,
 * nor why; that stands behind the link.
 */
function patientWords(facts: MessageFacts): { subject: string; text: string } {
  const whose = `with ${facts.organisationName}`;
  const when = on(facts.startsAt);
  const join = 'Use this link to see it and to join. It is for you only: do not pass it on.';
  switch (facts.kind) {
    case 'moved':
      if (facts.sameTime) {
        return {
          subject: 'Your video appointment has changed',
          text: `Your video appointment ${whose}${when} is with another clinician. The time is the same. ${join}`,
        };
      }
      return {
        subject: 'Your video appointment was moved',
        text: `Your video appointment ${whose} was moved. It is now${when}. ${join}`,
      };
    case 'cancelled':
      return {
        subject: 'Your video appointment was cancelled',
        text: `Your video appointment ${whose}${when} was cancelled. The clinic tells you what happens next.`,
      };
    case 'reminder':
      return {
        subject: 'Your video appointment is coming up',
        text: `You have a video appointment ${whose}${when}. ${join}`,
      };
    default:
      return {
        subject: 'You have a video appointment',
        text: `A video appointment ${whose} was made for you${when}. ${join}`,
      };
  }
}

/** The page at which it can be read, below the address of the service. */
export function messagePath({ kind, bookingId }: Pick<MessageFacts, 'kind' | 'bookingId'>): string {
  if (kind === 'prison-not-set-up') return '/admin';
  return bookingId === null ? '/clinics' : `/clinics/bookings/${bookingId}`;
}

/** Several bookings that were made, each by its prison and time. */
export function digestWords(facts: readonly MessageFacts[]): { subject: string; text: string } {
  const lines = facts.map((one) => `A booking${where(one)}${on(one.startsAt)}.`);
  return {
    subject: `${String(facts.length)} video clinics were booked`,
    text: [`${count(facts.length)} were made.`, ...lines, 'Open Bedside for details.'].join('\n'),
  };
}

function wordsOf(facts: MessageFacts): { subject: string; text: string } {
  const a = `A video clinic booking${where(facts)}${on(facts.startsAt)}`;
  const several = `${count(facts.bookings)}${where(facts)}`;
  const were = facts.bookings === 1 ? 'was' : 'were';
  switch (facts.kind) {
    case 'booked':
      return { subject: 'A video clinic was booked', text: `${a} was made.` };
    case 'moved':
      if (facts.sameTime) {
        return {
          subject: 'A video clinic booking was changed',
          text: `${a} is with another clinician or at another station. Its time is the same.`,
        };
      }
      return {
        subject: 'A video clinic booking was moved',
        text: `A video clinic booking${where(facts)} was moved. It is now${on(facts.startsAt)}.`,
      };
    case 'cancelled':
      return { subject: 'A video clinic booking was cancelled', text: `${a} was cancelled.` };
    case 'stopped':
      return {
        subject: 'Movements are stopped',
        text: `Movements${where(facts)} are stopped${onWings(facts)}${span(facts)}. ${count(facts.bookings)} ${were} cancelled and must be booked again.`,
      };
    case 'restored':
      return { subject: 'Movements go on', text: restoredWords(facts) };
    case 'session-cancelled':
      return {
        subject: 'A video clinic was cancelled',
        text:
          facts.side === 'clinician'
            ? `Your video clinic${on(facts.startsAt)} was cancelled.`
            : `A video clinic${on(facts.startsAt)} was cancelled. ${several} ${were} cancelled with it.`,
      };
    case 'reminder':
      return {
        subject: 'A video clinic is coming up',
        text: `There is a video clinic booking${where(facts)}${on(facts.startsAt)}.`,
      };
    case 'prison-not-set-up':
      return {
        subject: 'A prison is not set up for clinics',
        text: `Nobody has said which stations${where(facts)} are meant for clinics. No clinic can be booked at a station before that.`,
      };
  }
}

function restoredWords(facts: MessageFacts): string {
  const { bookings, others } = facts;
  const back = `${count(bookings)} ${bookings === 1 ? 'is' : 'are'} back at ${bookings === 1 ? 'its' : 'their'} old time`;
  const rest = others === 0 ? '' : `, ${String(others)} must be booked again`;
  return `The stop of movements${where(facts)} was lifted. ${back}${rest}.`;
}

function count(bookings: number): string {
  return bookings === 1 ? '1 video clinic booking' : `${String(bookings)} video clinic bookings`;
}

function where({ siteName, byLink }: MessageFacts): string {
  if (byLink) return ' by link';
  return siteName === null ? '' : ` at ${siteName}`;
}

/** Which wings there are is no secret of anybody: whoever reads it has to know whether it is theirs. */
function onWings({ wings }: MessageFacts): string {
  if (wings === null) return ', in the whole prison,';
  const last = wings.at(-1) ?? '';
  const before = wings.slice(0, -1).join(', ');
  return before === '' ? ` on wing ${last}` : ` on wings ${before} and ${last}`;
}

/** ` on Tuesday 1 December at 10:20`. */
function on(instant: Date | null): string {
  return instant === null ? '' : ` on ${dayOf(instant)} at ${clockOf(instant)}`;
}

function span({ startsAt, endsAt }: MessageFacts): string {
  if (startsAt === null || endsAt === null) return '';
  const sameDay = wallDateOf(startsAt) === wallDateOf(endsAt);
  const until = sameDay ? clockOf(endsAt) : `${clockOf(endsAt)} on ${dayOf(endsAt)}`;
  return ` on ${dayOf(startsAt)} from ${clockOf(startsAt)} until ${until}`;
}

const days = new Intl.DateTimeFormat('en-GB', {
  timeZone: rotaTimeZone,
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});

/** `Tuesday 1 December`: Intl’s own commas differ from one release of its data to the next. */
function dayOf(instant: Date): string {
  return days
    .formatToParts(instant)
    .filter(({ type }) => type !== 'literal')
    .map(({ value }) => value)
    .join(' ');
}
