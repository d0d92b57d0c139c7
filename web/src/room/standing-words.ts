import { inWords } from '../service/clock.ts';
import type { Standing } from './picture-watch.ts';

/** What is read on a picture that stands still: how old it is, and whether its owner can still be heard where that is known. */
export function standingWords({ seenAtMs, heard }: Standing, nowMs: number): { age: string; sound: string } {
  return { age: `for ${inWords(nowMs - seenAtMs)}`, sound: heard ? 'The sound still comes through.' : '' };
}

/**
 * The same for a screen reader, once; empty where something has been said already of which this is a part: that this
 * browser, or theirs, has lost its connection.
 */
export function standingNews(
  name: string,
  about: { standing: Standing | null; connection: 'steady' | 'unsteady'; interrupted: boolean },
): string {
  const said = about.interrupted || about.connection === 'unsteady';
  return about.standing === null || said ? '' : `The picture of ${name} stands still.`;
}
