import { type Actor, auditActor, type PersonActor } from '../actors.ts';
import { auditActions, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { RecordGrantId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { transact } from '../transact.ts';
import { requireRecordRight, requireRecordRole } from '../record/access-table.ts';
import { openedKey, ownGrantOf, patientEntry } from './break-glass.ts';
import { type GrantVerdict, reviewOverdueAt } from '../record/grant.ts';
import type { OpenedRecord } from '../record/grant-port.ts';
import type { OpenedRecordView } from '../record/grant-wire.ts';

const shownForMs = 30 * 86_400_000;

/** Records of the own organisation that were opened without a relationship. */
export async function listOpenedRecords(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
): Promise<{ toReview: OpenedRecordView[]; reviewed: OpenedRecordView[]; more: boolean }> {
  const person = requireRecordRole(actor, 'review');
  const { organisationId } = person;
  const now = clock.now();
  const reviewedSince = new Date(now.getTime() - shownForMs);
  const { toReview, reviewed, more } = await store.reads.listOpenedRecords(organisationId, { reviewedSince });
  await store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'record-openings.read',
        about: { kind: 'record-grant', id: null, organisationId },
        detail: { count: toReview.length + reviewed.length },
      }),
    ]),
  );
  const viewOf = (one: OpenedRecord) => openedView(one, { person, now });
  return { toReview: toReview.map(viewOf), reviewed: reviewed.map(viewOf), more };
}

/** Somebody other than the clinician says whether it was justified; the warning to the managers ends by it. */
export async function reviewRecordGrant(
  deps: Deps,
  actor: Actor,
  { grantId, verdict, words }: { grantId: RecordGrantId; verdict: GrantVerdict; words: string },
): Promise<void> {
  const person = requireRecordRole(actor, 'review');
  const { personId, organisationId } = person;
  await transact(deps, async (tx) => {
    const grant = await tx.grants.lockGrant(grantId);
    if (grant === undefined) throw new DomainError('not-found', 'no such opening');
    requireRecordRight(person, 'review', grant);
    if (grant.personId === personId) {
      throw new DomainError('forbidden', 'somebody else has to review what you have opened');
    }
    if (grant.review !== null) throw new DomainError('wrong-phase', 'somebody has reviewed this already');
    await tx.grants.reviewGrant(grantId, { verdict, words, by: personId });
    await tx.audit([patientEntry(person, grant, 'record.opening-reviewed', { grantId, verdict })]);
    if (await tx.escalation.acknowledgeByKey(organisationId, openedKey(grantId), personId)) {
      tx.boardChanged(organisationId);
    }
  });
}

function openedView(
  opened: OpenedRecord,
  { person, now }: { person: PersonActor; now: Date },
): OpenedRecordView {
  const { personName, patientId, patientName, siteName, words, reads, moreReads, review } = opened;
  return {
    ...ownGrantOf(opened),
    ...{ personName, own: opened.personId === person.personId, patientId, patientName, siteName, words },
    overdue: review === null && reviewOverdueAt(opened.openedAt) <= now,
    reads: reads.map(({ at, action }) => ({ at: at.toISOString(), what: auditActions[action] })),
    moreReads,
    review: review && {
      ...{ verdict: review.verdict, words: review.words },
      ...{ by: opened.reviewerName ?? '', at: review.at.toISOString() },
    },
  };
}
