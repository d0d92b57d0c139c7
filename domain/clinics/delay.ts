import type { BookingId } from '../ids.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { waitsNow } from './booking-link.ts';
import type { BookingState } from './clinic.ts';

/** One booking of a session, as far as its delay needs it. */
export type ListedBooking = {
  readonly bookingId: BookingId;
  readonly state: BookingState;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** When the patient is fetched. */
  readonly beginsAt: Date;
  /** When its first visit began; null before. */
  readonly startedAt: Date | null;
  /** When its last visit ended; null before, and while one runs. */
  readonly endedAt: Date | null;
  /** A visit of it runs now. */
  readonly running: boolean;
  /** When somebody who waits at its link was last heard of; null where nobody has waited. */
  readonly linkSeenAt: Date | null;
};

/** How late the clinician has said that they are; 0 takes back what they had said. */
type Word = { readonly minutes: number; readonly at: Date };

/** A session on its day. */
export type RunningList = {
  readonly preMinutes: number;
  readonly debriefMinutes: number;
  /** What the clinician has said of the delay themselves. */
  readonly said: Word | null;
  /** What they had said before that, earliest first. */
  readonly saidBefore: readonly Word[];
  /** The clinician is in the visit of an urgent call. */
  readonly urgentCall: boolean;
  readonly bookings: readonly ListedBooking[];
};

/** When a booking that is late is expected, and when to fetch its patient. */
export type LateTimes = Omit<Expected, 'startsAt' | 'fetchAt'> & {
  readonly startsAt: string;
  readonly fetchAt: string;
};

/** The bookings of today that are late, by the booking. */
export type LateBookings = {
  /** Those that are still to come. */
  expected: ReadonlyMap<BookingId, LateTimes>;
  /** By how many minutes each visit that runs is over later than booked. */
  runsOver: ReadonlyMap<BookingId, number>;
};

/** When a patient is expected to be seen, where that is later than booked. */
type Expected = {
  readonly startsAt: Date;
  /** When to fetch the patient: never before the booked time; when they were fetched, once that is so (A46). */
  readonly fetchAt: Date;
  readonly minutesLate: number;
  /** The time to fetch them had passed before it was known to be a later one: they are waiting at the station. */
  readonly moved: boolean;
  readonly urgentCall: boolean;
};

const minuteMs = 60_000;
/** A delay is told in steps of five minutes: more exact would be wrong a moment later. */
const stepMs = 5 * minuteMs;
/** How long a clinician who is free waits for a patient before the list goes on without them (A48). */
const waitsForMs = 15 * minuteMs;

/**
 * The bookings of a session that are still to come and are expected later than they are booked, by the booking (A46): what
 * runs takes as long as it was planned to and longer when it does, each next one follows the one before, and a gap between
 * two takes the delay up. Whatever the clinician has said holds until they begin with another patient. A patient who has not
 * come, and whom nobody has marked, holds up nobody.
 */
export function expectedTimes(list: RunningList, now: Date): Map<BookingId, Expected> {
  const late = lateStarts(list, now);
  return new Map(
    [...late].map(([booking, lateMs]) => {
      const { bookingId, startsAt } = booking;
      const fetch = fetchOf(booking, { list, now, lateMs });
      const { urgentCall } = list;
      const minutesLate = lateMs / minuteMs;
      return [
        bookingId,
        { ...fetch, startsAt: new Date(startsAt.getTime() + lateMs), minutesLate, urgentCall },
      ];
    }),
  );
}

/** By how much each booking that is still to come is later than booked, in steps; those that are on time are left out. */
function lateStarts(list: RunningList, now: Date): Map<ListedBooking, number> {
  const late = new Map<ListedBooking, number>();
  let free = freeFrom(list, now);
  let said = saidMs(list);
  const coming = list.bookings
    .filter((booking) => booking.state === 'booked' && !hasNotCome(booking, list, now))
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  for (const booking of coming) {
    const planned = booking.startsAt.getTime();
    const starts = Math.max(planned + said, free);
    // The word is of the next patient; those after follow from when that one is over.
    said = 0;
    free = starts + lengthMs(booking) + aroundMs(list);
    if (starts - planned >= stepMs) late.set(booking, inSteps(starts - planned));
  }
  return late;
}

/**
 * When to fetch somebody who is late, and whether that is over. Whoever was to be fetched at a later time before the booked one
 * had come is not there yet; so each time that was said is followed until one had come while it still held.
 */
function fetchOf(
  { bookingId, beginsAt }: ListedBooking,
  { list, now, lateMs }: { list: RunningList; now: Date; lateMs: number },
): Pick<Expected, 'fetchAt' | 'moved'> {
  let at = beginsAt.getTime();
  while (at <= now.getTime()) {
    const then = new Date(at);
    const late = [...lateStarts(asItWas(list, then), then)].find(([one]) => one.bookingId === bookingId);
    const said = beginsAt.getTime() + (late?.[1] ?? 0);
    if (said <= at) return { fetchAt: then, moved: true };
    at = said;
  }
  return { fetchAt: new Date(beginsAt.getTime() + lateMs), moved: false };
}

/** A list as it stood at an earlier time, with the word that held then: a later one must not hide that patients were fetched by it. */
function asItWas(list: RunningList, then: Date): RunningList {
  const { said, saidBefore, bookings } = list;
  const words = said === null ? saidBefore : [...saidBefore, said];
  return {
    ...list,
    said: words.findLast(({ at }) => at <= then) ?? null,
    bookings: bookings.map((booking) => {
      const { startedAt, endedAt } = booking;
      if (startedAt === null || (endedAt !== null && endedAt <= then)) return booking;
      return startedAt > then
        ? { ...booking, state: 'booked', startedAt: null, endedAt: null, running: false }
        : { ...booking, state: 'running', endedAt: null, running: true };
    }),
  };
}

/**
 * How many minutes later than booked each visit that runs is over, by when it began and by now; those that are on time are
 * left out.
 */
export function lateEnds(list: RunningList, now: Date): Map<BookingId, number> {
  const { preMinutes, bookings } = list;
  return new Map(
    bookings.flatMap((booking) => {
      const { bookingId, running, startedAt, endsAt } = booking;
      if (!running || startedAt === null) return [];
      const over = startedAt.getTime() + preMinutes * minuteMs + lengthMs(booking);
      const lateMs = Math.max(over, now.getTime()) - endsAt.getTime();
      return lateMs < stepMs ? [] : [[bookingId, inSteps(lateMs) / minuteMs] as const];
    }),
  );
}

function inSteps(ms: number): number {
  return Math.ceil(ms / stepMs) * stepMs;
}

/** From when on the next patient can be seen; a meeting with the staff goes before each. */
function freeFrom(list: RunningList, now: Date): number {
  const running = list.bookings.find((booking) => booking.running);
  const startedAt = running?.startedAt ?? null;
  if (running === undefined || startedAt === null) return now.getTime();
  const { preMinutes } = list;
  const over = startedAt.getTime() + preMinutes * minuteMs + lengthMs(running);
  return Math.max(now.getTime(), over + list.debriefMinutes * minuteMs) + preMinutes * minuteMs;
}

/**
 * Whether the list has gone on without the patient: their whole place is over, and a later one has been seen, or the clinician
 * has seen somebody that day and is free for a quarter of an hour already. While the clinician is busy, has not begun or has
 * said that they are late, a patient whose time is over still waits; so does one who is seen to wait at their link.
 */
function hasNotCome(booking: ListedBooking, list: RunningList, now: Date): boolean {
  const placeEndsAt = booking.endsAt.getTime() + list.debriefMinutes * minuteMs;
  if (now.getTime() < placeEndsAt || waitsNow(booking.linkSeenAt, now)) return false;
  const begun = list.bookings.filter(({ startedAt }) => startedAt !== null);
  if (begun.some(({ startsAt }) => startsAt > booking.startsAt)) return true;
  const busy = list.urgentCall || list.bookings.some(({ running }) => running) || saidMs(list) > 0;
  if (busy || begun.length === 0) return false;
  const freeSince = Math.max(...begun.map(({ endedAt }) => endedAt?.getTime() ?? -Infinity));
  return now.getTime() >= Math.max(freeSince, booking.startsAt.getTime()) + waitsForMs;
}

/** What was said on another day was of the time that the clinic had then. */
function saidMs({ said, bookings }: RunningList): number {
  if (said === null) return 0;
  const saidOn = wallDateOf(said.at);
  if (!bookings.some(({ startsAt }) => wallDateOf(startsAt) === saidOn)) return 0;
  const overtaken = bookings.some(({ startedAt }) => startedAt !== null && startedAt > said.at);
  return overtaken ? 0 : said.minutes * minuteMs;
}

function lengthMs({ startsAt, endsAt }: Pick<ListedBooking, 'startsAt' | 'endsAt'>): number {
  return endsAt.getTime() - startsAt.getTime();
}

function aroundMs({ preMinutes, debriefMinutes }: RunningList): number {
  return (preMinutes + debriefMinutes) * minuteMs;
}

/** How a session has gone, once nothing of it is to come; undefined before. */
type Closing = { seen: number; notSeen: number; missing: number; latestMinutes: number };

/** The last line of a list: who was seen, of whom nothing is recorded, and how late it was at most. */
export function closingOf(
  bookings: readonly {
    state: BookingState;
    startsAt: string;
    startedAt: string | null;
    outcome: { attendance: 'attended' | 'dna' } | null;
  }[],
): Closing | undefined {
  const held = bookings.filter(({ state }) => state !== 'cancelled' && state !== 'lapsed');
  if (held.length === 0 || held.some(({ state }) => state !== 'done')) return undefined;
  const late = held.flatMap(({ startsAt, startedAt }) =>
    startedAt === null ? [] : [Math.floor((Date.parse(startedAt) - Date.parse(startsAt)) / minuteMs)],
  );
  return {
    seen: held.filter(({ outcome }) => outcome?.attendance === 'attended').length,
    notSeen: held.filter(({ outcome }) => outcome?.attendance === 'dna').length,
    missing: held.filter(({ outcome }) => outcome === null).length,
    latestMinutes: Math.max(0, ...late),
  };
}
