import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceSide } from '../sfu/service-side.ts';
import { Tally } from '../sfu/tally.ts';
import { play } from '../sfu/traffic.ts';

const lastsMs = 20_000;

/** Calls that begin at a steady rate, each with its media, and end as their people end them. */
export class SteadyCalls {
  readonly #side: ServiceSide;
  readonly #everyMs: number;
  readonly #tally = new Tally();
  readonly failures: unknown[] = [];
  calls = 0;

  constructor(side: ServiceSide, { perMinute }: { perMinute: number }) {
    this.#side = side;
    this.#everyMs = 60_000 / perMinute;
    this.#tally.open();
  }

  get packets(): number {
    return this.#tally.received;
  }

  /** Answers when all that have begun have ended. */
  async run(forMs: number, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    const running: Promise<void>[] = [];
    for (let at = 0; at < forMs; at += this.#everyMs) {
      await pause(Math.max(0, startedAt + at - performance.now()), undefined, { signal });
      running.push(this.#one());
    }
    await Promise.all(running);
  }

  async #one(): Promise<void> {
    try {
      const call = await this.#side.addCall(this.#tally);
      this.calls += 1;
      try {
        await play(call.outgoing, lastsMs);
        await call.hangUp();
      } finally {
        call.drop();
      }
    } catch (error) {
      this.failures.push(error);
    }
  }
}
