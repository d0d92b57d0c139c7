import { ringBeatMs } from '../../../domain/calls/call.ts';
import type { OfferId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import type { Timers } from '../service/timers.ts';

type Heard = Pick<Connection, 'audience' | 'connects' | 'command'>;

/**
 * Tells the service that this browser rings: at once, and repeatedly while it does. It depends on the state and on
 * timers that a hidden tab does not slow down, not on what is drawn: silence gives the call to somebody else.
 */
export class RingBeat {
  readonly #connection: Heard;
  readonly #timers: Pick<Timers, 'every'>;
  #stops: (() => void)[] = [];
  #ringing: OfferId | null = null;
  #stopBeat: () => void = () => undefined;

  constructor(options: { connection: Heard; timers: Pick<Timers, 'every'> }) {
    this.#connection = options.connection;
    this.#timers = options.timers;
  }

  open(): void {
    this.#stops = [
      this.#connection.audience.subscribe(() => {
        this.#check();
      }),
      // What was sent on the previous connection may never have arrived.
      this.#connection.connects.subscribe(() => {
        this.#say();
      }),
    ];
    this.#check();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#ringing = null;
    this.#stopBeat();
  }

  #check(): void {
    const state = this.#connection.audience.get()?.state;
    const offerId = state?.kind === 'clinician' ? (state.offer?.offerId ?? null) : null;
    if (offerId === this.#ringing) return;
    this.#stopBeat();
    this.#ringing = offerId;
    if (offerId === null) return;
    this.#say();
    this.#stopBeat = this.#timers.every(ringBeatMs, () => {
      this.#say();
    });
  }

  #say(): void {
    if (this.#ringing === null) return;
    this.#connection.command('offer:hear', { offerId: this.#ringing }).catch((error: unknown) => {
      reportError(error);
    });
  }
}
