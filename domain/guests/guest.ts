import { z } from 'zod';
import type { GuestRole } from '../actors.ts';
import type { GuestId, OrganisationId, PersonId, VisitId } from '../ids.ts';

/** How the link gets to the guest: shown to the clinician, who passes it on or reads out its code, or sent; or it is that of a booking. */
export type GuestChannel = 'shown' | 'email' | 'sms' | 'booking';

/** `invited` has not opened the link yet; the last four are for good. */
export type GuestState = 'invited' | 'waiting' | 'admitted' | 'refused' | 'removed' | 'left' | 'withdrawn';

/** An invitation to one visit in one role, and, once its link has been used, the person behind it. */
export type Guest = {
  readonly id: GuestId;
  readonly visitId: VisitId;
  readonly organisationId: OrganisationId;
  readonly role: GuestRole;
  readonly state: GuestState;
  /** The digest of the secret in the cookie of the one browser that has used the link; null before that. */
  readonly sessionDigest: string | null;
  readonly invitedBy: PersonId;
  readonly expiresAt: Date;
};

/** Long enough for an interpreter to be found, short enough that a link in an old message opens nothing. */
export const invitationForMs = 60 * 60_000;

/** With the station and the clinician that makes ten, which is what a room is laid out for. */
export const mostGuests = 8;

/**
 * Whether somebody in this role is there because the patient is: they leave with them (A47). Professionals may be needed
 * at the debrief, and the clinician can put anybody out.
 */
export function isOfPatientSide(role: GuestRole): boolean {
  return role === 'family' || role === 'interpreter' || role === 'patient';
}

/** Why a guest's part in a visit is over. */
export const guestOver = z.enum(['refused', 'removed', 'left', 'visit-ended']);
export type GuestOver = z.infer<typeof guestOver>;

/** Told to the guest wherever their part is over. */
export const overMessages: Readonly<Record<GuestOver, string>> = {
  refused: 'the clinician has not let you in',
  removed: 'the clinician has taken you out of the visit',
  left: 'you have left the visit; ask for a new invitation to come back',
  'visit-ended': 'the visit is over',
};
