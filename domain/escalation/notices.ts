import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { NoticeId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { messagesTo } from './take-step.ts';
import type { Notice } from './escalation-port.ts';

/** A warning to the managers of an organisation; `key` says what it is about, so that it is said once. */
export type NewNotice = Omit<Notice, 'id'>;

/** Warns the managers on their board and by message, unless they have been warned of this before. */
export async function raiseNotice(deps: Deps, notice: NewNotice): Promise<void> {
  const after = await deps.store.transact((tx) => raiseNoticeIn(deps, tx, notice));
  await after?.();
}

/**
 * The same within the caller's transaction. Answers with what is to be done after the commit, or undefined when they
 * have been warned before.
 */
export async function raiseNoticeIn(
  deps: Deps,
  tx: Transaction,
  notice: NewNotice,
): Promise<(() => Promise<void>) | undefined> {
  const id = deps.newId() as NoticeId;
  if (!(await tx.escalation.addNotice({ id, ...notice }))) {
    return undefined;
  }
  const { organisationId, kind } = notice;
  const contacts = await tx.escalation.listManagers(organisationId);
  const deliveries = messagesTo(deps, notice, { contacts, channels: ['email', 'sms', 'push', 'webhook'] });
  await tx.escalation.addDeliveries(deliveries.map((one) => ({ ...one, because: { noticeId: id } })));
  await tx.audit([
    {
      actor: { kind: 'system' },
      organisationId,
      action: 'notice.raised',
      subject: { kind: 'notice', id },
      detail: { kind },
    },
  ]);
  return async () => {
    deps.facts.boardChanged(organisationId);
    await Promise.all(deliveries.map(({ id: deliveryId }) => deps.jobs.add('deliver', { deliveryId })));
  };
}

/** A manager has seen a warning; it leaves the board. Said again it changes nothing. */
export async function acknowledgeNotice(
  deps: Deps,
  actor: Actor,
  { noticeId }: { noticeId: NoticeId },
): Promise<void> {
  const manager = requirePerson(actor, 'notice:acknowledge');
  const changed = await deps.store.transact(async (tx) => {
    const notice = await tx.escalation.findNotice(noticeId);
    if (notice?.organisationId !== manager.organisationId) {
      throw new DomainError('not-found', 'no such notice');
    }
    if (!(await tx.escalation.acknowledgeNotice(noticeId, manager.personId))) {
      return false;
    }
    await tx.audit([
      {
        actor: auditActor(manager),
        organisationId: manager.organisationId,
        action: 'notice.acknowledged',
        subject: { kind: 'notice', id: noticeId },
      },
    ]);
    return true;
  });
  if (changed) {
    deps.facts.boardChanged(manager.organisationId);
  }
}
