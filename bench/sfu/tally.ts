const bucketMs = 0.05;
const buckets = 20_000;

/** What arrived of what was sent within a window, and how long it took. */
export class Tally {
  readonly #delays = new Uint32Array(buckets);
  #from = Infinity;
  #to = Infinity;
  #received = 0;
  #bytes = 0;

  /** Counts what is sent from now on, until `close`; may be opened again. */
  open(): void {
    this.#from = performance.now();
    this.#to = Infinity;
  }

  close(): void {
    this.#to = performance.now();
  }

  get received(): number {
    return this.#received;
  }

  /** Of their payloads. */
  get bytes(): number {
    return this.#bytes;
  }

  take({ sentAt, bytes }: { sentAt: number; bytes: number }, now: number): void {
    if (sentAt < this.#from || sentAt >= this.#to) return;
    this.#received += 1;
    this.#bytes += bytes;
    const bucket = Math.min(buckets - 1, Math.floor((now - sentAt) / bucketMs));
    this.#delays[bucket] = (this.#delays[bucket] ?? 0) + 1;
  }

  reset(): void {
    this.#delays.fill(0);
    this.#received = 0;
    this.#bytes = 0;
  }

  /** In milliseconds. */
  delays(): { p50: number; p99: number } {
    return { p50: this.#delayAt(50), p99: this.#delayAt(99) };
  }

  /** What so many percent of the packets did not exceed. */
  #delayAt(percent: number): number {
    let left = (percent / 100) * this.#received;
    for (const [bucket, count] of this.#delays.entries()) {
      left -= count;
      if (left <= 0) return (bucket + 1) * bucketMs;
    }
    return NaN;
  }
}
