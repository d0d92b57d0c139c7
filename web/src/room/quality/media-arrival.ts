/** What the browser itself reports of its network. */
export type SignsOfLife = {
  /** A retry is worthwhile now: the page is visible again, or the network has become better. */
  alive(): void;
  /** Another network, or the same one back: addresses may have changed. */
  networkChanged(): void;
};

type NetworkInformation = EventTarget & { readonly type?: string };

/** Listens until the returned function is called. */
export function watchMediaArrival(signs: SignsOfLife): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  window.addEventListener(
    'online',
    () => {
      signs.networkChanged();
      signs.alive();
    },
    { signal },
  );
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') signs.alive();
    },
    { signal },
  );
  watchKind(signs, signal);
  return () => {
    listening.abort();
  };
}

/** Chrome also fires this for every new estimate of the speed, which is no other network. */
function watchKind(signs: SignsOfLife, signal: AbortSignal): void {
  const network = (navigator as { connection?: NetworkInformation }).connection;
  if (network === undefined) return;
  let kind = network.type;
  network.addEventListener(
    'change',
    () => {
      if (network.type !== kind) signs.networkChanged();
      kind = network.type;
      signs.alive();
    },
    { signal },
  );
}
