import type { Actor, PersonActor } from '../../domain/actors.ts';
import type { StationId } from '../../domain/ids.ts';
import type { Facts, Log, Reads } from '../../domain/ports.ts';
import { roomOfAudience } from '../sockets/audience-rooms.ts';
import type { Connection } from '../sockets/connection.ts';
import { codeOf, GuestPresence } from './guest-presence.ts';
import type { SocketPublisher } from '../sockets/socket-publisher.ts';
import { Throttle } from '../sockets/throttle.ts';
import type { UseCases } from '../../domain/use-cases.ts';

/**
 * How long arrivals of stations are collected at most: far less than the silence after which a station counts as
 * gone.
 */
const arrivalsEveryMs = 250;

/** How many are marked by one statement: more would delay other work. */
const markBatchSize = 500;

/** Records presence in Postgres: on arrival, every few seconds while packets come, and on departure. */
export class PresenceTracker {
  readonly #publisher: Pick<SocketPublisher, 'isAnywhere'>;
  readonly #reads: Pick<Reads, 'markSeen' | 'markGone' | 'markInRooms'>;
  readonly #facts: Pick<Facts, 'boardChanged'>;
  readonly #useCases: Pick<UseCases, 'wakeDispatcher' | 'markGuest'>;
  readonly #log: Log;
  readonly #guests: GuestPresence;
  /** The actors a packet (a command, or the answer to a ping) has come from since the last round. */
  readonly #heard = new Set<Connection>();
  readonly #heardInRooms = new Set<Connection>();
  readonly #arrivals = new Throttle<'stations'>(arrivalsEveryMs, () => {
    this.#markArrivals().catch((error: unknown) => {
      this.#log.error('arrival not marked', error);
    });
  });
  #arrivedStations: StationId[] = [];

  constructor(options: {
    publisher: Pick<SocketPublisher, 'isAnywhere'>;
    reads: Pick<Reads, 'markSeen' | 'markGone' | 'markInRooms' | 'listGuestsHere'>;
    facts: Pick<Facts, 'boardChanged'>;
    useCases: Pick<UseCases, 'wakeDispatcher' | 'markGuest'>;
    log: Log;
  }) {
    this.#publisher = options.publisher;
    this.#reads = options.reads;
    this.#facts = options.facts;
    this.#useCases = options.useCases;
    this.#log = options.log;
    this.#guests = new GuestPresence(options);
  }

  hear(connection: Connection): void {
    this.#heard.add(connection);
    this.#heardInRooms.add(connection);
  }

  /**
   * Never throws: the next round makes up for a failure here. A clinician who is back may take what waits. Stations
   * come by the thousand after a restart, and each mark is a commit, so they share one.
   */
  async arrived(connection: Connection): Promise<void> {
    const { actor } = connection;
    if (actor.kind === 'station') {
      this.#arrivedStations.push(actor.stationId);
      this.#arrivals.call('stations');
      return;
    }
    if (actor.kind === 'guest') {
      await this.#guests.changed(actor);
      return;
    }
    if (!canAnswer(connection, actor)) {
      return;
    }
    try {
      await this.#reads.markSeen({ stations: [], clinicians: [actor.personId] });
      this.#facts.boardChanged(actor.organisationId);
      await this.#useCases.wakeDispatcher(actor.organisationId);
    } catch (error) {
      this.#log.error('arrival not marked', error);
    }
  }

  /**
   * Never throws. A clinician whose last socket anywhere has closed is not rung any more. If that cannot be
   * determined, silence decides some seconds later.
   */
  async departed(connection: Connection): Promise<void> {
    this.#heard.delete(connection);
    this.#heardInRooms.delete(connection);
    const { actor } = connection;
    if (actor.kind === 'guest') {
      await this.#guests.changed(actor);
      return;
    }
    if (!canAnswer(connection, actor)) {
      return;
    }
    try {
      await this.#markIfGone(actor);
    } catch (error) {
      this.#log.warn('departure not marked; silence decides', { code: codeOf(error) });
    }
  }

  /**
   * Everybody heard since the last round, some hundreds per statement; clinicians first, because calls wait for them.
   */
  async round(): Promise<void> {
    await Promise.all([this.#roundOfHeard(), this.#guests.round()]);
  }

  /** Everybody heard since the last round who is in a room now, whichever other pages they have open. */
  async roundOfRooms(): Promise<void> {
    const heard = [...this.#heardInRooms].flatMap(({ actor, roomSession: { occupied } }) =>
      occupied === undefined ? [] : [{ actor, roomId: occupied.roomId }],
    );
    this.#heardInRooms.clear();
    const clinicians = heard.flatMap(({ actor, roomId }) =>
      actor.kind === 'person' ? [{ roomId, clinicianId: actor.personId }] : [],
    );
    const stations = heard.flatMap(({ actor, roomId }) =>
      actor.kind === 'station' ? [{ roomId, stationId: actor.stationId }] : [],
    );
    const guests = heard.flatMap(({ actor, roomId }) =>
      actor.kind === 'guest' ? [{ roomId, guestId: actor.guestId }] : [],
    );
    if (clinicians.length + stations.length + guests.length === 0) return;
    await this.#reads.markInRooms({ clinicians, stations, guests });
  }

  /** Drops arrivals that are not marked yet: the server they go to next marks them. Idempotent. */
  close(): void {
    this.#arrivals.close();
  }

  async #roundOfHeard(): Promise<void> {
    const heard = [...this.#heard];
    this.#heard.clear();
    const clinicians = [
      ...new Set(
        heard.flatMap((connection) => {
          const { actor } = connection;
          return canAnswer(connection, actor) ? [actor.personId] : [];
        }),
      ),
    ];
    const stations = [
      ...new Set(heard.flatMap(({ actor }) => (actor.kind === 'station' ? [actor.stationId] : []))),
    ];
    if (clinicians.length + stations.length > 0) {
      await this.#reads.markSeen({ clinicians, stations: stations.slice(0, markBatchSize) });
    }
    for (let n = markBatchSize; n < stations.length; n += markBatchSize) {
      await this.#reads.markSeen({ clinicians: [], stations: stations.slice(n, n + markBatchSize) });
    }
  }

  async #markArrivals(): Promise<void> {
    const stations = [...new Set(this.#arrivedStations)];
    this.#arrivedStations = [];
    await this.#reads.markSeen({ stations, clinicians: [] });
  }

  async #markIfGone({ personId, organisationId }: PersonActor): Promise<void> {
    if (await this.#publisher.isAnywhere(roomOfAudience({ kind: 'clinician', id: personId }))) {
      return;
    }
    await this.#reads.markGone(personId);
    this.#facts.boardChanged(organisationId);
  }
}

/**
 * Whether a ring over this socket can be answered. Whoever only looks at a board, a clinician who manages too, is not
 * at their desk: their presence decides nothing.
 */
function canAnswer({ phases }: Connection, actor: Actor): actor is PersonActor {
  return actor.kind === 'person' && phases.includes('clinician');
}
