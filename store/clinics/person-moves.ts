import { type Kysely, type Selectable, sql } from 'kysely';
import type { PersonMoveReads, PersonMoveWrites } from '../../domain/clinics/person-move-port.ts';
import type { OrganisationId, PatientId } from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import type { NumberMerge, PersonMove, Standing } from '../../domain/clinics/person-move.ts';
import { executeTogether } from '../postgres/connections.ts';
import type { Database, PersonMoveTable } from '../schema.ts';
import { mergingWrites } from './merged-patients.ts';
import { movedBookingWrites } from './moved-bookings.ts';
import { knownPatientWrites } from './known-patients.ts';
import { feedReads, feedWrites } from './prison-feeds.ts';
import { dayOf, movedPatientOf } from './rows.ts';

/** Where people in prison are, as it has been told. */
export function personMoveWrites(db: Kysely<Database>, now: Date): PersonMoveWrites {
  return {
    ...feedWrites(db, now),
    ...moveWrites(db, now),
    ...mergeDecisions(db),
    ...patientStandings(db),
    ...knownPatientWrites(db, now),
    ...patientFacts(db),
    ...movedBookingWrites(db),
    ...mergingWrites(db, now),
  };
}

/** Who may tell where people in prison are, and what is forgotten of it. */
export function personMoveReads(db: Kysely<Database>, clock: Clock): PersonMoveReads {
  return {
    ...feedReads(db, clock),

    async forgetStrangers(before, most) {
      const { numAffectedRows } = await sql`
        delete from person_moves where (organisation_id, id) in (
          select organisation_id, id from person_moves
          where patient_id is null and kind <> 'merged' and told_at < ${before}::timestamptz
          limit ${most} for update skip locked
        )
      `.execute(db);
      return Number(numAffectedRows ?? 0);
    },
  };
}

function moveWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PersonMoveWrites, 'addMove' | 'hasReceived' | 'listMerges' | 'listMoves'> {
  return {
    async addMove(move) {
      const added = await db
        .insertInto('person_moves')
        .values({
          organisation_id: move.organisationId,
          id: move.id,
          kind: move.kind,
          happened_at: move.at,
          told_at: now,
          prison_number: move.prisonNumber,
          merged_into: move.mergedInto,
          site_id: move.siteId,
          patient_id: move.patientId,
          feed_id: 'feedId' in move.by ? move.by.feedId : null,
          made_by: 'personId' in move.by ? move.by.personId : null,
        })
        .onConflict((conflict) => conflict.columns(['organisation_id', 'id']).doNothing())
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },

    hasReceived: (feed, numbers) => hasReceived(db, feed, numbers),

    listMerges: (organisationId, prisonNumber) => listMerges(db, organisationId, prisonNumber),

    async listMoves(patientId) {
      const rows = await db
        .selectFrom('person_moves')
        .selectAll()
        .where('patient_id', '=', patientId)
        .where('kind', '<>', 'merged')
        .execute();
      return rows.map(moveOf);
    },
  };
}

async function hasReceived(
  db: Kysely<Database>,
  ...[{ id, siteIds }, numbers]: Parameters<PersonMoveWrites['hasReceived']>
): Promise<boolean> {
  const row = await db
    .selectFrom('person_moves')
    .select('id')
    .where('feed_id', '=', id)
    .where('kind', '=', 'received')
    .where('site_id', 'in', siteIds)
    .where('prison_number', 'in', numbers)
    .where('patient_id', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

const mergeColumns = sql.raw(
  'm.id, m.happened_at as at, m.prison_number as old, m.merged_into as kept, m.decision',
);

function mergeDecisions(
  db: Kysely<Database>,
): Pick<PersonMoveWrites, 'setAnswer' | 'findMerge' | 'decideMerge'> {
  const update = ({ organisationId, id }: { organisationId: OrganisationId; id: string }) =>
    db.updateTable('person_moves').where('organisation_id', '=', organisationId).where('id', '=', id);
  return {
    async setAnswer(of, answer) {
      await update(of).set({ answer }).execute();
    },

    async findMerge(organisationId, id) {
      const { rows } = await sql<NumberMerge>`
        select ${mergeColumns} from person_moves m
        where m.organisation_id = ${organisationId}::uuid and m.id = ${id}::uuid and m.kind = 'merged'
      `.execute(db);
      return rows[0];
    },

    async decideMerge(of, decision) {
      await update(of).set({ decision }).execute();
    },
  };
}

async function listMerges(
  db: Kysely<Database>,
  organisationId: OrganisationId,
  prisonNumber: string,
): Promise<NumberMerge[]> {
  const { rows } = await sql<NumberMerge>`
        with recursive holding as (
          select * from person_moves
          where organisation_id = ${organisationId}::uuid and kind = 'merged'
            and coalesce(decision, 'confirmed') = 'confirmed'
        ), numbers (number) as (
          select ${prisonNumber}::text
          union
          select case when m.prison_number = numbers.number then m.merged_into else m.prison_number end
          from numbers join holding m on m.prison_number = numbers.number or m.merged_into = numbers.number
        )
        select ${mergeColumns} from holding m join numbers on numbers.number = m.prison_number
      `.execute(db);
  return rows;
}

function moveOf(row: Selectable<PersonMoveTable>): PersonMove {
  // Merges are left out by whoever reads.
  const kind = row.kind as PersonMove['kind'];
  return { id: row.id, at: row.happened_at, kind, siteId: row.site_id };
}

type OfPatients =
  'lockPatientsOf' | 'lockPatient' | 'findPatient' | 'claimNumbers' | 'releaseNumbers' | 'setStanding';

function patientStandings(db: Kysely<Database>): Pick<PersonMoveWrites, OfPatients> {
  const select = () =>
    db
      .selectFrom('patients')
      .selectAll()
      .select(dayOf('date_of_birth').as('birth_day'))
      .where('merged_into', 'is', null);
  return {
    async lockPatientsOf(organisationId, numbers) {
      const rows = await select()
        .where('organisation_id', '=', organisationId)
        .where('prison_number', 'in', numbers)
        .orderBy('created_at')
        .orderBy('id')
        .forNoKeyUpdate()
        .execute();
      return rows.map(movedPatientOf);
    },

    async lockPatient(patientId) {
      const row = await select().where('id', '=', patientId).forNoKeyUpdate().executeTakeFirst();
      return row && movedPatientOf(row);
    },

    async findPatient(patientId) {
      const [row] = await executeTogether(db, select().where('id', '=', patientId));
      return row && movedPatientOf(row);
    },

    ...numberWrites(db),

    setStanding: (patientId, standing) => setStanding(db, patientId, standing),
  };
}

/** Whose number is whose. */
function numberWrites(db: Kysely<Database>): Pick<PersonMoveWrites, 'claimNumbers' | 'releaseNumbers'> {
  return {
    async claimNumbers({ id, organisationId, prisonNumber }, { kept, numbers }) {
      await db
        .updateTable('person_moves')
        .set({ patient_id: id })
        .where('organisation_id', '=', organisationId)
        .where('prison_number', 'in', numbers)
        .where('patient_id', 'is', null)
        .execute();
      if (prisonNumber !== kept) {
        await db.updateTable('patients').set({ prison_number: kept }).where('id', '=', id).execute();
      }
    },

    async releaseNumbers({ id, organisationId }, numbers) {
      await db
        .updateTable('person_moves')
        .set({ patient_id: null })
        .where('organisation_id', '=', organisationId)
        .where('patient_id', '=', id)
        .where('prison_number', 'in', numbers)
        .where('feed_id', 'is not', null)
        .execute();
      await db.updateTable('patients').set({ prison_number: null }).where('id', '=', id).execute();
    },
  };
}

/**
 * A wing and a cell are those of one prison; what officers have to know goes with the person, until somebody there has
 * looked at it. Whether two records are of one person is asked where they are.
 */
async function setStanding(
  db: Kysely<Database>,
  patientId: PatientId,
  { kind, siteId }: Pick<Standing, 'kind' | 'siteId'>,
): Promise<void> {
  await sql`
    with asked as (
      update clinic_tasks set site_id = ${siteId}::uuid
      where patient_id = ${patientId}::uuid and kind = 'merge-differs' and done_at is null
    )
    update patients set standing = ${kind}, site_id = ${siteId}::uuid,
      marks_confirmed = case when site_id = ${siteId}::uuid then marks_confirmed else security_marks = '{}' end,
      wing = case when site_id = ${siteId}::uuid then wing end,
      cell = case when site_id = ${siteId}::uuid then cell end
    where id = ${patientId}::uuid
  `.execute(db);
}

/** What a move of the patient is for others to see to. */
function patientFacts(
  db: Kysely<Database>,
): Pick<PersonMoveWrites, 'listOpenReferrals' | 'takesBookings' | 'isPrison'> {
  return {
    async listOpenReferrals(patientId) {
      const rows = await db
        .selectFrom('referrals')
        .select('id')
        .where('patient_id', '=', patientId)
        .where('state', '<>', 'closed')
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    async isPrison(siteId) {
      const { kind } = await db
        .selectFrom('sites')
        .select('kind')
        .where('id', '=', siteId)
        .executeTakeFirstOrThrow();
      return kind === 'prison';
    },

    async takesBookings(siteId) {
      const row = await db
        .selectFrom('prison_days')
        .select('site_id')
        .where('site_id', '=', siteId)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
