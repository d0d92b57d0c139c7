import { DomainError } from '../../domain/errors.ts';
import type { Calendars, CalendarWindow, ReadCalendar } from '../../domain/rota/calendar.ts';
import { writeCalendar } from './icalendar.ts';
import { JobRefused, JobThread } from '../threads/job-thread.ts';
import type { Given, Outcome } from './read-thread.ts';

const longestMs = 2000;
/** More than a calendar of the largest size that is taken needs. */
const mostMemoryMb = 128;
/** One that is read, and four that wait. */
const most = 5;
const tooLong = 'this calendar takes too long to read; take out events that repeat very often or never come';

/**
 * iCalendar files. What somebody sends is read in a thread, which is ended when that takes more than two seconds: a file
 * whose rule has no next occurrence would otherwise keep the whole server from every press.
 */
export class ThreadedCalendars implements Calendars {
  readonly write = writeCalendar;
  readonly #thread: JobThread<Given, Outcome>;

  constructor({ withinMs = longestMs }: { withinMs?: number } = {}) {
    const file = new URL('read-thread.ts', import.meta.url);
    this.#thread = new JobThread({ file, withinMs, most, memoryMb: mostMemoryMb });
  }

  async read(text: string, window: CalendarWindow): Promise<ReadCalendar> {
    const outcome = await this.#outcomeOf({ text, window });
    if (!outcome.ok) throw new DomainError(outcome.code, outcome.message);
    return outcome.read;
  }

  async #outcomeOf(given: Given): Promise<Outcome> {
    try {
      return await this.#thread.run(given);
    } catch (cause) {
      if (!(cause instanceof JobRefused)) throw cause;
      throw cause.why === 'busy'
        ? new DomainError('too-many', 'other calendars are being read at the moment; try again', { cause })
        : new DomainError('invalid', `body: ${tooLong}`, { cause });
    }
  }
}
