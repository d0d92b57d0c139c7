import type { Answer } from '../../../../domain/contract/commands.ts';
import type { GuestId, VisitId } from '../../../../domain/ids.ts';
import { type Connection, mayPass } from '../../service/connection.ts';
import { Observable } from '../../service/observable.ts';
import { recall, remember } from '../../service/remembered.ts';
import type { Timers } from '../../service/timers.ts';
import type { RoomSession } from './room-session.ts';

/** What a person can leave, and the command that says so to the service. */
export type Exit =
  | { readonly of: VisitId; readonly command: 'visit:end' | 'visit:leave' }
  | { readonly of: GuestId; readonly command: 'guest:leave' };

/**
 * Somebody has hung up or left, and the service has not confirmed it. `asked`: no answer yet; `unanswered`: the service
 * cannot be reached or could not do it, and is asked again; `refused`: it said why not.
 */
export type Left =
  | { readonly of: string; readonly state: 'asked' | 'unanswered' }
  | { readonly of: string; readonly state: 'refused'; readonly message: string };

const key = 'bedside:left';
const askAgainMs = 1500;

type LeavingOptions = {
  session: Pick<RoomSession, 'aim'>;
  connection: Pick<Connection, 'link' | 'command' | 'refresh'>;
  timers: Pick<Timers, 'after'>;
  /** Of this tab, so that a reload does not put a person back into what they have left. */
  storage: Storage;
};

/**
 * Leaving a visit is the person's own to decide: their devices are off and their page is out of the room at once,
 * whatever the service says. It is asked until it answers.
 */
export class Leaving {
  readonly left: Observable<Left | null>;
  readonly #options: LeavingOptions;
  #exit: Exit | null = null;
  #asking = false;
  #stopRetry: () => void = () => undefined;
  #stopLink: () => void = () => undefined;

  constructor(options: LeavingOptions) {
    this.#options = options;
    const of = recall(options.storage, key);
    this.left = new Observable<Left | null>(of === null ? null : { of, state: 'asked' });
  }

  open(): void {
    this.#stopLink = this.#options.connection.link.subscribe(() => {
      if (this.left.get()?.state === 'unanswered') this.#ask();
    });
  }

  close(): void {
    this.#stopRetry();
    this.#stopLink();
  }

  /** What could be left now, by the newest state. What was left and is over is forgotten. */
  follow(exit: Exit | null): void {
    const before = this.#exit;
    this.#exit = exit;
    const left = this.left.get();
    if (left === null) return;
    if (left.of !== exit?.of) this.#set(null);
    // After a reload, or because it is another command now, as when a visit has become somebody else's.
    else if (before?.of !== exit.of || before.command !== exit.command) this.askNow();
  }

  leave(): void {
    if (this.#exit === null) return;
    this.#options.session.aim(null, { deliberate: true });
    this.#set({ of: this.#exit.of, state: 'asked' });
    this.#ask();
  }

  /** The person would rather go on with it. */
  goBack(): void {
    this.#set(null);
  }

  askNow(): void {
    const left = this.left.get();
    if (left?.state === 'refused') this.left.set({ of: left.of, state: 'asked' });
    this.#ask();
  }

  #ask(): void {
    this.#askOnce().catch((error: unknown) => {
      reportError(error);
    });
  }

  async #askOnce(): Promise<void> {
    const [left, exit] = [this.left.get(), this.#exit];
    if (left === null || exit === null || this.#asking) return;
    this.#stopRetry();
    this.#asking = true;
    const answer = await this.#say(exit);
    this.#asking = false;
    if (this.left.get()?.of !== left.of) return;
    if (answer.ok) {
      // That it is over comes with the state.
      await this.#options.connection.refresh();
    } else if (mayPass(answer)) {
      this.left.set({ of: left.of, state: 'unanswered' });
      this.#stopRetry = this.#options.timers.after(askAgainMs, () => {
        this.#ask();
      });
    } else {
      this.left.set({ of: left.of, state: 'refused', message: answer.message });
    }
  }

  #say(exit: Exit): Promise<Answer<unknown>> {
    const { connection } = this.#options;
    return exit.command === 'guest:leave'
      ? connection.command(exit.command, {})
      : connection.command(exit.command, { visitId: exit.of });
  }

  #set(left: Left | null): void {
    this.#stopRetry();
    remember(this.#options.storage, key, left?.of ?? null);
    this.left.set(left);
  }
}
