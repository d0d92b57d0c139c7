import { DomainError } from '../../domain/errors.ts';
import type { MediaCheck } from '../../domain/ports.ts';

type CheckState = { state: 'outside' } | { state: 'inside'; check: MediaCheck } | { state: 'closed' };

/** One connection's part in at most one check of its path to the SFU. */
export class CheckSession {
  #state: CheckState = { state: 'outside' };
  /** The latest opening wins. */
  #attempt: symbol | undefined;

  get isInside(): boolean {
    return this.#state.state === 'inside';
  }

  /** Throws `wrong-phase` outside a check. */
  get check(): MediaCheck {
    if (this.#state.state !== 'inside') throw over();
    return this.#state.check;
  }

  /**
   * Starts the check that `open` opens, ending the previous one. A check that another has superseded, or whose
   * connection has gone meanwhile, is closed and throws `wrong-phase`.
   */
  async take(open: () => Promise<MediaCheck>): Promise<MediaCheck> {
    if (this.#state.state === 'closed') throw over();
    const attempt = Symbol('attempt');
    this.#attempt = attempt;
    await this.leave();
    const check = await open();
    if (this.#attempt !== attempt || this.#isClosed()) {
      await endOf(check);
      throw over();
    }
    this.#state = { state: 'inside', check };
    return check;
  }

  /** Detaches from the check without ending it: the caller that asks for its counts ends it. */
  release(): MediaCheck {
    const { check } = this;
    this.#state = { state: 'outside' };
    return check;
  }

  /** Does nothing outside a check. */
  async leave(): Promise<void> {
    if (this.#state.state === 'inside') await endOf(this.release());
  }

  /** The connection has ended, and no check can start any more. Idempotent. */
  async close(): Promise<void> {
    const leaving = this.leave();
    this.#state = { state: 'closed' };
    await leaving;
  }

  #isClosed(): boolean {
    return this.#state.state === 'closed';
  }
}

/** A check that has ended by itself, or whose node is gone, refuses; that is what closing wants. */
async function endOf(check: MediaCheck): Promise<void> {
  try {
    await check.close();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

function over(): DomainError {
  return new DomainError('wrong-phase', 'this check is over');
}
