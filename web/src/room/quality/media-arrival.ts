/** What the browser itself notices of its network. */
export type SignsOfLife = {
  /** Worth trying again now: the page is looked at again, or the network has become better. */
  alive(): void;
  /** Another network, or the same one back: addresses may be others now. */
  networkChanged(): void;
};

type NetworkInformation = EventTarget & { readonly type?: string };

/** Listens until the answer is called. */
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

/** Chrome also tells of every new estimate of the speed, which is no other network. */
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
