import type { types } from 'mediasoup-client';

/**
 * The picture is sent in two sizes, of which the service passes on to each person the one that their connection carries.
 * The first picture is a key frame, and a large one is paced over the network for a tenth of a second and more: at a
 * quarter of width and height it is there at once. So the small one begins alone, with all the bits, from which the
 * browser also learns what its network carries; the large one follows when both people already see each other.
 */
const shared = { scalabilityMode: 'L1T3', priority: 'low', networkPriority: 'low' } as const;
const small = { scaleResolutionDownBy: 4, maxBitrate: 150_000, active: true };
const large = { scaleResolutionDownBy: 1, maxBitrate: 1_350_000, active: true };

export function firstPictureLayers(): types.RtpEncodingParameters[] {
  return [
    { ...shared, ...small, maxBitrate: small.maxBitrate + large.maxBitrate },
    { ...shared, ...large, active: false },
  ];
}

/** How long after the picture has begun to flow its size is raised. */
const sharpenAfterMs = 1500;

/** Raises the picture to its full size soon; answers with how to call that off. */
export function sharpenSoon(camera: types.Producer): () => void {
  const timer = setTimeout(() => {
    sharpen(camera).catch((error: unknown) => {
      // A room that was left meanwhile has nothing to sharpen.
      if (!camera.closed) reportError(error);
    });
  }, sharpenAfterMs);
  return () => {
    clearTimeout(timer);
  };
}

async function sharpen({ closed, rtpSender }: types.Producer): Promise<void> {
  if (closed || rtpSender === undefined) return;
  const parameters = rtpSender.getParameters();
  const [first, second] = parameters.encodings;
  // A browser that sends one size only sends the large one.
  if (second === undefined) Object.assign(first ?? {}, large);
  else {
    Object.assign(first ?? {}, small);
    Object.assign(second, large);
  }
  await rtpSender.setParameters(parameters);
}
