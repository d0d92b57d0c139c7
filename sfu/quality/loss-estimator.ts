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
/** Receivers report the two figures a second apart at most. */
const togetherSamples = 2;

type LossSample = {
  level: PictureLevel;
  /** The worker's figure, a share from 0 to 1. */
  measured: number;
  /** A share from 0 to 1. Called only when it counts. */
  lostSound: () => Promise<number>;
  /** How many packets of pictures their receiver has reported lost, from the beginning. Called only when it counts. */
  picturePacketsLost: () => Promise<number>;
};

/**
 * Which share of packets is lost on the way to a participant. The worker measures it on pictures and on the packets it probes
 * with, as an average over the last two dozen reports, so after a time without pictures its figure is out of date. From then on
 * the loss of sound, which always flows, is used, until the worker's figure has come down to it, or has news. What is news
 * is reported of the pictures too: a worker without our patches (`media-worker/recipe/patches.ts`) also counts probes as lost that
 * it has never sent. And the first samples are none, because they still include what was lost just before.
 */
export class LossEstimator {
  #describesThePast = false;
  #measured = 0;
  #packetsLost = 0;
  /** Samples since pictures came back. */
  #samples = 0;
  /** Samples since each figure has grown. */
  #since = { measured: Infinity, packetsLost: Infinity };

  /** A share from 0 to 1. */
  async now(sample: LossSample): Promise<number> {
    const { level, measured } = sample;
    const hasGrown = measured > this.#measured;
    this.#measured = measured;
    if (level === 'audio') this.#withoutPictures();
    else this.#samples += 1;
    if (!this.#describesThePast) return measured;
    if (level === 'audio') return sample.lostSound();
    if (await this.#isNews(hasGrown, sample)) {
      this.#describesThePast = false;
      return measured;
    }
    const lost = await sample.lostSound();
    if (measured <= Math.max(lost, someLoss)) this.#describesThePast = false;
    return lost;
  }

  #withoutPictures(): void {
    this.#describesThePast = true;
    this.#samples = 0;
    this.#since = { measured: Infinity, packetsLost: Infinity };
  }

  async #isNews(hasGrown: boolean, { picturePacketsLost }: LossSample): Promise<boolean> {
    const packetsLost = await picturePacketsLost();
    const moreLost = this.#samples > 1 && packetsLost > this.#packetsLost;
    this.#since = {
      measured: hasGrown && this.#samples > oldNewsSamples ? 0 : this.#since.measured + 1,
      packetsLost: moreLost ? 0 : this.#since.packetsLost + 1,
    };
    this.#packetsLost = packetsLost;
    return Math.max(this.#since.measured, this.#since.packetsLost) <= togetherSamples;
  }
}
