import { type Kysely, sql } from 'kysely';
import type { ClinicianId } from '../../domain/ids.ts';
import type { ClinicianWrites } from '../../domain/ports.ts';
import { executePipelined, pipelinedPrefix } from '../postgres/connections.ts';
import { selectOffers } from '../offers/offer-writes.ts';
import { countCover, listOnCall } from './on-call.ts';
import { dutyOf, offerOf } from '../calls/rows.ts';
import type { Database } from '../schema.ts';

/** Readiness of clinicians; what occupies them is in their offers. */
export function clinicianWrites(db: Kysely<Database>, now: Date): ClinicianWrites {
  return {
    ...dutyWrites(db, now),
    ...wrapUpWrites(db, now),

    async findOpenOfferOf(clinicianId) {
      const row = await selectOffers(db)
        .where('offers.clinician_id', '=', clinicianId)
        .where('offers.released_at', 'is', null)
        .executeTakeFirst();
      return row && offerOf(row);
    },

    async countMissed(clinicianId, since) {
      const row = await db
        .selectFrom('offers')
        .select(({ fn }) => fn.countAll<string>().as('missed'))
        .where('clinician_id', '=', clinicianId)
        .where('rang_at', '>=', since)
        .where('kind', '=', 'call')
        .where('state', '=', 'missed')
        .executeTakeFirstOrThrow();
      return Number(row.missed);
    },

    listOnCall: (organisationId, reachableSince) => listOnCall(db, { organisationId, reachableSince, now }),
    countCover: (organisationId, reachableSince) => countCover(db, { organisationId, reachableSince }),
  };
}

function dutyWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<
  ClinicianWrites,
  'findDuty' | 'setDuty' | 'pauseForMissing' | 'endPauseAndWrapUp' | 'markUnreachable'
> {
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

    async pauseForMissing(clinicianId) {
      const paused = db
        .updateTable('duties')
        .set({ paused: 'missed-a-call', since: now })
        .where('clinician_id', '=', clinicianId)
        .where('on_call', '=', true)
        .where('paused', 'is', null);
      await executePipelined(db, paused);
    },

    async endPauseAndWrapUp(clinicianId) {
      const answered = db
        .updateTable('duties')
        .set({ paused: null, since: now, wrap_up_visit_id: null, wrap_up_until: null })
        .where('clinician_id', '=', clinicianId)
        .where((row) => row.or([row('paused', 'is not', null), row('wrap_up_visit_id', 'is not', null)]));
      await executePipelined(db, answered);
    },

    async markUnreachable(clinicianId) {
      const unreachable = db
        .updateTable('duties')
        .set({ unreachable_since: now })
        .where('clinician_id', '=', clinicianId)
        .where('unreachable_since', 'is', null);
      await executePipelined(db, unreachable);
    },
  };
}

function wrapUpWrites(db: Kysely<Database>, now: Date): Pick<ClinicianWrites, 'startWrapUp' | 'endWrapUp'> {
  return {
    // A clinician without a row is off call; the wrap-up must not be lost for that. A visit that was handed over is
    // wrapped up by its last clinician: the first one's wrap-up of it ends.
    async startWrapUp(clinicianId, { visitId, until }) {
      await sql`${sql.raw(pipelinedPrefix)}
        update duties set wrap_up_visit_id = null, wrap_up_until = null, idle_since = ${now}
        where wrap_up_visit_id = ${visitId} and clinician_id <> ${clinicianId}`.execute(db);
      await sql`${sql.raw(pipelinedPrefix)}
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

/** `since` answers "paused since when", so it changes only when the choice itself does. */
async function setDuty(
  db: Kysely<Database>,
  now: Date,
  { clinicianId, onCall, paused, idleSince, outsideShiftReason }: Choice,
): Promise<void> {
  await sql`
    insert into duties (clinician_id, on_call, paused, since, idle_since, outside_shift_reason)
    values (${clinicianId}, ${onCall}, ${paused}, ${now}, ${idleSince}, ${outsideShiftReason})
    on conflict (clinician_id) do update set
      on_call = excluded.on_call,
      paused = excluded.paused,
      outside_shift_reason = excluded.outside_shift_reason,
      idle_since = excluded.idle_since,
      since = case
        when (duties.on_call, duties.paused) is distinct from (excluded.on_call, excluded.paused)
        then excluded.since
        else duties.since
      end
  `.execute(db);
}
