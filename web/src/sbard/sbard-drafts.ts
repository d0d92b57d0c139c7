import { callId as callIdSchema } from '../../../domain/ids.ts';
import type { CallId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import { Observable } from '../service/observable.ts';
import { keysFrom } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';
import { sbardPrefix, SbardSync, type SbardView } from './sbard-sync.ts';

/** A call of which something is typed and not saved, whether or not it is on the screen. */
export type UnsavedSbard = { callId: CallId; sync: SbardSync; view: SbardView };

const forgetOldEveryMs = 60_000;

/** The SBARDs of this tab. It outlives the screen of a call, so that what is typed when a call is cut off or ends is still sent. */
export class SbardDrafts {
  readonly unsaved = new Observable<readonly UnsavedSbard[]>([]);
  readonly #connection: Connection;
  readonly #timers: Pick<Timers, 'after' | 'every'>;
  readonly #storage: Storage;
  readonly #syncs = new Map<CallId, SbardSync>();
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
    for (const key of keysFrom(this.#storage, sbardPrefix)) {
      const found = callIdSchema.safeParse(key.slice(sbardPrefix.length));
      if (found.success) this.of(found.data);
    }
    this.#stops = [
      this.#connection.link.subscribe(() => {
        this.#sendAll();
      }),
      this.#timers.every(forgetOldEveryMs, () => {
        for (const sync of this.#syncs.values()) sync.forgetOld();
      }),
    ];
    this.#sendAll();
    this.#tell();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    for (const sync of this.#syncs.values()) sync.stop();
  }

  /** That of one call; always the same for the same call. */
  of(callId: CallId): SbardSync {
    const known = this.#syncs.get(callId);
    if (known !== undefined) return known;
    const sync = new SbardSync({
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

  #tell(): void {
    const all = [...this.#syncs].map(([callId, sync]) => ({ callId, sync, view: sync.view.get() }));
    this.unsaved.set(all.filter(({ view }) => Object.keys(view.drafts).length > 0));
  }
}
