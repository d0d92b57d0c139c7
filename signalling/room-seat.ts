import type { Actor } from '../domain/actors.ts';
import type { Payload } from '../domain/contract/commands.ts';
import type { EnteredRoom, IceTransportPolicy, RoomFact } from '../domain/contract/media.ts';
import { DomainError } from '../domain/errors.ts';
import type { RoomId } from '../domain/ids.ts';
import type { Joining, MediaRooms, Participation, Relays } from '../domain/ports.ts';
import { mediaPathFor } from '../domain/relays.ts';
import { FactQueue } from './fact-queue.ts';
import type { UseCases } from './use-cases.ts';

type Occupied = { roomId: RoomId; key: Joining['key']; participation: Participation; admitted: boolean };
type Entry = { joining: Joining; admitted: boolean; iceTransportPolicy: IceTransportPolicy };
type Seat =
  | { state: 'outside' }
  | { state: 'joining'; attempt: symbol }
  | ({ state: 'inside'; attempt: symbol } & Occupied)
  | { state: 'closed' };

/** One connection's place in at most one media room. */
export class RoomSeat {
  readonly #mediaRooms: Pick<MediaRooms, 'join'>;
  readonly #relays: Relays;
  readonly #enterRoom: UseCases['enterRoom'];
  readonly #tell: (fact: RoomFact) => void;
  #seat: Seat = { state: 'outside' };

  constructor(options: {
    mediaRooms: Pick<MediaRooms, 'join'>;
    relays: Relays;
    enterRoom: UseCases['enterRoom'];
    tell: (fact: RoomFact) => void;
  }) {
    this.#mediaRooms = options.mediaRooms;
    this.#relays = options.relays;
    this.#enterRoom = options.enterRoom;
    this.#tell = options.tell;
  }

  /** Undefined while outside or on the way in. */
  get occupied(): Readonly<Occupied> | undefined {
    return this.#seat.state === 'inside' ? this.#seat : undefined;
  }

  /** Throws `wrong-phase` outside a room. */
  get participation(): Participation {
    if (this.#seat.state !== 'inside') {
      throw new DomainError('wrong-phase', 'the media room has been left');
    }
    return this.#seat.participation;
  }

  /**
   * Enters a room, leaving the one before. The newest attempt wins: one that another has overtaken, or whose
   * connection has gone meanwhile, gives back what it got and throws `wrong-phase`. Facts wait for `open`.
   */
  async join(
    actor: Actor,
    { roomId, sources }: Payload<'room:join'>,
  ): Promise<{ joined: EnteredRoom; open: () => void }> {
    await this.leave();
    this.#requireOpen();
    const attempt = Symbol('attempt');
    this.#seat = { state: 'joining', attempt };
    try {
      const entry = await this.#enterRoom(actor, { roomId });
      this.#requireCurrent(attempt);
      return await this.#sit(attempt, { roomId, sources, ...entry });
    } catch (error) {
      if (this.#isCurrent(attempt)) {
        this.#seat = { state: 'outside' };
      }
      throw error;
    }
  }

  /** Does nothing outside a room. */
  async leave(): Promise<void> {
    const before = this.#seat;
    if (before.state === 'closed') {
      return;
    }
    this.#seat = { state: 'outside' };
    if (before.state === 'inside') {
      await leaveIfStillIn(before.participation);
    }
  }

  /** The connection has ended: leaves, and no join succeeds any more. */
  async close(): Promise<void> {
    const leaving = this.leave();
    this.#seat = { state: 'closed' };
    await leaving;
  }

  async #sit(
    attempt: symbol,
    { roomId, joining, admitted, sources, iceTransportPolicy: policy }: Payload<'room:join'> & Entry,
  ): Promise<{ joined: EnteredRoom; open: () => void }> {
    const queue = new FactQueue(this.#tell);
    const told = { left: false };
    const participation = await this.#mediaRooms.join(roomId, { ...joining, admitted, sources }, (fact) => {
      told.left ||= fact.name === 'room:left';
      this.#hear(attempt, fact, queue);
    });
    if (!this.#isCurrent(attempt)) {
      await leaveIfStillIn(participation);
      this.#requireCurrent(attempt);
    }
    this.#seat = told.left
      ? { state: 'outside' }
      : { state: 'inside', attempt, roomId, key: joining.key, participation, admitted };
    const { participantId } = participation.joined;
    return {
      joined: { ...participation.joined, ...mediaPathFor(this.#relays, { participantId, policy }) },
      open: () => {
        queue.open();
      },
    };
  }

  /** Facts of a room already left for another are dropped: the browser would take them for the new one's. */
  #hear(attempt: symbol, fact: RoomFact, queue: FactQueue): void {
    if (!this.#isCurrent(attempt)) {
      return;
    }
    if (this.#seat.state === 'inside' && fact.name === 'room:admitted') {
      this.#seat.admitted = true;
    }
    if (this.#seat.state === 'inside' && fact.name === 'room:left') {
      this.#seat = { state: 'outside' };
    }
    queue.tell(fact);
  }

  #isCurrent(attempt: symbol): boolean {
    return 'attempt' in this.#seat && this.#seat.attempt === attempt;
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
    if (this.#seat.state === 'closed') {
      throw new DomainError('wrong-phase', 'the connection has ended');
    }
  }
}

/** A participation that has ended by itself refuses with `wrong-phase`; that is what leaving wants. */
async function leaveIfStillIn(participation: Participation): Promise<void> {
  try {
    await participation.leave();
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'wrong-phase')) {
      throw error;
    }
  }
}
