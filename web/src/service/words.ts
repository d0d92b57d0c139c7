import type { Acuity } from '../../../domain/calls/call.ts';

export const acuityWords: Record<Acuity, string> = { immediate: 'Immediate', urgent: 'Urgent', soon: 'Soon' };

/** Hours and minutes on this browser's clock face. */
export function clockTime(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
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
