import { normaliseCode } from '../accounts/enrolment.ts';
import { type Actor, auditActor, guestRoleLabels, type InvitedRole, requirePerson } from '../actors.ts';
import { transact } from '../transact.ts';
import { lockLedVisit, tellVisit } from '../visits/visit-lock.ts';
import type { NewInvitation, SendInvitation } from './wire.ts';
import { DomainError } from '../errors.ts';
import type { Recipient } from '../escalation/escalation-port.ts';
import type { DeliveryId, GuestId, VisitId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireTelephone } from '../telephone.ts';
import { invitationForMs, isOfPatientSide, mostGuests } from './guest.ts';
import { guestEntry, type InvitingDeps } from './guest-deps.ts';
import { lockGuest } from './host.ts';

/**
 * Asks somebody from outside into one's own visit: a link and a code, either of which lets one browser into the lobby.
 * They are in this answer and in the message, and nowhere else: what is stored are their digests. That is why it is sent
 * at once and not by a job. Throws `conflict` while the room is locked or full.
 */
export async function inviteGuest(
  deps: InvitingDeps,
  actor: Actor,
  { visitId, role, send }: { visitId: VisitId; role: InvitedRole; send: SendInvitation },
): Promise<NewInvitation> {
  const host = requirePerson(actor, 'guest:host');
  const to = recipientOf(deps, send);
  const secrets = { link: deps.secrets.token(), code: deps.secrets.enrolmentCode() };
  const guestId = deps.newId() as GuestId;
  const expiresAt = await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, host, visitId);
    if (await tx.guests.isLocked(visitId)) {
      throw new DomainError('conflict', 'the room is locked; unlock it to ask somebody in');
    }
    if (isOfPatientSide(role) && (await tx.guests.patientHasLeft(visitId))) {
      throw new DomainError('wrong-phase', 'the patient has left: nobody of their side is asked in any more');
    }
    if ((await tx.guests.countExpected(visitId)) >= mostGuests) {
      throw new DomainError(
        'conflict',
        `no more than ${String(mostGuests)} guests can be asked in at a time`,
      );
    }
    const expiresAt = new Date(tx.now.getTime() + invitationForMs);
    await tx.guests.add({
      id: guestId,
      visitId,
      role,
      channel: send.by,
      linkDigest: deps.secrets.digest(secrets.link),
      codeDigest: deps.secrets.digest(normaliseCode(secrets.code)),
      invitedBy: host.personId,
      invitedAt: tx.now,
      expiresAt,
    });
    await tx.audit([
      guestEntry(auditActor(host), { visit, guestId }, 'guest.invited', { role, by: send.by }),
    ]);
    await tellVisit(tx, visit);
    return expiresAt;
  });
  const url = `${deps.inviting.publicUrl}/join#${secrets.link}`;
  const sent = await sendLink(deps, { to, role, url });
  return { guestId, url, code: secrets.code, expiresAt: expiresAt.toISOString(), sent };
}

async function sendLink(
  deps: InvitingDeps,
  { to, role, url }: { to: Recipient | undefined; role: InvitedRole; url: string },
): Promise<NewInvitation['sent']> {
  if (to === undefined) {
    return 'shown';
  }
  if (!deps.channels.includes(to.channel)) {
    return 'not-configured';
  }
  const { result } = await deps.inviting.messengers.send(to, {
    deliveryId: deps.newId() as DeliveryId,
    subject: 'You are asked into a video visit',
    text: `A clinician asks you into a video visit as ${guestRoleLabels[role]}. The link works once, in one browser, for an hour.`,
    url,
  });
  return result === 'delivered' ? 'sent' : 'failed';
}

function recipientOf(deps: Pick<Deps, 'telephones'>, send: SendInvitation): Recipient | undefined {
  switch (send.by) {
    case 'email':
      return { channel: 'email', address: send.address };
    case 'sms':
      return { channel: 'sms', phone: requireTelephone(deps, 'send.phone', send.phone) };
    case 'shown':
      return undefined;
  }
}

/** Withdraws an invitation that nobody has used. Idempotent. Throws `wrong-phase` once it is used. */
export async function withdrawInvitation(
  deps: Deps,
  actor: Actor,
  { visitId, guestId }: { visitId: VisitId; guestId: GuestId },
): Promise<void> {
  const host = requirePerson(actor, 'guest:host');
  await transact(deps, async (tx) => {
    const { guest, visit } = await lockGuest(tx, host, { visitId, guestId });
    if (guest.state === 'withdrawn') {
      return;
    }
    if (guest.state !== 'invited') {
      throw new DomainError('wrong-phase', 'the invitation has been used already');
    }
    await tx.guests.setState(guestId, 'withdrawn');
    await tx.audit([guestEntry(auditActor(host), { visit, guestId }, 'guest.withdrawn')]);
    await tellVisit(tx, visit);
  });
}
