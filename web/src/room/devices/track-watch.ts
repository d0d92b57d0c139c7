/** A track may be muted for an instant while a device is set up; that is not worth a message. */
const graceMs = 800;

/**
 * Watches one of the own tracks: `ended` when its device was unplugged or taken for good, `taken` while the browser
 * or the system has muted it, as a telephone does during a call, and `givenBack` afterwards.
 */
export function watchTrack(
  track: MediaStreamTrack,
  tell: { ended: () => void; taken: () => void; givenBack: () => void },
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listening = new AbortController();
  const { signal } = listening;
  const silenced = () => {
    clearTimeout(timer);
    timer = setTimeout(tell.taken, graceMs);
  };
  track.addEventListener('mute', silenced, { signal });
  track.addEventListener(
    'unmute',
    () => {
      clearTimeout(timer);
      tell.givenBack();
    },
    { signal },
  );
  track.addEventListener('ended', tell.ended, { signal });
  if (track.muted) silenced();
  // Not every browser reports that a track has ended while the page was asleep.
  document.addEventListener(
    'visibilitychange',
    () => {
      if (track.readyState === 'ended') tell.ended();
    },
    { signal },
  );
  return () => {
    clearTimeout(timer);
    listening.abort();
  };
}
