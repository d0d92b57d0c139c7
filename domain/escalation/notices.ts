import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { NoticeId, OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { messagesTo } from './take-step.ts';
import type { Contact, Notice } from './escalation-port.ts';

/** A warning to the managers of an organisation; `key` says what it is about, so that it is given once. */
export type NewNotice = Omit<Notice, 'id'>;

/** Warns the managers on their board and by message, unless they have been warned of this before. */
export async function raiseNotice(deps: Deps, notice: NewNotice): Promise<void> {
  await transact(deps, (tx) => raiseNoticeIn(deps, tx, notice));
}

/** The same within the caller's transaction. */
export async function raiseNoticeIn(deps: Deps, tx: TellingTransaction, notice: NewNotice): Promise<void> {
  const id = deps.newId() as NoticeId;
  if (await tx.escalation.addNotice({ id, ...notice })) await tellManagers(deps, tx, { id, ...notice });
}

/**
 * A state that lasts: what nobody has acknowledged is raised again under each new key, and what somebody has acknowledged is
 * left to them for `leaveForMs`. One that has ended is not raised again before `pauseMs` have passed.
 */
export async function raiseRepeatedly(
  deps: Deps,
  notice: NewNotice,
  { leaveForMs, pauseMs }: { leaveForMs: number; pauseMs: number },
): Promise<void> {
  const { organisationId, kind } = notice;
  await transact(deps, async (tx) => {
    const again = await tx.escalation.raiseAgain(notice);
    if (again !== undefined) {
      await tellManagers(deps, tx, { id: again, ...notice });
      return;
    }
    const ago = (ms: number) => new Date(tx.now.getTime() - ms);
    const since = { acknowledged: ago(leaveForMs), ended: ago(pauseMs) };
    if (!(await tx.escalation.hasNoticeSince(organisationId, kind, since))) {
      await raiseNoticeIn(deps, tx, notice);
    }
  });
}

/**
 * Ends the warnings of a kind whose reason is no more: they leave the board, no message of them goes out any more, and should the
 * reason come back the managers are warned again.
 */
export async function endNotices(
  deps: Deps,
  organisationId: OrganisationId,
  of: { kind: Notice['kind']; exceptKeys: readonly string[] },
): Promise<void> {
  await transact(deps, async (tx) => {
    const ended = await tx.escalation.endNotices(organisationId, of);
    if (ended.length === 0) return;
    await tx.audit(
      ended.map((id) => ({
        actor: { kind: 'system' },
        organisationId,
        action: 'notice.ended',
        subject: { kind: 'notice', id },
        detail: { kind: of.kind },
      })),
    );
    tx.boardChanged(organisationId);
  });
}

/** What nobody else of the organisation could confirm is told to the platform's administrators, but not to whoever did it. */
async function contactsFor(
  { escalation }: TellingTransaction,
  { organisationId, kind, detail }: Notice,
): Promise<Contact[]> {
  if (kind !== 'changed-alone') return escalation.listManagers(organisationId);
  const administrators = await escalation.listPlatformAdministrators();
  return administrators.filter(({ personId }) => personId !== detail['personId']);
}

async function tellManagers(deps: Deps, tx: TellingTransaction, notice: Notice): Promise<void> {
  const { id, organisationId, kind } = notice;
  const contacts = await contactsFor(tx, notice);
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
  for (const delivery of deliveries)
    tx.afterCommit(() => deps.jobs.add('deliver', { deliveryId: delivery.id }));
  tx.boardChanged(organisationId);
}

/** A manager acknowledges a warning; it leaves the board. Idempotent. */
export async function acknowledgeNotice(
  deps: Deps,
  actor: Actor,
  { noticeId }: { noticeId: NoticeId },
): Promise<void> {
  const manager = requirePerson(actor, 'notice:acknowledge');
  await transact(deps, async (tx) => {
    const notice = await tx.escalation.findNotice(noticeId);
    if (notice?.organisationId !== manager.organisationId) {
      throw new DomainError('not-found', 'no such notice');
    }
    if (!(await tx.escalation.acknowledgeNotice(noticeId, manager.personId))) {
      return;
    }
    await tx.audit([
      {
        actor: auditActor(manager),
        organisationId: manager.organisationId,
        action: 'notice.acknowledged',
        subject: { kind: 'notice', id: noticeId },
      },
    ]);
    tx.boardChanged(manager.organisationId);
  });
}
