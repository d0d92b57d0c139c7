import type { AudienceState } from '../../../domain/states/wire.ts';
import { type Connection, mayPass } from '../service/connection.ts';
import type { Link } from '../service/link.ts';
import { Observable } from '../service/observable.ts';
import { recall, remember } from '../service/remembered.ts';
import type { Timers } from '../service/timers.ts';
import { isAnswered } from './pressed.ts';

/** A press of the button that the service has not confirmed yet. `problem` is why, in the service's words. */
export type PressView = { at: number; problem: string | null } | null;

const key = 'bedside:pressed';
/** A press that could not be delivered for this long is no longer what the person wants now. */
const forgottenAfterMs = 10 * 60_000;

type Asked = Pick<Connection, 'link' | 'audience' | 'clock' | 'command' | 'refresh'>;

/** Also when the service could not read the state: a press may be kept all the same, and is never held back. */
function mayBeSent(link: Link): boolean {
  return link.status === 'connected' || (link.status === 'lost' && link.unread);
}

/** Remembers a press until the service has it: through lost connections and reloads, and never twice. */
export class Press {
  readonly view = new Observable<PressView>(null);
  readonly #connection: Asked;
  readonly #timers: Pick<Timers, 'after'>;
  readonly #storage: Storage;
  #tried = false;
  #trying = false;
  #stops: (() => void)[] = [];
  #stopRetry: () => void = () => undefined;

  /** `storage`: of this tab, so that a press outlives a reload and is no other tab's. */
  constructor(options: { connection: Asked; timers: Pick<Timers, 'after'>; storage: Storage }) {
    this.#connection = options.connection;
    this.#timers = options.timers;
    this.#storage = options.storage;
  }

  open(): void {
    const at = Number(recall(this.#storage, key));
    if (at > 0 && Date.now() - at < forgottenAfterMs) {
      this.#tried = true;
      this.view.set({ at, problem: null });
    }
    this.#stops = [
      this.#connection.link.subscribe(() => {
        this.#tryLater();
      }),
      this.#connection.audience.subscribe(() => {
        this.#check();
      }),
    ];
    this.#tryLater();
  }

  press(): void {
    if (this.view.get() !== null) return;
    performance.mark('bedside:pressed');
    const at = Date.now();
    this.#tried = false;
    remember(this.#storage, key, String(at));
    this.view.set({ at, problem: null });
    this.#tryLater();
  }

  /** The person takes the press back before the service had it. */
  forget(): void {
    this.#stopRetry();
    remember(this.#storage, key, null);
    this.view.set(null);
  }

  close(): void {
    this.#stopRetry();
    for (const stop of this.#stops) stop();
  }

  #tryLater(): void {
    this.#try().catch((error: unknown) => {
      reportError(error);
    });
  }

  async #try(): Promise<void> {
    const press = this.view.get();
    if (press === null || this.#trying || !mayBeSent(this.#connection.link.get())) return;
    this.#check();
    if (this.view.get() === null) return;
    this.#trying = true;
    this.#tried = true;
    const answer = await this.#connection.command('call:start', {});
    this.#trying = false;
    if (this.view.get()?.at !== press.at) return;
    if (answer.ok) {
      await this.#connection.refresh();
      this.#check();
      if (this.view.get()?.at === press.at) this.forget();
      return;
    }
    this.view.set({ at: press.at, problem: answer.code === 'unavailable' ? null : answer.message });
    if (mayPass(answer)) {
      this.#stopRetry();
      this.#stopRetry = this.#timers.after(1500, () => {
        this.#tryLater();
      });
    }
  }

  /** Whether the newest state says that the service has this press. */
  #check(): void {
    const press = this.view.get();
    const audience: AudienceState | null = this.#connection.audience.get();
    if (press === null || audience?.state.kind !== 'station') return;
    const pressedAt = press.at + this.#connection.clock.get().ms;
    if (isAnswered({ state: audience.state, pressedAt, tried: this.#tried })) this.forget();
  }
}
