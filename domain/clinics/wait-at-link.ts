import { accessFor, type AccountDeps } from '../accounts/account-deps.ts';
import type { GuestActor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import { guestEntry } from '../guests/guest-deps.ts';
import { type Guest, invitationForMs, mostGuests, overMessages } from '../guests/guest.ts';
import type { GuestId, VisitId } from '../ids.ts';
import type { Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import type { Visit } from '../visits/visit.ts';
import { lockWithOrigin, tellVisit } from '../visits/visit-lock.ts';
import { canJoin, waitsWithinMs } from './booking-link.ts';
import type { BookingLink, LinkedBooking } from './link-port.ts';
import type { LinkWaiting } from './link-wire.ts';
import { linkEntry, readLinkDelay, requireLink } from './open-link.ts';

/** `session` is the cookie of the browser: a secret of its own, of which only the digest is stored. */
type Waiter = { secret: string; name: string; session: string | undefined };

type Waited =
  { at: 'link'; since: Date; booking: LinkedBooking } | { at: 'lobby'; actor: GuestActor; session: string };

/**
 * Somebody waits with a link. Until the clinician begins the visit that is all; then they are a guest in its lobby, as
 * whoever was asked in is, and the clinician lets them in. Two who have the same link are two guests: which of them is the
 * patient, the clinician decides. Said again by the same browser it changes nothing.
 */
export async function waitForAppointment(
  deps: AccountDeps,
  waiter: Waiter,
): Promise<{ waiting: LinkWaiting; session: string | undefined }> {
  const before = await deps.store.transact((tx) => requireLink(tx, deps, waiter.secret));
  const delay = await readLinkDelay(deps, before.booking);
  const waited = await transact(deps, async (tx): Promise<Waited> => {
    const { link, booking } = await requireLink(tx, deps, waiter.secret);
    const found = await tx.visits.findOpenOfBooking(booking.id);
    if (!canJoin(booking, { now: tx.now, delay, running: found !== undefined })) {
      throw new DomainError('wrong-phase', 'nobody can wait for this appointment now');
    }
    const visit = found && (await lockWithOrigin(tx, found.id));
    if (visit === undefined || visit.ended !== null || (await tx.guests.isLocked(visit.id))) {
      return { at: 'link', since: await wait(tx, { link, booking }), booking };
    }
    return { at: 'lobby', ...(await enterLobby(deps, tx, { visit, waiter })) };
  });
  if (waited.at === 'link') {
    const waiting: LinkWaiting = { at: 'link', since: waited.since.toISOString(), delay };
    return { waiting, session: undefined };
  }
  const { actor, session } = waited;
  return { waiting: { at: 'lobby', access: accessFor(deps, actor) }, session };
}

/** Whoever was away for long begins to wait anew. */
async function wait(
  tx: Transaction,
  { link, booking }: { link: BookingLink; booking: LinkedBooking },
): Promise<Date> {
  const { waiting } = link;
  const goesOn = waiting !== null && tx.now.getTime() - waiting.seenAt.getTime() < waitsWithinMs;
  const since = goesOn ? waiting.since : tx.now;
  await tx.bookingLinks.markWaiting(link.id, since);
  if (!goesOn) await tx.audit([linkEntry(booking, 'booking-link.waited')]);
  return since;
}

type Entering = { visit: Visit; waiter: Waiter };

async function enterLobby(
  deps: AccountDeps,
  tx: TellingTransaction,
  { visit, waiter }: Entering,
): Promise<{ actor: GuestActor; session: string }> {
  const { session, name } = waiter;
  if (session !== undefined) {
    const known = await tx.guests.findOfSession(visit.id, deps.secrets.digest(session));
    if (known !== undefined && known.state !== 'left') {
      return { actor: actorOf(requireNotTurnedAway(known)), session };
    }
  }
  if (await tx.guests.patientHasLeft(visit.id)) {
    throw new DomainError('expired', 'your part in the visit is over');
  }
  if ((await tx.guests.countExpected(visit.id)) >= mostGuests) {
    throw new DomainError('conflict', 'too many people wait for this visit');
  }
  const fresh = deps.secrets.token();
  const actor = await addPatient(deps, tx, { visit, name, session: fresh });
  return { actor, session: fresh };
}

/** Nobody is given the link and the code of this invitation: it is used as it is made. */
async function addPatient(
  deps: AccountDeps,
  tx: TellingTransaction,
  { visit, name, session }: { visit: Visit; name: string; session: string },
): Promise<GuestActor> {
  const id = deps.newId() as GuestId;
  const unguessed = () => deps.secrets.digest(deps.secrets.token());
  await tx.guests.add({
    id,
    visitId: visit.id,
    role: 'patient',
    channel: 'booking',
    linkDigest: unguessed(),
    codeDigest: unguessed(),
    invitedBy: visit.clinicianId,
    invitedAt: tx.now,
    expiresAt: new Date(tx.now.getTime() + invitationForMs),
  });
  await tx.guests.redeem(id, { sessionDigest: deps.secrets.digest(session), name });
  const by = { kind: 'guest', id } as const;
  await tx.audit([guestEntry(by, { visit, guestId: id }, 'guest.joined', { role: 'patient' })]);
  await tellVisit(tx, visit);
  return actorOf({ id, visitId: visit.id, organisationId: visit.organisationId, state: 'waiting' });
}

function requireNotTurnedAway(guest: Guest): Guest {
  if (guest.state === 'refused' || guest.state === 'removed') {
    throw new DomainError('expired', overMessages[guest.state]);
  }
  return guest;
}

function actorOf(guest: Pick<Guest, 'id' | 'organisationId' | 'state'> & { visitId: VisitId }): GuestActor {
  const { id: guestId, visitId, organisationId, state } = guest;
  return {
    ...{ kind: 'guest', guestId, visitId, organisationId },
    standing: state === 'admitted' ? 'admitted' : 'lobby',
  };
}
