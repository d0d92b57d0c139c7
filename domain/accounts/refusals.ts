import type { AuditEntry } from '../audit.ts';
import type { Chore } from '../due-rule.ts';
import type { Deps, Secrets, Transaction } from '../ports.ts';

/** So many refusals of one kind are written one by one; the others until the end of the window are counted. */
const writtenEach = 5;
/** How long refusals of one kind are counted together. */
const windowMs = 3_600_000;
/** So many kinds are counted apart; beyond them those of one organisation and reason share one count. */
const mostKinds = 500;

/**
 * Writes a refused sign-in or enrolment into the audit trail, or counts it when the same account has been refused often
 * from the same address. Anybody can cause these as often as they like, and the trail must not fill the disk (HAZ-23).
 */
export async function auditRefusal(
  { secrets }: { secrets: Pick<Secrets, 'digest'> },
  tx: Transaction,
  { entry, from }: { entry: AuditEntry; from: string },
): Promise<void> {
  const { action, organisationId, subject, detail = {} } = entry;
  const reason = typeof detail['reason'] === 'string' ? detail['reason'] : null;
  // The address itself is kept nowhere.
  const key = secrets.digest(JSON.stringify([action, subject.id, reason, from]));
  const sharedKey = `${action} ${organisationId ?? ''} ${reason ?? ''}`;
  const times = await tx.accounts.countRefusal({
    key,
    sharedKey,
    mostKinds,
    organisationId,
    action,
    subject,
    reason,
  });
  if (times <= writtenEach) await tx.audit([entry]);
}

/** The batch size: one transaction must not last long. */
const batchSize = 100;

/** Writes one line for each window that has ended and in which more was refused than was written. */
export async function writeRefusalCounts({ store, clock }: Pick<Deps, 'store' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - windowMs);
  for (;;) {
    const ended = await store.transact(async (tx) => {
      const refusals = await tx.accounts.endRefusals(before, batchSize);
      const counted = refusals.filter(({ times }) => times > writtenEach);
      await tx.audit(
        counted.map(({ organisationId, action, subject, reason, times, since, until }): AuditEntry => {
          const span = { since: since.toISOString(), until: until.toISOString() };
          const detail = { ...(reason !== null && { reason }), more: times - writtenEach, ...span };
          return { actor: { kind: 'system' }, organisationId, action, subject, detail };
        }),
      );
      return refusals.length;
    });
    if (ended < batchSize) return;
  }
}

export const refusalChore: Chore = {
  name: 'write-refusal-counts',
  everyMs: 60_000,
  run: writeRefusalCounts,
};
