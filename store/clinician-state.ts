import { type Kysely, sql } from 'kysely';
import { type Presence, presenceOf } from '../domain/clinicians/presence.ts';
import type { AudienceState, ClinicianState, PresenceView } from '../domain/contract/views.ts';
import { DomainError } from '../domain/errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../domain/ids.ts';
import { type CardRow, cardColumns, cardOf } from './cards.ts';
import { type DutyColumns, findDutyOf, present } from './rows.ts';
import type { Database, VisitTable } from './schema.ts';

type ClinicianColumns = DutyColumns & {
  seq: number;
  clinician_name: string;
  organisation_name: string;
};

type HeldColumns = {
  part: 'held';
  offer_id: OfferId;
  offer_state: 'ringing' | 'accepted';
  rang_at: Date;
  deadline: Date;
  visit_id: VisitId | null;
  started_at: Date | null;
};

type MissingColumns = {
  part: 'missing';
  visit_id: VisitId;
  started_at: Date;
  ended_at: Date;
  end_reason: NonNullable<VisitTable['end_reason']>;
};

type HeldRow = ClinicianColumns & HeldColumns & CardRow;
type MissingRow = ClinicianColumns & MissingColumns & CardRow;

/** One row for what holds the clinician and each outcome they still owe, or one row with neither. */
type Row = HeldRow | MissingRow | (ClinicianColumns & { part: null });

/** Everything on a clinician's screen but the board. Throws `not-found`. */
export async function readClinicianState(
  db: Kysely<Database>,
  clinicianId: ClinicianId,
): Promise<Pick<AudienceState, 'seq'> & { state: ClinicianState }> {
  const rows = await selectClinician(db, clinicianId);
  const [clinician] = rows;
  if (clinician === undefined) {
    throw new DomainError('not-found', 'no such clinician');
  }
  const held = rows.find((row): row is HeldRow => row.part === 'held');
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
          held && { offerId: held.offer_id, state: held.offer_state, visitId: held.visit_id },
        ),
      ),
      offer: held?.offer_state === 'ringing' ? offerViewOf(held) : null,
      visit: held !== undefined && held.visit_id !== null ? visitViewOf(held, held.visit_id) : null,
      missingOutcomes: missing.map(missingOutcomeOf),
    },
  };
}

async function selectClinician(db: Kysely<Database>, clinicianId: ClinicianId): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select coalesce(a.seq, 0) as seq, p.name as clinician_name, org.name as organisation_name,
      p.organisation_id, d.clinician_id, d.on_call, d.paused, d.since, d.idle_since, d.wrap_up_visit_id,
      d.wrap_up_until,
      part.*, ${cardColumns}
    from people p
      join organisations org on org.id = p.organisation_id
      left join audiences a on a.kind = 'clinician' and a.id = p.id
      left join duties d on d.clinician_id = p.id
      left join lateral (
        select 'held' as part, f.call_id as part_call_id, f.id as offer_id, f.state as offer_state, f.rang_at,
          f.deadline, v.id as visit_id, v.started_at, v.ended_at, v.end_reason
        from offers f left join visits v on v.offer_id = f.id
        where f.clinician_id = p.id and f.released_at is null
        union all
        select 'missing', v.call_id, null, null, null, null, v.id, v.started_at, v.ended_at, v.end_reason
        from visits v
        where v.clinician_id = p.id and v.ended_at is not null and v.outcome_recorded_at is null
      ) part on true
      left join calls c on c.id = part.part_call_id
      left join stations st on st.id = c.station_id
      left join sites si on si.id = c.site_id
    where p.id = ${clinicianId}
    order by part.ended_at, part.visit_id
  `.execute(db);
  return rows;
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

function offerViewOf(row: HeldRow): ClinicianState['offer'] {
  return {
    offerId: row.offer_id,
    card: cardOf(row),
    rangAt: row.rang_at.toISOString(),
    deadline: row.deadline.toISOString(),
  };
}

function visitViewOf(row: HeldRow, visitId: VisitId): ClinicianState['visit'] {
  const startedAt = present(row.started_at, 'visits.started_at').toISOString();
  return { visitId, card: cardOf(row), startedAt };
}

function missingOutcomeOf(row: MissingRow): ClinicianState['missingOutcomes'][number] {
  return {
    visitId: row.visit_id,
    card: cardOf(row),
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at.toISOString(),
    reason: row.end_reason,
  };
}
