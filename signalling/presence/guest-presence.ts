import type { GuestActor } from '../../domain/actors.ts';
import { DomainError, isRefusal } from '../../domain/errors.ts';
import type { GuestId } from '../../domain/ids.ts';
import type { Log, Reads } from '../../domain/ports.ts';
import { roomOfAudience } from '../sockets/audience-rooms.ts';
import type { SocketPublisher } from '../sockets/socket-publisher.ts';
import type { UseCases } from '../../domain/use-cases.ts';

/**
 * Records in Postgres which guests are connected. Each mark reads the connection state again, one mark after the
 * other: so a guest who goes the moment they came is not marked as present by a late mark. Unlike clinicians, guests
 * are not timed out by silence: a failed mark is retried, and guests last seen by a server that has died are checked.
 */
export class GuestPresence {
  readonly #publisher: Pick<SocketPublisher, 'isAnywhere'>;
  readonly #reads: Pick<Reads, 'listGuestsHere'>;
  readonly #useCases: Pick<UseCases, 'markGuest'>;
  readonly #log: Log;
  /** Guests who have come or gone since they were last marked. */
  readonly #unmarked = new Map<GuestId, GuestActor>();
  readonly #marking = new Set<GuestId>();

  constructor(options: {
    publisher: Pick<SocketPublisher, 'isAnywhere'>;
    reads: Pick<Reads, 'listGuestsHere'>;
    useCases: Pick<UseCases, 'markGuest'>;
    log: Log;
  }) {
    this.#publisher = options.publisher;
    this.#reads = options.reads;
    this.#useCases = options.useCases;
    this.#log = options.log;
  }

  /** A socket of the guest has opened or closed. Never throws. */
  async changed(guest: GuestActor): Promise<void> {
    this.#unmarked.set(guest.guestId, guest);
    await this.#mark(guest.guestId);
  }

  /** Retries what has failed, and marks as gone those who are marked as present and are not. */
  async round(): Promise<void> {
    const here = await this.#reads.listGuestsHere();
    await Promise.all([
      ...[...this.#unmarked.keys()].map((guestId) => this.#mark(guestId)),
      ...here.map((guest) => this.#findAgain(guest)),
    ]);
  }

  async #findAgain(guest: GuestActor): Promise<void> {
    try {
      if (await this.#publisher.isAnywhere(roomOf(guest))) return;
    } catch (error) {
      this.#log.warn('guest not looked for; tried again', { code: codeOf(error) });
      return;
    }
    await this.changed(guest);
  }

  async #mark(guestId: GuestId): Promise<void> {
    // The mark in progress reads the state once more.
    if (this.#marking.has(guestId)) return;
    this.#marking.add(guestId);
    let guest = this.#unmarked.get(guestId);
    while (guest !== undefined) {
      this.#unmarked.delete(guestId);
      if (!(await this.#isMarked(guest))) {
        this.#unmarked.set(guestId, guest);
        break;
      }
      guest = this.#unmarked.get(guestId);
    }
    this.#marking.delete(guestId);
  }

  async #isMarked(guest: GuestActor): Promise<boolean> {
    try {
      const here = await this.#publisher.isAnywhere(roomOf(guest));
      await this.#useCases.markGuest(guest, { here });
      return true;
    } catch (error) {
      // In a visit that is over nobody is there.
      if (isRefusal(error)) return true;
      this.#log.warn('guest not marked; tried again', { code: codeOf(error) });
      return false;
    }
  }
}

function roomOf({ guestId }: GuestActor): string {
  return roomOfAudience({ kind: 'guest', id: guestId });
}

/** What a log may say of an error. */
export function codeOf(error: unknown): string {
  return error instanceof DomainError ? error.code : error instanceof Error ? error.name : 'unknown';
}
