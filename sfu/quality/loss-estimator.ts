import type { types } from 'mediasoup';
import type { PictureLevel } from '../../domain/rooms/wire.ts';

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

/** From here on nothing is lost that a picture would not survive. */
const someLoss = 0.02;
const oldNewsSamples = 2;

/**
 * Which share of packets is lost on the way to a participant. The worker measures it on pictures, as an average over
 * the last two dozen reports, so after a time without pictures its figure is out of date. From then on the loss of
 * sound, which always flows, is used, until the worker's figure has come down to it or has grown, which is news; but
 * not in the first samples, which still include what was lost just before.
 */
export class LossEstimator {
  #describesThePast = false;
  #measured = 0;
  /** Samples since pictures came back. */
  #samples = 0;

  /** A share from 0 to 1. `measured` is the worker's; `lostSound` is called only when it counts. */
  async now(sample: {
    level: PictureLevel;
    measured: number;
    lostSound: () => Promise<number>;
  }): Promise<number> {
    const { level, measured } = sample;
    this.#samples = level === 'audio' ? 0 : this.#samples + 1;
    const isNews = this.#samples > oldNewsSamples && measured > this.#measured;
    this.#measured = measured;
    if (level === 'audio') this.#describesThePast = true;
    else if (isNews) this.#describesThePast = false;
    if (!this.#describesThePast) return measured;
    const lost = await sample.lostSound();
    if (level !== 'audio' && measured <= Math.max(lost, someLoss)) this.#describesThePast = false;
    return lost;
  }
}
