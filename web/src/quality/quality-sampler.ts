import type { PayloadInput } from '../../../domain/contract/commands.ts';
import type { QualityReport } from '../../../domain/contract/quality.ts';
import type { Timers } from '../service/timers.ts';
import { reportBetween } from './report-between.ts';
import { statsOf, type StatsTransport } from '../service/transport-stats.ts';
import { snapshotOf, type StatsSnapshot } from './stats-snapshot.ts';

export const sampleEveryMs = 5000;

/** The stay in a room that is to be measured now; the same array as long as it is the same stay. */
type Stay = readonly StatsTransport[];

/**
 * Measures the stay every 5 s while a visit runs, and tells the service. Each stay is measured against its own
 * beginning. A report that does not arrive is not said again: the next one is due in five seconds.
 */
export class QualitySampler {
  readonly #stay: () => Stay | null;
  readonly #tell: (report: QualityReport) => Promise<unknown>;
  readonly #nowMs: () => number;
  #last: { stay: Stay; snapshot: StatsSnapshot } | null = null;
  #busy = false;

  constructor(options: {
    /** Null outside a visit. */
    stay: () => Stay | null;
    tell: (report: PayloadInput<'room:report-quality'>) => Promise<unknown>;
    /** A clock that nobody sets. */
    nowMs?: () => number;
  }) {
    this.#stay = options.stay;
    this.#tell = options.tell;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Samples until the answer is called. */
  open(timers: Timers): () => void {
    return timers.every(sampleEveryMs, () => {
      this.sample().catch(reportError);
    });
  }

  async sample(): Promise<void> {
    const stay = this.#stay();
    if (stay === null || this.#busy) {
      if (stay === null) this.#last = null;
      return;
    }
    this.#busy = true;
    try {
      const snapshot = await read(stay, this.#nowMs);
      const last = this.#last?.stay === stay ? this.#last.snapshot : null;
      this.#last = snapshot && { stay, snapshot };
      const report = snapshot && last && reportBetween(last, snapshot);
      if (report) await this.#tell(report);
    } finally {
      this.#busy = false;
    }
  }
}

/** Null when the stay has ended meanwhile. */
async function read(stay: Stay, nowMs: () => number): Promise<StatsSnapshot | null> {
  const atMs = nowMs();
  const all = await Promise.all(stay.map(statsOf));
  const open = all.filter((entries) => entries !== null);
  return open.length === stay.length ? snapshotOf(open, atMs) : null;
}
