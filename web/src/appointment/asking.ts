import { ApiError } from '../service/api.ts';

/** How often an open page asks what has become of the appointment. */
const askAgainMs = 30_000;

/** The same for a link that is mistyped, too old or replaced: the service says no more either. */
export function isUnknown(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'not-found' || error.code === 'invalid');
}

/** When to ask again; a link that is not known is never known again, and asking costs those behind the same address. */
export function asksAgainIn(error: unknown): number | false {
  return isUnknown(error) ? false : askAgainMs;
}

/**
 * Does it unless it is being done: on a slow line the questions of one page must not overtake each other. What has not come
 * back in the time given is given up.
 */
export function oneAtATime(
  work: () => Promise<void>,
  { giveUpMs, now }: { giveUpMs: number; now: () => number },
): () => void {
  let current: { readonly since: number } | null = null;
  return () => {
    if (current !== null && now() - current.since < giveUpMs) return;
    const mine = { since: now() };
    current = mine;
    work()
      .finally(() => {
        if (current === mine) current = null;
      })
      .catch((error: unknown) => {
        reportError(error);
      });
  };
}
