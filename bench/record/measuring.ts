import { percentiles } from '../percentiles.ts';
import { rounded } from '../slices.ts';

/** One line of the result; `floor` and `ratio` are in the unit of the aim. */
export type Row = {
  what: string;
  p50: number;
  p95: number;
  perSecond: number;
  floor: number;
  ratio: number;
  aim: string;
  reached: boolean;
};

/** What several things of one kind have taken. */
export class Meter {
  readonly #spentMs: number[] = [];
  #workedMs = 0;

  /** Does something so many times, so many at once; nothing of a warm-up is counted. */
  async run(
    { count, atOnce, warmUp = false }: { count: number; atOnce: number; warmUp?: boolean },
    work: (n: number) => Promise<unknown>,
  ): Promise<void> {
    const startedAt = performance.now();
    let next = 0;
    const oneAfterAnother = async () => {
      while (next < count) {
        const n = next;
        next += 1;
        const beganAt = performance.now();
        await work(n);
        if (!warmUp) this.#spentMs.push(performance.now() - beganAt);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, oneAfterAnother));
    if (!warmUp) this.#workedMs += performance.now() - startedAt;
  }

  get ms(): { p50: number; p95: number } {
    return percentiles(this.#spentMs, [50, 95]);
  }

  /** How many a second; or how many parts a second, where each has many. */
  perSecond(done = this.#spentMs.length): number {
    return rounded((1000 * done) / this.#workedMs, 1);
  }
}
