import type { Log, Reads } from '../../domain/ports.ts';
import { type KeptReport, type ReportSink, reportSlotMs } from '../../domain/quality/quality-port.ts';

/** Rows per statement, so that it ends within a few milliseconds. */
const batchSize = 500;
/** The most that waits while Postgres is unreachable or busy: with 500 people in visits, half a minute. */
const mostWaiting = 3000;

/**
 * Buffers the reports of one server's visits, which are written many in a statement. No visit depends on them, so
 * they use one connection at most, in the normal queue, and a report that finds no space is dropped and counted.
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

  /** Writes the buffer, after what is being written. */
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

  /** Nothing is kept of participants who have gone. */
  #forgetSlots(): void {
    const newest = Math.max(...this.#slots.values());
    for (const [who, slot] of this.#slots) {
      if (slot < newest - 1) this.#slots.delete(who);
    }
  }
}
