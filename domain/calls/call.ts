import { z } from 'zod';
import type {
  CallId,
  ClinicianId,
  OfferId,
  OrganisationId,
  RoomId,
  SiteId,
  StationId,
  VisitId,
} from '../ids.ts';

/** How urgent, most urgent first. A call nobody has graded counts as `urgent`. */
export const acuity = z.enum(['immediate', 'urgent', 'soon']);
export type Acuity = z.infer<typeof acuity>;
export const ungradedAcuity: Acuity = 'urgent';

/** Most urgent is 1; the order of routing and the priority of the queue's jobs (BullMQ runs 0 before all others). */
export const acuityRank: Readonly<Record<Acuity, number>> = { immediate: 1, urgent: 2, soon: 3 };

export const endReason = z.enum(['completed', 'cancelled', 'station-revoked']);
export type EndReason = z.infer<typeof endReason>;

/** What staff may say while it rings. Everything is optional: a press alone is a call. */
export type CallDetails = {
  readonly staffName: string | null;
  readonly patientName: string | null;
  readonly dateOfBirth: string | null;
  readonly nhsNumber: string | null;
  readonly concern: string | null;
};

export const noDetails: CallDetails = {
  staffName: null,
  patientName: null,
  dateOfBirth: null,
  nhsNumber: null,
  concern: null,
};

/** Where a call is in its life, with what belongs to just that phase. */
export type CallLife =
  | { phase: 'waiting'; since: Date }
  | { phase: 'ringing'; since: Date; offerId: OfferId; clinicianId: ClinicianId; deadline: Date }
  | { phase: 'active'; since: Date; visitId: VisitId; clinicianId: ClinicianId }
  | { phase: 'ended'; at: Date; reason: EndReason; visitId: VisitId | null };

export type CallPhase = CallLife['phase'];

/** One request for a clinician now. */
export type Call = {
  readonly id: CallId;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly stationId: StationId;
  readonly roomId: RoomId;
  readonly acuity: Acuity;
  readonly details: CallDetails;
  readonly placedAt: Date;
  readonly life: CallLife;
};

export type DeclineReason = z.infer<typeof declineReason>;
export const declineReason = z.enum([
  'with-a-patient',
  'outside-my-competence',
  'technical-problem',
  'other',
]);

/** How an offer ended without an answer; `withdrawn` is the service's own doing (cancelled, clinician gone). */
export type OfferState = 'ringing' | 'accepted' | 'declined' | 'missed' | 'withdrawn';

/** One call ringing one clinician until a deadline. An accepted offer holds its clinician until the visit ends. */
export type Offer = {
  readonly id: OfferId;
  readonly callId: CallId;
  readonly organisationId: OrganisationId;
  readonly clinicianId: ClinicianId;
  readonly state: OfferState;
  readonly rangAt: Date;
  readonly deadline: Date;
};

export type VisitEndReason = z.infer<typeof visitEndReason>;
export const visitEndReason = z.enum([
  'station-hung-up',
  'clinician-hung-up',
  'station-revoked',
  'clinician-removed',
]);

/** The consultation itself. */
export type Visit = {
  readonly id: VisitId;
  readonly callId: CallId;
  readonly organisationId: OrganisationId;
  readonly roomId: RoomId;
  readonly clinicianId: ClinicianId;
  readonly startedAt: Date;
  readonly ended: { at: Date; reason: VisitEndReason } | null;
  readonly outcomeRecorded: boolean;
};
