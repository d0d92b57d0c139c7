import type { GeneratedAlways } from 'kysely';
import type { Role } from '../domain/actors.ts';
import type { Acuity, CallPhase, EndReason, OfferState, VisitEndReason } from '../domain/calls/call.ts';
import type { Disposition } from '../domain/calls/outcome.ts';
import type { PauseReason } from '../domain/clinicians/presence.ts';
import type { Site } from '../domain/contract/rest.ts';
import type * as id from '../domain/ids.ts';
import type { Audience } from '../domain/ports.ts';

/** A press and what staff have said about it; the check `calls_life` decides which columns a phase may fill. */
export type CallTable = {
  id: id.CallId;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  station_id: id.StationId;
  room_id: id.RoomId;
  acuity: Acuity;
  acuity_rank: GeneratedAlways<number>;
  staff_name: string | null;
  patient_name: string | null;
  date_of_birth: string | null;
  nhs_number: string | null;
  concern: string | null;
  placed_at: Date;
  phase: CallPhase;
  /** When the present phase began; of an ended call, when it ended. */
  since: Date;
  offer_id: id.OfferId | null;
  clinician_id: id.ClinicianId | null;
  deadline: Date | null;
  visit_id: id.VisitId | null;
  end_reason: EndReason | null;
};

/** An offer holds its clinician until `released_at`. */
export type OfferTable = {
  id: id.OfferId;
  call_id: id.CallId;
  clinician_id: id.ClinicianId;
  state: OfferState;
  reason: string | null;
  rang_at: Date;
  deadline: Date;
  settled_at: Date | null;
  released_at: Date | null;
};

export type VisitTable = {
  id: id.VisitId;
  offer_id: id.OfferId;
  call_id: id.CallId;
  clinician_id: id.ClinicianId;
  started_at: Date;
  ended_at: Date | null;
  end_reason: VisitEndReason | null;
  /** Says again what `outcomes` says, so that an index lists the missing ones however long the history grows. */
  outcome_recorded_at: Date | null;
};

type OutcomeTable = {
  visit_id: id.VisitId;
  disposition: Disposition;
  advice: string | null;
  note: string | null;
  recorded_by: id.ClinicianId;
  recorded_at: Date;
};

export type DutyTable = {
  clinician_id: id.ClinicianId;
  on_call: boolean;
  paused: PauseReason | null;
  since: Date;
  idle_since: Date;
  wrap_up_visit_id: id.VisitId | null;
  wrap_up_until: Date | null;
  /** When a browser of theirs last said it is there; null once it has said goodbye. */
  seen_at: Date | null;
};

type OrganisationTable = { id: id.OrganisationId; name: string; created_at: Date };

export type SiteTable = {
  id: id.SiteId;
  organisation_id: id.OrganisationId;
  name: string;
  kind: Site['kind'];
  phone: string | null;
};

export type StationTable = {
  id: id.StationId;
  site_id: id.SiteId;
  organisation_id: id.OrganisationId;
  name: string;
  code_digest: string | null;
  code_expires_at: Date | null;
  device_digest: string | null;
  enrolled_at: Date | null;
  revoked_at: Date | null;
  last_seen_at: Date | null;
};

export type PersonTable = {
  id: id.PersonId;
  organisation_id: id.OrganisationId;
  name: string;
  email: string;
  roles: Role[];
  password_hash: string;
  must_change_password: boolean;
  disabled_at: Date | null;
};

type FamilyTable = {
  id: id.FamilyId;
  person_id: id.PersonId;
  expires_at: Date;
  revoked_at: Date | null;
};

/** Spent tokens stay, because that is how the reuse of a stolen one is noticed. */
type RefreshTokenTable = {
  digest: string;
  family_id: id.FamilyId;
  expires_at: Date;
  spent_at: Date | null;
};

type AudienceTable = { kind: Audience['kind']; id: string; seq: number };

type AuditTable = {
  id: GeneratedAlways<string>;
  at: Date;
  organisation_id: id.OrganisationId | null;
  actor_kind: 'station' | 'person' | 'system';
  actor_id: string | null;
  action: string;
  subject_kind: string;
  subject_id: string | null;
  detail: Record<string, string | number | boolean | null>;
};

/** Every table, as the newest migration leaves it. */
export type Database = {
  organisations: OrganisationTable;
  sites: SiteTable;
  stations: StationTable;
  people: PersonTable;
  families: FamilyTable;
  refresh_tokens: RefreshTokenTable;
  calls: CallTable;
  offers: OfferTable;
  visits: VisitTable;
  outcomes: OutcomeTable;
  duties: DutyTable;
  audiences: AudienceTable;
  audit: AuditTable;
};
