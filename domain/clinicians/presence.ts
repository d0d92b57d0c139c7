import { z } from 'zod';
import * as id from '../ids.ts';
import type { ClinicianId, OfferId, OrganisationId, VisitId } from '../ids.ts';

/** A clinician's browser sends a heartbeat every 5 s; after a longer silence it is not rung. */
export const reachableForMs = 15_000;

/** Why somebody chooses to pause. */
export const pauseReason = z.enum(['break', 'handover', 'other-work', 'technical-problem']);
/** The service itself pauses whoever has missed a call. */
export const pausedFor = z.enum([...pauseReason.options, 'missed-a-call']);
export type PauseReason = z.infer<typeof pausedFor>;

/** Why somebody goes on call outside the rota. */
export const outsideShiftReason = z.enum(['covering-absence', 'busy-period', 'swap', 'asked-to', 'other']);
export type OutsideShiftReason = z.infer<typeof outsideShiftReason>;

/** What is stored of a clinician's readiness; ringing and busy follow from their open offer. */
export type Duty = {
  readonly clinicianId: ClinicianId;
  readonly organisationId: OrganisationId;
  readonly onCall: boolean;
  readonly since: Date;
  readonly paused: PauseReason | null;
  readonly idleSince: Date;
  /** The last ring did not reach their browser, and it has not been heard since. */
  readonly unreachableSince: Date | null;
  readonly wrapUp: { visitId: VisitId; until: Date } | null;
};

/** A clinician's presence as everybody is shown it. */
export type Presence =
  | { state: 'away' }
  | { state: 'available'; since: Date }
  | { state: 'paused'; reason: PauseReason; since: Date }
  | { state: 'ringing'; offerId: OfferId }
  | { state: 'busy'; visitId: VisitId | null }
  | { state: 'wrap-up'; visitId: VisitId; until: Date };

/** The one place that decides which of the six a clinician is in: what occupies them comes before what they chose. */
export function presenceOf(
  duty: Duty | undefined,
  openOffer: { offerId: OfferId; state: 'ringing' | 'accepted'; visitId: VisitId | null } | undefined,
): Presence {
  if (openOffer !== undefined) {
    return openOffer.state === 'ringing'
      ? { state: 'ringing', offerId: openOffer.offerId }
      : { state: 'busy', visitId: openOffer.visitId };
  }
  if (duty?.wrapUp) {
    return { state: 'wrap-up', ...duty.wrapUp };
  }
  if (!duty?.onCall) {
    return { state: 'away' };
  }
  return duty.paused === null
    ? { state: 'available', since: duty.idleSince }
    : { state: 'paused', reason: duty.paused, since: duty.since };
}

/**
 * Set one's own readiness. `available` and `paused` mean on call. Going on call outside a shift needs
 * `outsideShiftReason`; going off call while calls wait that nobody else is free for needs `handover`: to which
 * clinician, or that the manager was told. Each is answered with `reason-needed` when it is missing.
 */
export const presenceChoice = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('available'), outsideShiftReason: outsideShiftReason.optional() }),
  z.strictObject({ to: z.literal('paused'), reason: pauseReason }),
  z.strictObject({
    to: z.literal('away'),
    handover: z.union([id.personId, z.literal('manager')]).optional(),
  }),
]);
export type PresenceChoice = z.infer<typeof presenceChoice>;
