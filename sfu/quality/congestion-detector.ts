import { lostSound, type SoundPassage } from './loss-estimator.ts';

const muchLost = 0.1;

/**
 * Detects a downlink so narrow that no picture gets through. The worker estimates bandwidth from picture packets that
 * arrive, never from sound, so on such a line the estimate does not change. It also does not change when all is well;
 * congestion is told apart by pictures being sent while sound is lost. When no pictures are sent, or the sound
 * already reached us with gaps, the cause is the sender's line and not this one.
 */
export class CongestionDetector {
  /** The previous sample, if the estimate had not changed then either. */
  #picturePacketsSent = Infinity;

  estimateMoved(): void {
    this.#picturePacketsSent = Infinity;
  }

  /** Whether the line is congested. Counts are since the pictures began. */
  estimateStood(sample: { picturePacketsSent: number; sounds: readonly SoundPassage[] }): boolean {
    const areSent = sample.picturePacketsSent > this.#picturePacketsSent;
    this.#picturePacketsSent = sample.picturePacketsSent;
    return areSent && lostSound(sample.sounds) > muchLost;
  }
}
