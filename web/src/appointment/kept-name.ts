const key = 'bedside-appointment-name';

/** The name under which somebody waits with this link in this tab: a page that is reloaded goes on waiting. */
export function keptName(secret: string): string | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    const isOfLink = Array.isArray(kept) && kept[0] === secret;
    return isOfLink && typeof kept[1] === 'string' ? kept[1] : null;
  } catch {
    // A browser that keeps nothing asks for the name again.
    return null;
  }
}

/** Keeps it for this tab and this link alone, or forgets it: the next link may be of somebody else. */
export function keepName(secret: string, name: string | null): void {
  try {
    if (name === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify([secret, name]));
  } catch {
    // As above.
  }
}
