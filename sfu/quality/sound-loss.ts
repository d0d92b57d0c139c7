import type { types } from 'mediasoup';

/** How sound came from its sender, by mediasoup's score from 0 to 10, and which share of it was lost on the way out. */
export type SoundPassage = { scoreIn: number; lostOut: number };

/** Scores remember losses for a while: nearly nothing was lost lately. */
const arrivesWhole = 9;

/**
 * The largest share, 0 to 1, of what a participant was sent of anybody's sound and did not get. What came to us with holes
 * tells of its sender's line, and counts for nothing.
 */
export function lostSound(sounds: readonly SoundPassage[]): number {
  return Math.max(0, ...sounds.map(({ scoreIn, lostOut }) => (scoreIn >= arrivesWhole ? lostOut : 0)));
}

/** Of the sound that flows: receivers report on nothing else, and an old report would stand for ever. */
export async function soundPassages(sounds: readonly types.Consumer[]): Promise<SoundPassage[]> {
  const flowing = sounds.filter(({ paused, producerPaused }) => !paused && !producerPaused);
  const all = await Promise.all(flowing.map((consumer) => consumer.getStats()));
  return all.flatMap((stats) => {
    const into = stats.find(({ type }) => type === 'inbound-rtp');
    const out = stats.find(({ type }) => type === 'outbound-rtp');
    return into === undefined || out === undefined
      ? []
      : [{ scoreIn: into.score, lostOut: out.fractionLost / 256 }];
  });
}
