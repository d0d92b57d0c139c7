import type { LargePictures } from '../../../../domain/rooms/wire.ts';
import type { MediaRoom } from './media-room.ts';
import type { RoomWire } from './room-wire.ts';

/** The initial state of a join, so that a visit between two sends nothing. */
const atFirst: LargePictures = 'everybody';

/** Tells the service whom this person sees large: nine large pictures would fill their line and their processor. */
export class LargeShown {
  readonly #wire: Pick<RoomWire, 'command'>;
  readonly #room: () => Pick<MediaRoom, 'isOpen'> | null;
  #wanted: LargePictures = atFirst;
  /** What was last sent, and in which join; null if the service did not get it. */
  #acknowledged: { room: Pick<MediaRoom, 'isOpen'>; large: LargePictures | null } | null = null;

  constructor(options: { wire: Pick<RoomWire, 'command'>; room: () => Pick<MediaRoom, 'isOpen'> | null }) {
    this.#wire = options.wire;
    this.#room = options.room;
  }

  show(large: LargePictures): void {
    this.#wanted = large;
    this.settle();
  }

  /** Call whenever something in the room has changed: what was not received is sent again. */
  settle(): void {
    const room = this.#room();
    if (room?.isOpen() !== true) return;
    const large = this.#wanted;
    const known = this.#acknowledged?.room === room ? this.#acknowledged.large : atFirst;
    if (JSON.stringify(known) === JSON.stringify(large)) return;
    const telling = { room, large };
    this.#acknowledged = telling;
    const unheard = (): void => {
      if (this.#acknowledged === telling) this.#acknowledged = { room, large: null };
    };
    this.#wire.command('room:show-large', { large }).then(
      (answer) => {
        if (!answer.ok) unheard();
      },
      (error: unknown) => {
        unheard();
        reportError(error);
      },
    );
  }
}
