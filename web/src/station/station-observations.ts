import { callId as callIdSchema } from '../../../domain/ids.ts';
import type { CallId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import { keysFrom } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';
import { isEmpty } from './observations-draft.ts';
import { observationsPrefix, ObservationsSync, type ObservationsView } from './observations-sync.ts';

/** A call of which something is typed or waits, whether or not it is on the screen. */
export type UnsavedOfCall = { callId: CallId; sync: ObservationsSync; view: ObservationsView };

const forgetOldEveryMs = 60_000;

/**
 * The observations of every call of this tab. It outlives the screen of a call: what is typed or waits when a call is cut off
 * or ends is still sent, or offered again.
 */
export class StationObservations {
  readonly unsaved = new Observable<readonly UnsavedOfCall[]>([]);
  readonly #connection: Connection;
  readonly #timers: Pick<Timers, 'after' | 'every'>;
  readonly #storage: Storage;
  readonly #syncs = new Map<CallId, ObservationsSync>();
  #stops: (() => void)[] = [];

  /** `storage`: of this tab, so that what waits outlives a reload and is no other tab's. */
  constructor(options: {
    connection: Connection;
    timers: Pick<Timers, 'after' | 'every'>;
    storage: Storage;
  }) {
    this.#connection = options.connection;
    this.#timers = options.timers;
    this.#storage = options.storage;
  }

  open(): void {
    for (const key of keysFrom(this.#storage, observationsPrefix)) {
      const found = callIdSchema.safeParse(key.slice(observationsPrefix.length));
      if (found.success) this.of(found.data);
    }
    this.#stops = [
      this.#connection.link.subscribe(() => {
        this.#sendAll();
      }),
      this.#connection.audience.subscribe(() => {
        this.#see();
      }),
      this.#timers.every(forgetOldEveryMs, () => {
        for (const sync of this.#syncs.values()) sync.forgetOld();
      }),
    ];
    this.#see();
    this.#sendAll();
    this.#tell();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    for (const sync of this.#syncs.values()) sync.stop();
  }

  /** Those of one call; always the same for the same call. */
  of(callId: CallId): ObservationsSync {
    const known = this.#syncs.get(callId);
    if (known !== undefined) return known;
    const sync = new ObservationsSync({
      connection: this.#connection,
      timers: this.#timers,
      storage: this.#storage,
      callId,
    });
    this.#syncs.set(callId, sync);
    sync.view.subscribe(() => {
      this.#tell();
    });
    return sync;
  }

  #sendAll(): void {
    for (const sync of this.#syncs.values()) {
      sync.forgetOld();
      sync.send();
    }
  }

  /** Whom the open call is about, for what is saved of it after it has left the screen. */
  #see(): void {
    const state = this.#connection.audience.get()?.state;
    if (state?.kind === 'station' && state.call !== null) this.of(state.call.callId).see(state.call);
  }

  #tell(): void {
    const all = [...this.#syncs].map(([callId, sync]) => ({ callId, sync, view: sync.view.get() }));
    this.unsaved.set(all.filter(({ view }) => !isEmpty(view.draft) || view.pending.length > 0));
  }
}
