const key = 'bedside-appointment-name';

/** The name under which somebody waits in this tab: a page that is reloaded goes on waiting. */
export function keptName(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    // A browser that keeps nothing asks for the name again.
    return null;
  }
}

/** Keeps it for this tab, or forgets it. */
export function keepName(name: string | null): void {
  try {
    if (name === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, name);
  } catch {
    // As above.
  }
}
