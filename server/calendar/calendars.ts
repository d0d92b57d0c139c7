import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DomainError } from '../../domain/errors.ts';
import type { Calendars, CalendarWindow, ReadCalendar } from '../../domain/rota/calendar.ts';
import { writeCalendar } from './icalendar.ts';
import type { Given, Outcome } from './read-thread.ts';

const longestMs = 2000;
/** More than a calendar of the largest size that is taken needs. */
const mostMemoryMb = 128;
/** Each takes a core for as long as it is read, so they take turns. */
const mostWaiting = 4;
const tooLong = 'this calendar takes too long to read; take out events that repeat very often or never come';

/**
 * iCalendar files. What somebody sends is read in a thread, which is ended when that takes more than two seconds: a file
 * whose rule has no next occurrence would otherwise keep the whole server from every press.
 */
export class ThreadedCalendars implements Calendars {
  readonly write = writeCalendar;
  readonly #longestMs: number;
  /** Started for the first file and kept for the next. */
  #thread: Worker | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ withinMs = longestMs }: { withinMs?: number } = {}) {
    this.#longestMs = withinMs;
  }

  async read(text: string, window: CalendarWindow): Promise<ReadCalendar> {
    if (this.#waiting > mostWaiting)
      throw new DomainError('too-many', 'other calendars are being read at the moment; try again');
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#outcomeOf({ text, window }));
    this.#last = turn.catch(() => undefined);
    try {
      const outcome = await turn;
      if (!outcome.ok) throw new DomainError(outcome.code, outcome.message);
      return outcome.read;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #outcomeOf(given: Given): Promise<Outcome> {
    const thread = (this.#thread ??= await startThread());
    const limit = AbortSignal.timeout(this.#longestMs);
    try {
      thread.postMessage(given);
      const [outcome] = (await once(thread, 'message', { signal: limit })) as [Outcome];
      return outcome;
    } catch (cause) {
      this.#thread = undefined;
      await thread.terminate();
      if (limit.aborted || isOutOfMemory(cause))
        throw new DomainError('invalid', `body: ${tooLong}`, { cause });
      throw cause;
    }
  }
}

/** Waits until it is ready: how long our own code takes to start is not the file's fault. */
async function startThread(): Promise<Worker> {
  const thread = new Worker(new URL('read-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  });
  // Whoever waits for an answer hears of it; between two files it must not end the server.
  thread.on('error', () => undefined);
  await once(thread, 'message');
  // It must not keep a server that stops.
  thread.unref();
  return thread;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
