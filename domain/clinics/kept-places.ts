import type { SiteId } from '../ids.ts';
import { DomainError } from '../errors.ts';
import { mainStartsOf } from './appointment.ts';
import type { AppointmentLengths, ClinicSession } from './clinic.ts';

/** Places of a clinic that are kept for single prisons, and until how many hours before it begins. */
export type KeptPlaces = {
  readonly releaseHours: number;
  readonly shares: readonly { readonly siteId: SiteId; readonly places: number }[];
};

/** As most hospitals do it, where nobody says otherwise. */
export const usualReleaseHours = 48;

const hourMs = 3_600_000;

type Session = AppointmentLengths & Pick<ClinicSession, 'startsAt' | 'endsAt' | 'capacity' | 'kept'>;

/** How many patients a session can take in all. */
export function placesOf(session: Omit<Session, 'kept'>): number {
  return mainStartsOf(session).length * session.capacity;
}

/** When places that nobody has used are open to all; null where none are kept. */
export function releasedAt({ kept, startsAt }: Pick<Session, 'kept' | 'startsAt'>): Date | null {
  if (kept === undefined || kept.shares.length === 0) return null;
  return new Date(startsAt.getTime() - kept.releaseHours * hourMs);
}

/** Whether some of its places are not open to all yet. */
export function keepsPlaces(session: Pick<Session, 'kept' | 'startsAt'>, now: Date): boolean {
  const at = releasedAt(session);
  return at !== null && now < at;
}

/**
 * How many places are left for patients of one prison: those that nobody has, less what is still kept for others.
 * @param taken the prison of each booking and of each hold whose time is not over
 */
export function placesLeft(
  session: Session,
  { siteId, taken, now }: { siteId: SiteId; taken: readonly SiteId[]; now: Date },
): number {
  const free = placesOf(session) - taken.length;
  if (!keepsPlaces(session, now)) return free;
  const keptForOthers = (session.kept?.shares ?? [])
    .filter((share) => share.siteId !== siteId)
    .map((share) => Math.max(0, share.places - taken.filter((one) => one === share.siteId).length));
  return free - keptForOthers.reduce((sum, places) => sum + places, 0);
}

/** Throws `invalid`, naming the field, for shares that no session could give. */
export function requireShares(
  { shares }: KeptPlaces,
  { places, prisons }: { places: number; prisons: readonly SiteId[] },
): void {
  if (shares.some(({ siteId }) => !prisons.includes(siteId))) {
    throw new DomainError('invalid', 'shares: not a prison of this organisation');
  }
  if (new Set(shares.map(({ siteId }) => siteId)).size < shares.length) {
    throw new DomainError('invalid', 'shares: a prison is named twice');
  }
  const all = shares.reduce((sum, share) => sum + share.places, 0);
  if (all > places) {
    throw new DomainError(
      'invalid',
      `shares: ${all} places are kept, and a clinic of this length has ${places}`,
    );
  }
}
