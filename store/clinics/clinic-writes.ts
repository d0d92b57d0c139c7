import { type Kysely, sql } from 'kysely';
import { placeAtHome, placeAtHomeName } from '../../domain/clinics/at-home.ts';
import type { ClinicWrites, NewPatient } from '../../domain/clinics/clinic-port.ts';
import { executePipelined, executeTogether } from '../postgres/connections.ts';
import { keepPatients } from '../record/patient-writes.ts';
import type { Database } from '../schema.ts';
import type { OfBookings } from './booking-writes.ts';
import { templateWrites } from './template-writes.ts';
import { dayOf, referralOf, type SessionRow, sessionOf, sessionRow } from './rows.ts';

/** When clinics are held, how prisons bring patients to them, and who waits for one. */
export function clinicWrites(db: Kysely<Database>, now: Date): Omit<ClinicWrites, OfBookings> {
  return {
    ...sessionWrites(db),
    ...templateWrites(db),
    ...prisonWrites(db, now),
    ...patientWrites(db, now),
    ...referralWrites(db, now),
  };
}

type OfSessions =
  | 'addSessions'
  | 'lockSession'
  | 'shareSession'
  | 'enterSession'
  | 'publishSession'
  | 'cancelSession'
  | 'moveSession';

function selectSessions(db: Kysely<Database>) {
  return db.selectFrom('clinic_sessions').selectAll().select(dayOf('date').as('day'));
}

function sessionLocks(
  db: Kysely<Database>,
): Pick<ClinicWrites, 'lockSession' | 'shareSession' | 'enterSession'> {
  const select = () => selectSessions(db);
  return {
    async lockSession(sessionId) {
      const row = await select().where('id', '=', sessionId).forNoKeyUpdate().executeTakeFirst();
      return row && sessionOf(row);
    },

    async shareSession(sessionId) {
      const [row] = await executeTogether(db, select().where('id', '=', sessionId).forShare());
      return row && sessionOf(row);
    },

    // Which of the two locks is right stands in the row, and never changes.
    async enterSession(sessionId) {
      const found = sql<SessionRow>`
        select * from (
          select *, ${dayOf('date')} as day from clinic_sessions
          where id = ${sessionId} and shares = '[]' for share
        ) open_to_all
        union all
        select * from (
          select *, ${dayOf('date')} as day from clinic_sessions
          where id = ${sessionId} and shares <> '[]' for no key update
        ) keeping
      `;
      const [row] = await executeTogether(db, { compile: () => found.compile(db) });
      return row && sessionOf(row);
    },
  };
}

function sessionWrites(db: Kysely<Database>): Pick<ClinicWrites, OfSessions> {
  return {
    // One of a template that is there already for that day is left as it is.
    async addSessions(sessions) {
      if (sessions.length === 0) return [];
      const rows = await db
        .insertInto('clinic_sessions')
        .values(sessions.map(sessionRow))
        .onConflict((conflict) => conflict.constraint('clinic_sessions_one_a_day').doNothing())
        .returning('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    ...sessionLocks(db),

    async publishSession(sessionId) {
      await db
        .updateTable('clinic_sessions')
        .set({ state: 'open' })
        .where('id', '=', sessionId)
        .where('state', '=', 'planned')
        .execute();
    },

    // How late it runs was said of the old time.
    async moveSession(session) {
      const { template_id, date, starts_at_clock, ends_at_clock, starts_at, ends_at } = sessionRow(session);
      const times = { template_id, date, starts_at_clock, ends_at_clock, starts_at, ends_at };
      await db
        .updateTable('clinic_sessions')
        .set({ ...times, late_minutes: null, late_said_at: null, late_words: '[]' })
        .where('id', '=', session.id)
        .execute();
    },

    async cancelSession(sessionId) {
      await db
        .updateTable('clinic_sessions')
        .set({ state: 'cancelled' })
        .where('id', '=', sessionId)
        .execute();
    },
  };
}

function prisonWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicWrites, 'getSiteKind' | 'setPrisonDay' | 'setPersonSites'> {
  return {
    async getSiteKind(siteId) {
      const site = db.selectFrom('sites').select('kind').where('id', '=', siteId);
      return (await site.executeTakeFirstOrThrow()).kind;
    },

    async setPrisonDay({ siteId, regime, escortPlaces, stationIds, interpreterPhone = null, ...minutes }) {
      const { leadMinutes, moveBackMinutes } = minutes;
      await sql`
        insert into prison_days (
          site_id, organisation_id, lead_minutes, move_back_minutes, escort_places, regime, described_at,
          interpreter_phone
        )
        select id, organisation_id, ${leadMinutes}::smallint, ${moveBackMinutes}::smallint, ${escortPlaces}::smallint,
          ${JSON.stringify(regime)}::jsonb, ${now}::timestamptz, ${interpreterPhone}::text
        from sites where id = ${siteId}
        on conflict (site_id) do update set
          lead_minutes = excluded.lead_minutes, move_back_minutes = excluded.move_back_minutes,
          escort_places = excluded.escort_places, regime = excluded.regime,
          described_at = excluded.described_at, interpreter_phone = excluded.interpreter_phone
      `.execute(db);
      await sql`
        delete from clinic_stations where site_id = ${siteId} and station_id <> all (${[...stationIds]}::uuid[])
      `.execute(db);
      await sql`
        insert into clinic_stations (station_id, site_id, organisation_id)
        select described.id, p.site_id, p.organisation_id
        from prison_days p, unnest(${[...stationIds]}::uuid[]) as described (id)
        where p.site_id = ${siteId}
        on conflict (station_id) do nothing
      `.execute(db);
    },

    async setPersonSites(personId, siteIds) {
      await sql`
        delete from person_sites where person_id = ${personId} and site_id <> all (${[...siteIds]}::uuid[])
      `.execute(db);
      await sql`
        insert into person_sites (person_id, site_id)
        select ${personId}::uuid, named.id from unnest(${[...siteIds]}::uuid[]) as named (id)
        on conflict do nothing
      `.execute(db);
    },
  };
}

/** The place of a patient at home has their own id, and no device. */
async function addPlaceAtHome(db: Kysely<Database>, patient: NewPatient, now: Date): Promise<void> {
  await db
    .insertInto('stations')
    .values({
      id: placeAtHome(patient.id),
      site_id: patient.siteId,
      organisation_id: patient.organisationId,
      name: placeAtHomeName,
      added_at: now,
      by_link: true,
    })
    .execute();
}

function patientWrites(db: Kysely<Database>, now: Date): Pick<ClinicWrites, 'addPatient'> {
  return {
    async addPatient(patient) {
      if (patient.byLink !== undefined) await addPlaceAtHome(db, patient, now);
      const { id, organisationId: organisation_id, siteId: site_id, prisonNumber: prison_number } = patient;
      const row = db.insertInto('patients').values({
        id,
        organisation_id,
        site_id,
        name: patient.name,
        date_of_birth: patient.dateOfBirth,
        nhs_number: patient.nhsNumber,
        prison_number,
        created_at: now,
        wing: patient.wing ?? null,
        cell: patient.cell ?? null,
        room: patient.room ?? null,
        standing: patient.expected === true ? 'expected' : 'here',
        ...(patient.byLink && { by_link: true, ...patient.byLink }),
      });
      await executePipelined(db, row);
      // The first that is known of where they are.
      const move = db.insertInto('person_moves').values({
        organisation_id,
        id,
        kind: patient.expected === true ? 'expected' : 'added',
        happened_at: now,
        told_at: now,
        prison_number,
        merged_into: null,
        site_id,
        patient_id: id,
        feed_id: null,
        made_by: null,
      });
      await executePipelined(db, move);
      await keepPatients(db, [id], { now, numberIsNew: true });
    },
  };
}

function referralWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<ClinicWrites, 'addReferral' | 'lockReferral' | 'setReferralState'> {
  return {
    async addReferral(referral) {
      await db
        .insertInto('referrals')
        .values({
          id: referral.id,
          organisation_id: referral.organisationId,
          patient_id: referral.patientId,
          service: referral.service,
          priority: referral.priority,
          clock_start: referral.clockStart,
          state: referral.state,
          created_at: now,
        })
        .execute();
    },

    async lockReferral(referralId) {
      const locked = db
        .selectFrom('referrals')
        .innerJoin('patients', 'patients.id', 'referrals.patient_id')
        .selectAll('referrals')
        .select(['patients.site_id', dayOf('referrals.clock_start').as('clock_day')])
        .where('referrals.id', '=', referralId)
        .forNoKeyUpdate('referrals');
      const [row] = await executeTogether(db, locked);
      return row && referralOf(row);
    },

    async setReferralState(referralId, state) {
      await executePipelined(db, db.updateTable('referrals').set({ state }).where('id', '=', referralId));
    },
  };
}
