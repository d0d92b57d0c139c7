import type { ShiftView } from '../../../domain/rota/wire.ts';
import { clockOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { dayWords } from '../rota/week.ts';

/** The tier of the shift that runs, or else of the next one; `shifts` are one clinician's. */
export function tierWords(
  shifts: readonly Pick<ShiftView, 'startsAt' | 'endsAt' | 'tier'>[],
  now: Date,
): string {
  const [shift] = shifts
    .filter(({ endsAt }) => new Date(endsAt) > now)
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  if (shift === undefined) return 'Not on the rota in the next two weeks';
  const tier = shift.tier === 1 ? 'First tier' : 'Second tier';
  const [starts, ends] = [new Date(shift.startsAt), new Date(shift.endsAt)];
  return starts <= now ? `${tier}, until ${momentWords(ends)}` : `${tier}, from ${momentWords(starts)}`;
}

/** `Mon 23 Nov 08:00`. */
function momentWords(at: Date): string {
  return `${dayWords(wallDateOf(at))} ${clockOf(at)}`;
}
