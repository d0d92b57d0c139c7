import { type Actor, type AuditActor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { originEntry, type Visit } from '../visits/visit.ts';
import { lockLedVisit, tellVisit } from '../visits/visit-lock.ts';
import { DomainError } from '../errors.ts';
import type { GuestId, VisitId } from '../ids.ts';
import type { Deps, Joining, Transaction } from '../ports.ts';
import { mutedByHost } from '../rooms/sources.ts';
import { type Guest, type GuestState, isOfPatientSide } from './guest.ts';
import { guestEntry } from './guest-deps.ts';

type OfGuest = { visitId: VisitId; guestId: GuestId };

/** Lets a guest in from the lobby. Throws `conflict` while the room is locked: nobody slips in by habit. */
export async function admitGuest(deps: Deps, actor: Actor, which: OfGuest): Promise<void> {
  const host = requirePerson(actor, 'guest:host');
  await transact(deps, async (tx) => {
    const { guest, visit } = await lockGuest(tx, host, which);
    if (guest.state === 'admitted') {
      return;
    }
    requireState(guest, 'waiting', 'this guest does not wait in the lobby');
    if (await tx.guests.isLocked(which.visitId)) {
      throw new DomainError('conflict', 'the room is locked; unlock it to let somebody in');
    }
    await tx.guests.setState(which.guestId, 'admitted');
    const { guestId } = which;
    await tx.audit([
      guestEntry(auditActor(host), { visit, guestId }, 'guest.admitted', { role: guest.role }),
    ]);
    await tellVisit(tx, visit);
  });
}

/** Sends a guest away from the lobby, for good. */
export function refuseGuest(deps: Deps, actor: Actor, which: OfGuest): Promise<void> {
  return turnAway(deps, requirePerson(actor, 'guest:host'), { ...which, from: 'waiting', to: 'refused' });
}

/** Puts a guest out of the room, for good. */
export function removeGuest(deps: Deps, actor: Actor, which: OfGuest): Promise<void> {
  return turnAway(deps, requirePerson(actor, 'guest:host'), { ...which, from: 'admitted', to: 'removed' });
}

async function turnAway(
  deps: Deps,
  host: PersonActor,
  { from, to, ...which }: OfGuest & { from: GuestState; to: 'refused' | 'removed' },
): Promise<void> {
  await transact(deps, async (tx) => {
    const { guest, visit } = await lockGuest(tx, host, which);
    if (guest.state === to) {
      return;
    }
    requireState(guest, from, 'this guest is not there');
    await endGuest(deps, tx, { guest, visit, to });
    const { guestId } = which;
    await tx.audit([guestEntry(auditActor(host), { visit, guestId }, `guest.${to}`, { role: guest.role })]);
    tx.afterCommit(() => {
      deps.facts.endConnections({ guest: guestId }, 'guest-over');
    }, 'after-facts');
  });
}

const outOf = { admitted: 'removed', waiting: 'refused' } as const;

/**
 * The patient of a booked visit has left: whoever is there for them is put out of the room and of the lobby, for good, and
 * their unused links are taken back (A47). The caller has locked the visit.
 */
export async function putOutPatientSide(
  deps: Deps,
  tx: TellingTransaction,
  { visit, by }: { visit: Visit; by: AuditActor },
): Promise<void> {
  for (const guest of await tx.guests.listOpen(visit.id)) {
    const { id: guestId, role, state } = guest;
    if (!isOfPatientSide(role)) continue;
    if (state !== 'admitted' && state !== 'waiting') {
      await tx.guests.setState(guestId, 'withdrawn');
      await tx.audit([guestEntry(by, { visit, guestId }, 'guest.withdrawn')]);
      continue;
    }
    const to = outOf[state];
    await endGuest(deps, tx, { guest, visit, to });
    await tx.audit([guestEntry(by, { visit, guestId }, `guest.${to}`, { role })]);
    tx.afterCommit(() => {
      deps.facts.endConnections({ guest: guestId }, 'guest-over');
    }, 'after-facts');
  }
}

type EndingGuest = { guest: Guest; visit: Visit; to: 'refused' | 'removed' | 'left' };

/**
 * Ends a guest's part within the transaction. After its commit they are out of the room at once, then everybody is told,
 * the guest too.
 */
export async function endGuest(
  deps: Deps,
  tx: TellingTransaction,
  { guest, visit, to }: EndingGuest,
): Promise<void> {
  tx.afterCommit(() => deps.rooms.expel(visit.roomId, `guest:${guest.id}`), 'before-facts');
  await tellVisit(tx, visit);
  await tx.guests.setState(guest.id, to);
}

/**
 * Mutes everybody in the room but the host, once, as a choice that each may take back: nobody is unmuted from afar, and
 * no reload or lost media worker unmutes them.
 */
export async function muteAll(deps: Deps, actor: Actor, { visitId }: { visitId: VisitId }): Promise<void> {
  const host = requirePerson(actor, 'guest:host');
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, host, visitId);
    for (const key of await othersIn(tx, visit)) {
      for (const source of mutedByHost) {
        await tx.sourceChoices.keepChoice({ roomId: visit.roomId, key }, { source, chosen: 'off' });
      }
    }
    await tx.audit([originEntry(auditActor(host), visit, 'visit.muted-all')]);
    tx.afterCommit(() => deps.rooms.muteOthers(visit.roomId, `clinician:${host.personId}`));
  });
}

/** Everybody who may be in the room beside the host. */
async function othersIn(tx: Transaction, { id: visitId, stationId }: Visit): Promise<Joining['key'][]> {
  const keys: Joining['key'][] = [`station:${stationId}`];
  for (const { clinicianId } of await tx.visits.listSeconds(visitId)) keys.push(`clinician:${clinicianId}`);
  for (const guestId of await tx.guests.listPresent(visitId)) {
    const guest = await tx.guests.find(guestId);
    if (guest?.state === 'admitted') keys.push(`guest:${guestId}`);
  }
  return keys;
}

/** Locks the room to guests or opens it. Idempotent. Guests who are in it stay. */
export async function setLock(
  deps: Deps,
  actor: Actor,
  { visitId, locked }: { visitId: VisitId; locked: boolean },
): Promise<void> {
  const host = requirePerson(actor, 'guest:host');
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, host, visitId);
    if ((await tx.guests.isLocked(visitId)) === locked) {
      return;
    }
    await tx.guests.setLocked(visitId, locked);
    const action = locked ? 'visit.locked' : 'visit.unlocked';
    await tx.audit([originEntry(auditActor(host), visit, action)]);
    await tellVisit(tx, visit);
  });
}

/** A guest of the host's own running visit, whose row is locked. Throws `not-found` for any other. */
export async function lockGuest(
  tx: Transaction,
  host: PersonActor,
  { visitId, guestId }: OfGuest,
): Promise<{ guest: Guest; visit: Visit }> {
  const visit = await lockLedVisit(tx, host, visitId);
  const guest = await tx.guests.find(guestId);
  if (guest?.visitId !== visitId) {
    throw new DomainError('not-found', 'no such guest');
  }
  return { guest, visit };
}

function requireState({ state }: Guest, wanted: GuestState, message: string): void {
  if (state !== wanted) {
    throw new DomainError('wrong-phase', message);
  }
}
