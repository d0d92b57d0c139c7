import type { Deps } from '../ports.ts';

/** Long enough to answer who was signed in where when somebody asks, and no longer. */
const keepMs = 30 * 86_400_000;
/** So many in one statement: it must not hold a connection for long. */
const batchSize = 5000;

/**
 * Deletes refresh tokens that ended more than 30 days ago: expired, or of a sign-in that was revoked. A spent one
 * stays until then, because that is how the reuse of a stolen one is noticed. Answers how many; several processes may do
 * it at once.
 */
export async function forgetSignIns(deps: Pick<Deps, 'store' | 'clock'>): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - keepMs);
  let forgotten = 0;
  for (;;) {
    const deleted = await deps.store.reads.forgetRefreshTokens(before, batchSize);
    forgotten += deleted;
    if (deleted < batchSize) return forgotten;
  }
}
