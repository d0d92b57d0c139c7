import { type Actor, auditActor, type GuestActor, requireGuest } from '../actors.ts';
import { transact } from '../transact.ts';
import type { Visit } from '../visits/visit.ts';
import { lockOpenVisit, tellVisit } from '../visits/visit-lock.ts';
import { DomainError } from '../errors.ts';
import type { RoomId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Guest } from './guest.ts';
import { guestEntry } from './guest-deps.ts';
import { endGuest } from './host.ts';

/** The guest leaves of their own accord, for good. Idempotent. The caller ends the connection. */
export async function leaveAsGuest(deps: Deps, actor: Actor): Promise<void> {
  const own = requireGuest(actor, 'guest:leave');
  await transact(deps, async (tx) => {
    const { guest, visit } = await lockOwn(tx, own);
    if (guest.state !== 'waiting' && guest.state !== 'admitted') {
      return;
    }
    await endGuest(deps, tx, { guest, visit, to: 'left' });
    const { guestId } = own;
    await tx.audit([guestEntry(auditActor(own), { visit, guestId }, 'guest.left', { from: guest.state })]);
  });
}

/** The room to join, of a guest who has been let in. Throws `wrong-phase` in the lobby. */
export async function enterVisit(deps: Deps, actor: Actor): Promise<{ roomId: RoomId }> {
  const { guestId } = requireGuest(actor, 'visit:join');
  const admitted = await deps.store.reads.findAdmittedGuest(guestId);
  if (admitted === undefined) {
    throw new DomainError('wrong-phase', 'the clinician has not let you in yet');
  }
  return { roomId: admitted.roomId };
}

/**
 * A browser of the guest has connected, or the last one has gone: the others see it. `guest.gone` and `guest.back` in
 * the audit trail record when somebody was not there to hear.
 */
export async function markGuest(deps: Deps, own: GuestActor, { here }: { here: boolean }): Promise<void> {
  await transact(deps, async (tx) => {
    const { guest, visit } = await lockOwn(tx, own);
    if (
      (guest.state !== 'waiting' && guest.state !== 'admitted') ||
      !(await tx.guests.setHere(own.guestId, here))
    ) {
      return;
    }
    const { guestId } = own;
    const action = here ? 'guest.back' : 'guest.gone';
    await tx.audit([guestEntry(auditActor(own), { visit, guestId }, action)]);
    await tellVisit(tx, visit);
  });
}

async function lockOwn(tx: Transaction, own: GuestActor): Promise<{ guest: Guest; visit: Visit }> {
  const visit = await lockOpenVisit(tx, own, own.visitId);
  const guest = await tx.guests.find(own.guestId);
  if (guest === undefined) {
    throw new DomainError('not-found', 'no such guest');
  }
  return { guest, visit };
}
