import type { Kysely } from 'kysely';
import type { Reads } from '../domain/ports.ts';
import { present } from './rows.ts';
import type { Database } from './schema.ts';

/** What jobs stand behind. */
export function workReads(
  db: Kysely<Database>,
): Pick<Reads, 'listOpenWork' | 'findWrapUp' | 'countOpenCalls'> {
  return {
    async countOpenCalls() {
      const rows = await db
        .selectFrom('calls')
        .select(['phase', (expression) => expression.fn.countAll<string>().as('count')])
        .where('phase', '!=', 'ended')
        .groupBy('phase')
        .execute();
      const count = (phase: string) => Number(rows.find((row) => row.phase === phase)?.count ?? 0);
      return { waiting: count('waiting'), ringing: count('ringing'), active: count('active') };
    },

    async listOpenWork() {
      const [waiting, ringing, wrapUps] = await Promise.all([
        listWaiting(db),
        listRinging(db),
        listWrapUps(db),
      ]);
      return { waiting, ringing, wrapUps };
    },

    async findWrapUp(visitId) {
      const row = await db
        .selectFrom('duties')
        .innerJoin('people', 'people.id', 'duties.clinician_id')
        .select(['duties.clinician_id', 'people.organisation_id', 'duties.wrap_up_until'])
        .where('duties.wrap_up_visit_id', '=', visitId)
        .executeTakeFirst();
      return (
        row && {
          clinicianId: row.clinician_id,
          organisationId: row.organisation_id,
          until: present(row.wrap_up_until, 'duties.wrap_up_until'),
        }
      );
    },
  };
}

function listWaiting(db: Kysely<Database>) {
  return db
    .selectFrom('calls')
    .select(['id as callId', 'organisation_id as organisationId', 'acuity'])
    .where('phase', '=', 'waiting')
    .orderBy('order_at')
    .orderBy('id')
    .execute();
}

function listRinging(db: Kysely<Database>) {
  return db
    .selectFrom('offers')
    .select(['id as offerId', 'deadline'])
    .where('state', '=', 'ringing')
    .orderBy('deadline')
    .execute();
}

async function listWrapUps(db: Kysely<Database>) {
  const rows = await db
    .selectFrom('duties')
    .select(['wrap_up_visit_id', 'wrap_up_until'])
    .where('wrap_up_visit_id', 'is not', null)
    .orderBy('wrap_up_until')
    .execute();
  return rows.map((row) => ({
    visitId: present(row.wrap_up_visit_id, 'duties.wrap_up_visit_id'),
    until: present(row.wrap_up_until, 'duties.wrap_up_until'),
  }));
}
