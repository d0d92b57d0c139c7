import { type Kysely, sql } from 'kysely';
import type { SharedRecordReads, SourcedResource } from '../../domain/shared-record/record-reads.ts';
import type { RecordContact } from '../../domain/shared-record/record-view.ts';
import { outcomeOfBooking } from '../clinics/booking-reads.ts';
import type { Database } from '../schema.ts';

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
/** `performer` of an Observation in `record_references`. */
const performer = 27;

/** The record of one patient as it is shown to people: one query for what is kept, one for what was done. */
export function sharedRecordReads(db: Kysely<Database>): SharedRecordReads {
  return { ...newestReads(db), ...contactReads(db) };
}

function newestReads(db: Kysely<Database>): Pick<SharedRecordReads, 'listNewestOf'> {
  return {
    async listNewestOf({ organisationId, patientId }, most) {
      const { rows } = await sql<SourcedResource>`
        select r.type, r.body, coalesce(
          rc.name, pe.name,
          (
            select si.name from record_references i join sites si
              on si.id = case when i.target_id ~ ${uuid} then i.target_id::uuid end
            where i.pk = r.pk and i.parameter = ${performer} and i.target_type = 'Organization' limit 1
          )
        ) as source
        from unnest(${Object.keys(most)}::text[], ${Object.values(most)}::integer[]) wanted (type, most)
          cross join lateral (
            select one.pk, one.type, one.version, one.body, one.at from record_resources one
            where one.patient_id = ${patientId}::uuid and one.type = wanted.type
              and one.organisation_id = ${organisationId}::uuid and one.body is not null
            order by one.at desc nulls last, one.pk desc
            limit wanted.most + 1
          ) r
          join record_versions v on v.pk = r.pk and v.version = r.version
          left join record_clients rc on rc.id = v.made_by
          left join people pe on pe.id = v.made_by
        order by r.type, r.at desc nulls last, r.pk desc
      `.execute(db);
      return rows;
    },
  };
}

function contactReads(db: Kysely<Database>): Pick<SharedRecordReads, 'listContacts'> {
  return {
    async listContacts({ organisationId, patientId }, limit) {
      const { rows } = await sql<{ contact: RecordContact }>`
        select contact from (
          (
            select c.placed_at as at, jsonb_build_object(
              'kind', 'call', 'at', c.placed_at, 'siteName', si.name, 'concern', c.concern, 'endReason', c.end_reason,
              'outcome', case when o.visit_id is not null then jsonb_build_object(
                'disposition', o.disposition, 'advice', o.advice, 'byName', p.name, 'recordedAt', o.recorded_at
              ) end
            ) as contact
            from calls c join sites si on si.id = c.site_id
              left join outcomes o on o.visit_id = c.visit_id left join people p on p.id = o.recorded_by
            where c.patient_id = ${patientId}::uuid and c.organisation_id = ${organisationId}::uuid and c.phase = 'ended'
            order by c.placed_at desc limit ${limit}
          )
          union all
          (
            select bookings.starts_at, jsonb_build_object(
              'kind', 'booking', 'at', bookings.starts_at, 'service', s.service, 'siteName', si.name, 'siteKind', si.kind,
              'clinicianName', p.name, 'outcome', ${outcomeOfBooking}
            )
            from bookings join clinic_sessions s on s.id = bookings.session_id join sites si on si.id = bookings.site_id
              join people p on p.id = bookings.clinician_id
            where bookings.patient_id = ${patientId}::uuid and bookings.organisation_id = ${organisationId}::uuid
              and bookings.state = 'done'
            order by bookings.starts_at desc limit ${limit}
          )
          union all
          (
            select l.signed_at, jsonb_build_object(
              'kind', 'letter', 'at', l.signed_at, 'service', l.head ->> 'service', 'byName', l.head ->> 'writtenBy',
              'seenAt', b.starts_at, 'plan', nullif(l.sections ->> 'plan', '')
            )
            from letters l join bookings b on b.id = l.booking_id
            where b.patient_id = ${patientId}::uuid and b.organisation_id = ${organisationId}::uuid
              and l.signed_at is not null
              and not exists (select from letters later where later.replaces = l.id and later.signed_at is not null)
            order by l.signed_at desc limit ${limit}
          )
        ) done
        order by at desc limit ${limit}
      `.execute(db);
      return rows.map(({ contact }) => timed(contact));
    },
  };
}

/** The database writes times of its own within JSON. */
function timed(contact: RecordContact): RecordContact {
  const at = iso(contact.at);
  switch (contact.kind) {
    case 'call': {
      const { outcome } = contact;
      return { ...contact, at, outcome: outcome && { ...outcome, recordedAt: iso(outcome.recordedAt) } };
    }
    case 'booking': {
      const { outcome } = contact;
      return { ...contact, at, outcome: outcome && { ...outcome, at: iso(outcome.at) } };
    }
    case 'letter':
      return { ...contact, at, seenAt: iso(contact.seenAt) };
  }
}

function iso(time: string): string {
  return new Date(time).toISOString();
}
