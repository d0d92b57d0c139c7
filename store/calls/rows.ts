import { type Selectable, sql } from 'kysely';
import type { Call, CallDetails, CallLife, Offer, RingingOffer } from '../../domain/calls/call.ts';
import type { CallCard } from '../../domain/calls/wire.ts';
import type { Duty } from '../../domain/clinicians/presence.ts';
import type { CallId, OrganisationId } from '../../domain/ids.ts';
import type { VisitOrigin } from '../../domain/visits/visit.ts';
import { withEpisode } from '../episode.ts';
import { observationsOfCall, observationViewsOf } from '../record/observation-writes.ts';
import { answerViewsOf, sbardOfCall } from '../record/sbard-writes.ts';
import { placeOf } from '../residents/residents.ts';
import type { CallTable, DutyTable, OfferTable, SiteTable, StoredRinging } from '../schema.ts';

type CallRow = Selectable<CallTable>;
type PlainLifeColumns = Pick<CallRow, 'phase' | 'since' | 'clinician_id' | 'visit_id' | 'end_reason'>;
/** As rows are read. */
export type LifeColumns = PlainLifeColumns & { ringing: StoredRinging[] | null };
/** As rows are written. */
type WrittenLife = PlainLifeColumns & { ringing: string | null };
export type DetailColumns = Pick<
  CallRow,
  'staff_name' | 'patient_name' | 'date_of_birth' | 'nhs_number' | 'concern' | 'patient_id'
>;

/** A column guaranteed by a check constraint or a join; its absence is a bug, not a state. */
export function present<T>(value: T | null | undefined, column: string): T {
  if (value === null || value === undefined) {
    throw new Error(`the column ${column} is null where the schema forbids it`);
  }
  return value;
}

export function detailsOf(row: DetailColumns): CallDetails {
  return {
    patientId: row.patient_id,
    staffName: row.staff_name,
    patientName: row.patient_name,
    dateOfBirth: row.date_of_birth,
    nhsNumber: row.nhs_number,
    concern: row.concern,
  };
}

export function detailColumns(details: CallDetails): DetailColumns {
  return {
    patient_id: details.patientId,
    staff_name: details.staffName,
    patient_name: details.patientName,
    date_of_birth: details.dateOfBirth,
    nhs_number: details.nhsNumber,
    concern: details.concern,
  };
}

function ringingOf({ offerId, clinicianId, deadline, place }: StoredRinging): RingingOffer {
  return { offerId, clinicianId, deadline: new Date(deadline), place };
}

export function lifeOf(row: LifeColumns): CallLife {
  switch (row.phase) {
    case 'waiting':
      return { phase: 'waiting', since: row.since };
    case 'ringing':
      return {
        phase: 'ringing',
        since: row.since,
        offers: present(row.ringing, 'calls.ringing').map(ringingOf),
      };
    case 'active':
      return {
        phase: 'active',
        since: row.since,
        visitId: present(row.visit_id, 'calls.visit_id'),
        clinicianId: present(row.clinician_id, 'calls.clinician_id'),
      };
    case 'ended':
      return {
        phase: 'ended',
        at: row.since,
        reason: present(row.end_reason, 'calls.end_reason'),
        visitId: row.visit_id,
      };
  }
}

/** Every column of a life, so that the columns of the previous phase are cleared. */
export function lifeColumns(life: CallLife): WrittenLife {
  const none = { ringing: null, clinician_id: null, visit_id: null, end_reason: null };
  switch (life.phase) {
    case 'waiting':
      return { ...none, phase: life.phase, since: life.since };
    case 'ringing':
      return {
        ...none,
        phase: life.phase,
        since: life.since,
        ringing: JSON.stringify(life.offers),
      };
    case 'active':
      return {
        ...none,
        phase: life.phase,
        since: life.since,
        visit_id: life.visitId,
        clinician_id: life.clinicianId,
      };
    case 'ended':
      return { ...none, phase: life.phase, since: life.at, end_reason: life.reason, visit_id: life.visitId };
  }
}

export function callOf(row: CallRow): Call {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    stationId: row.station_id,
    roomId: row.room_id,
    queueId: row.queue_id,
    acuity: row.acuity,
    acuitySince: row.acuity_since,
    requiredSkills: row.required_skills,
    wantedSkills: row.wanted_skills,
    preferredClinicianId: row.preferred_clinician_id,
    details: detailsOf(row),
    placedAt: row.placed_at,
    queuedAt: row.queued_at,
    ringAll: row.ring_all,
    escalation: { round: row.ladder_round, step: row.ladder_step },
    advice: { toldAt: row.advice_told_at, acknowledgedAt: row.advice_acknowledged_at },
    stationSeenAt: row.station_seen_at,
    life: lifeOf(row),
  };
}

type OriginColumns = Pick<Selectable<OfferTable>, 'call_id' | 'booking_id'>;

/** Exactly one of the two is there, by a check of each table. */
export function originOf({ call_id, booking_id }: OriginColumns): VisitOrigin {
  return call_id === null
    ? { kind: 'booking', bookingId: present(booking_id, 'booking_id') }
    : { kind: 'call', callId: call_id };
}

export function originColumns(origin: VisitOrigin): OriginColumns {
  return origin.kind === 'call'
    ? { call_id: origin.callId, booking_id: null }
    : { call_id: null, booking_id: origin.bookingId };
}

/** The organisation of an offer is read from its call or booking. */
export function offerOf(
  row: Omit<Selectable<OfferTable>, 'reason' | 'told_at' | 'settled_at' | 'released_at'> & {
    organisation_id: OrganisationId;
  },
): Offer {
  return {
    id: row.id,
    origin: originOf(row),
    organisationId: row.organisation_id,
    clinicianId: row.clinician_id,
    kind: row.kind,
    visitId: row.visit_id,
    place: row.place,
    state: row.state,
    rangAt: row.rang_at,
    deadline: row.deadline,
    heardAt: row.heard_at,
  };
}

export type DutyRow = Omit<Selectable<DutyTable>, 'seen_at' | 'gone_at' | 'outside_shift_reason'> & {
  organisation_id: OrganisationId;
};

/** A duty joined to a person who may have none. */
export type DutyColumns =
  DutyRow | ({ [K in keyof Omit<DutyRow, 'organisation_id'>]: null } & Pick<DutyRow, 'organisation_id'>);

export function dutyOf(row: DutyRow): Duty {
  return {
    clinicianId: row.clinician_id,
    organisationId: row.organisation_id,
    onCall: row.on_call,
    since: row.since,
    paused: row.paused,
    idleSince: row.idle_since,
    unreachableSince: row.unreachable_since,
    wrapUp:
      row.wrap_up_visit_id === null
        ? null
        : { visitId: row.wrap_up_visit_id, until: present(row.wrap_up_until, 'duties.wrap_up_until') },
  };
}

export function findDutyOf(row: DutyColumns): Duty | undefined {
  return row.clinician_id === null ? undefined : dutyOf(row);
}

/** What `cardColumns` selects. */
export type CardRow = DetailColumns &
  Pick<Selectable<CallTable>, 'room_id' | 'acuity' | 'required_skills' | 'wanted_skills' | 'placed_at'> & {
    call_id: CallId;
    queue_name: string;
    site_name: string;
    site_kind: SiteTable['kind'];
    site_phone: string | null;
    station_name: string;
    /** As JSON; its times are strings. */
    passed_on_notes: CallCard['passedOnNotes'];
    patient_place: string | null;
    observations: CallCard['observations'];
    sbard: CallCard['sbard'];
  };

/** The columns of a call card, where the call is `c`, its site `si`, its station `st` and its queue `qu`. */
export const cardColumns = sql.raw(`
  c.id as call_id, c.room_id, c.acuity, c.required_skills, c.wanted_skills, c.placed_at,
  c.staff_name, c.patient_name, c.date_of_birth, c.nhs_number, c.concern, c.patient_id,
  ${observationsOfCall({ earlier: true })} as observations, ${sbardOfCall} as sbard,
  (select ${placeOf} from patients p where p.id = c.patient_id) as patient_place,
  si.name as site_name, si.kind as site_kind, si.phone as site_phone, st.name as station_name,
  qu.name as queue_name,
  (
    ${withEpisode}
    select coalesce(
      json_agg(
        json_build_object('text', o.note, 'byName', writer.name, 'at', o.recorded_at) order by o.recorded_at, v.id
      ),
      '[]'
    )
    from episode join visits v on v.call_id = episode.call_id
      join outcomes o on o.visit_id = v.id and o.disposition = 'passed-on'
      join people writer on writer.id = o.recorded_by
    where o.note is not null
  ) as passed_on_notes
`);

export function cardOf(row: CardRow): CallCard {
  return {
    kind: 'call',
    callId: row.call_id,
    roomId: row.room_id,
    siteName: row.site_name,
    siteKind: row.site_kind,
    sitePhone: row.site_phone,
    stationName: row.station_name,
    queueName: row.queue_name,
    acuity: row.acuity,
    requiredSkills: row.required_skills,
    wantedSkills: row.wanted_skills,
    details: detailsOf(row),
    patientPlace: row.patient_place,
    observations: observationViewsOf(row.observations),
    sbard: answerViewsOf(row.sbard),
    placedAt: row.placed_at.toISOString(),
    passedOnNotes: row.passed_on_notes.map((note) => ({ ...note, at: new Date(note.at).toISOString() })),
  };
}
