import type { types } from 'mediasoup-client';
import type { UplinkLevel } from '../../../../domain/rooms/uplink-policy.ts';

/**
 * The picture is sent in two sizes, of which the service forwards to each person the one that their connection
 * carries. The first picture is a key frame, and a large one is paced over the network for a tenth of a second and
 * more: at a quarter of width and height it arrives at once. So the small one starts alone, with all the bits, from
 * which the browser also learns what its network carries; the large one follows when both people already see each
 * other.
 */
const shared = { scalabilityMode: 'L1T3', priority: 'low', networkPriority: 'low' } as const;
const small = { scaleResolutionDownBy: 4, maxBitrate: 150_000, active: true };
const large = { scaleResolutionDownBy: 1, maxBitrate: 1_350_000, active: true };
const nothing = { active: false };
const smallWithAllBits = { ...small, maxBitrate: small.maxBitrate + large.maxBitrate };

export function firstPictureLayers(): types.RtpEncodingParameters[] {
  return [
    { ...shared, ...smallWithAllBits },
    { ...shared, ...large, ...nothing },
  ];
}

/** How long after the picture has started to flow its size is raised. */
const sharpenAfterMs = 1500;

/** How much of the own picture is sent. */
export class SentPicture {
  readonly #camera: types.Producer;
  #level: UplinkLevel = 'full';
  #sharp = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(camera: types.Producer) {
    this.#camera = camera;
  }

  /** The picture has started to flow: soon it is sent in its full size. */
  sharpenSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#sharp = true;
      this.#fit();
    }, sharpenAfterMs);
  }

  limit(level: UplinkLevel): void {
    this.#level = level;
    this.#fit();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** One change after the other; the last one wins. */
  #fit(): void {
    this.#work = this.#work
      .then(() => this.#apply())
      .catch((error: unknown) => {
        // The room was left meanwhile: there is nothing to adjust.
        if (!this.#camera.closed) reportError(error);
      });
  }

  async #apply(): Promise<void> {
    const { closed, rtpSender } = this.#camera;
    if (closed || rtpSender === undefined) return;
    // Inactive encodings are not enough: on a narrow line Chromium 15x starts the small one again, and still
    // retransmits what was lost before. A paused sender sends nothing at all.
    if (this.#level === 'held') {
      this.#camera.pause();
      return;
    }
    this.#camera.resume();
    const parameters = rtpSender.getParameters();
    const [first, second] = parameters.encodings;
    const layers = this.#layers();
    // A browser that sends one size only sends the larger of those allowed.
    if (second === undefined) Object.assign(first ?? {}, layers.second.active ? layers.second : layers.first);
    else {
      Object.assign(first ?? {}, layers.first);
      Object.assign(second, layers.second);
    }
    await rtpSender.setParameters(parameters);
  }

  #layers(): Record<'first' | 'second', typeof small | typeof nothing> {
    switch (this.#level) {
      case 'held':
      case 'trial':
        return { first: small, second: nothing };
      case 'full':
        return this.#sharp ? { first: small, second: large } : { first: smallWithAllBits, second: nothing };
    }
  }
}
