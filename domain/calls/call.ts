import { z } from 'zod';
import type { AuditActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import type {
  CallId,
  ClinicianId,
  OfferId,
  OrganisationId,
  PatientId,
  QueueId,
  RoomId,
  SiteId,
  StationId,
  VisitId,
} from '../ids.ts';
import type { Skill } from '../clinicians/skill.ts';
import type { VisitOrigin } from '../visits/visit.ts';

/** How urgent, most urgent first. A call nobody has graded counts as `urgent`. */
export const acuity = z.enum(['immediate', 'urgent', 'soon']);
export type Acuity = z.infer<typeof acuity>;
export const ungradedAcuity: Acuity = 'urgent';

/** Most urgent is 1: the priority of the queue's jobs (BullMQ runs 0 before all others). */
export const acuityRank: Readonly<Record<Acuity, number>> = { immediate: 1, urgent: 2, soon: 3 };

export const endReason = z.enum(['completed', 'cancelled', 'station-revoked', 'dropped']);
export type EndReason = z.infer<typeof endReason>;

/** What staff may say while it rings. Everything is optional: a press alone is a call. */
export type CallDetails = {
  /** The resident whom staff have picked; name, date of birth and NHS number are then theirs. */
  readonly patientId: PatientId | null;
  readonly staffName: string | null;
  readonly patientName: string | null;
  readonly dateOfBirth: string | null;
  readonly nhsNumber: string | null;
  readonly concern: string | null;
};

export const noDetails: CallDetails = {
  patientId: null,
  staffName: null,
  patientName: null,
  dateOfBirth: null,
  nhsNumber: null,
  concern: null,
};

/** One of the offers of a call that rings now. */
export type RingingOffer = {
  readonly offerId: OfferId;
  readonly clinicianId: ClinicianId;
  readonly deadline: Date;
  /** 1 for the first that rings at the same time, 2 for the next: no two ringing offers of a call share a place. */
  readonly place: number;
};

/** Where a call is in its life, with what belongs to just that phase. */
export type CallLife =
  | { phase: 'waiting'; since: Date }
  | { phase: 'ringing'; since: Date; offers: readonly RingingOffer[] }
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
  readonly queueId: QueueId;
  readonly acuity: Acuity;
  /** Since when it has had this acuity. */
  readonly acuitySince: Date;
  /** From the queue; never relaxed. */
  readonly requiredSkills: readonly Skill[];
  /** What staff asked for; relaxed in the end. */
  readonly wantedSkills: readonly Skill[];
  /** Who saw this patient in the last 72 hours. */
  readonly preferredClinicianId: ClinicianId | null;
  readonly details: CallDetails;
  readonly placedAt: Date;
  /** When it came into its present queue; the steps of relaxation and of escalation count from here. */
  readonly queuedAt: Date;
  /** The escalation plan has asked for everybody on call. */
  readonly ringAll: boolean;
  readonly escalation: { readonly round: number; readonly step: number };
  /** When the station's screen began to say 999 or 111, and when staff confirmed that they have read it. */
  readonly advice: { readonly toldAt: Date | null; readonly acknowledgedAt: Date | null };
  readonly stationSeenAt: Date;
  readonly life: CallLife;
};

/** A call that is being placed. It goes into the queue named, or into that of its site, and needs what the queue needs. */
export type NewCall = Omit<Call, 'queueId' | 'requiredSkills'> & { readonly queueId: QueueId | null };

export type DeclineReason = z.infer<typeof declineReason>;
export const declineReason = z.enum([
  'with-a-patient',
  'outside-my-competence',
  'technical-problem',
  'other',
]);

/** Why somebody answers a call out of its order. */
export const takeReason = z.enum([
  'knows-the-patient',
  'sounds-worse',
  'right-skills',
  'asked-to',
  'nobody-else',
  'other',
]);
export type TakeReason = z.infer<typeof takeReason>;

/** `withdrawn` is done by the service itself; the offer's reason says why. */
export type OfferState = 'ringing' | 'accepted' | 'declined' | 'missed' | 'withdrawn';

/** Why the service took an offer back. */
export type WithdrawReason =
  | 'taken'
  | 'not-reached'
  | 'cancelled'
  | 'dropped'
  | 'paused'
  | 'away'
  | 'clinician-removed'
  | 'station-revoked'
  | 'visit-ended';

/**
 * What an offer is for: a call that waits, a booked visit, or a visit that a second clinician is asked into. That of a
 * booked visit never rings: whoever starts the visit is there.
 */
export type OfferKind = 'call' | 'booking' | 'transfer' | 'consult';

/** One call ringing one clinician until a deadline. An accepted offer occupies its clinician until the visit ends. */
export type Offer = {
  readonly id: OfferId;
  /** What it rings for, or what has led to the visit that it asks into. */
  readonly origin: VisitOrigin;
  readonly organisationId: OrganisationId;
  readonly clinicianId: ClinicianId;
  readonly kind: OfferKind;
  /** Of a transfer or a consult; null of a call and of a booking. */
  readonly visitId: VisitId | null;
  readonly place: number;
  readonly state: OfferState;
  readonly rangAt: Date;
  readonly deadline: Date;
  /** When the clinician's browser last said that it rings; null while it has not. */
  readonly heardAt: Date | null;
};

/** A browser that has not said within this time that it rings was not reached. */
export const acknowledgeWithinMs = 2000;
/**
 * A browser that rings acknowledges at least this often; the offer moves on when it has been silent for the longer
 * time.
 */
export const ringBeatMs = 1500;
export const silentForMs = 4000;

/** How far the search has widened. */
export const searchStages = ['preferred', 'tier-one', 'tier-two', 'anyone'] as const;
export type SearchStage = (typeof searchStages)[number];

/** An entry of the audit trail about a call. */
export function callEntry(
  actor: AuditActor,
  { id, organisationId }: Pick<Call, 'id' | 'organisationId'>,
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return auditEntry(actor, { action, about: { kind: 'call', id, organisationId }, detail });
}
