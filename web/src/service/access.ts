import type { Me } from '../../../domain/accounts/wire.ts';
import { ApiError, ask } from './api.ts';
import { Observable } from './observable.ts';
import { inTurn } from './in-turn.ts';
import type { Timers } from './timers.ts';
import { renewAfterMs } from './token.ts';

type Granted = { token: string; me?: Me };

/** Whether this browser may speak for somebody. `refused` is the service's word; being offline changes nothing. */
export type AccessState =
  | { phase: 'unknown' }
  | { phase: 'granted'; token: string; me: Me | null }
  | { phase: 'refused'; why: 'no-sign-in' | 'somebody-else' };

/** An access token, held in memory only and renewed from a cookie that scripts cannot read. */
export class Access {
  readonly state = new Observable<AccessState>({ phase: 'unknown' });
  readonly #obtain: () => Promise<Granted>;
  readonly #timers: Timers;
  #renewing: Promise<string> | null = null;
  #stopTimer: () => void = () => undefined;
  #stale = false;

  private constructor(obtain: () => Promise<Granted>, timers: Timers) {
    this.#obtain = obtain;
    this.#timers = timers;
  }

  static ofPerson(timers: Timers): Access {
    return new Access(() => inTurn(() => ask('refresh')), timers);
  }

  static ofStation(timers: Timers): Access {
    return new Access(() => ask('stationToken'), timers);
  }

  static ofGuest(timers: Timers): Access {
    return new Access(() => ask('guestToken'), timers);
  }

  /** Takes the answer to a sign-in or an enrolment. */
  adopt(granted: Granted): void {
    this.#stale = false;
    this.#stopTimer();
    this.#renewIn(renewAfterMs(granted.token));
    this.state.set({ phase: 'granted', token: granted.token, me: granted.me ?? null });
  }

  /** A token that is good for a while yet. Throws `ApiError`: `unauthenticated` when there is none to be had. */
  async token(): Promise<string> {
    const state = this.state.get();
    return state.phase === 'granted' && !this.#stale ? state.token : await this.renew();
  }

  async renew(): Promise<string> {
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = null;
    });
    return await this.#renewing;
  }

  forget(): void {
    this.#stopTimer();
    this.state.set({ phase: 'refused', why: 'no-sign-in' });
  }

  async #renewOnce(): Promise<string> {
    try {
      const granted = await this.#obtain();
      this.#refuseSomebodyElse(granted.me);
      this.adopt(granted);
      return granted.token;
    } catch (error) {
      if (error instanceof ApiError && ['unauthenticated', 'forbidden', 'expired'].includes(error.code)) {
        this.#stopTimer();
        if (this.state.get().phase !== 'refused') this.forget();
      } else {
        this.#renewIn(10_000);
      }
      throw error;
    }
  }

  /** The cookie is shared by all tabs: a sign-in in another one must not turn this one into that person. */
  #refuseSomebodyElse(me: Me | undefined): void {
    const state = this.state.get();
    if (
      state.phase !== 'granted' ||
      state.me === null ||
      me === undefined ||
      me.personId === state.me.personId
    )
      return;
    this.state.set({ phase: 'refused', why: 'somebody-else' });
    throw new ApiError('unauthenticated', 'Somebody else has signed in with this browser.');
  }

  #renewIn(ms: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#timers.after(ms, () => {
      this.#stale = true;
      // The failure is kept in `state`, or retried by the timer that `#renewOnce` has set.
      this.renew().catch(() => undefined);
    });
  }
}
