import type { PictureLevel } from '../../domain/rooms/wire.ts';

/** From here on nothing is lost that a picture would not survive. */
const someLoss = 0.02;
const oldNewsSamples = 2;

/**
 * Which share of packets is lost on the way to a participant. The worker measures it by pictures, as an average over the last
 * two dozen reports, so that after a time without pictures it tells of the line as it was before. From then on the sound,
 * which flows all the time, says what is lost now, until the worker's figure has come down to that, or has grown, which
 * is news; but not at once, because what was lost last before that time is noticed with the first report after it.
 */
export class LossEstimator {
  #describesThePast = false;
  #measured = 0;
  /** Since there was only sound. */
  #samples = 0;

  /** A share from 0 to 1. `measured` is the worker's; `lostSound` is asked only when it counts. */
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
