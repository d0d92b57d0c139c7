/** What a page of the app has seen of a call, in milliseconds on the clock that all pages of this machine share. */
export type Moments = {
  acceptedAt?: number;
  /** The first decoded remote frame that is not black: a sender that is still muted would send those. */
  pictureAt?: number;
  reset(): void;
};

/** Runs in the page before the app does; it watches from outside and needs nothing of the app but its test ids. */
export function observeMoments(): void {
  const moments: Moments = {
    reset() {
      delete moments.acceptedAt;
      delete moments.pictureAt;
    },
  };
  Object.assign(globalThis, { moments });
  const watched = new WeakSet<HTMLVideoElement>();
  const probe = document.createElement('canvas');
  probe.width = probe.height = 8;

  document.addEventListener(
    'click',
    ({ target, timeStamp }) => {
      if (target instanceof Element && target.closest('[data-testid="accept"]') !== null) {
        moments.acceptedAt = performance.timeOrigin + timeStamp;
      }
    },
    { capture: true },
  );

  function isBlack(video: HTMLVideoElement): boolean {
    const context = probe.getContext('2d', { willReadFrequently: true });
    if (context === null) return false;
    context.drawImage(video, 0, 0, 8, 8);
    const { data } = context.getImageData(0, 0, 8, 8);
    return !data.some((value, place) => place % 4 !== 3 && value > 32);
  }

  function watch(video: HTMLVideoElement): void {
    video.requestVideoFrameCallback(() => {
      const at = performance.timeOrigin + performance.now();
      if (moments.pictureAt === undefined && !isBlack(video)) moments.pictureAt = at;
      watch(video);
    });
  }

  new MutationObserver(() => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[data-testid="remote-video"]')) {
      if (watched.has(video)) continue;
      watched.add(video);
      watch(video);
    }
  }).observe(document, { childList: true, subtree: true });
}
