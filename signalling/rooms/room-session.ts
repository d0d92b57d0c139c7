import type { Actor } from '../../domain/actors.ts';
import type { Payload } from '../../domain/contract/commands.ts';
import type {
  Direction,
  EnteredRoom,
  RestartedPath,
  RoomFact,
  RoomSnapshot,
} from '../../domain/rooms/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoomId } from '../../domain/ids.ts';
import type { Joining, MediaRooms, Participation, Relays } from '../../domain/ports.ts';
import { mediaPathFor } from '../../domain/rooms/relays.ts';
import { settleSources } from '../../domain/rooms/source-choices.ts';
import { FactBuffer } from '../../process/fact-buffer.ts';
import type { UseCases } from '../../domain/use-cases.ts';

type Occupied = { roomId: RoomId; key: Joining['key']; participation: Participation; admitted: boolean };
type SessionState =
  | { state: 'outside' }
  | { state: 'joining'; attempt: symbol }
  | ({ state: 'inside'; attempt: symbol } & Occupied)
  | { state: 'closed' };

/** One connection's part in at most one media room. */
export class RoomSession {
  readonly #mediaRooms: Pick<MediaRooms, 'join' | 'takeUp'>;
  readonly #relays: Relays;
  readonly #useCases: Pick<UseCases, 'enterRoom' | 'readChoices'>;
  readonly #tell: (fact: RoomFact) => void;
  #state: SessionState = { state: 'outside' };

  constructor(options: {
    mediaRooms: Pick<MediaRooms, 'join' | 'takeUp'>;
    relays: Relays;
    useCases: Pick<UseCases, 'enterRoom' | 'readChoices'>;
    tell: (fact: RoomFact) => void;
  }) {
    this.#mediaRooms = options.mediaRooms;
    this.#relays = options.relays;
    this.#useCases = options.useCases;
    this.#tell = options.tell;
  }

  /** Undefined while outside or joining. */
  get occupied(): Readonly<Occupied> | undefined {
    return this.#state.state === 'inside' ? this.#state : undefined;
  }

  /** Throws `wrong-phase` outside a room. */
  get inside(): Readonly<Occupied> {
    if (this.#state.state !== 'inside') {
      throw new DomainError('wrong-phase', 'the media room has been left');
    }
    return this.#state;
  }

  /** Throws `wrong-phase` outside a room. */
  get participation(): Participation {
    return this.inside.participation;
  }

  /** Throws `wrong-phase` outside a room. */
  async restartIce(direction: Direction): Promise<RestartedPath> {
    const { participation } = this;
    const restarted = await participation.restartIce(direction);
    return { ...restarted, iceServers: this.#relays.serversFor(participation.joined.participantId) };
  }

  /**
   * Enters a room, leaving the previous one. The latest attempt wins: one that another has superseded, or whose
   * connection has gone meanwhile, gives up its participation and throws `wrong-phase`. Facts are buffered until
   * `open`.
   */
  async join(
    actor: Actor,
    { roomId, sources, stay }: Payload<'room:join'>,
  ): Promise<{ entered: EnteredRoom; open: () => void }> {
    return this.#attempt(async (attempt) => {
      const entry = await this.#useCases.enterRoom(actor, { roomId });
      const { joining, admitted, iceTransportPolicy: policy } = entry;
      const chosen = await this.#useCases.readChoices(actor, { roomId, key: joining.key });
      this.#requireCurrent(attempt);
      const asSettled = { ...joining, admitted, sources: settleSources(sources, chosen), stay };
      const { participation, open } = await this.#sit(attempt, { roomId, key: joining.key }, async (tell) => {
        const joined = await this.#mediaRooms.join(roomId, asSettled, tell);
        return { participation: joined, admitted: joined.joined.admitted };
      });
      const { participantId } = participation.joined;
      const path = mediaPathFor(this.#relays, { participantId, policy });
      return { entered: { ...participation.joined, chosen, ...path }, open };
    });
  }

  /** Takes up a participation that another connection of the same person or station has lost. */
  async takeUp(
    actor: Actor,
    { roomId, participantId, stay }: Payload<'room:take-up'>,
  ): Promise<{ snapshot: RoomSnapshot; open: () => void }> {
    return this.#attempt(async (attempt) => {
      const { key } = (await this.#useCases.enterRoom(actor, { roomId })).joining;
      this.#requireCurrent(attempt);
      const { snapshot, open } = await this.#sit(attempt, { roomId, key }, async (tell) => {
        const taken = await this.#mediaRooms.takeUp(roomId, { key, participantId, stay }, tell);
        if (taken === undefined) {
          throw new DomainError('not-found', 'this stay in the room is over: join again');
        }
        return { ...taken, admitted: taken.snapshot.admitted };
      });
      return { snapshot, open };
    });
  }

  /** Leaves the previous room and runs what enters the next; if that fails the session is outside. */
  async #attempt<T>(enter: (attempt: symbol) => Promise<T>): Promise<T> {
    await this.leave();
    this.#requireOpen();
    const attempt = Symbol('attempt');
    this.#state = { state: 'joining', attempt };
    try {
      return await enter(attempt);
    } catch (error) {
      if (this.#isCurrent(attempt)) {
        this.#state = { state: 'outside' };
      }
      throw error;
    }
  }

  /** Does nothing outside a room. */
  async leave(): Promise<void> {
    const before = this.#state;
    if (before.state === 'closed') {
      return;
    }
    this.#state = { state: 'outside' };
    if (before.state === 'inside') {
      await ifStillIn(() => before.participation.leave());
    }
  }

  /**
   * The connection has ended, and no join can succeed any more. `cut-off`: the participation is detached, so that
   * media flows on until the browser is back; `gone`: it leaves.
   */
  async close(how: 'cut-off' | 'gone'): Promise<void> {
    const before = this.#state;
    const leaving = how === 'gone' || before.state !== 'inside' ? this.leave() : detach(before.participation);
    this.#state = { state: 'closed' };
    await leaving;
  }

  async #sit<T extends { participation: Participation; admitted: boolean }>(
    attempt: symbol,
    where: Pick<Occupied, 'roomId' | 'key'>,
    enter: (tell: (fact: RoomFact) => void) => Promise<T>,
  ): Promise<T & { open: () => void }> {
    const facts = new FactBuffer<RoomFact>({ pass: this.#tell });
    const end = { left: false };
    const entered = await enter((fact) => {
      end.left ||= fact.name === 'room:left';
      this.#hear(attempt, fact, facts);
    });
    const { participation, admitted } = entered;
    if (!this.#isCurrent(attempt)) {
      await ifStillIn(() => participation.leave());
      this.#requireCurrent(attempt);
    }
    this.#state = end.left
      ? { state: 'outside' }
      : { state: 'inside', attempt, ...where, participation, admitted };
    const open = () => {
      facts.open();
    };
    return { ...entered, open };
  }

  /** Facts of a room already left for another are dropped: the browser would take them for the new one's. */
  #hear(attempt: symbol, fact: RoomFact, facts: FactBuffer<RoomFact>): void {
    if (!this.#isCurrent(attempt)) {
      return;
    }
    if (this.#state.state === 'inside' && fact.name === 'room:admitted') {
      this.#state.admitted = true;
    }
    if (this.#state.state === 'inside' && fact.name === 'room:left') {
      this.#state = { state: 'outside' };
    }
    facts.tell(fact);
  }

  #isCurrent(attempt: symbol): boolean {
    return 'attempt' in this.#state && this.#state.attempt === attempt;
  }

  #requireCurrent(attempt: symbol): void {
    if (!this.#isCurrent(attempt)) {
      throw new DomainError(
        'wrong-phase',
        'another join has taken the place of this one, or the connection has ended',
      );
    }
  }

  #requireOpen(): void {
    if (this.#state.state === 'closed') {
      throw new DomainError('wrong-phase', 'the connection has ended');
    }
  }
}

function detach(participation: Participation): Promise<void> {
  return ifStillIn(() => participation.letGo());
}

/** A participation that has ended by itself refuses with `wrong-phase`; that is what leaving wants. */
async function ifStillIn(end: () => Promise<void>): Promise<void> {
  try {
    await end();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'wrong-phase')) {
      throw error;
    }
  }
}
