import { lostSound, type SoundPassage } from './sound-loss.ts';

const muchLost = 0.1;

/**
 * Tells a downlink that has become so narrow that no picture passes. Estimates come from packets of pictures that arrive,
 * and mediasoup has none of sound; so the estimate of such a line stands still. That it does so although pictures are
 * sent, while sound is lost, tells it from one that stands still because all is well. Where no pictures are sent, or the
 * sound came to us with holes, it is the sender's line and not this one.
 */
export class CongestionDetector {
  /** At the look before, if the estimate stood still then too. */
  #picturePacketsSent = Infinity;

  estimateMoved(): void {
    this.#picturePacketsSent = Infinity;
  }

  /** Whether the line is starved. Counts are since the pictures began. */
  estimateStood(sample: { picturePacketsSent: number; sounds: readonly SoundPassage[] }): boolean {
    const areSent = sample.picturePacketsSent > this.#picturePacketsSent;
    this.#picturePacketsSent = sample.picturePacketsSent;
    return areSent && lostSound(sample.sounds) > muchLost;
  }
}
