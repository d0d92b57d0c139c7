import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { OfferKind } from '../../domain/calls/call.ts';
import { type Presence, presenceOf } from '../../domain/clinicians/presence.ts';
import type { AudienceState, ClinicianState, PresenceView } from '../../domain/states/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../../domain/ids.ts';
import { cardColumns, type DutyColumns, findDutyOf, present } from '../calls/rows.ts';
import { telephoned } from '../escalation/delivery-claims.ts';
import { currentShift, endedShift } from '../clinicians/on-call.ts';
import type { Database, VisitTable } from '../schema.ts';
import { progress, type ProgressColumn, progressOf } from './progress.ts';
import { bookedColumns, visitCardOf, type VisitCardRow } from './visit-cards.ts';

// For as long as it is news to the clinician.
const lastRingForMs = 5 * 60 * 1000;
// No queue rings for longer; the index of a clinician's offers is ordered by the time they rang.
const longestRingMs = 10 * 60 * 1000;

type ClinicianColumns = DutyColumns & {
  seq: number;
  clinician_name: string;
  organisation_name: string;
  last_ring: ClinicianState['lastRing'];
  shift: ClinicianState['shift'];
  ended_shift: Date | null;
};

type OpenOfferColumns = {
  part: 'held';
  offer_id: OfferId;
  offer_state: 'ringing' | 'accepted';
  kind: OfferKind;
  rang_at: Date;
  deadline: Date;
  visit_id: VisitId | null;
  started_at: Date | null;
  /** Whether the visit is this clinician's own. */
  leads: boolean | null;
  lead_name: string | null;
  others: NonNullable<ClinicianState['visit']>['others'];
  guests: NonNullable<ClinicianState['visit']>['guests'] | null;
  locked: boolean | null;
  sound_lost_at: Date | null;
  lead_lost_at: Date | null;
  site_rung: NonNullable<ClinicianState['visit']>['sound']['siteRung'];
  ring_all: boolean | null;
  progress: ProgressColumn | null;
};

type MissingColumns = {
  part: 'missing';
  visit_id: VisitId;
  started_at: Date;
  ended_at: Date;
  end_reason: NonNullable<VisitTable['end_reason']>;
};

type OpenOfferRow = ClinicianColumns & OpenOfferColumns & VisitCardRow;
type MissingRow = ClinicianColumns & MissingColumns & VisitCardRow;

/** One row for the clinician's open offer or visit and one for each outcome they still owe, or one row with neither. */
type Row = OpenOfferRow | MissingRow | (ClinicianColumns & { part: null });

/** Everything on a clinician's screen but the board. Throws `not-found`. */
export async function readClinicianState(
  db: Kysely<Database>,
  now: Date,
  clinicianId: ClinicianId,
): Promise<Pick<AudienceState, 'seq'> & { state: ClinicianState }> {
  const rows = await selectClinician(db, now, clinicianId);
  const [clinician] = rows;
  if (clinician === undefined) {
    throw new DomainError('not-found', 'no such clinician');
  }
  const openOffer = rows.find((row): row is OpenOfferRow => row.part === 'held');
  const missing = rows.filter((row): row is MissingRow => row.part === 'missing');
  return {
    seq: clinician.seq,
    state: {
      kind: 'clinician',
      clinician: {
        clinicianId,
        name: clinician.clinician_name,
        organisationName: clinician.organisation_name,
      },
      presence: presenceViewOf(
        presenceOf(
          findDutyOf(clinician),
          openOffer && {
            offerId: openOffer.offer_id,
            state: openOffer.offer_state,
            visitId: openOffer.visit_id,
          },
        ),
      ),
      offer: openOffer?.offer_state === 'ringing' ? offerViewOf(openOffer) : null,
      visit:
        openOffer?.offer_state === 'accepted' && openOffer.visit_id !== null
          ? visitViewOf(openOffer, openOffer.visit_id, now)
          : null,
      lastRing: clinician.last_ring && {
        ...clinician.last_ring,
        at: new Date(clinician.last_ring.at).toISOString(),
      },
      shift: clinician.shift && {
        startsAt: new Date(clinician.shift.startsAt).toISOString(),
        endsAt: new Date(clinician.shift.endsAt).toISOString(),
        tier: clinician.shift.tier,
      },
      endedShift: clinician.ended_shift && { endsAt: clinician.ended_shift.toISOString() },
      missingOutcomes: missing.map(missingOutcomeOf),
    },
  };
}

async function selectClinician(db: Kysely<Database>, now: Date, clinicianId: ClinicianId): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select coalesce(a.seq, 0) as seq, p.name as clinician_name, org.name as organisation_name,
      p.organisation_id, d.clinician_id, d.on_call, d.paused, d.since, d.idle_since, d.wrap_up_visit_id,
      d.wrap_up_until, d.unreachable_since,
      case when s.id is not null then
        json_build_object('startsAt', s.starts_at, 'endsAt', s.ends_at, 'tier', s.tier)
      end as shift,
      case when s.id is null then ${endedShift(now)} end as ended_shift,
      ${lastRing(now)} as last_ring,
      part.*, c.ring_all, ${cardColumns}, ${bookedColumns}
    from people p
      join organisations org on org.id = p.organisation_id
      left join audiences a on a.kind = 'clinician' and a.id = p.id
      left join duties d on d.clinician_id = p.id
      left join ${currentShift(now)} s on true
      left join lateral (
        ${openOffer}
        union all
        select 'missing', v.call_id, v.booking_id, null, null, null, null, null, v.id, v.room_id, v.started_at,
          v.ended_at, v.end_reason, null, null, null, null, null, null, null, null, null
        from visits v
        where v.clinician_id = p.id and v.ended_at is not null and v.outcome_recorded_at is null
      ) part on true
      left join calls c on c.id = part.part_call_id
      left join bookings b on b.id = part.part_booking_id
      left join clinic_sessions cs on cs.id = b.session_id
      left join patients pt on pt.id = b.patient_id
      left join stations st on st.id = coalesce(c.station_id, b.station_id)
      left join sites si on si.id = st.site_id
      left join queues qu on qu.id = coalesce(c.queue_id, si.queue_id)
    where p.id = ${clinicianId}
    order by part.ended_at, part.visit_id
  `.execute(db);
  return rows;
}

/** What occupies person `p`: their own visit, or the one that they are asked into or have joined. */
const openOffer = sql.raw(`
  select 'held' as part, f.call_id as part_call_id, f.booking_id as part_booking_id, f.id as offer_id,
    f.state as offer_state, f.kind, f.rang_at, f.deadline, v.id as visit_id, v.room_id as visit_room_id, v.started_at,
    v.ended_at, v.end_reason,
    v.offer_id = f.id as leads, lead.name as lead_name,
    (
      select coalesce(json_agg(
        json_build_object(
          'clinicianId', other.id, 'name', other.name, 'kind', o.kind,
          'state', case o.state when 'ringing' then 'ringing' else 'joined' end
        ) order by o.rang_at, o.id
      ), '[]')
      from offers o join people other on other.id = o.clinician_id
      where (o.call_id = f.call_id or o.booking_id = f.booking_id) and o.released_at is null and o.id <> f.id
    ) as others,
    (
      select json_agg(
        json_build_object(
          'guestId', g.id, 'role', g.role, 'name', g.name, 'state', g.state, 'here', g.here, 'expiresAt', g.expires_at
        ) order by g.invited_at, g.id
      )
      from guests g where g.visit_id = v.id and g.state in ('invited', 'waiting', 'admitted')
    ) as guests,
    v.locked_at is not null as locked, v.sound_lost_at, v.lead_lost_at,
    (select ${telephoned} from deliveries d where d.visit_id = v.id) as site_rung,
    case when v.booking_id is not null then ${progress} end as progress
  from offers f
    left join visits v on (v.offer_id = f.id or v.id = f.visit_id)
    left join people lead on lead.id = v.clinician_id
  where f.clinician_id = p.id and f.released_at is null`);

/** The last ring at person `p` that they did not get to answer, with who took it. */
function lastRing(now: Date): RawBuilder<unknown> {
  const settledSince = new Date(now.getTime() - lastRingForMs);
  const rangSince = new Date(settledSince.getTime() - longestRingMs);
  return sql`(
    select json_build_object(
      'callId', o.call_id, 'siteName', (
        select ringer.name from sites ringer where ringer.id = coalesce(
          (select ringing.site_id from calls ringing where ringing.id = o.call_id),
          (select booked.site_id from bookings booked where booked.id = o.booking_id)
        )
      ), 'at', o.settled_at,
      'how', case o.state when 'missed' then 'missed' else o.reason end,
      'byName', case when o.reason = 'taken' then (
        select taker.name from offers won join people taker on taker.id = won.clinician_id
        where won.call_id = o.call_id and won.kind = 'call' and won.state = 'accepted'
        order by won.settled_at desc limit 1
      ) end
    )
    from offers o
    where o.clinician_id = p.id and o.rang_at > ${rangSince}::timestamptz
      and o.settled_at > ${settledSince}::timestamptz
      and (o.state = 'missed' or (o.state = 'withdrawn' and o.reason in ('not-reached', 'taken', 'cancelled')))
    order by o.settled_at desc, o.id limit 1
  )`;
}

/** Presence as it crosses the wire. */
function presenceViewOf(presence: Presence): PresenceView {
  switch (presence.state) {
    case 'available':
      return { ...presence, since: presence.since.toISOString() };
    case 'paused':
      return { ...presence, since: presence.since.toISOString() };
    case 'wrap-up':
      return { ...presence, until: presence.until.toISOString() };
    case 'away':
    case 'ringing':
    case 'busy':
      return presence;
  }
}

/** That of a booking is accepted from its first moment on, by a check of the table. */
function ringingKindOf({ kind }: OpenOfferRow): Exclude<OfferKind, 'booking'> {
  if (kind === 'booking') throw new Error('a booking rings where the schema forbids it');
  return kind;
}

function offerViewOf(row: OpenOfferRow): ClinicianState['offer'] {
  return {
    offerId: row.offer_id,
    kind: ringingKindOf(row),
    invitedBy: row.kind === 'call' ? null : present(row.lead_name, 'people.name'),
    atEverybody: row.kind === 'call' && row.ring_all === true,
    card: visitCardOf(row),
    rangAt: row.rang_at.toISOString(),
    deadline: row.deadline.toISOString(),
  };
}

function visitViewOf(row: OpenOfferRow, visitId: VisitId, now: Date): ClinicianState['visit'] {
  return {
    visitId,
    card: visitCardOf(row),
    startedAt: present(row.started_at, 'visits.started_at').toISOString(),
    role: row.leads === true ? 'lead' : 'second',
    kind: row.kind,
    leadName: present(row.lead_name, 'people.name'),
    others: row.others,
    guests: guestsOf(row, now),
    locked: row.locked === true,
    sound: { lostAt: row.sound_lost_at?.toISOString() ?? null, siteRung: row.site_rung },
    leadLostAt: row.lead_lost_at?.toISOString() ?? null,
    progress: row.progress && progressOf(row.progress, now),
  };
}

/** An invitation link that nobody used in time belongs to nobody. */
function guestsOf({ guests }: OpenOfferRow, now: Date): NonNullable<ClinicianState['visit']>['guests'] {
  return (guests ?? [])
    .map((guest) => ({ ...guest, expiresAt: new Date(guest.expiresAt).toISOString() }))
    .filter(({ state, expiresAt }) => state !== 'invited' || new Date(expiresAt) > now);
}

function missingOutcomeOf(row: MissingRow): ClinicianState['missingOutcomes'][number] {
  return {
    visitId: row.visit_id,
    card: visitCardOf(row),
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    reason: row.end_reason,
  };
}
