/** A clock that stands still until a test moves it. */
export class StillClock {
  #now = new Date('2026-11-22T03:00:00.000Z');

  now(): Date {
    return new Date(this.#now);
  }

  pass(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms);
  }
}
