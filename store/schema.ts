import type { GrantReason, GrantVerdict } from '../domain/record/grant.ts';
import type { Consciousness, Spo2Scale } from '../domain/record/news2.ts';
import type { SubscriptionFilter, SubscriptionState } from '../domain/record/subscriptions/subscription.ts';
import type { ObservationState } from '../domain/record/observation-set.ts';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { GuestRole, Role } from '../domain/actors.ts';
import type { AuditAction } from '../domain/audit.ts';
import type { CallBackCloseReason } from '../domain/call-backs/call-back.ts';
import type {
  Acuity,
  CallPhase,
  EndReason,
  OfferKind,
  OfferState,
  RingingOffer,
} from '../domain/calls/call.ts';
import type { PathVerdict } from '../domain/checks/wire.ts';
import type { Attendance, DnaCause, FollowUp } from '../domain/clinics/attendance.ts';
import type { CancelCode } from '../domain/clinics/cancel-codes.ts';
import type {
  BookingState,
  PrisonDay,
  ReferralPriority,
  ReferralState,
  SessionState,
  Weekday,
} from '../domain/clinics/clinic.ts';
import type { KeptPlaces } from '../domain/clinics/clinic.ts';
import type { MessageKind, MessageSide, MessageState, ReceiptOutcome } from '../domain/clinics/message.ts';
import type { EventKind, EventSource } from '../domain/clinics/person-event.ts';
import type { EventAnswer } from '../domain/clinics/person-move-wire.ts';
import type { MergeDecision, MoveKind, StandingKind } from '../domain/clinics/person-move.ts';
import type { GpLetterHead, GpLetterSections } from '../domain/gp-letters/gp-letter.ts';
import type { LetterHead, LetterReader, LetterSections } from '../domain/clinics/letter.ts';
import type { PersonInRoom, RoomCheck, VisitPart } from '../domain/clinics/visit-part.ts';
import type { DocumentKind, Preflight } from '../domain/clinics/preflight.ts';
import type { FileType, TakenBackReason } from '../domain/clinics/document-wire.ts';
import type { PrintedRow, PrisonList } from '../domain/clinics/prison-list.ts';
import type { SecurityMark } from '../domain/clinics/whereabouts.ts';
import type { TaskKind } from '../domain/clinics/task.ts';
import type { BookingDetails } from '../domain/clinics/wire.ts';
import type { PauseReason } from '../domain/clinicians/presence.ts';
import type { Site } from '../domain/contract/rest.ts';
import type { DeliveryChannel, DeliveryState } from '../domain/escalation/escalation-port.ts';
import type { GuestChannel, GuestState } from '../domain/guests/guest.ts';
import type * as id from '../domain/ids.ts';
import type { RoomId, StationId, VisitId } from '../domain/ids.ts';
import type { NoticeView } from '../domain/oversight/wire.ts';
import type { ProposalState } from '../domain/proposals/proposal.ts';
import type { Audience } from '../domain/ports.ts';
import type { ConnectionGrade, NetworkPath } from '../domain/quality/wire.ts';
import type { EscalationAction, QueueSettings } from '../domain/queues/queue.ts';
import type { PublicKey } from '../domain/record/client-keys.ts';
import type { WriteMethod } from '../domain/record/record-port.ts';
import type { LegalHoldReason } from '../domain/retention/wire.ts';
import type { Skill } from '../domain/clinicians/skill.ts';
import type { Source } from '../domain/rooms/wire.ts';
import type { EscalationStepView } from '../domain/states/wire.ts';
import type { Disposition, NextStep } from '../domain/visits/outcome.ts';
import type { VisitEndReason, VisitOrigin } from '../domain/visits/visit.ts';

/** A FHIR resource as it stands; the body is null from its deletion on. */
export type RecordResourceTable = {
  pk: GeneratedAlways<string>;
  organisation_id: id.OrganisationId;
  type: string;
  id: string;
  version: number;
  updated_at: Date;
  patient_id: id.PatientId | null;
  at: Date | null;
  body: string | null;
  /** Of a patient: nobody else of the organisation has it. */
  nhs_number: string | null;
};

/** One version of a FHIR resource. */
export type RecordVersionTable = {
  pk: string;
  version: number;
  updated_at: Date;
  method: WriteMethod;
  /** A person, or a system of a partner: the audit trail says which. */
  made_by: id.PersonId | id.RecordClientId | null;
  body: string | null;
};

/** A partner's system that may read or write the record: its keys are here, or at an address. */
export type RecordClientTable = {
  id: id.RecordClientId;
  organisation_id: id.OrganisationId;
  name: string;
  key_address: string | null;
  keys: ColumnType<PublicKey[] | null, string | null, string | null>;
  scopes: string[];
  made_by: id.PersonId;
  made_at: Date;
  used_at: Unset<Date>;
  disabled_at: Unset<Date>;
  disabled_by: Unset<id.PersonId>;
  notify_origins: ColumnType<string[], never, string[]>;
};

/** One opening of a record without a relationship. */
export type RecordGrantTable = {
  id: id.RecordGrantId;
  organisation_id: id.OrganisationId;
  patient_id: id.PatientId;
  person_id: id.PersonId;
  reason: GrantReason;
  words: string;
  opened_at: Date;
  ends_at: Date;
  verdict: Unset<GrantVerdict>;
  review_words: Unset<string>;
  reviewed_by: Unset<id.PersonId>;
  reviewed_at: Unset<Date>;
};

/** An export that a partner's system has asked for; `made_at` is by the clock of the database. */
export type RecordExportTable = {
  id: string;
  organisation_id: id.OrganisationId;
  client_id: id.RecordClientId;
  group_id: string;
  patient_ids: string[];
  types: string[];
  left_out: string[];
  since: Date | null;
  as_of: Date;
  request: string;
  made_at: ColumnType<Date, never, never>;
  expires_at: Date;
  cancelled_at: Unset<Date>;
};
export type RecordSubscriptionTable = {
  id: string;
  organisation_id: id.OrganisationId;
  client_id: id.RecordClientId;
  topic: string;
  reason: string;
  filters: ColumnType<SubscriptionFilter[], string, never>;
  types: string[] | null;
  scopes: string[];
  endpoint: string;
  most_events: number;
  heartbeat_seconds: number | null;
  ends_at: Date | null;
  state: SubscriptionState;
  state_since: Date;
  failure: Unset<string>;
  failures: ColumnType<number, never, number>;
  numbered: ColumnType<string, never, string>;
  delivered: ColumnType<string, never, string>;
  due_at: Date;
  sent_at: Unset<Date>;
  made_at: Date;
  deleted_at: Unset<Date>;
};
export type RecordSubscriptionEventTable = {
  pk: ColumnType<string, never, never>;
  subscription_id: string;
  number: ColumnType<string, never, string>;
  type: string;
  resource_id: string;
  version: number;
  at: Date;
};

/** That an assertion has been used; a digest of what names it. */
export type RecordClientAssertionTable = {
  client_id: id.RecordClientId;
  digest: string;
  expires_at: Date;
};

/** Which SFU node has a room. */
export type RoomPlacementTable = {
  room_id: id.RoomId;
  node_id: id.MediaNodeId;
  node_url: string;
  region: string;
  placed_at: Date;
};

/** `region` is where its media must stay; null is the configured one. */
export type OrganisationTable = {
  id: id.OrganisationId;
  name: string;
  created_at: Date;
  region: string | null;
};

/** An invitation and the guest who has used it; `since` is when the present state began. */
export type GuestTable = {
  id: id.GuestId;
  visit_id: id.VisitId;
  role: GuestRole;
  channel: GuestChannel;
  state: GuestState;
  link_digest: string;
  code_digest: string;
  session_digest: string | null;
  name: string | null;
  /** A browser of theirs is connected. */
  here: boolean;
  invited_by: id.PersonId;
  invited_at: Date;
  expires_at: Date;
  since: Date;
};

/** One report of one participant: the station, a clinician or a guest, as `Joining['key']` writes it. */
export type VisitQualityTable = {
  visit_id: VisitId;
  participant: string;
  slot: string;
  at: Date;
  grade: ConnectionGrade;
  seconds: number;
  loss_in: number | null;
  loss_out: number | null;
  round_trip_ms: number | null;
  jitter_ms: number | null;
  audio_in_kbps: number | null;
  audio_out_kbps: number | null;
  video_in_kbps: number | null;
  video_out_kbps: number | null;
  video_height: number | null;
  freezes: number;
  frozen_ms: number;
  concealed: number | null;
  path: NetworkPath | null;
};

/** One sign-in on one browser. */
export type FamilyTable = {
  id: id.FamilyId;
  person_id: id.PersonId;
  expires_at: Date;
  revoked_at: Date | null;
};

/** Spent tokens stay, because that is how the reuse of a stolen one is noticed. */
export type RefreshTokenTable = {
  digest: string;
  family_id: id.FamilyId;
  expires_at: Date;
  spent_at: Date | null;
};

/** A source that is off, or was and is on again; no row where nothing was ever switched. */
export type SourceChoiceTable = {
  room_id: RoomId;
  participant: string;
  source: Source;
  chosen: 'on' | 'off';
  chosen_at: Date;
};

/** The result of a station's check of its path to the SFU, at that time. */
export type StationCheckTable = {
  station_id: StationId;
  checked_at: Date;
  udp: PathVerdict;
  tcp: PathVerdict;
  relay: PathVerdict;
  round_trip_ms: number | null;
  loss_up: number | null;
  loss_down: number | null;
};

/** Read as a value, written as its JSON text: the driver would turn a JavaScript array into a Postgres array. */
type Json<T> = ColumnType<T, string, string>;

/** May be left out when a row is written first. */
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Nothing when a row is written first. */
type Unset<T> = ColumnType<T | null, null | undefined, T | null>;

/** A ringing offer as it is stored in the row of its call: JSON has no dates. */
export type StoredRinging = Omit<RingingOffer, 'deadline'> & { deadline: string };

/** A press and what staff have said about it; the check `calls_life` decides which columns a phase may fill. */
export type CallTable = {
  id: id.CallId;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  station_id: id.StationId;
  room_id: id.RoomId;
  queue_id: id.QueueId;
  acuity: Acuity;
  acuity_since: Date;
  required_skills: Skill[];
  wanted_skills: Skill[];
  preferred_clinician_id: id.ClinicianId | null;
  staff_name: string | null;
  patient_name: string | null;
  date_of_birth: string | null;
  nhs_number: string | null;
  concern: string | null;
  patient_id: Maybe<id.PatientId>;
  sbard_id: Maybe<id.SbardId>;
  placed_at: Date;
  /** `orderAt` of `domain/calls/routing.ts`, kept so that an index can sort by it. */
  order_at: Date;
  queued_at: Date;
  ring_all: boolean;
  ladder_round: number;
  ladder_step: number;
  advice_told_at: Date | null;
  advice_acknowledged_at: Date | null;
  station_seen_at: Date;
  hub_message: string | null;
  hub_message_by: id.PersonId | null;
  hub_message_at: Date | null;
  phase: CallPhase;
  /** When the present phase began; of an ended call, when it ended. */
  since: Date;
  ringing: ColumnType<StoredRinging[] | null, string | null, string | null>;
  clinician_id: id.ClinicianId | null;
  visit_id: id.VisitId | null;
  end_reason: EndReason | null;
  /** Why it must not be erased, by whom and since when; null where it may be. */
  legal_hold: Unset<LegalHoldReason>;
  legal_hold_by: Unset<id.PersonId>;
  legal_hold_at: Unset<Date>;
};

/** An offer occupies its clinician until `released_at`. */
export type OfferTable = {
  id: id.OfferId;
  /** One of the two: what has led to it. */
  call_id: id.CallId | null;
  booking_id: id.BookingId | null;
  clinician_id: id.ClinicianId;
  kind: OfferKind;
  /** The visit that a transfer or a consult asks into. */
  visit_id: id.VisitId | null;
  place: number;
  state: OfferState;
  reason: string | null;
  rang_at: Date;
  deadline: Date;
  told_at: Date | null;
  heard_at: Date | null;
  settled_at: Date | null;
  released_at: Date | null;
};

export type VisitTable = {
  id: id.VisitId;
  /** The offer that occupies the clinician whose visit it is; a hand-over changes it. */
  offer_id: id.OfferId;
  /** What has led to it; its id is in the column of its kind. */
  origin: VisitOrigin['kind'];
  call_id: id.CallId | null;
  booking_id: Unset<id.BookingId>;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  station_id: id.StationId;
  room_id: id.RoomId;
  clinician_id: id.ClinicianId;
  started_at: Date;
  ended_at: Date | null;
  end_reason: VisitEndReason | null;
  /** Repeats what `outcomes` says, so that an index lists the missing ones however long the history grows. */
  outcome_recorded_at: Date | null;
  /** Since when no guest can join; null while they can. */
  locked_at: Date | null;
  /** Since when its clinician has not heard the station; null while they do. */
  sound_lost_at: Date | null;
  /** When its clinician and its station were last seen in its room. */
  lead_in_room_at: Generated<Date>;
  station_in_room_at: Generated<Date>;
  /** Since when its clinician is known not to be there; null while they are. */
  lead_lost_at: Date | null;
  /** When the station of a booked visit was last heard of; that of a call stands in the row of the call. */
  station_seen_at: Unset<Date>;
  /** When the station of a booked visit was made to ring because nobody there had joined. */
  station_rang_at: Unset<Date>;
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
  /** When a browser of theirs last sent a heartbeat; null once it has said goodbye. */
  seen_at: Date | null;
  /** When their last browser said goodbye; null while one is there. */
  gone_at: Date | null;
  unreachable_since: Date | null;
  outside_shift_reason: string | null;
};

export type QueueTable = {
  id: id.QueueId;
  organisation_id: id.OrganisationId;
  name: string;
  settings: Json<QueueSettings>;
  created_at: Date;
};

export type SiteTable = {
  id: id.SiteId;
  organisation_id: id.OrganisationId;
  /** Into which the calls of this site go. */
  queue_id: id.QueueId;
  name: string;
  kind: Site['kind'];
  phone: string | null;
  ice_transport_policy: ColumnType<Site['iceTransportPolicy'], Site['iceTransportPolicy'] | undefined>;
  /** The code of the public register of prisons. */
  establishment: Maybe<string>;
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
  /** Null for one that is older than the messages about prisons that are not set up. */
  added_at: Date | null;
  /** The place of a patient at home: no device. */
  by_link: Generated<boolean>;
};

export type PersonTable = {
  id: id.PersonId;
  organisation_id: id.OrganisationId;
  name: string;
  email: string;
  roles: Role[];
  skills: ColumnType<Skill[], Skill[] | undefined, Skill[]>;
  phone: ColumnType<string | null, string | null | undefined, string | null>;
  password_hash: string;
  must_change_password: boolean;
  disabled_at: Date | null;
};

export type ShiftTable = {
  id: id.ShiftId;
  organisation_id: id.OrganisationId;
  clinician_id: id.ClinicianId;
  starts_at: Date;
  ends_at: Date;
  queue_ids: id.QueueId[];
  tier: 1 | 2;
};

/** An escalation step that has been taken; `round` and `step` as they were in the call's row. */
export type EscalationStepTable = {
  id: string;
  call_id: id.CallId;
  round: number;
  step: number;
  action: EscalationAction;
  taken_at: Date;
  result: EscalationStepView['result'];
  settled_at: Date | null;
};

/** A warning to managers; `key` makes sure that the same warning is given once. */
export type NoticeTable = {
  id: id.NoticeId;
  organisation_id: id.OrganisationId;
  kind: NoticeView['kind'];
  key: string;
  detail: Json<Record<string, string | number | boolean | null>>;
  raised_at: Date;
  acknowledged_by: id.PersonId | null;
  acknowledged_at: Date | null;
  /** Since when its reason is no more. */
  ended_at: Unset<Date>;
};

/** One message to one person by one channel, because of a step, a notice, a call-back or a visit. */
export type DeliveryTable = {
  id: id.DeliveryId;
  organisation_id: id.OrganisationId;
  step_id: string | null;
  notice_id: id.NoticeId | null;
  call_back_id: id.CallBackId | null;
  visit_id: id.VisitId | null;
  clinic_message_id: id.ClinicMessageId | null;
  person_id: id.PersonId | null;
  channel: DeliveryChannel;
  state: DeliveryState;
  attempts: ColumnType<number, number | undefined, number>;
  error: string | null;
  created_at: Date;
  updated_at: Date;
  /** When it may be sent, or sent again; while it is being sent, when another process may try. */
  due_at: Date;
};

export type PushSubscriptionTable = {
  endpoint: string;
  person_id: id.PersonId;
  p256dh: string;
  auth: string;
  created_at: Date;
};

export type CallBackTable = {
  id: id.CallBackId;
  organisation_id: id.OrganisationId;
  call_id: id.CallId;
  station_id: id.StationId;
  dropped: 'waiting' | 'visit';
  opened_at: Date;
  answered_by_call_id: id.CallId | null;
  closed_at: Date | null;
  closed_by: id.PersonId | null;
  close_reason: CallBackCloseReason | null;
  close_note: string | null;
};

type AudienceTable = { kind: Audience['kind']; id: string; seq: number };

type AuditTable = {
  id: GeneratedAlways<string>;
  at: Date;
  organisation_id: id.OrganisationId | null;
  actor_kind: 'station' | 'person' | 'guest' | 'record-client' | 'system';
  actor_id: string | null;
  action: string;
  subject_kind: string;
  subject_id: string | null;
  detail: Record<string, string | number | boolean | null>;
};

/** A change of a queue that waits for a second person; without a site it is of the settings. */
export type ProposalTable = {
  id: id.ProposalId;
  organisation_id: id.OrganisationId;
  queue_id: id.QueueId;
  site_id: id.SiteId | null;
  from_queue_id: id.QueueId | null;
  before: Json<{ name: string; settings: QueueSettings }> | null;
  after: Json<{ name: string; settings: QueueSettings }> | null;
  proposed_by: id.PersonId;
  proposed_at: Date;
  expires_at: Date;
  state: ProposalState;
  settled_by: id.PersonId | null;
  settled_at: Date | null;
  reason: string | null;
};

/** Refused attempts of one kind in the window that runs; `key` is a digest, or names a count that many share. */
type RefusalTable = {
  key: string;
  organisation_id: id.OrganisationId | null;
  action: AuditAction;
  subject_kind: string;
  subject_id: string | null;
  reason: string | null;
  times: number;
  since: Date;
  until: Date;
};

/** In whose prisons a person of prison healthcare works. */
type PersonSiteTable = { person_id: id.PersonId; site_id: id.SiteId };

/** A day of the calendar: written as `2026-11-30`, and read by `dayOf`, because the driver makes a time of it. */
type Day<T extends string | null = string> = ColumnType<unknown, T, T>;

/** When and how patients of a prison can be brought to a clinic. */
type PrisonDayTable = {
  site_id: id.SiteId;
  organisation_id: id.OrganisationId;
  lead_minutes: number;
  move_back_minutes: number;
  escort_places: number | null;
  regime: Json<PrisonDay['regime']>;
  /** When somebody last said which stations are meant for clinics. */
  described_at: Unset<Date>;
  interpreter_phone: Maybe<string>;
};

/** A station that is meant for clinics. */
type ClinicStationTable = {
  station_id: id.StationId;
  site_id: id.SiteId;
  organisation_id: id.OrganisationId;
};

export type PatientTable = {
  id: id.PatientId;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  name: string;
  date_of_birth: Day;
  nhs_number: string | null;
  prison_number: string | null;
  created_at: Date;
  standing: Generated<StandingKind>;
  /** Another record of the same person, which has everything of this one. */
  merged_into: Unset<id.PatientId>;
  wing: Maybe<string>;
  cell: Maybe<string>;
  security_marks: Generated<SecurityMark[]>;
  /** Whether somebody of the present prison has looked at them. */
  marks_confirmed: Generated<boolean>;
  /** At home: joins by a link, and has its place in `stations` under the own id. */
  by_link: Generated<boolean>;
  email: Maybe<string>;
  phone: Maybe<string>;
  /** Of a resident of a care home. */
  room: Maybe<string>;
  moved_out_at: Maybe<Date>;
  /** Who has prescribed a saturation of 88 to 92 % and why, and who has recorded that; all of them or none. */
  scale_two_prescriber: Maybe<string>;
  scale_two_reason: Maybe<string>;
  scale_two_by: Maybe<id.PersonId>;
  scale_two_at: Maybe<Date>;
  gp_practice_id: Maybe<id.GpPracticeId>;
};

/** One version of a set of observations; never changed, but that two records of one person become one. */
export type ObservationSetTable = {
  id: id.ObservationSetId;
  version: number;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  call_id: id.CallId;
  patient_id: id.PatientId | null;
  request_id: string;
  station_id: id.StationId;
  state: ObservationState;
  taken_at: Date;
  recorded_at: Date;
  scale: Spo2Scale;
  respiration: number | null;
  spo2: number | null;
  oxygen: boolean | null;
  systolic: number | null;
  pulse: number | null;
  consciousness: Consciousness | null;
  temperature: string | null;
  total: number | null;
};

/** The SBARD of a call and of those that continue it. */
export type SbardTable = {
  id: id.SbardId;
  organisation_id: id.OrganisationId;
  patient_id: id.PatientId | null;
  response_id: string;
  questionnaire: string;
};

/** A GP practice that patients of the organisation are registered with. */
export type GpPracticeTable = {
  id: id.GpPracticeId;
  organisation_id: id.OrganisationId;
  ods_code: string;
  name: string;
  added_at: Date;
  added_by: id.PersonId;
};

/** A signed letter to a GP about the visit of a call; never changed. */
export type GpLetterTable = {
  id: id.GpLetterId;
  organisation_id: id.OrganisationId;
  visit_id: id.VisitId;
  patient_id: id.PatientId;
  head: Json<GpLetterHead>;
  sections: Json<GpLetterSections>;
  signed_at: Date;
  signed_by: id.PersonId;
};

/** One version of one answer; never changed, but that two records of one person become one. */
export type SbardAnswerTable = {
  sbard_id: id.SbardId;
  link_id: string;
  version: number;
  request_id: string;
  value: string | null;
  patient_id: id.PatientId | null;
  station_id: id.StationId | null;
  person_id: id.PersonId | null;
  written_at: Date;
};

export type ReferralTable = {
  id: id.ReferralId;
  organisation_id: id.OrganisationId;
  patient_id: id.PatientId;
  service: string;
  priority: ReferralPriority;
  clock_start: Day;
  state: ReferralState;
  /** What the clinician has asked for who has seen the patient. */
  follow_up: Unset<FollowUp>;
  created_at: Date;
};

/** Wall times are kept as they were typed. */
export type ClinicTimes = {
  starts_at_clock: string;
  ends_at_clock: string;
  pre_minutes: number;
  main_minutes: number;
  debrief_minutes: number;
  capacity: number;
  release_hours: number;
  shares: ColumnType<KeptPlaces['shares'], string, string>;
};

export type ClinicTemplateTable = ClinicTimes & {
  id: id.ClinicTemplateId;
  organisation_id: id.OrganisationId;
  service: string;
  clinician_id: id.ClinicianId;
  weekday: Weekday;
  every_weeks: number;
  valid_from: Day;
  valid_to: Day<string | null>;
  version: Generated<number>;
  /** The first of those that say when one clinic is held, one after the other. */
  series_id: id.ClinicTemplateId;
};

export type ClinicSessionTable = ClinicTimes & {
  id: id.ClinicSessionId;
  organisation_id: id.OrganisationId;
  template_id: id.ClinicTemplateId | null;
  service: string;
  clinician_id: id.ClinicianId;
  date: Day;
  starts_at: Date;
  ends_at: Date;
  state: SessionState;
  /** What the clinician has said of the delay: both or none. */
  late_minutes: Unset<number>;
  late_said_at: Unset<Date>;
  /** What they had said before that, earliest first. */
  late_words: ColumnType<{ minutes: number; at: string }[], string | undefined, string>;
  /** Of one that stays where a clinic was moved away. */
  moved_to: id.ClinicSessionId | null;
};

/** A referral's place in a session; the check `bookings_life` decides which columns a state may fill. */
export type BookingTable = {
  id: id.BookingId;
  request_id: string;
  organisation_id: id.OrganisationId;
  referral_id: id.ReferralId;
  patient_id: id.PatientId;
  session_id: id.ClinicSessionId;
  site_id: id.SiteId;
  station_id: id.StationId;
  clinician_id: id.ClinicianId;
  /** When its first segment begins; `starts_at` is when the patient is to be in front of the camera. */
  begins_at: Date;
  starts_at: Date;
  ends_at: Date;
  state: BookingState;
  version: number;
  held_by: id.PersonId | null;
  held_until: Date | null;
  booked_by: Unset<id.PersonId>;
  details: ColumnType<BookingDetails | null, null | undefined, string>;
  cancel_code: Unset<CancelCode>;
  cancel_text: Unset<string>;
  cancelled_at: Unset<Date>;
  cancelled_by: Unset<id.PersonId>;
  created_at: Date;
  /** Since when it is done; null in every other state. */
  done_at: Unset<Date>;
  /** The stop of movements that has cancelled it; null once it has come back. */
  stop_id: Unset<id.MovementStopId>;
  /** What it was booked over: all three or none. */
  clash_kinds: Unset<EventKind[]>;
  clash_reason: Unset<string>;
  clash_by: Unset<id.PersonId>;
  /** Since when it has the time that it has. */
  timed_at: Date;
  /** The start of which people have been reminded, or need not be. */
  reminded_for: Unset<Date>;
  /** What has been said so far of what has to be ready; null where nobody has said anything. */
  preflight: ColumnType<Preflight | null, string | null | undefined, string | null>;
};

/** What a booking takes of one resource: `kind` as `kindNumbers` says, one of its places, for a time. */
type ReservationTable = {
  booking_id: id.BookingId;
  /** Which of the booking's claims it is. */
  place: number;
  kind: number;
  resource_id: string;
  seat: number;
  during: string;
  /** Without it nothing is taken: what was given up is kept and does not count. */
  active: boolean;
};

/** A time in which a station is not used for clinics; lifted ones are kept. */
export type StationBlockTable = {
  id: id.StationBlockId;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  station_id: id.StationId;
  starts_at: Date;
  ends_at: Date;
  reason: string;
  made_by: id.PersonId;
  made_at: Date;
  lifted_at: Unset<Date>;
  lifted_by: Unset<id.PersonId>;
};

/** What else a patient has on; without a start nobody knows when on that day. */
export type PersonEventTable = {
  id: id.PersonEventId;
  organisation_id: id.OrganisationId;
  patient_id: id.PatientId;
  kind: EventKind;
  on_date: Day;
  starts_at: Date | null;
  ends_at: Date | null;
  source: EventSource;
  external: boolean;
  made_by: id.PersonId | null;
  made_at: Date;
};

/** A time in which nobody is moved in a prison; lifted ones are kept. */
export type MovementStopTable = {
  id: id.MovementStopId;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  starts_at: Date;
  ends_at: Date;
  reason: string;
  made_by: id.PersonId;
  made_at: Date;
  lifted_at: Unset<Date>;
  lifted_by: Unset<id.PersonId>;
  /** Null for the whole prison. */
  wings: Maybe<string[]>;
};

/** A list of a prison that has been printed: of whom, and what it said of when and where. */
type ListPrintTable = {
  id: string;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId;
  list: PrisonList;
  on_date: Day;
  printed_at: Date;
  printed_by: id.PersonId;
  rows: Json<PrintedRow[]>;
};

/** The parts of a booked visit after its first; each begins once. */
type BookingPartTable = {
  booking_id: id.BookingId;
  part: Exclude<VisitPart, 'pre'>;
  visit_id: id.VisitId;
  began_at: Date;
  begun_by: id.PersonId;
};

/** Who was in the room of a booked visit with the patient, as it was confirmed last. */
type RoomCheckTable = {
  visit_id: id.VisitId;
  identity: RoomCheck['identity'];
  present: PersonInRoom[];
  checked_at: Date;
  checked_by_kind: 'station' | 'person';
  checked_by: string;
};

/** Who was in the media room of a booked visit from when to when, as the servers have heard them. */
type RoomPresenceTable = {
  visit_id: id.VisitId;
  kind: 'station' | 'clinician' | 'guest';
  participant_id: string;
  from_at: Date;
  until_at: Date;
};

/** What became of a booking; the highest number holds. */
export type BookingOutcomeTable = {
  booking_id: id.BookingId;
  number: number;
  attendance: Attendance['attendance'];
  next_step: NextStep | null;
  cause: DnaCause | null;
  cause_text: string | null;
  /** Why it was corrected. */
  reason: string | null;
  recorded_by: id.PersonId;
  recorded_at: Date;
};

/** Whom a hospital books to interpret in its clinics. */
export type InterpreterTable = {
  id: id.InterpreterId;
  organisation_id: id.OrganisationId;
  name: string;
  languages: string[];
  phone: string | null;
  added_at: Date;
  retired_at: Unset<Date>;
};

/** What somebody must see to in clinics; without a site it is for the booking clerks of the hospital. */
export type ClinicTaskTable = {
  id: id.ClinicTaskId;
  organisation_id: id.OrganisationId;
  site_id: id.SiteId | null;
  kind: TaskKind;
  key: string;
  patient_id: id.PatientId | null;
  referral_id: id.ReferralId | null;
  booking_id: id.BookingId | null;
  due_on: Day;
  made_at: Date;
  done_at: Unset<Date>;
  /** Null where the service has found it needless. */
  done_by: Unset<id.PersonId>;
  /** Of two numbers whose patients differ: the event, and the other patient. */
  merge_id: Maybe<string>;
  other_patient_id: Maybe<id.PatientId>;
  /** Of somebody who is not as they are known: where they have been received. */
  receiving_site_id: Maybe<id.SiteId>;
  /** Of a booking that is moved or cancelled: who was to interpret in it. */
  interpreter_id: Maybe<id.InterpreterId>;
};

/** One version of a letter about a visit; from its signature on nothing of it changes. */
export type LetterTable = {
  id: id.LetterId;
  booking_id: id.BookingId;
  number: number;
  replaces: id.LetterId | null;
  /** Null until somebody has written in it, as `sections` and `saved_at` are. */
  reader: Maybe<LetterReader>;
  sections: ColumnType<LetterSections | null, string | null | undefined, string | null>;
  revision: Generated<number>;
  made_at: Date;
  saved_at: Unset<Date>;
  head: ColumnType<LetterHead | null, null | undefined, string>;
  signed_at: Unset<Date>;
  signed_by: Unset<id.PersonId>;
  dropped_at: Unset<Date>;
};

/** What one person is told of something that became of bookings, and whether it has reached them. */
/** The link by which a patient at home joins. Its secret is made of the id and a key that is not in the database. */
type BookingLinkTable = {
  id: id.BookingLinkId;
  booking_id: id.BookingId;
  digest: string;
  made_at: Date;
  opened_at: Unset<Date>;
  waiting_since: Unset<Date>;
  seen_at: Unset<Date>;
  /** When it was last said by it that the patient cannot come; whoever moves the booking takes it away. */
  cannot_come_at: Unset<Date>;
};
export type ClinicMessageTable = {
  id: id.ClinicMessageId;
  organisation_id: id.OrganisationId;
  kind: MessageKind;
  key: string;
  /** One of the two. */
  person_id: id.PersonId | null;
  patient_id: Unset<id.PatientId>;
  side: MessageSide;
  site_id: id.SiteId | null;
  starts_at: Date | null;
  ends_at: Date | null;
  bookings: number;
  others: number;
  state: MessageState;
  made_at: Date;
  changed_at: Date;
};

/** Which bookings a message is about. */
export type ClinicMessageBookingTable = { message_id: id.ClinicMessageId; booking_id: id.BookingId };

/** What a provider has said of one attempt to deliver. */
export type DeliveryReceiptTable = {
  delivery_id: id.DeliveryId;
  attempt: number;
  outcome: ReceiptOutcome;
  came_at: Date;
};

/** A system that may tell where people in prison are; `secret` is the key by which it signs. */
export type PrisonFeedTable = {
  id: id.PrisonFeedId;
  organisation_id: id.OrganisationId;
  name: string;
  secret: string;
  made_by: id.PersonId;
  made_at: Date;
  heard_at: Unset<Date>;
  revoked_at: Unset<Date>;
  revoked_by: Unset<id.PersonId>;
  refused_events: Generated<number>;
  refused_at: Unset<Date>;
};

/** For which prisons a feed may speak. */
export type PrisonFeedSiteTable = {
  feed_id: id.PrisonFeedId;
  site_id: id.SiteId;
  organisation_id: id.OrganisationId;
};

/** One statement of where a person is; without a patient it is of somebody who is nobody's patient. */
export type PersonMoveTable = {
  organisation_id: id.OrganisationId;
  id: string;
  kind: 'added' | MoveKind;
  happened_at: Date;
  told_at: Date;
  prison_number: string | null;
  merged_into: string | null;
  site_id: id.SiteId | null;
  patient_id: id.PatientId | null;
  feed_id: id.PrisonFeedId | null;
  made_by: id.PersonId | null;
  /** What became of it when it was told; null of what staff have said. */
  answer: Unset<EventAnswer>;
  /** Of two numbers whose patients differ. */
  decision: Unset<MergeDecision>;
};

/** A file about a referral. Taken back, it is kept and read by nobody. */
export type ReferralDocumentTable = {
  id: id.DocumentId;
  request_id: string;
  organisation_id: id.OrganisationId;
  referral_id: id.ReferralId;
  kind: DocumentKind;
  text: string | null;
  name: string;
  type: FileType;
  size: number;
  content: Uint8Array;
  /** Whether a scanner has looked for viruses in it. */
  checked: boolean;
  added_at: Date;
  added_by: id.PersonId;
  taken_back_at: Unset<Date>;
  taken_back_by: Unset<id.PersonId>;
  taken_back_reason: Unset<TakenBackReason>;
};

/** Every table, as the newest migration leaves it. */
export type Database = {
  record_resources: RecordResourceTable;
  record_versions: RecordVersionTable;
  observation_sets: ObservationSetTable;
  sbards: SbardTable;
  sbard_answers: SbardAnswerTable;
  gp_practices: GpPracticeTable;
  gp_letters: GpLetterTable;
  record_clients: RecordClientTable;
  record_client_assertions: RecordClientAssertionTable;
  record_exports: RecordExportTable;
  record_subscriptions: RecordSubscriptionTable;
  record_subscription_events: RecordSubscriptionEventTable;
  room_placements: RoomPlacementTable;
  organisations: OrganisationTable;
  sites: SiteTable;
  stations: StationTable;
  people: PersonTable;
  families: FamilyTable;
  refresh_tokens: RefreshTokenTable;
  calls: CallTable;
  offers: OfferTable;
  visits: VisitTable;
  guests: GuestTable;
  outcomes: OutcomeTable;
  duties: DutyTable;
  queues: QueueTable;
  shifts: ShiftTable;
  escalation_steps: EscalationStepTable;
  notices: NoticeTable;
  deliveries: DeliveryTable;
  push_subscriptions: PushSubscriptionTable;
  call_backs: CallBackTable;
  source_choices: SourceChoiceTable;
  station_checks: StationCheckTable;
  visit_quality: VisitQualityTable;
  audiences: AudienceTable;
  audit: AuditTable;
  refusals: RefusalTable;
  proposals: ProposalTable;
  person_sites: PersonSiteTable;
  prison_days: PrisonDayTable;
  clinic_stations: ClinicStationTable;
  patients: PatientTable;
  referrals: ReferralTable;
  clinic_templates: ClinicTemplateTable;
  clinic_sessions: ClinicSessionTable;
  bookings: BookingTable;
  reservations: ReservationTable;
  station_blocks: StationBlockTable;
  person_events: PersonEventTable;
  movement_stops: MovementStopTable;
  booking_parts: BookingPartTable;
  room_checks: RoomCheckTable;
  room_presences: RoomPresenceTable;
  booking_outcomes: BookingOutcomeTable;
  list_prints: ListPrintTable;
  interpreters: InterpreterTable;
  clinic_tasks: ClinicTaskTable;
  letters: LetterTable;
  record_grants: RecordGrantTable;
  booking_links: BookingLinkTable;
  clinic_messages: ClinicMessageTable;
  clinic_message_bookings: ClinicMessageBookingTable;
  delivery_receipts: DeliveryReceiptTable;
  prison_feeds: PrisonFeedTable;
  prison_feed_sites: PrisonFeedSiteTable;
  person_moves: PersonMoveTable;
  referral_documents: ReferralDocumentTable;
};
