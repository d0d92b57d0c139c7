type Estimate = { availableBps: number; loss: number };

/** Bursts that measure a line come every five seconds or so. */
const staleAfterLooks = 10;

/**
 * The worker knows of loss from the answers to packets of pictures. Where no picture flows any more it may know nothing new,
 * and the last figure, of the moment at which the pictures were taken away, would keep them away for ever. So a figure
 * that has not moved for ten looks on `audio` counts for nothing: the estimate alone decides whether a still is tried, which
 * measures the line anew, and is waited for longer with each time that it fails.
 */
export class StaleLoss {
  #last: Estimate | undefined;
  #stoodFor = 0;

  /** The share of lost packets that counts, 0 to 1. */
  take({ availableBps, loss }: Estimate, picturesFlow: boolean): number {
    const stands = this.#last?.availableBps === availableBps && this.#last.loss === loss;
    // Until something has been measured, what is stale stays so, also when the first picture is on its way again.
    const ages = stands && (!picturesFlow || this.#isStale);
    this.#stoodFor = ages ? this.#stoodFor + 1 : 0;
    this.#last = { availableBps, loss };
    return this.#isStale ? 0 : loss;
  }

  get #isStale(): boolean {
    return this.#stoodFor >= staleAfterLooks;
  }
}
