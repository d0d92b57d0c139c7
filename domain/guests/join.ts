import { accessFor, type AccountDeps } from '../accounts/account-deps.ts';
import { normaliseCode } from '../accounts/enrolment.ts';
import type { GuestActor } from '../actors.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import type { Visit } from '../visits/visit.ts';
import { lockWithOrigin, tellVisit } from '../visits/visit-lock.ts';
import type { InvitationView } from './wire.ts';
import type { Access } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { Transaction } from '../ports.ts';
import { type Guest, overMessages } from './guest.ts';
import { guestEntry } from './guest-deps.ts';
import type { InvitationDigests } from './guest-port.ts';

const unknown = 'this link or code is not known; it may be mistyped, or too old';

/** The cookie of a guest's browser: a secret of its own, of which only the digest is stored. */
type Asked = { secret: string; session: string | undefined };

/**
 * What the invitation is for, without using it up: a scanner of messages that follows every link must not spend it.
 * The secret is the permission. `session` is the new value of the browser's cookie.
 */
export async function openInvitation(
  deps: AccountDeps,
  { secret, session }: Asked,
): Promise<{ invitation: InvitationView; session: string }> {
  const digests = digestsOf(deps, secret);
  const digest = session === undefined ? null : deps.secrets.digest(session);
  const guest = await deps.store.transact((tx) => requireInvitation(tx, digests, digest));
  const yours = digest !== null && guest.sessionDigest === digest;
  const view = await deps.store.reads.getInvitation(guest.id);
  // A browser that is somebody in another visit already becomes somebody new in this one.
  const used = digest !== null && (await deps.store.reads.findGuestOfSession(digest)) !== undefined;
  return {
    invitation: { ...view, yours },
    session: session !== undefined && (yours || !used) ? session : deps.secrets.token(),
  };
}

/**
 * Uses the invitation up: exactly one browser gets it, because the visit's row is locked while this is decided.
 * Idempotent for that browser (a lost answer, a second tab).
 */
export async function joinAsGuest(
  deps: AccountDeps,
  { secret, session, name }: Asked & { name: string },
): Promise<Access> {
  if (session === undefined) {
    throw new DomainError('invalid', 'open the invitation first; this browser must accept cookies');
  }
  const sessionDigest = deps.secrets.digest(session);
  const digests = digestsOf(deps, secret);
  const actor = await transact(deps, async (tx) => {
    const found = await requireInvitation(tx, digests, sessionDigest);
    const visit = await lockWithOrigin(tx, found.visitId);
    const guest = await requireInvitation(tx, digests, sessionDigest);
    if (visit !== undefined && guest.state === 'invited') {
      await enterLobby(tx, { guest, visit, sessionDigest, name });
    }
    return actorOf(guest);
  });
  return accessFor(deps, actor);
}

async function enterLobby(
  tx: TellingTransaction,
  { guest, visit, sessionDigest, name }: { guest: Guest; visit: Visit; sessionDigest: string; name: string },
): Promise<void> {
  if (!(await tx.guests.redeem(guest.id, { sessionDigest, name }))) {
    throw new DomainError('taken', usedElsewhere);
  }
  const { id: guestId, role } = guest;
  await tx.audit([guestEntry({ kind: 'guest', id: guestId }, { visit, guestId }, 'guest.joined', { role })]);
  await tellVisit(tx, visit);
}

/** A new access token for the browser that used an invitation; its own secret is the permission. */
export async function issueGuestToken(
  deps: AccountDeps,
  { session }: { session: string | undefined },
): Promise<Access> {
  const found =
    session === undefined
      ? undefined
      : await deps.store.reads.findGuestOfSession(deps.secrets.digest(session));
  if (found === undefined) {
    throw new DomainError('unauthenticated', 'this browser has not been asked into a visit');
  }
  if ('over' in found) {
    throw new DomainError('expired', overMessages[found.over]);
  }
  return accessFor(deps, found);
}

const usedElsewhere = 'this link has been used already, in another browser';

/** The invitation, if it can be used or has been used by this very browser; throws why not otherwise. */
async function requireInvitation(
  tx: Transaction,
  digests: InvitationDigests,
  sessionDigest: string | null,
): Promise<Guest> {
  const guest = await tx.guests.findInvitation(digests);
  const visit = guest && (await tx.visits.find(guest.visitId));
  if (guest === undefined || visit === undefined) {
    throw new DomainError('not-found', unknown);
  }
  const yours = sessionDigest !== null && guest.sessionDigest === sessionDigest;
  if (guest.sessionDigest !== null && !yours) {
    throw new DomainError('taken', usedElsewhere);
  }
  if (visit.ended !== null) {
    throw new DomainError('wrong-phase', overMessages['visit-ended']);
  }
  if (yours) {
    return requireNotTurnedAway(guest);
  }
  if (guest.state === 'withdrawn') {
    throw new DomainError('wrong-phase', 'the clinician has taken this invitation back');
  }
  if (guest.expiresAt <= tx.now) {
    throw new DomainError('expired', 'this invitation has run out; ask for a new one');
  }
  if (await tx.guests.isLocked(guest.visitId)) {
    throw new DomainError('conflict', 'the clinician has locked the visit: nobody can join it now');
  }
  return guest;
}

function requireNotTurnedAway(guest: Guest): Guest {
  const { state } = guest;
  if (state === 'refused' || state === 'removed' || state === 'left') {
    throw new DomainError('expired', overMessages[state]);
  }
  return guest;
}

function actorOf({ id, visitId, organisationId, state }: Guest): GuestActor {
  const standing = state === 'admitted' ? 'admitted' : 'lobby';
  return { kind: 'guest', guestId: id, visitId, organisationId, standing };
}

/** A secret is either: the long one of a link, exactly, or a code as people type it. */
function digestsOf({ secrets }: AccountDeps, secret: string): InvitationDigests {
  return { link: secrets.digest(secret), code: secrets.digest(normaliseCode(secret)) };
}
