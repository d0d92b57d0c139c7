import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Booking } from '../../domain/clinics/clinic.ts';
import type { ClinicTaskReads, ClinicTaskWrites } from '../../domain/clinics/task-port.ts';
import type { ClinicTaskView } from '../../domain/clinics/task-wire.ts';
import { differencesOf } from '../../domain/clinics/person-move.ts';
import type { ClinicTask } from '../../domain/clinics/task.ts';
import type { ClinicTaskId, LetterId, PatientId, SiteId } from '../../domain/ids.ts';
import type { ClinicTaskTable, Database } from '../schema.ts';
import { bookingOf, dayOf, patientOf } from './rows.ts';

/** What people must see to in clinics. */
export function clinicTaskWrites(db: Kysely<Database>, now: Date): ClinicTaskWrites {
  return {
    ...endings(db, now),
    ...single(db, now),
    ...keyed(db, now),

    listWithoutOutcome: (between) => listWithoutOutcome(db, between),
    sendLettersOn: (patientId, siteId) => sendLettersOn(db, patientId, siteId),

    async addTask(task) {
      const added = await db
        .insertInto('clinic_tasks')
        .values({
          id: task.id,
          organisation_id: task.organisationId,
          site_id: task.siteId,
          kind: task.kind,
          key: task.key,
          patient_id: task.patientId,
          referral_id: task.referralId,
          booking_id: task.bookingId,
          due_on: task.dueOn,
          merge_id: task.mergeId ?? null,
          other_patient_id: task.otherPatientId ?? null,
          receiving_site_id: task.receivingSiteId ?? null,
          interpreter_id: task.interpreterId ?? null,
          made_at: now,
        })
        // Somebody who was reached, as it seemed, and was not after all, is to be rung again.
        .onConflict((conflict) =>
          conflict
            .constraint('clinic_tasks_key_unique')
            .doUpdateSet((row) => ({ id: row.ref('excluded.id'), done_at: null, made_at: now }))
            .where('clinic_tasks.kind', '=', 'not-reached')
            .where('clinic_tasks.done_at', 'is not', null)
            .where('clinic_tasks.done_by', 'is', null),
        )
        .returning('id')
        .executeTakeFirst();
      return added !== undefined;
    },
  };
}

/** The key is that of `missingOutcomeKey`. */
async function listWithoutOutcome(
  db: Kysely<Database>,
  { from, until }: Parameters<ClinicTaskWrites['listWithoutOutcome']>[0],
): Promise<Booking[]> {
  const rows = await db
    .selectFrom('bookings')
    .selectAll()
    .where('starts_at', '>=', from)
    .where('starts_at', '<', until)
    .where('state', 'in', ['booked', 'running', 'done'])
    .where(
      sql<boolean>`
        not exists (select from booking_outcomes o where o.booking_id = bookings.id)
        and not exists (select from visits v where v.booking_id = bookings.id and v.ended_at is null)
        and not exists (
          select from clinic_tasks t
          where t.organisation_id = bookings.organisation_id and t.key = 'outcome-missing:' || bookings.id
        )
      `,
    )
    .orderBy('starts_at')
    .orderBy('id')
    .limit(200)
    // Whoever records it at this moment holds the row, and ends the task after us.
    .forNoKeyUpdate()
    .skipLocked()
    .execute();
  return rows.map(bookingOf);
}

async function sendLettersOn(
  db: Kysely<Database>,
  patientId: PatientId,
  siteId: SiteId | null,
): Promise<ClinicTask[]> {
  const rows = await db
    .updateTable('clinic_tasks')
    .set({ site_id: siteId })
    .where('patient_id', '=', patientId)
    .where('kind', '=', 'letter-came')
    .where('site_id', 'is not', null)
    .where(sql<boolean>`site_id is distinct from ${siteId}::uuid`)
    .where('done_at', 'is', null)
    .returningAll()
    .returning(dayOf('due_on').as('due_day'))
    .execute();
  return rows.map(taskOf);
}

function endings(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicTaskWrites, 'finishOthers' | 'finishOfBooking' | 'finishReplaced'> {
  const columns = [dayOf('due_on').as('due_day')] as const;
  return {
    async finishOthers(patientId, { kinds, keep }) {
      const rows = await db
        .updateTable('clinic_tasks')
        .set({ done_at: now })
        .where('patient_id', '=', patientId)
        .where('kind', 'in', kinds)
        .where('done_at', 'is', null)
        .where(sql<boolean>`key <> all (${[...keep]}::text[])`)
        .returningAll()
        .returning(columns)
        .execute();
      return rows.map(taskOf);
    },

    async finishReplaced({ bookingId, side, key }) {
      const rows = await db
        .updateTable('clinic_tasks')
        .set({ done_at: now })
        .where('booking_id', '=', bookingId)
        .where('kind', '=', 'not-reached')
        .where('done_at', 'is', null)
        .where('key', '<>', key)
        .where(sql<boolean>`starts_with(key, ${`not-reached:${side}:`})`)
        .returningAll()
        .returning(columns)
        .execute();
      return rows.map(taskOf);
    },

    async finishOfBooking(bookingId, kind) {
      const rows = await db
        .updateTable('clinic_tasks')
        .set({ done_at: now })
        .where('booking_id', '=', bookingId)
        .where('kind', '=', kind)
        .where('done_at', 'is', null)
        .returningAll()
        .returning(columns)
        .execute();
      return rows.map(taskOf);
    },
  };
}

/** By its id. */
function single(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicTaskWrites, 'findTask' | 'lockTask' | 'finishTask'> {
  const select = (taskId: ClinicTaskId) =>
    db.selectFrom('clinic_tasks').selectAll().select(dayOf('due_on').as('due_day')).where('id', '=', taskId);
  return {
    async findTask(taskId) {
      const row = await select(taskId).executeTakeFirst();
      return row && taskOf(row);
    },

    async lockTask(taskId) {
      const row = await select(taskId).forNoKeyUpdate().executeTakeFirst();
      return row && taskOf(row);
    },

    async finishTask(taskId, by) {
      await db
        .updateTable('clinic_tasks')
        .set({ done_at: now, done_by: by })
        .where('id', '=', taskId)
        .where('done_at', 'is', null)
        .execute();
    },
  };
}

/** By the key that a task was given. */
function keyed(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicTaskWrites, 'finishByKey' | 'setDue' | 'hadTask'> {
  return {
    async hadTask(organisationId, key) {
      const row = await db
        .selectFrom('clinic_tasks')
        .select('id')
        .where('organisation_id', '=', organisationId)
        .where('key', '=', key)
        .executeTakeFirst();
      return row !== undefined;
    },

    async finishByKey(organisationId, key) {
      const row = await db
        .updateTable('clinic_tasks')
        .set({ done_at: now })
        .where('organisation_id', '=', organisationId)
        .where('key', '=', key)
        .where('done_at', 'is', null)
        .returningAll()
        .returning(dayOf('due_on').as('due_day'))
        .executeTakeFirst();
      return row && taskOf(row);
    },

    async setDue(organisationId, key, dueOn) {
      await db
        .updateTable('clinic_tasks')
        .set({ due_on: dueOn })
        .where('organisation_id', '=', organisationId)
        .where('key', '=', key)
        .where('done_at', 'is', null)
        .execute();
    },
  };
}

function taskOf(row: Selectable<ClinicTaskTable> & { due_day: string }): ClinicTask {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    kind: row.kind,
    key: row.key,
    patientId: row.patient_id,
    referralId: row.referral_id,
    bookingId: row.booking_id,
    dueOn: row.due_day,
    madeAt: row.made_at,
    doneAt: row.done_at,
    mergeId: row.merge_id,
    otherPatientId: row.other_patient_id,
  };
}

/** What people must see to in clinics, with the patient and the clinic that it is about. */
export function clinicTaskReads(db: Kysely<Database>): ClinicTaskReads {
  return {
    async listTasks(of) {
      const rows = await selectTasks(db)
        .where(isOf(of))
        .where('t.done_at', 'is', null)
        .where(
          sql<boolean>`(
            t.kind <> 'expected-person' or t.booking_id is null or bookings.state in ('held', 'booked', 'running')
          )`,
        )
        .orderBy('t.due_on')
        .orderBy('t.made_at')
        .orderBy('t.id')
        .execute();
      return rows.map(viewOf);
    },
  };
}

function isOf(of: Parameters<ClinicTaskReads['listTasks']>[0]): RawBuilder<boolean> {
  if ('siteIds' in of) return sql<boolean>`t.site_id = any (${[...of.siteIds]}::uuid[])`;
  const { organisationId, outcomesBefore } = of;
  const kinds =
    outcomesBefore === undefined
      ? sql`true`
      : sql`t.kind = 'outcome-missing' and bookings.ends_at <= ${outcomesBefore}::timestamptz`;
  return sql<boolean>`(t.organisation_id = ${organisationId} and t.site_id is null and ${kinds})`;
}

/** The patient of a task; of one about a message that of its booking, whom a prison sees while they are in it. */
const isPatientOf = sql<boolean>`(
  patients.id = coalesce(t.patient_id, bookings.patient_id) and (
    t.patient_id is not null or (t.kind = 'not-reached' and (t.site_id is null or patients.site_id = t.site_id))
  )
)`;

/** The clinic: also one that was cancelled empty, which the key of its task names (informOfSession). */
const isSessionOf = sql<boolean>`(
  clinic_sessions.id = coalesce(bookings.session_id, case
    when t.kind = 'not-reached' and split_part(t.key, ':', 3) = 'session-cancelled'
    then split_part(t.key, ':', 4)::uuid
  end)
)`;

/**
 * Whom nothing has reached, and of what, as the key of the task says (`taskKeyOf` and the keys of messages); of a booking what
 * holds of it now. A care home is sent no message that could be asked.
 */
const untold = sql<Untold | null>`(
  select json_build_object(
    'side', said.side,
    'kind', case
      when bookings.state = 'cancelled' and said.named in ('booked', 'moved', 'same-time', 'link', 'reminder') then 'cancelled'
      when said.named = 'same-time' then 'moved'
      when said.named = 'link' then 'booked'
      else said.named
    end,
    'whom', case said.side
      when 'clinician' then coalesce(message.people, (select p.name from people p where p.id = bookings.clinician_id))
      when 'prison' then (
        select s.name from sites s where s.id = coalesce(bookings.site_id, t.site_id, message.site_id)
      )
    end,
    'startsAt', coalesce(bookings.starts_at, message.starts_at, clinic_sessions.starts_at),
    'endsAt', coalesce(bookings.ends_at, message.ends_at, clinic_sessions.ends_at)
  )
  from (
    select split_part(t.key, ':', 2) as side, split_part(t.key, ':', 3) as named
  ) said
  cross join lateral (
    select string_agg(distinct p.name, ' and ') as people, min(m.site_id::text)::uuid as site_id,
      min(m.starts_at) as starts_at, min(m.ends_at) as ends_at
    from clinic_messages m left join people p on p.id = m.person_id
    where m.organisation_id = t.organisation_id and m.side = said.side
      and m.key = substr(t.key, length('not-reached::' || said.side) + 1)
  ) message
  where t.kind = 'not-reached' and t.key like 'not-reached:%:%:%'
)`;

/** Its times are texts of the database. */
type Untold = NonNullable<ClinicTaskView['untold']>;

function untoldOf(untold: Untold): Untold {
  const iso = (at: string | null) => at && new Date(at).toISOString();
  return { ...untold, startsAt: iso(untold.startsAt), endsAt: iso(untold.endsAt) };
}

function selectTasks(db: Kysely<Database>) {
  return (
    db
      .selectFrom('clinic_tasks as t')
      .leftJoin('sites as task_sites', 'task_sites.id', 't.site_id')
      .leftJoin('bookings', 'bookings.id', 't.booking_id')
      .leftJoin('patients', (join) => join.on(isPatientOf))
      .leftJoin('sites', 'sites.id', 'patients.site_id')
      .leftJoin('sites as receiving_sites', 'receiving_sites.id', 't.receiving_site_id')
      .leftJoin('clinic_sessions', (join) => join.on(isSessionOf))
      .leftJoin('interpreters', 'interpreters.id', 't.interpreter_id')
      .leftJoin('referrals', 'referrals.id', 't.referral_id')
      .leftJoin('patients as other', 'other.id', 't.other_patient_id')
      .leftJoin('sites as other_sites', 'other_sites.id', 'other.site_id')
      .select(['t.id', 't.kind', 't.made_at', 't.site_id', 't.referral_id', 't.booking_id'])
      // As `letterCameKey` has it.
      .select(
        sql<LetterId | null>`case when t.kind = 'letter-came' then split_part(t.key, ':', 2)::uuid end`.as(
          'letter_id',
        ),
      )
      .select([
        dayOf('t.due_on').as('due_day'),
        'task_sites.name as task_site_name',
        'patients.id as patient_id',
        untold.as('untold'),
        'patients.name as patient_name',
        'patients.site_id as patient_site_id',
        'patients.nhs_number',
        'patients.prison_number',
        'sites.name as site_name',
        'sites.kind as site_kind',
        'receiving_sites.name as receiving_site_name',
        'interpreters.name as interpreter_name',
        'interpreters.phone as interpreter_phone',
        dayOf('patients.date_of_birth').as('birth_day'),
        sql<string | null>`coalesce(referrals.service, clinic_sessions.service)`.as('service'),
      ])
      .select([
        'other.id as other_id',
        'other.name as other_name',
        'other.site_id as other_site_id',
        'other.nhs_number as other_nhs_number',
        'other.prison_number as other_prison_number',
        'other_sites.name as other_site_name',
        dayOf('other.date_of_birth').as('other_birth_day'),
      ])
  );
}

type ViewRow = Awaited<ReturnType<ReturnType<typeof selectTasks>['execute']>>[number];

function viewOf(row: ViewRow): ClinicTaskView {
  return {
    taskId: row.id,
    kind: row.kind,
    dueOn: row.due_day,
    madeAt: row.made_at.toISOString(),
    siteId: row.site_id,
    siteName: row.task_site_name,
    patient: patientIn(row),
    service: row.service,
    referralId: row.referral_id,
    bookingId: row.booking_id,
    ...(row.letter_id !== null && { letterId: row.letter_id }),
    untold: row.untold && untoldOf(row.untold),
    place: row.site_kind,
    receivedAt: row.receiving_site_name,
    interpreter:
      row.interpreter_name === null ? null : { name: row.interpreter_name, phone: row.interpreter_phone },
    merge: mergeIn(row),
  };
}

/** In what two records differ; the other one itself only where it is of the prison whose task it is. */
function mergeIn(row: ViewRow): ClinicTaskView['merge'] {
  if (row.other_id === null) return null;
  // Nobody here has the other number.
  if (row.other_id === row.patient_id) return { differs: [], other: null };
  const own = { dateOfBirth: row.birth_day, nhsNumber: row.nhs_number };
  const others = { dateOfBirth: row.other_birth_day, nhsNumber: row.other_nhs_number };
  const other = patientOf({
    patient_id: row.other_id,
    patient_name: row.other_name ?? '',
    patient_site_id: row.other_site_id as SiteId,
    site_name: row.other_site_name ?? '',
    birth_day: row.other_birth_day,
    nhs_number: row.other_nhs_number,
    prison_number: row.other_prison_number,
  });
  return { differs: differencesOf(own, others), other: row.other_site_id === row.site_id ? other : null };
}

/** Of a task that is about a patient everything of the joined row is there. */
function patientIn(row: ViewRow): ClinicTaskView['patient'] {
  if (row.patient_id === null) return null;
  return patientOf({
    patient_id: row.patient_id satisfies PatientId,
    patient_name: row.patient_name ?? '',
    patient_site_id: row.patient_site_id as SiteId,
    site_name: row.site_name ?? '',
    birth_day: row.birth_day,
    nhs_number: row.nhs_number,
    prison_number: row.prison_number,
  });
}
