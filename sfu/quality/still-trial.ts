import type { PictureLevel } from '../../domain/rooms/wire.ts';

/**
 * Whether anything has been sent since stills are tried after a time without pictures. Before, the estimate is as old as
 * the last picture: a sender who is slow with a key frame, or whose camera is off, is no weak line.
 */
export class StillTrial {
  /** Of all pictures, when the trial began; null while nothing is tried. */
  #sentBefore: number | null = null;

  changed(before: PictureLevel, level: PictureLevel, picturePacketsSent: number): void {
    this.#sentBefore = before === 'audio' && level === 'still' ? picturePacketsSent : null;
  }

  /** Whether a sample would be of nothing. The packets are counted only while that is open. */
  async isEmpty(countPicturePackets: () => Promise<number>): Promise<boolean> {
    if (this.#sentBefore === null) return false;
    if ((await countPicturePackets()) === this.#sentBefore) return true;
    this.#sentBefore = null;
    return false;
  }
}
