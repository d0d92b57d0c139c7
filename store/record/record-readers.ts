import { type Kysely, sql } from 'kysely';
import { actionsOfReaders } from '../../domain/record/reader-words.ts';
import type { ReaderEntry, ReaderReads } from '../../domain/record/access-port.ts';
import type { Database } from '../schema.ts';

const pageSize = 50;
// Postgres's largest bigint: the contract lets nineteen digits through.
const lastId = 2n ** 63n - 1n;

/** Who has read about one patient. The conditions on `audit` are those of the indexes of migrations 0017, 0040 and 0049. */
export function readerReads(db: Kysely<Database>): ReaderReads {
  return {
    async listReaders({ organisationId, patientId, before }) {
      const asked = before === null ? lastId : BigInt(before);
      const { rows } = await sql<ReaderEntry>`
        with theirs as (
          select array_agg(id::text) as patients, array_agg(id) as ids from records_of_patient(${patientId}::uuid) as id
        ), around as (
          select patients,
            patients || array(select id::text from bookings where patient_id = any(ids))
              || array(select id::text from referrals where patient_id = any(ids)) as clinics,
            array(select id::text from calls where patient_id = any(ids)) as calls
          from theirs
        ), found as (
          select a.* from around, audit a
          where a.subject_kind in ('patient', 'referral', 'booking', 'clinic-message') and a.subject_id = any(clinics)
          union all
          select a.* from around, audit a
          where a.subject_kind in ('call', 'visit', 'call-back', 'delivery') and a.subject_id = any(calls)
          union all
          select a.* from around, audit a where a.subject_kind = 'Patient' and a.subject_id = any(patients)
          union all
          select a.* from around, audit a
          where a.action in ('record.read', 'record.searched', 'record.written') and a.detail ? 'patientId'
            and a.detail ->> 'patientId' = any(patients) and a.subject_kind not in ('Patient', 'patient')
        )
        select found.id::text as id, found.at, found.action, found.subject_kind as "subjectKind", found.detail,
          found.actor_kind as "actorKind",
          coalesce(people.name, stations.name, guests.name, clients.name) as "actorName",
          coalesce(employers.name, sites.name, partners.name) as "organisationName"
        from found
          left join people on found.actor_kind = 'person' and people.id = found.actor_id
          left join organisations employers on employers.id = people.organisation_id
          left join stations on found.actor_kind = 'station' and stations.id = found.actor_id
          left join sites on sites.id = stations.site_id
          left join guests on found.actor_kind = 'guest' and guests.id = found.actor_id
          left join record_clients clients on found.actor_kind = 'record-client' and clients.id = found.actor_id
          left join organisations partners on partners.id = clients.organisation_id
        where found.organisation_id = ${organisationId}::uuid and found.actor_kind <> 'system'
          and found.action = any(${actionsOfReaders}::text[])
          and found.id ${before === null ? sql`<=` : sql`<`} ${String(asked < lastId ? asked : lastId)}::bigint
        order by found.id desc limit ${pageSize + 1}
      `.execute(db);
      const entries = rows.slice(0, pageSize);
      return { entries, next: rows.length > pageSize ? (entries.at(-1)?.id ?? null) : null };
    },
  };
}
