import { instantsOf } from '../../../domain/rota/wall-clock.ts';
import type { Problem } from '../ui/answer.ts';
import { isDay } from './hooks.ts';

/** From when to when, and why, as a person fills it in; days and clocks are those of the United Kingdom. */
export type SpanDraft = {
  fromDay: string;
  fromClock: string;
  toDay: string;
  toClock: string;
  reason: string;
};

export type SpanField = keyof SpanDraft;

/** What the service is asked for. */
export type Span = { startsAt: string; endsAt: string; reason: string };

/** A time and a reason that are complete, or what is wrong with them. `idOf` tells which field of the page it is. */
export function readSpan(
  draft: SpanDraft,
  { now, idOf }: { now: Date; idOf: (field: SpanField) => string },
): { span: Span } | { problems: Problem[] } {
  const from = readTime({ day: draft.fromDay, clock: draft.fromClock }, 'from');
  const to = readTime({ day: draft.toDay, clock: draft.toClock }, 'to');
  const reason = draft.reason.trim();
  const problems: Problem[] = [];
  if (typeof from === 'string') problems.push({ message: from, field: idOf('fromClock') });
  if (typeof to === 'string') problems.push({ message: to, field: idOf('toClock') });
  if (typeof from !== 'string' && typeof to !== 'string') {
    if (to <= from)
      problems.push({ message: 'The end must be later than the start', field: idOf('toClock') });
    else if (to <= now) problems.push({ message: 'The end must not be in the past', field: idOf('toClock') });
  }
  if (reason === '') problems.push({ message: 'Say why', field: idOf('reason') });
  if (problems.length > 0 || typeof from === 'string' || typeof to === 'string') return { problems };
  return { span: { startsAt: from.toISOString(), endsAt: to.toISOString(), reason } };
}

const called = { from: 'start', to: 'end' } as const;

/** The instant, or what is wrong; of a time that the clocks repeat in autumn nobody can say which is meant (A20). */
function readTime({ day, clock }: { day: string; clock: string }, which: keyof typeof called): Date | string {
  const what = called[which];
  if (!isDay(day)) return `Enter the day of the ${what}`;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(clock)) return `Enter the time of the ${what}`;
  const [first, second] = instantsOf(`${day}T${clock}`);
  if (first === undefined) return `The time of the ${what} does not exist: the clocks go forward that night`;
  if (second !== undefined)
    return `The time of the ${what} comes twice that night: choose one outside 01:00 to 02:00`;
  return first;
}
