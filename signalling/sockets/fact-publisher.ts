import type { AudienceFactName, ConnectionEnd } from '../../domain/contract/facts.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Audience, Facts, Log, Reads } from '../../domain/ports.ts';
import { roomOfAudience, roomOfOrganisation, roomToEnd } from './audience-rooms.ts';
import type { RedisOptions } from './redis-link.ts';
import { SocketPublisher } from './socket-publisher.ts';
import { Throttle } from './throttle.ts';

/** At most four board facts a second and organisation: each one makes every clinician's browser read the board. */
const boardEveryMs = 250;

type StateReads = Pick<Reads, 'getState'>;

/** Where states come from. Those that a ring waits for are read with priority. */
export type FactStore = Readonly<Record<'priority' | 'presses', { readonly reads: StateReads }>>;

/** Sends facts through a socket publisher, whether or not this process serves sockets itself. */
export class FactPublisher implements Facts {
  readonly #publisher: SocketPublisher;
  readonly #store: FactStore;
  readonly #log: Log;
  readonly #boards: Throttle<OrganisationId>;

  constructor(options: { publisher: SocketPublisher; store: FactStore; log: Log }) {
    this.#publisher = options.publisher;
    this.#store = options.store;
    this.#log = options.log;
    this.#boards = new Throttle(boardEveryMs, (organisationId) => {
      this.#publisher.emit(roomOfOrganisation(organisationId), 'board:changed', {});
    });
  }

  async tell(name: AudienceFactName, audiences: readonly Audience[]): Promise<readonly Audience[]> {
    const sent = await Promise.all(audiences.map((audience) => this.#tellOne(name, audience)));
    return audiences.filter((_, n) => sent[n]);
  }

  boardChanged(organisationId: OrganisationId): void {
    this.#boards.call(organisationId);
  }

  endConnections(whose: Parameters<Facts['endConnections']>[0], reason: ConnectionEnd): void {
    const room = roomToEnd(whose);
    this.#publisher.emit(room, 'connection:ended', { reason });
    this.#publisher.disconnect(room);
  }

  /** Drops the board facts that the throttle still delays. */
  close(): void {
    this.#boards.close();
  }

  /** A fact that cannot be sent is logged: the browser's next `state:read` makes up for it. */
  async #tellOne(name: AudienceFactName, audience: Audience): Promise<boolean> {
    try {
      // There are never more rings than clinicians; everything else comes as often as presses, which wait for it.
      const { reads } = name === 'call:ringing' ? this.#store.priority : this.#store.presses;
      const state = await reads.getState(audience);
      this.#publisher.emit(roomOfAudience(audience), name, state);
      return true;
    } catch (error) {
      this.#log.error('fact not told', error, {
        fact: name,
        audience: audience.kind,
        audienceId: audience.id,
      });
      return false;
    }
  }
}

/** Facts for a process that serves no sockets, such as the workers. Redis must answer within 10 s. */
export async function openFactPublisher(
  options: RedisOptions & { prefix: string; store: FactStore },
): Promise<{ facts: Facts; close(): Promise<void> }> {
  const publisher = await SocketPublisher.create(options);
  const facts = new FactPublisher({ publisher, store: options.store, log: options.log });
  return {
    facts,
    async close() {
      facts.close();
      await publisher.close();
    },
  };
}
