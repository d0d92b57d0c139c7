import type { Board } from '../../../domain/contract/views.ts';
import { clockOf, dayInWords, wallDateOf } from '../../../domain/rota/wall-clock.ts';

/** `87 %`, rounded down so that nothing is called reached that was not; a dash for what cannot be told. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${String(Math.floor(share * 100 + 1e-9))} %`;
}

/** `1 call`, `2 calls`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${String(n)} ${n === 1 ? one : many}`;
}

/** Seconds as people say them: `8 s`, `1 min 20 s`, `25 min`, `2 h 5 min`. */
export function spanWords(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10 && whole % 60 > 0) return `${String(minutes)} min ${String(whole % 60)} s`;
  const rounded = Math.round(whole / 60);
  if (rounded < 60) return `${String(rounded)} min`;
  const rest = rounded % 60;
  return `${String(Math.floor(rounded / 60))} h${rest === 0 ? '' : ` ${String(rest)} min`}`;
}

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
  { state: 'available', title: 'Free' },
  { state: 'ringing', title: 'Being rung' },
  { state: 'busy', title: 'In a visit' },
  { state: 'wrap-up', title: 'Writing up' },
  { state: 'paused', title: 'Paused' },
  { state: 'unreachable', title: 'Not reachable' },
] as const;

/** Somebody whose browser is silent is not free, whatever they chose. */
export function groupOf(clinician: Board['clinicians'][number]): (typeof presenceGroups)[number]['state'] {
  return clinician.state === 'available' && !clinician.reachable ? 'unreachable' : clinician.state;
}
