import type { GuestActor, GuestRole } from '../actors.ts';
import type { GuestId, PersonId, RoomId, VisitId } from '../ids.ts';
import type { Guest, GuestChannel, GuestOver } from './guest.ts';

/** An invitation about to be made. The digests are SHA-256 of secrets that only the invited person is given. */
export type NewGuest = {
  readonly id: GuestId;
  readonly visitId: VisitId;
  readonly role: GuestRole;
  readonly channel: GuestChannel;
  readonly linkDigest: string;
  readonly codeDigest: string;
  readonly invitedBy: PersonId;
  readonly invitedAt: Date;
  readonly expiresAt: Date;
};

/** What an invitation is found by: the secret of a link, or a code that a person types. */
export type InvitationDigests = { readonly link: string; readonly code: string };

/** To change a guest, the caller locks the row of the visit. */
export type GuestWrites = {
  add(guest: NewGuest): Promise<void>;
  find(guestId: GuestId): Promise<Guest | undefined>;
  /** Somebody of a visit, by the secret of their browser. */
  findOfSession(visitId: VisitId, sessionDigest: string): Promise<Guest | undefined>;
  findInvitation(digests: InvitationDigests): Promise<Guest | undefined>;
  /** The link is used: by this browser, under this name. False when it had been used before. */
  redeem(guestId: GuestId, by: { sessionDigest: string; name: string }): Promise<boolean>;
  setState(guestId: GuestId, state: Exclude<Guest['state'], 'invited' | 'waiting'>): Promise<void>;
  /** Whether a browser of theirs is connected; false if that was known. */
  setHere(guestId: GuestId, here: boolean): Promise<boolean>;
  /** Who is in the lobby or in the room of the visit. */
  listPresent(visitId: VisitId): Promise<GuestId[]>;
  /** Everybody whose part in the visit is not over: also those who have not used their link. */
  listOpen(visitId: VisitId): Promise<Guest[]>;
  /** Whether the debrief of a booked visit has begun. */
  patientHasLeft(visitId: VisitId): Promise<boolean>;
  /** The same as `listPresent` with those whose link can still be used. */
  countExpected(visitId: VisitId): Promise<number>;
  isLocked(visitId: VisitId): Promise<boolean>;
  setLocked(visitId: VisitId, locked: boolean): Promise<void>;
};

export type GuestReads = {
  /** The guest as they stand now; undefined when their part in the visit is over. */
  findGuestActor(guestId: GuestId): Promise<GuestActor | undefined>;
  /** By the secret of a browser: the guest, or why their part is over. */
  findGuestOfSession(sessionDigest: string): Promise<GuestActor | { over: GuestOver } | undefined>;
  /** The room of a guest who has been let in. */
  findAdmittedGuest(guestId: GuestId): Promise<{ roomId: RoomId; name: string; role: GuestRole } | undefined>;
  /** Everybody who is marked as there in a visit that runs. */
  listGuestsHere(): Promise<GuestActor[]>;
  /** What an invitation shows to whoever holds it. */
  getInvitation(guestId: GuestId): Promise<{ role: GuestRole; organisationName: string; invitedBy: string }>;
};
