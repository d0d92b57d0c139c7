import { createHash } from 'node:crypto';
import ical from 'ical.js';
import { DomainError } from '../../domain/errors.ts';
import { shiftId } from '../../domain/ids.ts';
import type {
  CalendarEntry,
  CalendarWindow,
  ReadCalendar,
  UnreadEvent,
  WrittenShift,
} from '../../domain/rota/calendar.ts';
import { instantOf, rotaTimeZone, type WallTime } from '../../domain/rota/wall-clock.ts';

const { Component, Event, Property, Time } = ical;
type Component = InstanceType<typeof ical.Component>;
type Event = InstanceType<typeof ical.Event>;
type Time = InstanceType<typeof ical.Time>;

/** A time in a zone that neither Node nor the file itself describes. */
export class UnknownZone extends Error {}

/** What Outlook calls the zone of London. */
const byOtherNames: Readonly<Record<string, string>> = { 'GMT Standard Time': rotaTimeZone };

/**
 * The instant of a time in a calendar. A zone that Node knows is read by Node's rules; another one by the file's own;
 * a time without a zone is one of the rota's wall clock. Seconds are left away.
 */
export function readTime(time: Time, component: Component): Date {
  const zone = tzidOf(time);
  if (zone === 'UTC' || zone === 'Z') {
    return new Date(Math.floor(time.toUnixTime() / 60) * 60_000);
  }
  const wall = time.toString().slice(0, 16) as WallTime;
  // A zone that the file does not describe is only a name in a parameter.
  const said = zone === 'floating' ? zoneNamed(component) : zone;
  const known = said === undefined ? rotaTimeZone : (byOtherNames[said] ?? said);
  if (isKnown(known)) {
    return instantOf(wall, known);
  }
  if (zone === 'floating') {
    throw new UnknownZone();
  }
  return new Date(Math.floor(time.toUnixTime() / 60) * 60_000);
}

/** A time may have no zone at all, although its type says so. */
function tzidOf({ zone }: { zone: { tzid: string } | null | undefined }): string {
  return zone?.tzid ?? 'floating';
}

function zoneNamed(component: Component): string | undefined {
  const named = component.getFirstProperty('dtstart')?.getFirstParameter('tzid');
  return named === '' ? undefined : named;
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The package's own types do not say. */
type Occurrence = { item: Event; startDate: Time; endDate: Time };

const ours = { clinician: 'x-bedside-clinician', queues: 'x-bedside-queues', tier: 'x-bedside-tier' };

/** A rule may begin long ago and repeat every second: no more steps than this are taken through all of a file's. */
const mostSteps = 20_000;

/** iCalendar (RFC 5545) by ical.js, whose own zones are not used: Node's data knows today's rules of every place. */
export function writeCalendar(shifts: readonly WrittenShift[], now: Date): string {
  const calendar = new Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Bedside//Rota//EN');
  calendar.addPropertyWithValue('x-wr-calname', 'Bedside rota');
  for (const shift of shifts) {
    calendar.addSubcomponent(eventOf(shift, now));
  }
  return `${calendar.toString()}\r\n`;
}

function eventOf(shift: WrittenShift, now: Date): Component {
  const event = new Component('vevent');
  event.addPropertyWithValue('uid', shift.id);
  event.addPropertyWithValue('dtstamp', Time.fromJSDate(now, true));
  event.addPropertyWithValue('dtstart', Time.fromJSDate(shift.startsAt, true));
  event.addPropertyWithValue('dtend', Time.fromJSDate(shift.endsAt, true));
  const tier = shift.tier === 1 ? 'first tier' : 'second tier';
  event.addPropertyWithValue('summary', `${shift.clinicianName} on call, ${tier}`);
  event.addPropertyWithValue('description', shift.queueNames.join(', '));
  if (shift.clinicianEmail !== null) {
    const attendee = new Property('attendee');
    attendee.setParameter('cn', shift.clinicianName);
    attendee.setValue(`mailto:${shift.clinicianEmail}`);
    event.addProperty(attendee);
  }
  event.addPropertyWithValue(ours.clinician, shift.clinicianId);
  event.addPropertyWithValue(ours.queues, shift.queueIds.join(' '));
  event.addPropertyWithValue(ours.tier, String(shift.tier));
  return event;
}

/**
 * Reads a file of anybody's. Between two occurrences ical.js may search for a very long time, and nothing can interrupt
 * it: only a thread that can be ended may call this (`calendars.ts`).
 * @throws DomainError `invalid` when it is no calendar
 */
export function readCalendar(text: string, bounds: CalendarWindow): ReadCalendar {
  const reading = new Reading(bounds);
  const all = parse(text).flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  const exceptions = all.filter((event) => event.hasProperty('recurrence-id'));
  for (const component of all.filter((event) => !exceptions.includes(event))) {
    const uid = uidOf(component);
    reading.read(
      component,
      exceptions.filter((one) => uidOf(one) === uid),
    );
  }
  const { entries, unread } = reading;
  return { entries, unread };
}

/** The first date of a series counts (RFC 5545 3.8.5.2); ical.js 2.2.1 leaves it out where dates are added and there is no rule. */
function countTheFirst(component: Component, start: Time): void {
  if (component.hasProperty('rrule') || !component.hasProperty('rdate')) return;
  const first = new Property('rdate', component);
  first.setValue(start.clone());
  component.addProperty(first);
}

function parse(text: string): Component[] {
  try {
    const parsed: unknown = ical.parse(text);
    // A file may hold one calendar or several; several are a list of lists.
    const found = Array.isArray(parsed) && Array.isArray(parsed[0]) ? (parsed as unknown[][]) : [parsed];
    const calendars = found.map((one) => new Component(one as unknown[]));
    if (calendars.every(({ name }) => name === 'vcalendar')) {
      return calendars;
    }
  } catch (cause) {
    throw new DomainError('invalid', 'body: this is not an iCalendar file', { cause });
  }
  throw new DomainError('invalid', 'body: this is not an iCalendar file');
}

class Reading {
  readonly entries: CalendarEntry[] = [];
  readonly unread: UnreadEvent[] = [];
  readonly #bounds: CalendarWindow;
  #steps = 0;

  constructor(bounds: CalendarWindow) {
    this.#bounds = bounds;
  }

  /** One event with all its occurrences. What is wrong with it concerns nobody else's. */
  read(component: Component, exceptions: readonly Component[]): void {
    const uid = uidOf(component);
    try {
      if (textOf(component, 'status')?.toUpperCase() === 'CANCELLED') {
        this.#leave(uid, 'cancelled');
      } else {
        this.#readTimes(component, exceptions, uid);
      }
    } catch (error) {
      this.#leave(uid, error instanceof UnknownZone ? 'unknown-zone' : 'no-times');
    }
  }

  #readTimes(component: Component, exceptions: readonly Component[], uid: string): void {
    const start = component.getFirstPropertyValue('dtstart');
    if (!(start instanceof Time)) {
      this.#leave(uid, 'no-times');
    } else if (start.isDate) {
      this.#leave(uid, 'whole-day');
    } else {
      countTheFirst(component, start);
      const event = new Event(component, { strictExceptions: true, exceptions: [...exceptions] });
      if (event.isRecurring()) {
        this.#repeat(event, uid);
      } else {
        this.#take(component, { uid, start: event.startDate, end: event.endDate, occurrence: null });
      }
    }
  }

  #repeat(event: Event, uid: string): void {
    const before = this.entries.length;
    const steps = event.iterator();
    for (;;) {
      this.#steps += 1;
      if (this.#steps > mostSteps) {
        this.#leave(uid, 'too-many');
        return;
      }
      // Beyond the last one it says `undefined`, whatever its types say.
      const next = steps.next() as Time | null | undefined;
      if (next === null || next === undefined) break;
      if (readTime(next, event.component) >= this.#bounds.until) break;
      const { item, startDate, endDate } = event.getOccurrenceDetails(next) as Occurrence;
      if (textOf(item.component, 'status')?.toUpperCase() === 'CANCELLED') {
        this.#leave(uid, 'cancelled', readTime(next, event.component));
      } else if (readTime(startDate, item.component) >= this.#bounds.from) {
        const occurrence = next.toString();
        this.#take(item.component, { uid, start: startDate, end: endDate, occurrence });
      }
    }
    if (this.entries.length === before) this.#leave(uid, 'outside-window');
  }

  #take(
    component: Component,
    given: { uid: string; start: Time; end: Time; occurrence: string | null },
  ): void {
    const { uid, occurrence } = given;
    const { organisationId, from, until, most } = this.#bounds;
    const startsAt = readTime(given.start, component);
    const endsAt = readTime(given.end, component);
    if (startsAt < from || startsAt >= until) {
      this.#leave(uid, 'outside-window', startsAt);
    } else if (this.entries.length >= most) {
      this.#leave(uid, 'too-many', startsAt);
    } else {
      const own = occurrence === null ? shiftId.safeParse(uid.toLowerCase()) : undefined;
      this.entries.push({
        uid,
        writtenFrom: own?.success === true ? own.data : null,
        shiftId: idFrom([organisationId, uid, occurrence ?? '']),
        startsAt,
        endsAt,
        ...saidAbout(component),
      });
    }
  }

  /** Told for as many as are read at most, so that a file of nothing else gets no endless answer. */
  #leave(uid: string, why: UnreadEvent['why'], startsAt?: Date): void {
    if (this.unread.length < this.#bounds.most) {
      this.unread.push({ uid, startsAt: startsAt?.toISOString() ?? null, why });
    }
  }
}

function saidAbout(component: Component): Pick<CalendarEntry, 'clinicianId' | 'emails' | 'queues' | 'tier'> {
  const people = [...component.getAllProperties('attendee'), ...component.getAllProperties('organizer')];
  const emails = people
    .map((property) => String(property.getFirstValue()))
    .filter((address) => /^mailto:/i.test(address))
    .map((address) => address.slice('mailto:'.length).toLowerCase());
  const queues = textOf(component, ours.queues);
  const tier = textOf(component, ours.tier)?.trim();
  return {
    clinicianId: textOf(component, ours.clinician)?.trim().toLowerCase() ?? null,
    emails,
    queues: queues === null ? null : queuesFrom(queues),
    tier: tier === '1' ? 1 : tier === '2' ? 2 : null,
  };
}

/** Our own list is of ids with spaces between; people write names with commas. */
function queuesFrom(text: string): string[] {
  const ids = text.trim().toLowerCase().split(/\s+/);
  const isOurs = ids.every((word) => shiftId.safeParse(word).success);
  return isOurs
    ? ids
    : text
        .split(/\\?,/)
        .map((word) => word.trim())
        .filter((word) => word !== '');
}

function textOf(component: Component, name: string): string | null {
  const value = component.getFirstPropertyValue(name);
  return value === null ? null : String(value);
}

function uidOf(component: Component): string {
  return (textOf(component, 'uid') ?? '').slice(0, 255);
}

/** A UUID of version 8 (RFC 9562) that says the same about the same words. */
function idFrom(words: readonly string[]): CalendarEntry['shiftId'] {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) % 4) + 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return shiftId.parse([...parts, hex.slice(20, 32)].join('-'));
}
