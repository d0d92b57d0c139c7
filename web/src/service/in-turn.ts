import { ApiError } from './api.ts';
import { recall, remember } from './remembered.ts';

/** The same work, but a call does nothing while the previous one is in progress. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
    }
  };
}

const runningKey = 'bedside:renewing';
/** A page that is left while it renews almost always gets its new cookie (`keepalive`) within this time. */
const landsWithinMs = 1500;

/**
 * Renews one at a time in all tabs. A refresh token used twice revokes the sign-in, and the cookie is shared: another
 * tab may be renewing, and so may the page that was here a moment ago, before a reload.
 */
export async function inTurn<T>(renew: () => Promise<T>): Promise<T> {
  const turn = async () => {
    await untilLanded();
    remember(localStorage, runningKey, String(Date.now()));
    let lost = false;
    try {
      return await renew();
    } catch (error) {
      // A page that is being left fails its request here, and the service answers it all the same: the mark stays.
      lost = error instanceof ApiError && error.code === 'offline';
      throw error;
    } finally {
      if (!lost) remember(localStorage, runningKey, null);
    }
  };
  // Absent where the page is not served securely, whatever the types say.
  const locks = (navigator as Partial<Navigator>).locks;
  return locks === undefined ? await turn() : await locks.request('bedside-token', turn);
}

/** The mark of a renewal that did not finish: its page is gone, its answer may still arrive. */
async function untilLanded(): Promise<void> {
  const startedAt = Number(recall(localStorage, runningKey) ?? 0);
  const left = startedAt + landsWithinMs - Date.now();
  if (left <= 0 || left > landsWithinMs) return;
  await new Promise((resolve) => {
    setTimeout(resolve, left);
  });
}
