import type { LargePictures } from '../../../../domain/rooms/wire.ts';
import type { MediaRoom } from '../session/media-room.ts';
import type { RoomWire } from '../session/room-wire.ts';

/** What a stay begins with, so that a visit between two has nothing to say. */
const atFirst: LargePictures = 'everybody';

/** Tells the service whom this person sees large: nine large pictures would fill their line and their processor. */
export class LargeShown {
  readonly #wire: Pick<RoomWire, 'command'>;
  readonly #room: () => Pick<MediaRoom, 'isOpen'> | null;
  #wanted: LargePictures = atFirst;
  /** What was said in which stay; null where it has not been heard. */
  #acknowledged: { room: Pick<MediaRoom, 'isOpen'>; large: LargePictures | null } | null = null;

  constructor(options: { wire: Pick<RoomWire, 'command'>; room: () => Pick<MediaRoom, 'isOpen'> | null }) {
    this.#wire = options.wire;
    this.#room = options.room;
  }

  show(large: LargePictures): void {
    this.#wanted = large;
    this.settle();
  }

  /** To be called whenever something in the room has changed: what was not heard is said again. */
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
