import type { Acuity } from '../../../domain/calls/call.ts';
import type { BookingDetails } from '../../../domain/clinics/wire.ts';
import { clockOf, dayInWords, wallDateOf } from '../../../domain/rota/wall-clock.ts';

export const acuityWords: Record<Acuity, string> = { immediate: 'Immediate', urgent: 'Urgent', soon: 'Soon' };

/** Where the officers are during a booked visit. */
export const officerWords: Record<BookingDetails['officer'], string> = {
  'in-the-room': 'In the room',
  outside: 'Outside the room',
  'not-needed': 'Not needed',
  'not-known': 'Not known yet',
};

/** Hours and minutes on this browser's clock face. */
export function clockTime(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** `14:30` in the United Kingdom, with its day where that is not today: `14:30 on Tue 1 Dec 2026`. */
export function clockOnDay(instant: string, now: Date): string {
  const at = new Date(instant);
  return wallDateOf(at) === wallDateOf(now) ? clockOf(at) : `${clockOf(at)} on ${dayInWords(at)}`;
}

const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** `Dr A, Dr B and Dr C`. */
export function listed(names: readonly string[]): string {
  return conjunction.format(names);
}

/** For a wait that is guessed, rounded as people say it; never more exact than it is known. */
export function aboutWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 45) return 'less than a minute';
  if (minutes <= 1) return 'about a minute';
  if (minutes < 15) return `about ${String(minutes)} minutes`;
  const fives = Math.round(minutes / 5) * 5;
  if (fives < 60) return `about ${String(fives)} minutes`;
  const quarters = Math.round(minutes / 15) / 4;
  const hours = Math.floor(quarters);
  const rest = (quarters - hours) * 60;
  const whole = hours === 1 ? 'an hour' : `${String(hours)} hours`;
  return rest === 0 ? `about ${whole}` : `about ${whole} ${String(rest)} minutes`;
}

/** `87 %`, rounded down so that nothing is called reached that was not; a dash for what cannot be told. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${String(Math.floor(share * 100 + 1e-9))} %`;
}

/** `1 call`, `2 calls`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
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

/** A message of the service as people write it. */
export function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
