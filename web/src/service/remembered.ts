/**
 * What a browser keeps for us. Storage may be full or forbidden; then nothing is remembered, and the page works
 * on without it.
 */
export function recall(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps `value` under `key`; `null` forgets it. Says whether the browser did. */
export function remember(storage: Storage, key: string, value: string | null): boolean {
  try {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}

/** What was kept as JSON, or `null` when it is absent or cannot be read. */
export function recallJson(storage: Storage, key: string): unknown {
  const text = recall(storage, key);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The keys that begin so; none where the browser does not say. */
export function keysFrom(storage: Storage, prefix: string): string[] {
  try {
    const keys = Array.from({ length: storage.length }, (_, place) => storage.key(place));
    return keys.filter((key) => key !== null).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}
