import type ical from 'ical.js';
import { rotaTimeZone } from '../domain/rota/shift.ts';
import { instantOf, type WallTime } from '../domain/rota/wall-clock.ts';

type Time = InstanceType<typeof ical.Time>;
type Component = InstanceType<typeof ical.Component>;

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
