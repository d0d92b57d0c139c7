import type { Log, Reads } from '../../domain/ports.ts';
import { type KeptReport, type ReportSink, reportSlotMs } from '../../domain/quality/quality-port.ts';

/** So many rows in one statement, so that it is over in a few milliseconds. */
const batchSize = 500;
/** What waits while Postgres is away or busy: with 500 people in visits, half a minute. */
const mostWaiting = 3000;

/**
 * Where the reports of one server's visits wait to be written, many in a statement. Nothing in a visit depends on them,
 * so they hold one connection at most, on the lane behind what rings, and one that finds no place is let go and counted.
 */
export class QualityReports implements ReportSink {
  readonly #reads: Pick<Reads, 'keepReports'>;
  readonly #log: Log;
  /** The last slot of each participant in each room. */
  readonly #slots = new Map<string, number>();
  #waiting: KeptReport[] = [];
  #dropped = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { reads: Pick<Reads, 'keepReports'>; log: Log }) {
    this.#reads = options.reads;
    this.#log = options.log;
  }

  take(report: KeptReport): boolean {
    const slot = Math.floor(report.at.getTime() / reportSlotMs);
    const who = `${report.roomId} ${report.key}`;
    if (this.#slots.get(who) === slot) return false;
    this.#slots.set(who, slot);
    this.#waiting.push(report);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    return true;
  }

  /** Writes what waits, after what is being written. */
  write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    this.#forgetSlots();
    const reports = this.#waiting;
    this.#waiting = [];
    for (let n = 0; n < reports.length; n += batchSize) {
      const some = reports.slice(n, n + batchSize);
      try {
        await this.#reads.keepReports(some);
      } catch (error) {
        this.#log.error('quality reports were let go', error, { count: some.length });
      }
    }
    if (this.#dropped > 0) {
      this.#log.warn('too many quality reports wait; the oldest were let go', { count: this.#dropped });
      this.#dropped = 0;
    }
  }

  /** Of participants who have gone, nothing is kept. */
  #forgetSlots(): void {
    const newest = Math.max(...this.#slots.values());
    for (const [who, slot] of this.#slots) {
      if (slot < newest - 1) this.#slots.delete(who);
    }
  }
}
