import { type Kysely, sql } from 'kysely';
import type { Clock } from '../../domain/ports.ts';
import {
  clinicDaysAround,
  type RecordSubject,
  type RelationshipKind,
  relationshipKinds,
  type RelationshipReads,
  writeUpDays,
} from '../../domain/record/relationships.ts';
import { addDays, wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { Database } from '../schema.ts';

const dayMs = 24 * 3600 * 1000;

/** Whose record it is, and by which relationships a person may see it. One query each: it is asked while a call rings. */
export function relationshipReads(db: Kysely<Database>, clock: Clock): RelationshipReads {
  return {
    async findRecordSubject(patientId) {
      const { rows } = await sql<RecordSubject>`
        with recursive kept as (
          select id, merged_into from patients where id = ${patientId}::uuid
          union
          select p.id, p.merged_into from patients p join kept on p.id = kept.merged_into
        )
        select p.id as "patientId", p.organisation_id as "organisationId", p.site_id as "siteId", si.name as "siteName",
          si.kind as "siteKind", p.name, to_char(p.date_of_birth, 'YYYY-MM-DD') as "dateOfBirth",
          p.nhs_number as "nhsNumber", p.room
        from kept join patients p on p.id = kept.id join sites si on si.id = p.site_id
        where kept.merged_into is null
      `.execute(db);
      return rows[0];
    },

    async findRelationships(personId, patientId) {
      const now = clock.now();
      const today = wallDateOf(now);
      const { rows } = await sql<{ kind: RelationshipKind }>`
        select case f.state when 'ringing' then 'ringing' else 'visit' end as kind
        from offers f left join calls c on c.id = f.call_id left join bookings b on b.id = f.booking_id
        where f.clinician_id = ${personId}::uuid and f.released_at is null
          and coalesce(c.patient_id, b.patient_id) = ${patientId}::uuid
        union
        select 'write-up'
        from visits v left join calls c on c.id = v.call_id left join bookings b on b.id = v.booking_id
        where v.clinician_id = ${personId}::uuid and v.ended_at is not null and v.outcome_recorded_at is null
          and v.ended_at > ${new Date(now.getTime() - writeUpDays * dayMs)}
          and coalesce(c.patient_id, b.patient_id) = ${patientId}::uuid
        union
        select 'booking'
        from bookings b join clinic_sessions s on s.id = b.session_id
        where b.patient_id = ${patientId}::uuid and b.clinician_id = ${personId}::uuid
          and b.state in ('booked', 'running', 'done')
          and s.date between ${addDays(today, -clinicDaysAround)}::date and ${addDays(today, clinicDaysAround)}::date
        union
        select 'break-glass'
        from record_grants
        where person_id = ${personId}::uuid and patient_id = ${patientId}::uuid
          and opened_at <= ${now} and ends_at > ${now}
      `.execute(db);
      const found = new Set(rows.map(({ kind }) => kind));
      return relationshipKinds.filter((kind) => found.has(kind)).map((kind) => ({ kind }));
    },
  };
}
