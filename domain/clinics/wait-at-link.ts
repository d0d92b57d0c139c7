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
import { canJoin, waitsNow } from './booking-link.ts';
import type { BookingLink, LinkedBooking } from './link-port.ts';
import type { LinkWaiting } from './link-wire.ts';
import { linkEntry, readLinkDelay, requireLink } from './open-link.ts';

/** `session` is the cookie of the browser: a secret of its own, of which only the digest is stored. */
type Waiter = { secret: string; name: string; session: string | undefined };

/** What becomes of the cookie: `next` is for somebody new in a lobby, `atLink` for who only waits, where it needs to change. */
type Sessions = { own: string | undefined; next: string; atLink: string | undefined };

type Waited = { at: 'link'; since: Date } | { at: 'lobby'; actor: GuestActor; session: string };

/**
 * Somebody waits with a link. Until the clinician begins the visit that is all; then they are a guest in its lobby, as
 * whoever was asked in is, and the clinician lets them in. Two who have the same link are two guests: which of them is the
 * patient, the clinician decides. Said again by the same browser it changes nothing: it has its cookie before the visit
 * begins, so that a line which stalls does not make it two guests.
 */
export async function waitForAppointment(
  deps: AccountDeps,
  waiter: Waiter,
): Promise<{ waiting: LinkWaiting; session: string | undefined }> {
  const before = await deps.store.transact((tx) => requireLink(tx, deps, waiter.secret));
  const delay = await readLinkDelay(deps, before.booking);
  const sessions = await sessionsOf(deps, waiter.session);
  const waited = await transact(deps, async (tx): Promise<Waited> => {
    const { link, booking } = await requireLink(tx, deps, waiter.secret);
    const found = await tx.visits.findOpenOfBooking(booking.id);
    if (!canJoin(booking, { now: tx.now, running: found !== undefined })) {
      throw new DomainError('wrong-phase', 'nobody can wait for this appointment now');
    }
    const visit = found && (await lockWithOrigin(tx, found.id));
    const isOpen = visit !== undefined && visit.ended === null;
    const entered = isOpen ? await enterLobby(deps, tx, { visit, name: waiter.name, sessions }) : undefined;
    return entered === undefined
      ? { at: 'link', since: await wait(tx, { link, booking }) }
      : { at: 'lobby', ...entered };
  });
  if (waited.at === 'link') {
    const waiting: LinkWaiting = { at: 'link', since: waited.since.toISOString(), delay };
    return { waiting, session: sessions.atLink };
  }
  const { actor, session } = waited;
  return { waiting: { at: 'lobby', access: accessFor(deps, actor) }, session };
}

/** A cookie that was of a visit before is replaced; one of a visit that runs in another tab only when it must be. */
async function sessionsOf(deps: AccountDeps, own: string | undefined): Promise<Sessions> {
  const used =
    own === undefined ? undefined : await deps.store.reads.findGuestOfSession(deps.secrets.digest(own));
  if (own !== undefined && used === undefined) return { own, next: own, atLink: undefined };
  const next = deps.secrets.token();
  const isInUse = used !== undefined && !('over' in used);
  return { own, next, atLink: isInUse ? undefined : next };
}

/** Whoever was away for long begins to wait anew. */
async function wait(
  tx: Transaction,
  { link, booking }: { link: BookingLink; booking: LinkedBooking },
): Promise<Date> {
  const { waiting } = link;
  const goesOn = waiting !== null && waitsNow(waiting.seenAt, tx.now);
  const since = goesOn ? waiting.since : tx.now;
  await tx.bookingLinks.markWaiting(link.id, since);
  if (!goesOn) await tx.audit([linkEntry(booking, 'booking-link.waited')]);
  return since;
}

type Entering = { visit: Visit; name: string; sessions: Sessions };

/** Whoever is in the visit already comes back, also into a locked one; undefined for somebody new whom the lock keeps out. */
async function enterLobby(
  deps: AccountDeps,
  tx: TellingTransaction,
  { visit, name, sessions: { own, next } }: Entering,
): Promise<{ actor: GuestActor; session: string } | undefined> {
  if (own !== undefined) {
    const known = await tx.guests.findOfSession(visit.id, deps.secrets.digest(own));
    if (known !== undefined && known.state !== 'left') {
      return { actor: actorOf(requireNotTurnedAway(known)), session: own };
    }
  }
  if (await tx.guests.isLocked(visit.id)) return undefined;
  if (await tx.guests.patientHasLeft(visit.id)) {
    throw new DomainError('expired', 'your part in the visit is over');
  }
  if ((await tx.guests.countExpected(visit.id)) >= mostGuests) {
    throw new DomainError('conflict', 'too many people wait for this visit');
  }
  const actor = await addPatient(deps, tx, { visit, name, session: next });
  return { actor, session: next };
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
