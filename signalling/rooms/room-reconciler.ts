import { isRefusal } from '../../domain/errors.ts';
import type { Log, MediaRooms } from '../../domain/ports.ts';
import type { Connection } from '../sockets/connection.ts';
import type { UseCases } from '../../domain/use-cases.ts';

/** Brings media rooms in line with Postgres: an admission or an ending that was lost is repeated. */
export class RoomReconciler {
  readonly #mediaRooms: Pick<MediaRooms, 'admit' | 'expel'>;
  readonly #enterRoom: UseCases['enterRoom'];
  readonly #log: Log;

  constructor(options: {
    mediaRooms: Pick<MediaRooms, 'admit' | 'expel'>;
    enterRoom: UseCases['enterRoom'];
    log: Log;
  }) {
    this.#mediaRooms = options.mediaRooms;
    this.#enterRoom = options.enterRoom;
    this.#log = options.log;
  }

  /** Checks every participation of these connections, one after the other. */
  async checkAll(connections: Iterable<Connection>): Promise<void> {
    // Most stations are in no room, and thousands of them must not delay other work.
    const inRooms = [...connections].filter(({ roomSession }) => roomSession.occupied !== undefined);
    for (const connection of inRooms) {
      await this.check(connection);
    }
  }

  /** Where the question has no answer, as while Postgres is away, nothing changes: nobody is removed on a guess. */
  async check(connection: Connection): Promise<void> {
    const { occupied } = connection.roomSession;
    if (occupied === undefined) {
      return;
    }
    const allowed = await this.#ask(connection, occupied.roomId);
    if (connection.roomSession.occupied?.participation !== occupied.participation) {
      return;
    }
    if (allowed === 'no') {
      this.#log.info('put out of the room', { roomId: occupied.roomId, socketId: connection.id });
      await this.#mediaRooms.expel(occupied.roomId, occupied.key);
    }
    if (allowed === 'admitted' && !connection.roomSession.occupied.admitted) {
      await this.#mediaRooms.admit(occupied.roomId, [occupied.key]);
    }
  }

  async #ask(
    connection: Connection,
    roomId: Parameters<UseCases['enterRoom']>[1]['roomId'],
  ): Promise<'admitted' | 'waiting' | 'no' | 'unknown'> {
    try {
      const { admitted } = await this.#enterRoom(connection.actor, { roomId });
      return admitted ? 'admitted' : 'waiting';
    } catch (error) {
      if (isRefusal(error)) return 'no';
      this.#log.error('room not checked', error, { roomId });
      return 'unknown';
    }
  }
}
