import type { StationLights } from '../../../domain/oversight/wire.ts';
import { clockOf, dayInWords, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import type { Board } from '../../../domain/states/wire.ts';

/** `from 20:00 until 22:00`, with the day where it is not today. Times are those of the rota's zone. */
export function fromTo(from: string, until: string | null, now: number): string {
  const today = wallDateOf(new Date(now));
  const at = (instant: Date) =>
    wallDateOf(instant) === today ? clockOf(instant) : `${dayInWords(instant)}, ${clockOf(instant)}`;
  const begins = Date.parse(from) <= now + 60_000 ? 'now' : `from ${at(new Date(from))}`;
  return until === null ? begins : `${begins} until ${at(new Date(until))}`;
}

/** What clinicians on the board are doing, in the order in which a manager looks for them. */
export const presenceGroups = [
  { state: 'lost', title: 'Lost from a visit' },
  { state: 'available', title: 'Free' },
  { state: 'ringing', title: 'Being rung' },
  { state: 'busy', title: 'In a visit' },
  { state: 'wrap-up', title: 'Writing up' },
  { state: 'paused', title: 'Paused' },
  { state: 'unreachable', title: 'Not reachable' },
] as const;

/** Somebody whose browser is silent is not free, and somebody who is lost is in no visit, whatever they chose. */
export function groupOf(clinician: Board['clinicians'][number]): (typeof presenceGroups)[number]['state'] {
  if (clinician.lostAt !== null) return 'lost';
  return clinician.state === 'available' && !clinician.reachable ? 'unreachable' : clinician.state;
}

type Named = StationLights['named'][number];

/** Why a station is amber or red, and what to do, in a sentence for somebody who is not there. */
export function lightWords({ reason, checkedAt }: Pick<Named, 'reason' | 'checkedAt'>, now: number): string {
  const when = checkedAt === null ? 'at an unknown time' : whenWords(checkedAt, now);
  switch (reason) {
    case 'never-checked':
      return 'it has never shown that a video call works: open Bedside on it and press “Check this device”.';
    case 'day-old':
      return `it was last checked ${when}, over a day ago: switch it on and open Bedside on it.`;
    case 'no-way':
      return `a video call would not work (${when}): its network lets no pictures or sound through.`;
    case 'shift-old':
      return `it was last checked ${when}, over a shift ago: see that it is on and shows Bedside.`;
    case 'udp-blocked':
      return `a video call works only by a poor way (${when}): its network blocks UDP.`;
    case 'slow':
      return `its line is slow (${when}): a call works, with long pauses.`;
    case 'lossy':
      return `its line loses sound and pictures (${when}): see to its Wi-Fi.`;
  }
}

/** `at 14:05`, with the day where it is not today. */
function whenWords(instant: string, now: number): string {
  const at = new Date(instant);
  const today = wallDateOf(at) === wallDateOf(new Date(now));
  return today ? `at ${clockOf(at)}` : `${dayInWords(at)} at ${clockOf(at)}`;
}
