import type { ImportedEvent } from './wire.ts';
import type { OrganisationId, ShiftId } from '../ids.ts';
import type { Shift } from './shift.ts';

/** One occurrence of an event, as far as a calendar can say what a shift is. */
export type CalendarEntry = {
  uid: string;
  /** The shift that we may once have written it from. */
  writtenFrom: ShiftId | null;
  /** As what it stands on the rota otherwise. */
  shiftId: ShiftId;
  startsAt: Date;
  endsAt: Date;
  /** As we write it ourselves; null in anybody else's calendar. */
  clinicianId: string | null;
  /** Of those who attend and of who has made it, in this order, in lower case. */
  emails: readonly string[];
  /** Names or ids; null where the event names none. */
  queues: readonly string[] | null;
  tier: 1 | 2 | null;
};

/** An event, or an occurrence of one, that is no shift. */
export type UnreadEvent = Pick<ImportedEvent, 'uid' | 'startsAt' | 'why'>;

/** What is written about a shift. */
export type WrittenShift = Shift & {
  clinicianName: string;
  clinicianEmail: string | null;
  queueNames: readonly string[];
};

/** iCalendar, out and in. */
export type Calendars = {
  write(shifts: readonly WrittenShift[], now: Date): string;
  /**
   * The occurrences that begin in the window. Throws `invalid` for what is no calendar and for one that takes too long
   * to read, `too-many` while too many others are being read. Ids are made from the event's own and the organisation's,
   * so that the same file read twice means the same shifts.
   */
  read(text: string, window: CalendarWindow): Promise<ReadCalendar>;
};

export type CalendarWindow = { organisationId: OrganisationId; from: Date; until: Date; most: number };

export type ReadCalendar = { entries: CalendarEntry[]; unread: UnreadEvent[] };
