import type { Log, LogFields } from '../domain/ports.ts';

const onceInMs = 60_000;
/** More kinds than the service has; beyond them lines of a new kind share one sample. */
const mostKinds = 1000;

/**
 * For what strangers can cause as often as they like: of each kind of line one a minute is written, with how often it
 * has come since the one before. So no flood of refusals fills the disk, and none is hidden.
 */
export class SampledLog {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #kinds = new Map<string, { writtenAt: number; unwritten: number }>();

  constructor(log: Log, { now = () => performance.now() }: { now?: () => number } = {}) {
    this.#log = log;
    this.#now = now;
  }

  /** Lines with the same message and the same `kind` are samples of one another; `fields` are those of this one. */
  info(message: string, kind: LogFields, fields: LogFields = {}): void {
    const wanted = `${message} ${JSON.stringify(kind)}`;
    const key = this.#kinds.has(wanted) || this.#kinds.size < mostKinds ? wanted : message;
    const known = this.#kinds.get(key) ?? { writtenAt: Number.NEGATIVE_INFINITY, unwritten: 0 };
    known.unwritten += 1;
    this.#kinds.set(key, known);
    if (this.#now() - known.writtenAt < onceInMs) return;
    this.#log.info(message, { ...kind, ...fields, times: known.unwritten });
    known.writtenAt = this.#now();
    known.unwritten = 0;
  }
}
