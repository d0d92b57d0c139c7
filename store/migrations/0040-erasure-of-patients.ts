import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

// The first finds who may be due; most others keep the foreign keys from reading whole tables when a row is deleted. The
// last two find what the trail says of a patient: a task that was raised again has another id than its first entries.
const indexes = sql`
  create index patients_added on patients (created_at, id) where merged_into is null;
  create index patients_merged_into on patients (merged_into) where merged_into is not null;
  create index clinic_tasks_of_booking on clinic_tasks (booking_id) where booking_id is not null;
  create index clinic_tasks_of_referral on clinic_tasks (referral_id) where referral_id is not null;
  create index clinic_tasks_of_other on clinic_tasks (other_patient_id) where other_patient_id is not null;
  create index clinic_tasks_of_merge on clinic_tasks (organisation_id, merge_id) where merge_id is not null;
  create index booking_parts_of_visit on booking_parts (visit_id);
  create index list_prints_of_bookings on list_prints using gin ((jsonb_path_query_array(rows, '$[*].bookingId')));
  create index audit_about_patient on audit (subject_id)
    where subject_kind in ('patient', 'referral', 'booking', 'clinic-message');
  create index audit_about_task on audit (
    (coalesce(detail ->> 'patientId', detail ->> 'referralId', detail ->> 'bookingId'))
  ) where subject_kind = 'clinic-task';
`;

// Whether two numbers are one person is a task of one patient that names another. It stays when the other has gone.
const tasks = sql`
  alter table clinic_tasks drop constraint clinic_tasks_merge,
    add constraint clinic_tasks_merge check (
      case when kind = 'merge-differs' then done_at is not null or num_nulls(merge_id, other_patient_id) = 0
        else num_nonnulls(merge_id, other_patient_id) = 0 end
    );
`;

const records = sql`
  create function records_of_patient(root uuid) returns setof uuid language sql stable as $records$
    with recursive records (id) as (
      select root
      union
      select p.id from records join patients p on p.merged_into = records.id
    )
    select id from records
  $records$;
`;

// Both the job and the guards ask this, so that what is open for one is open for the other. The record of a patient has no
// erasure yet, and whoever lives in a care home is cared for by what is known of them.
const seen = sql`
  create function patient_seen_until(root uuid) returns timestamptz language sql stable as $seen$
    with records as (
      select p.* from patients p where p.id in (select records_of_patient(root))
    ), theirs as (
      select b.* from bookings b where b.patient_id in (select id from records)
    ), referred as (
      select r.* from referrals r where r.patient_id in (select id from records)
    ), visited as (
      select v.* from visits v where v.booking_id in (select id from theirs)
    ), to_do as (
      select t.done_at from clinic_tasks t
      where t.patient_id in (select id from records) or t.other_patient_id in (select id from records)
      union all select t.done_at from clinic_tasks t where t.referral_id in (select id from referred)
      union all select t.done_at from clinic_tasks t where t.booking_id in (select id from theirs)
      union all select t.done_at from person_moves m
        join clinic_tasks t on t.organisation_id = m.organisation_id and t.merge_id = m.id
      where m.patient_id in (select id from records)
    ), same_number as (
      select c.since, c.legal_hold from records p
      join calls c on c.organisation_id = p.organisation_id and c.nhs_number = p.nhs_number
    )
    select case when
      exists (select from referred where state <> 'closed')
      or exists (select from theirs where state in ('held', 'booked', 'running'))
      or exists (select from visited where ended_at is null)
      or exists (select from duties d where d.wrap_up_visit_id in (select id from visited))
      or exists (select from to_do where done_at is null)
      or exists (select from calls c where c.patient_id in (select id from records))
      or exists (select from observation_sets o where o.patient_id in (select id from records))
      or exists (select from same_number where legal_hold is not null)
      or exists (select from record_resources r where r.patient_id in (select id from records))
      or exists (
        select from records p join sites s on s.id = p.site_id
        where p.merged_into is null and s.kind = 'care-home' and p.moved_out_at is null
      )
    then null else greatest(
      (select max(greatest(created_at, moved_out_at)) from records),
      (select max(created_at) from referred),
      (select max(greatest(ends_at, done_at, cancelled_at)) from theirs),
      (select max(o.recorded_at) from booking_outcomes o where o.booking_id in (select id from theirs)),
      (select max(ended_at) from visited),
      (select max(o.recorded_at) from outcomes o where o.visit_id in (select id from visited)),
      (select max(done_at) from to_do),
      (select max(since) from same_number)
    ) end
  $seen$;
`;

// The floor is the one of migration 0017: 8 years, by the database's own clock and the days of London.
const floor = sql`
  create function is_patient_past_retention(whose uuid) returns boolean language sql stable as $past$
    with recursive above (id, merged_into, steps) as (
      select id, merged_into, 0 from patients where id = whose
      union all
      select p.id, p.merged_into, above.steps + 1 from above join patients p on p.id = above.merged_into
    )
    select coalesce((
      select ((patient_seen_until(id) at time zone 'Europe/London')::date + interval '8 years')::date
        < (now() at time zone 'Europe/London')::date
      from above order by steps desc limit 1
    ), false)
  $past$;

  create function clinics_refuse_erasure() returns trigger language plpgsql as $refuse$
  declare
    gone jsonb := to_jsonb(old);
    whose uuid;
  begin
    if tg_table_name = 'patients' then
      whose := gone ->> 'id';
    elsif tg_table_name = 'visits' then
      select b.patient_id into whose from bookings b where b.id = (gone ->> 'booking_id')::uuid;
    else
      whose := gone ->> 'patient_id';
    end if;
    if not is_patient_past_retention(whose) then
      raise exception 'a patient is kept until the period of retention is over' using errcode = 'insufficient_privilege';
    end if;
    return old;
  end
  $refuse$;
  create trigger patients_kept before delete on patients for each row execute function clinics_refuse_erasure();
  create trigger referrals_kept before delete on referrals for each row execute function clinics_refuse_erasure();
  create trigger bookings_kept before delete on bookings for each row execute function clinics_refuse_erasure();
  create trigger booked_visits_kept before delete on visits for each row when (old.booking_id is not null)
    execute function clinics_refuse_erasure();
  create trigger clinic_tasks_kept before delete on clinic_tasks for each row when (old.patient_id is not null)
    execute function clinics_refuse_erasure();
  alter table patients enable always trigger patients_kept;
  alter table referrals enable always trigger referrals_kept;
  alter table bookings enable always trigger bookings_kept;
  alter table visits enable always trigger booked_visits_kept;
  alter table clinic_tasks enable always trigger clinic_tasks_kept;
`;

/** What has a trail of its own, and what it must leave with: the table, and the column that names its row. */
const leavers = [
  ['referrals', 'patients', 'patient_id'],
  ['bookings', 'patients', 'patient_id'],
  ['clinic_tasks', 'patients', 'patient_id'],
  ['patients', 'patients', 'merged_into'],
  ['visits', 'bookings', 'booking_id'],
  ['clinic_message_bookings', 'bookings', 'booking_id'],
  ['deliveries', 'clinic_messages', 'clinic_message_id'],
] as const;

// Else the trail of a booking could go with the booking alone.
const leavesWhole = sql`
  create function require_whole_erasure() returns trigger language plpgsql as $require$
  declare
    stays boolean;
  begin
    execute format('select exists (select from %I where id = $1)', tg_argv[0])
      into stays using (to_jsonb(old) ->> tg_argv[1])::uuid;
    if stays then
      raise exception 'the data of a patient is erased as a whole' using errcode = 'insufficient_privilege';
    end if;
    return null;
  end
  $require$;
  ${sql.raw(
    leavers
      .map(
        ([table, whole, column]) => `
          create constraint trigger ${table}_leave_whole after delete on ${table} deferrable initially deferred
            for each row when (old.${column} is not null)
            execute function require_whole_erasure('${whole}', '${column}');
          alter table ${table} enable always trigger ${table}_leave_whole;`,
      )
      .join('\n'),
  )}
`;

// As in migration 0017, for entries about a patient. A message may be about several, and its trail goes with the last.
const auditLeavesWithItsPatient = sql`
  create function patients_of_audit(entry audit) returns setof uuid language plpgsql stable as $of$
  declare
    about uuid;
    message uuid;
  begin
    if entry.subject_kind = 'person' and entry.detail ? 'offerId' then
      return query select b.patient_id from offers o join bookings b on b.id = o.booking_id
        where o.id = (entry.detail ->> 'offerId')::uuid;
      return;
    end if;
    if entry.subject_id is null or entry.subject_kind not in (
      'patient', 'referral', 'booking', 'visit', 'clinic-task', 'clinic-message', 'delivery'
    ) then
      return;
    end if;
    about := entry.subject_id;
    if entry.subject_kind = 'patient' then
      return query select p.id from patients p where p.id = about;
    elsif entry.subject_kind = 'referral' then
      return query select r.patient_id from referrals r where r.id = about;
    elsif entry.subject_kind = 'booking' then
      return query select b.patient_id from bookings b where b.id = about;
    elsif entry.subject_kind = 'visit' then
      return query select b.patient_id from visits v join bookings b on b.id = v.booking_id where v.id = about;
    elsif entry.subject_kind = 'clinic-task' then
      if entry.detail ->> 'patientId' is not null then
        return query select p.id from patients p where p.id = (entry.detail ->> 'patientId')::uuid;
      elsif entry.detail ->> 'referralId' is not null then
        return query select r.patient_id from referrals r where r.id = (entry.detail ->> 'referralId')::uuid;
      else
        return query select b.patient_id from bookings b where b.id = (entry.detail ->> 'bookingId')::uuid;
      end if;
    else
      message := about;
      if entry.subject_kind = 'delivery' then
        return query select b.patient_id from deliveries d join visits v on v.id = d.visit_id
          join bookings b on b.id = v.booking_id where d.id = about;
        select d.clinic_message_id into message from deliveries d where d.id = about;
      end if;
      return query select m.patient_id from clinic_messages m where m.id = message and m.patient_id is not null
        union select b.patient_id from clinic_message_bookings l join bookings b on b.id = l.booking_id
        where l.message_id = message;
    end if;
  end
  $of$;

  create or replace function audit_refuse_change() returns trigger language plpgsql as $refuse$
  begin
    if tg_op = 'DELETE' then
      if is_past_retention(call_of_audit(old)) then
        return old;
      end if;
      if (select bool_and(is_patient_past_retention(whose)) from patients_of_audit(old) as whose) then
        return old;
      end if;
    end if;
    raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
  end
  $refuse$;

  create or replace function audit_require_erasure() returns trigger language plpgsql as $require$
  begin
    if exists (select from calls where id = call_of_audit(old)) or exists (select from patients_of_audit(old)) then
      raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
    end if;
    return null;
  end
  $require$;
`;

/** Patients of clinics are erased when their period of retention is over, with what the trail says about them; see docs/retention.md. */
export const erasureOfPatients: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const steps: RawBuilder<unknown>[] = [
      ...[indexes, tasks, records, seen, floor],
      ...[leavesWhole, auditLeavesWithItsPatient],
    ];
    for (const step of steps) {
      await step.execute(db);
    }
  },
};
