import { type Kysely, sql } from 'kysely';
import type { ClinicianId } from '../domain/ids.ts';
import type { ClinicianWrites } from '../domain/ports.ts';
import { selectOffers } from './offer-writes.ts';
import { dutyOf, offerOf } from './rows.ts';
import type { Database } from './schema.ts';

/** Readiness of clinicians; what holds them is in their offers. */
export function clinicianWrites(db: Kysely<Database>, now: Date): ClinicianWrites {
  return {
    ...dutyWrites(db, now),

    async findHeld(clinicianId) {
      const row = await selectOffers(db)
        .where('offers.clinician_id', '=', clinicianId)
        .where('offers.released_at', 'is', null)
        .executeTakeFirst();
      return row && offerOf(row);
    },

    async listFree(organisationId, reachableSince) {
      const rows = await db
        .selectFrom('people')
        .innerJoin('duties', 'duties.clinician_id', 'people.id')
        .select(['duties.clinician_id as clinicianId', 'duties.idle_since as idleSince'])
        .where('people.organisation_id', '=', organisationId)
        .where('people.disabled_at', 'is', null)
        .where('duties.on_call', '=', true)
        .where('duties.paused', 'is', null)
        .where('duties.wrap_up_visit_id', 'is', null)
        .where('duties.seen_at', '>', reachableSince)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('offers')
                .select('offers.id')
                .whereRef('offers.clinician_id', '=', 'duties.clinician_id')
                .where('offers.released_at', 'is', null),
            ),
          ),
        )
        .execute();
      return rows;
    },
  };
}

function dutyWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicianWrites, 'findDuty' | 'setDuty' | 'startWrapUp' | 'endWrapUp'> {
  return {
    async findDuty(clinicianId) {
      const row = await db
        .selectFrom('duties')
        .innerJoin('people', 'people.id', 'duties.clinician_id')
        .selectAll('duties')
        .select('people.organisation_id')
        .where('duties.clinician_id', '=', clinicianId)
        .executeTakeFirst();
      return row && dutyOf(row);
    },

    setDuty: (clinicianId, duty) => setDuty(db, now, { clinicianId, ...duty }),

    // A clinician without a row is off call; the wrap-up must not be lost for that.
    async startWrapUp(clinicianId, { visitId, until }) {
      await sql`
        insert into duties (clinician_id, on_call, since, idle_since, wrap_up_visit_id, wrap_up_until)
        values (${clinicianId}, false, ${now}, ${now}, ${visitId}, ${until})
        on conflict (clinician_id) do update set
          wrap_up_visit_id = excluded.wrap_up_visit_id,
          wrap_up_until = excluded.wrap_up_until
      `.execute(db);
    },

    async endWrapUp(clinicianId, visitId) {
      const row = await db
        .updateTable('duties')
        .set({ wrap_up_visit_id: null, wrap_up_until: null, idle_since: now })
        .where('clinician_id', '=', clinicianId)
        .where('wrap_up_visit_id', '=', visitId)
        .returning('clinician_id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

type Choice = Parameters<ClinicianWrites['setDuty']>[1] & { clinicianId: ClinicianId };

/** `since` answers "paused since when", so it moves only when the choice itself does. */
async function setDuty(
  db: Kysely<Database>,
  now: Date,
  { clinicianId, onCall, paused, idleSince }: Choice,
): Promise<void> {
  await sql`
    insert into duties (clinician_id, on_call, paused, since, idle_since)
    values (${clinicianId}, ${onCall}, ${paused}, ${now}, ${idleSince})
    on conflict (clinician_id) do update set
      on_call = excluded.on_call,
      paused = excluded.paused,
      idle_since = excluded.idle_since,
      since = case
        when (duties.on_call, duties.paused) is distinct from (excluded.on_call, excluded.paused)
        then excluded.since
        else duties.since
      end
  `.execute(db);
}
