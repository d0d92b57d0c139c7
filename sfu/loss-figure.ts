import type { PictureRung } from '../domain/contract/media.ts';

/** From here on nothing is lost that a picture would not survive. */
const someLoss = 0.02;
const oldNewsLooks = 2;

/**
 * Which share of packets is lost on the way to a participant. The worker measures it by pictures, as an average over the last
 * two dozen reports, so that after a time without pictures it tells of the line as it was before. From then on the sound,
 * which flows all the time, says what is lost now, until the worker's figure has come down to that, or has grown, which
 * is news; but not at once, because what was lost last before that time is noticed with the first report after it.
 */
export class LossFigure {
  #tellsOfBefore = false;
  #measured = 0;
  /** Since there was only sound. */
  #looks = 0;

  /** A share from 0 to 1. `measured` is the worker's; `lostSound` is asked only when it counts. */
  async now(look: {
    rung: PictureRung;
    measured: number;
    lostSound: () => Promise<number>;
  }): Promise<number> {
    const { rung, measured } = look;
    this.#looks = rung === 'audio' ? 0 : this.#looks + 1;
    const isNews = this.#looks > oldNewsLooks && measured > this.#measured;
    this.#measured = measured;
    if (rung === 'audio') this.#tellsOfBefore = true;
    else if (isNews) this.#tellsOfBefore = false;
    if (!this.#tellsOfBefore) return measured;
    const lost = await look.lostSound();
    if (rung !== 'audio' && measured <= Math.max(lost, someLoss)) this.#tellsOfBefore = false;
    return lost;
  }
}
