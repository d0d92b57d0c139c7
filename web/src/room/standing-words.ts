import { inWords } from '../service/clock.ts';
import type { Standing } from './picture-watch.ts';

/**
 * What is read on a picture that stands still: how old it is, and that its owner can still be heard where that is known. A
 * `small` picture has space for no more than its age.
 */
export function standingWords(
  { seenAtMs, heard }: Standing,
  { nowMs, small }: { nowMs: number; small: boolean },
): string[] {
  const age = inWords(nowMs - seenAtMs);
  if (small) return ['Stands still', `for ${shortened(age)}`];
  return ['Picture stands still', `for ${age}`, ...(heard ? ['The sound still comes through.'] : [])];
}

function shortened(age: string): string {
  return age.replace(/ minutes?/, ' min').replace(/ seconds?/, ' s');
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
