import type { types } from 'mediasoup-client';
import type { UplinkLevel } from '../../../../domain/rooms/uplink-policy.ts';

/**
 * The picture is sent in two sizes, of which the service passes on to each person the one that their connection carries.
 * The first picture is a key frame, and a large one is paced over the network for a tenth of a second and more: at a
 * quarter of width and height it is there at once. So the small one begins alone, with all the bits, from which the
 * browser also learns what its network carries; the large one follows when both people already see each other.
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

/** How long after the picture has begun to flow its size is raised. */
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

  /** The picture has begun to flow: soon it is sent in its full size. */
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

  /** One change after the other; the last one counts. */
  #fit(): void {
    this.#work = this.#work
      .then(() => this.#apply())
      .catch((error: unknown) => {
        // A room that was left meanwhile has nothing to fit.
        if (!this.#camera.closed) reportError(error);
      });
  }

  async #apply(): Promise<void> {
    const { closed, rtpSender } = this.#camera;
    if (closed || rtpSender === undefined) return;
    // Not by encodings that are inactive: on a narrow line Chromium 15x takes the small one up again, and what was lost
    // before is still sent anew. A sender that is paused sends nothing whatever.
    if (this.#level === 'held') {
      this.#camera.pause();
      return;
    }
    this.#camera.resume();
    const parameters = rtpSender.getParameters();
    const [first, second] = parameters.encodings;
    const layers = this.#layers();
    // A browser that sends one size only sends the larger of what may be sent.
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
