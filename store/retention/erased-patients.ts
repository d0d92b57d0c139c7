import { type Kysely, sql } from 'kysely';
import type { PatientId } from '../../domain/ids.ts';
import type { PatientRetentionWrites } from '../../domain/retention/patient-retention-port.ts';
import type { Database } from '../schema.ts';
import { lockEndedPatients } from './ended-patients.ts';

/** Patients of clinics go whole: with every record merged into them and everything that belongs to one. */
export function patientRetentionWrites(db: Kysely<Database>): PatientRetentionWrites {
  return {
    lockEndedPatients: (patientIds) => lockEndedPatients(db, patientIds),

    async erasePatients(patientIds) {
      const all = await belongingsOf(db, patientIds);
      // The trail first: its guard asks whose entry it is, and for that everything must still be there.
      const { numAffectedRows } = await eraseTrail(db, all);
      await cutOthers(db, all);
      await erasePrinted(db, all);
      await eraseParts(db, all);
      await eraseRecord(db, all);
      await eraseWhole(db, all);
      return { auditEntries: Number(numAffectedRows ?? 0) };
    },
  };
}

/** The ids of everything that belongs to some patients. */
type Belongings = OfClinics & OfVisits & Sent;

type OfClinics = { patients: string[]; homes: string[]; referrals: string[]; bookings: string[] };
type OfVisits = { visits: string[]; rooms: string[]; offers: string[]; guests: string[] };
type Sent = { tasks: string[]; messages: string[]; deliveries: string[]; moves: string[] };

async function belongingsOf(db: Kysely<Database>, patientIds: readonly PatientId[]): Promise<Belongings> {
  const clinics = await ofClinics(db, patientIds);
  const visits = await ofVisits(db, clinics);
  return { ...clinics, ...visits, ...(await sentOf(db, { ...clinics, ...visits })) };
}

async function ofClinics(db: Kysely<Database>, patientIds: readonly PatientId[]): Promise<OfClinics> {
  const { rows } = await sql<OfClinics>`
    with records as (
      select p.id, p.by_link from patients p
      where p.id in (select records_of_patient(root) from unnest(${[...patientIds]}::uuid[]) as asked (root))
    )
    select array(select id::text from records) as patients,
      array(select s.id::text from stations s where s.by_link and s.id in (select id from records where by_link)) as homes,
      array(select id::text from referrals where patient_id in (select id from records)) as referrals,
      array(select id::text from bookings where patient_id in (select id from records)) as bookings
  `.execute(db);
  return onlyOf(rows);
}

async function ofVisits(db: Kysely<Database>, { bookings }: OfClinics): Promise<OfVisits> {
  const { rows } = await sql<OfVisits>`
    with visited as (select id, room_id from visits where booking_id = any(${bookings}::uuid[]))
    select array(select id::text from visited) as visits,
      array(select distinct room_id::text from visited) as rooms,
      array(select id::text from offers where booking_id = any(${bookings}::uuid[])) as offers,
      array(select id::text from guests where visit_id in (select id from visited)) as guests
  `.execute(db);
  return onlyOf(rows);
}

/** A message about several bookings belongs to nobody before the last of them goes. */
async function sentOf(
  db: Kysely<Database>,
  { patients, referrals, bookings, visits }: OfClinics & OfVisits,
): Promise<Sent> {
  const { rows } = await sql<Sent>`
    with recursive numbers (organisation_id, number) as (
      select organisation_id, prison_number from patients
      where id = any(${patients}::uuid[]) and prison_number is not null
      union select organisation_id, prison_number from person_moves
      where patient_id = any(${patients}::uuid[]) and prison_number is not null
    ), gone as (
      select m.id from clinic_messages m where m.patient_id = any(${patients}::uuid[])
      union
      select m.id from clinic_message_bookings l join clinic_messages m on m.id = l.message_id
      where l.booking_id = any(${bookings}::uuid[]) and not exists (
        select from clinic_message_bookings o
        where o.message_id = m.id and o.booking_id <> all(${bookings}::uuid[])
      )
    )
    select array(
        select id::text from clinic_tasks where patient_id = any(${patients}::uuid[])
        union select id::text from clinic_tasks where patient_id is null and referral_id = any(${referrals}::uuid[])
        union select id::text from clinic_tasks where patient_id is null and booking_id = any(${bookings}::uuid[])
      ) as tasks,
      array(select id::text from gone) as messages,
      array(
        select id::text from deliveries where clinic_message_id in (select id from gone)
        union select id::text from deliveries where visit_id = any(${visits}::uuid[])
      ) as deliveries,
      array(
        select m.id::text from person_moves m where m.patient_id = any(${patients}::uuid[])
        union select m.id::text from person_moves m join numbers n on n.organisation_id = m.organisation_id
          and n.number in (m.prison_number, m.merged_into)
        where m.patient_id is null and not exists (
          select from clinic_tasks t
          where t.organisation_id = m.organisation_id and t.merge_id = m.id and t.done_at is null
        )
      ) as moves
  `.execute(db);
  return onlyOf(rows);
}

function onlyOf<T>(rows: readonly T[]): T {
  const [found] = rows;
  if (found === undefined) throw new Error('a question of one row was answered with none');
  return found;
}

/** The conditions are those of the indexes of migrations 0017, 0040 and 0047. */
function eraseTrail(db: Kysely<Database>, all: Belongings) {
  const { patients, referrals, bookings, visits, messages, deliveries, offers } = all;
  return sql`
    delete from audit where id = any(array(
      select id from audit
      where subject_kind in ('patient', 'referral', 'booking', 'clinic-message')
        and subject_id = any(${[...patients, ...referrals, ...bookings, ...messages]}::text[])
      union select id from audit
      where subject_kind ~ '^[A-Z]' and (subject_kind, subject_id) in (
        select type, id from record_resources where patient_id = any(${patients}::uuid[])
      )
      union select id from audit
      where subject_kind in ('call', 'visit', 'call-back', 'delivery')
        and subject_id = any(${[...visits, ...deliveries]}::text[])
      union select id from audit
      where subject_kind = 'clinic-task'
        and coalesce(detail ->> 'patientId', detail ->> 'referralId', detail ->> 'bookingId')
          = any(${[...patients, ...referrals, ...bookings]}::text[])
      union select id from audit
      where subject_kind = 'person' and detail ? 'offerId' and detail ->> 'offerId' = any(${offers}::text[])
    ))
  `.execute(db);
}

/** What asked of another patient whether they are the same stays with that one, and names this one no more. */
async function cutOthers(db: Kysely<Database>, { patients, moves, tasks }: Belongings): Promise<void> {
  await sql`
    update clinic_tasks set merge_id = null, other_patient_id = null
    where id <> all(${tasks}::uuid[])
      and (other_patient_id = any(${patients}::uuid[]) or merge_id = any(${moves}::uuid[]))
  `.execute(db);
}

/** A printed list is of many patients: it keeps the rows of the others, and goes with its last. */
async function erasePrinted(db: Kysely<Database>, { bookings }: Belongings): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update list_prints set rows = coalesce((
      select jsonb_agg(line order by place) from jsonb_array_elements(rows) with ordinality as kept (line, place)
      where line ->> 'bookingId' <> all(${bookings}::text[])
    ), '[]')
    where jsonb_path_query_array(rows, '$[*].bookingId') ?| ${bookings}::text[]
    returning id
  `.execute(db);
  const cut = rows.map(({ id }) => id);
  await sql`delete from list_prints where id = any(${cut}::uuid[]) and rows = '[]'`.execute(db);
}

/** One statement, because several of them point at each other: foreign keys are checked at its end. */
async function eraseParts(db: Kysely<Database>, all: Belongings): Promise<void> {
  const { bookings, visits, patients } = all;
  await sql`
    with
      q as (delete from visit_quality where visit_id = any(${visits}::uuid[])),
      p as (delete from room_placements where room_id = any(${all.rooms}::uuid[])),
      s as (delete from source_choices where room_id = any(${all.rooms}::uuid[])),
      a as (
        delete from audiences where (kind = 'guest' and id = any(${all.guests}::uuid[]))
          or (kind = 'station' and id = any(${all.homes}::uuid[]))
      ),
      r as (delete from delivery_receipts where delivery_id = any(${all.deliveries}::uuid[])),
      d as (delete from deliveries where id = any(${all.deliveries}::uuid[])),
      l as (delete from clinic_message_bookings where booking_id = any(${bookings}::uuid[])),
      m as (delete from clinic_messages where id = any(${all.messages}::uuid[])),
      t as (delete from clinic_tasks where id = any(${all.tasks}::uuid[])),
      k as (delete from booking_links where booking_id = any(${bookings}::uuid[])),
      b as (delete from booking_parts where booking_id = any(${bookings}::uuid[])),
      h as (delete from letters where booking_id = any(${bookings}::uuid[])),
      c as (delete from booking_outcomes where booking_id = any(${bookings}::uuid[])),
      i as (delete from room_checks where visit_id = any(${visits}::uuid[])),
      j as (delete from room_presences where visit_id = any(${visits}::uuid[])),
      g as (delete from guests where id = any(${all.guests}::uuid[])),
      o as (delete from outcomes where visit_id = any(${visits}::uuid[])),
      v as (delete from referral_documents where referral_id = any(${all.referrals}::uuid[])),
      n as (delete from record_grants where patient_id = any(${patients}::uuid[])),
      e as (delete from person_events where patient_id = any(${patients}::uuid[])),
      f as (
        delete from person_moves where id = any(${all.moves}::uuid[]) and organisation_id in (
          select organisation_id from patients where id = any(${patients}::uuid[])
        )
      )
    delete from reservations where booking_id = any(${bookings}::uuid[])
  `.execute(db);
}

/** What is in their record, every version of it, and what it is found by. */
async function eraseRecord(db: Kysely<Database>, { patients }: Belongings): Promise<void> {
  await sql`
    with
      gone as (select pk from record_resources where patient_id = any(${patients}::uuid[])),
      t as (delete from record_tokens where pk in (select pk from gone)),
      r as (delete from record_references where pk in (select pk from gone)),
      d as (delete from record_dates where pk in (select pk from gone)),
      s as (delete from record_strings where pk in (select pk from gone)),
      q as (delete from record_quantities where pk in (select pk from gone)),
      v as (delete from record_versions where pk in (select pk from gone))
    delete from record_resources where pk in (select pk from gone)
  `.execute(db);
}

/** One after another: the guard of each asks for the one that it belongs to. Offers and visits point at each other. */
async function eraseWhole(db: Kysely<Database>, all: Belongings): Promise<void> {
  await sql`
    with o as (delete from offers where id = any(${all.offers}::uuid[]))
    delete from visits where id = any(${all.visits}::uuid[])
  `.execute(db);
  await sql`delete from bookings where id = any(${all.bookings}::uuid[])`.execute(db);
  await sql`delete from referrals where id = any(${all.referrals}::uuid[])`.execute(db);
  await sql`delete from patients where id = any(${all.patients}::uuid[])`.execute(db);
  await sql`delete from stations where id = any(${all.homes}::uuid[])`.execute(db);
}
