import type { PayloadInput } from '../../../../domain/contract/commands.ts';
import type { QualityReport } from '../../../../domain/quality/wire.ts';
import type { Timers } from '../../service/timers.ts';
import { reportBetween } from './report-between.ts';
import { statsOf, type StatsTransport } from '../../service/transport-stats.ts';
import { snapshotOf, type StatsSnapshot } from './stats-snapshot.ts';

export const sampleEveryMs = 5000;

/** The stay in a room that is to be measured now; the same array as long as it is the same stay. */
type Transports = readonly StatsTransport[];

/**
 * Measures the stay every 5 s while a visit runs, and tells the service. Each stay is measured against its own
 * beginning. A report that does not arrive is not said again: the next one is due in five seconds.
 */
export class QualitySampler {
  readonly #transports: () => Transports | null;
  readonly #tell: (report: QualityReport) => Promise<unknown>;
  readonly #nowMs: () => number;
  #last: { transports: Transports; snapshot: StatsSnapshot } | null = null;
  #busy = false;

  constructor(options: {
    /** Null outside a visit. */
    transports: () => Transports | null;
    tell: (report: PayloadInput<'room:report-quality'>) => Promise<unknown>;
    /** A clock that nobody sets. */
    nowMs?: () => number;
  }) {
    this.#transports = options.transports;
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
    const transports = this.#transports();
    if (transports === null || this.#busy) {
      if (transports === null) this.#last = null;
      return;
    }
    this.#busy = true;
    try {
      const snapshot = await read(transports, this.#nowMs);
      const last = this.#last?.transports === transports ? this.#last.snapshot : null;
      this.#last = snapshot && { transports, snapshot };
      const report = snapshot && last && reportBetween(last, snapshot);
      if (report) await this.#tell(report);
    } finally {
      this.#busy = false;
    }
  }
}

/** Null when the stay has ended meanwhile. */
async function read(transports: Transports, nowMs: () => number): Promise<StatsSnapshot | null> {
  const atMs = nowMs();
  const all = await Promise.all(transports.map(statsOf));
  const open = all.filter((entries) => entries !== null);
  return open.length === transports.length ? snapshotOf(open, atMs) : null;
}
