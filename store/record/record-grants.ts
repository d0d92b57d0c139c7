import { type Kysely, type Selectable, sql } from 'kysely';
import type { Clock } from '../../domain/ports.ts';
import type { AuditAction } from '../../domain/audit.ts';
import type { OrganisationId, PatientId, PersonId } from '../../domain/ids.ts';
import type { GrantReads, GrantWrites, OpenedRecord } from '../../domain/record/grant-port.ts';
import type { RecordGrant } from '../../domain/record/grant.ts';
import type { Database, RecordGrantTable } from '../schema.ts';

const mostListed = 100;
const mostReads = 50;
/** What a person reads by an opening; that it was opened is not among it. */
const readActions: readonly AuditAction[] = [
  'record.read',
  'record.searched',
  'document.opened',
  'letter.read',
];

/** Records opened without a relationship. */
export function grantWrites(db: Kysely<Database>, now: Date): GrantWrites {
  const update = () => db.updateTable('record_grants');
  return {
    async lockOpenGrant(personId, patientId) {
      await db.selectFrom('people').select('id').where('id', '=', personId).forNoKeyUpdate().execute();
      return openGrant(db, { personId, patientId, now });
    },

    async addGrant({ id, organisationId, patientId, personId, reason, words, openedAt, endsAt }) {
      await db
        .insertInto('record_grants')
        .values({
          ...{ id, organisation_id: organisationId, patient_id: patientId, person_id: personId },
          ...{ reason, words, opened_at: openedAt, ends_at: endsAt },
        })
        .execute();
    },

    async lockGrant(grantId) {
      const row = await db
        .selectFrom('record_grants')
        .selectAll()
        .where('id', '=', grantId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && grantOf(row);
    },

    async endGrant(grantId) {
      await update().set({ ends_at: now }).where('id', '=', grantId).execute();
    },

    async reviewGrant(grantId, { verdict, words, by }) {
      await update()
        .set({ verdict, review_words: words, reviewed_by: by, reviewed_at: now })
        .where('id', '=', grantId)
        .execute();
    },
  };
}

/** By whom, why, and what was read by it. */
export function grantReads(db: Kysely<Database>, clock: Clock): GrantReads {
  return {
    findOpenGrant: (personId, patientId) => openGrant(db, { personId, patientId, now: clock.now() }),

    async listOpenedRecords(organisationId, { reviewedSince }) {
      const [toReview, reviewed] = await Promise.all([
        listOpened(db, organisationId, { which: sql`g.reviewed_at is null`, order: sql`g.opened_at` }),
        listOpened(db, organisationId, {
          which: sql`g.reviewed_at >= ${reviewedSince}`,
          order: sql`g.reviewed_at desc`,
        }),
      ]);
      return {
        toReview: toReview.slice(0, mostListed),
        reviewed: reviewed.slice(0, mostListed),
        more: toReview.length > mostListed,
      };
    },
  };
}

async function openGrant(
  db: Kysely<Database>,
  { personId, patientId, now }: { personId: PersonId; patientId: PatientId; now: Date },
): Promise<RecordGrant | undefined> {
  const row = await db
    .selectFrom('record_grants')
    .selectAll()
    .where('patient_id', '=', patientId)
    .where('person_id', '=', personId)
    .where('opened_at', '<=', now)
    .where('ends_at', '>', now)
    .orderBy('ends_at', 'desc')
    .executeTakeFirst();
  return row && grantOf(row);
}

type OpenedRow = Selectable<RecordGrantTable> & {
  person_name: string;
  patient_name: string;
  site_name: string;
  reviewer_name: string | null;
  reads: { at: string; action: AuditAction }[];
};

/** One statement: what was read is found by the patient, and is of the person and the time of the opening. */
async function listOpened(
  db: Kysely<Database>,
  organisationId: OrganisationId,
  { which, order }: { which: ReturnType<typeof sql>; order: ReturnType<typeof sql> },
): Promise<OpenedRecord[]> {
  const { rows } = await sql<OpenedRow>`
    select g.*, people.name as person_name, p.name as patient_name, si.name as site_name,
      reviewers.name as reviewer_name,
      coalesce((
        select json_agg(json_build_object('at', one.at, 'action', one.action) order by one.id)
        from (
          select a.id, a.at, a.action from audit a
          where a.subject_kind = 'patient' and a.subject_id = g.patient_id::text
            and a.actor_kind = 'person' and a.actor_id = g.person_id
            and a.action = any(${[...readActions]}::text[]) and a.at >= g.opened_at and a.at <= g.ends_at
          order by a.id limit ${mostReads + 1}
        ) one
      ), '[]') as reads
    from record_grants g
      join people on people.id = g.person_id
      join patients p on p.id = g.patient_id
      join sites si on si.id = p.site_id
      left join people reviewers on reviewers.id = g.reviewed_by
    where g.organisation_id = ${organisationId}::uuid and ${which}
    order by ${order}, g.id limit ${mostListed + 1}
  `.execute(db);
  return rows.map(openedOf);
}

function openedOf(row: OpenedRow): OpenedRecord {
  return {
    ...grantOf(row),
    ...{ personName: row.person_name, patientName: row.patient_name, siteName: row.site_name },
    reviewerName: row.reviewer_name,
    reads: row.reads.slice(0, mostReads).map(({ at, action }) => ({ at: new Date(at), action })),
    moreReads: row.reads.length > mostReads,
  };
}

function grantOf(row: Selectable<RecordGrantTable>): RecordGrant {
  const { verdict, review_words: words, reviewed_by: by, reviewed_at: at } = row;
  const isReviewed = verdict !== null && words !== null && by !== null && at !== null;
  return {
    ...{
      id: row.id,
      organisationId: row.organisation_id,
      patientId: row.patient_id,
      personId: row.person_id,
    },
    ...{ reason: row.reason, words: row.words, openedAt: row.opened_at, endsAt: row.ends_at },
    review: isReviewed ? { verdict, words, by, at } : null,
  };
}
