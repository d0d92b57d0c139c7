import type { types } from 'mediasoup-client';

/**
 * The first picture is a key frame, and a large one is paced over the network for a tenth of a second and more. At a
 * quarter of width and height it is there at once; the full size follows when both people already see each other.
 */
export const firstPictureScale = 4;

/** How long after the picture has begun to flow its size is raised. */
const sharpenAfterMs = 1500;

/** Raises the picture to its full size soon; answers with how to call that off. */
export function sharpenSoon(camera: types.Producer): () => void {
  const timer = setTimeout(() => {
    if (camera.closed) return;
    camera.setRtpEncodingParameters({ scaleResolutionDownBy: 1 }).catch((error: unknown) => {
      // A room that was left meanwhile has nothing to sharpen.
      if (!camera.closed) reportError(error);
    });
  }, sharpenAfterMs);
  return () => {
    clearTimeout(timer);
  };
}
