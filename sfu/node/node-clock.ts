/** What is late on the way looks like a clock that is slow: of so many readings the least late one counts. */
const readingsKept = 5;

/** How far the clock of the other side is ahead of ours. */
export class ClockDifference {
  readonly #readings: number[] = [];

  /** What their clock showed when they said so, and ours when we heard it; in milliseconds. */
  note({ theirs, ours }: { theirs: number; ours: number }): void {
    this.#readings.push(theirs - ours);
    if (this.#readings.length > readingsKept) this.#readings.shift();
  }

  /** Negative when it is behind. */
  get aheadMs(): number {
    return this.#readings.length === 0 ? 0 : Math.max(...this.#readings);
  }
}
