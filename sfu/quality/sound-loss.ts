import type { types } from 'mediasoup';

/** How sound arrived from its sender, by mediasoup's score from 0 to 10, and which share was lost on the way out. */
export type SoundPassage = { scoreIn: number; lostOut: number };

/** Scores remember losses for a while: at this score almost nothing was lost recently. */
const arrivesWhole = 9;

/**
 * The largest share, 0 to 1, lost of the sound sent to a participant. Sound that reached us with gaps says something
 * about its sender's line and is left out.
 */
export function lostSound(sounds: readonly SoundPassage[]): number {
  return Math.max(0, ...sounds.map(({ scoreIn, lostOut }) => (scoreIn >= arrivesWhole ? lostOut : 0)));
}

/** Only sound that flows: receivers report on nothing else, and an old report would never expire. */
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
