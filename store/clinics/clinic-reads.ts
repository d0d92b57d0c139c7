import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { PrisonDay } from '../../domain/clinics/clinic.ts';
import type { ClinicReads } from '../../domain/clinics/clinic-port.ts';
import type { SiteId, StationId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';
import type { ReadOfBookings } from './booking-reads.ts';
import { selectTemplates, standingReads } from './template-writes.ts';
import {
  dayOf,
  patientColumns,
  patientOf,
  placeColumns,
  placedPatientOf,
  referralOf,
  sessionOf,
  templateOf,
} from './rows.ts';

/** As long as the check `clinic_sessions_times` lets one be, so that an index can skip the years before. */
const longestSessionMs = 25 * 3600 * 1000;

/** When clinics are held, how prisons bring patients to them, and who waits for one. */
export function clinicReads(db: Kysely<Database>): Omit<ClinicReads, ReadOfBookings> {
  return { ...sessionReads(db), ...prisonReads(db), ...patientReads(db), ...referralReads(db) };
}

type ReadOfTemplates = 'listTemplates' | 'clinicTemplate' | 'listStandingSessions' | 'countPlannedSessions';

function sessionReads(
  db: Kysely<Database>,
): Pick<ClinicReads, ReadOfTemplates | 'listSessions' | 'listSessionsById'> {
  const selectSessions = () => db.selectFrom('clinic_sessions').selectAll().select(dayOf('date').as('day'));
  return {
    async listTemplates(organisationId) {
      const rows = await selectTemplates(db)
        .where('organisation_id', '=', organisationId)
        .orderBy('service')
        .orderBy('weekday')
        .orderBy('starts_at_clock')
        .orderBy('id')
        .execute();
      return rows.map(templateOf);
    },

    async clinicTemplate(templateId) {
      const row = await selectTemplates(db).where('id', '=', templateId).executeTakeFirst();
      return row && templateOf(row);
    },

    ...standingReads(db),

    async listSessions(organisationId, { from, to, clinicianId, service }) {
      let query = selectSessions()
        .where('organisation_id', '=', organisationId)
        .where('starts_at', '>', new Date(from.getTime() - longestSessionMs))
        .where('starts_at', '<', to)
        .where('ends_at', '>', from);
      if (clinicianId !== undefined) query = query.where('clinician_id', '=', clinicianId);
      if (service !== undefined) query = query.where('service', '=', service);
      const rows = await query.orderBy('starts_at').orderBy('id').execute();
      return rows.map(sessionOf);
    },

    async listSessionsById(sessionIds) {
      const rows = await selectSessions()
        .where(sql<boolean>`id = any (${[...sessionIds]}::uuid[])`)
        .execute();
      return rows.map(sessionOf);
    },
  };
}

function prisonReads(
  db: Kysely<Database>,
): Pick<ClinicReads, 'listPersonSites' | 'findPrisonDay' | 'findBookablePrison'> {
  return {
    async listPersonSites(personId) {
      const rows = await db
        .selectFrom('person_sites')
        .select('site_id')
        .where('person_id', '=', personId)
        .orderBy('site_id')
        .execute();
      return rows.map(({ site_id }) => site_id);
    },

    findPrisonDay: (siteId) => findPrisonDay(db, siteId, sql`true`),

    findBookablePrison: (siteId) => findPrisonDay(db, siteId, sql`s.revoked_at is null`),
  };
}

type PrisonRow = Selectable<Database['prison_days']> & { station_ids: StationId[] };

/** In one statement: every hold asks for it. `wanted` says which stations are named. */
async function findPrisonDay(
  db: Kysely<Database>,
  siteId: SiteId,
  wanted: RawBuilder<unknown>,
): Promise<PrisonDay | undefined> {
  const { rows } = await sql<PrisonRow>`
    select p.*, array(
      select s.id from clinic_stations c join stations s on s.id = c.station_id
      where c.site_id = p.site_id and ${wanted} order by s.name, s.id
    ) as station_ids
    from prison_days p where p.site_id = ${siteId}::uuid
  `.execute(db);
  const [prison] = rows;
  return (
    prison && {
      siteId: prison.site_id,
      leadMinutes: prison.lead_minutes,
      moveBackMinutes: prison.move_back_minutes,
      regime: prison.regime,
      escortPlaces: prison.escort_places,
      stationIds: prison.station_ids,
      ...(prison.interpreter_phone !== null && { interpreterPhone: prison.interpreter_phone }),
    }
  );
}

function patientReads(db: Kysely<Database>): Pick<ClinicReads, 'findPatient' | 'listPatients'> {
  const select = () =>
    db
      .selectFrom('patients')
      .innerJoin('sites', 'sites.id', 'patients.site_id')
      .select(patientColumns)
      .select([
        'patients.id as patient_id',
        'patients.organisation_id',
        ...placeColumns,
        dayOf('patients.date_of_birth').as('birth_day'),
      ]);
  return {
    async findPatient(patientId) {
      const row = await select()
        .where('patients.id', '=', patientId)
        .where('patients.merged_into', 'is', null)
        .executeTakeFirst();
      return row && { ...placedPatientOf(row), organisationId: row.organisation_id };
    },

    async listPatients(siteIds) {
      const rows = await select()
        .where(sql<boolean>`patients.site_id = any (${[...siteIds]}::uuid[])`)
        .where('patients.merged_into', 'is', null)
        .where('patients.standing', '<>', 'released')
        .orderBy('patients.name')
        .orderBy('patients.id')
        .execute();
      return rows.map(placedPatientOf);
    },
  };
}

function referralReads(db: Kysely<Database>): Pick<ClinicReads, 'findReferral' | 'listWaitingReferrals'> {
  const select = () =>
    db
      .selectFrom('referrals')
      .innerJoin('patients', 'patients.id', 'referrals.patient_id')
      .innerJoin('sites', 'sites.id', 'patients.site_id')
      .selectAll('referrals')
      .select(patientColumns)
      .select([
        'patients.site_id',
        dayOf('referrals.clock_start').as('clock_day'),
        dayOf('patients.date_of_birth').as('birth_day'),
      ]);
  return {
    async findReferral(referralId) {
      const row = await select().where('referrals.id', '=', referralId).executeTakeFirst();
      return row && referralOf(row);
    },

    async listWaitingReferrals(of) {
      const rows = await select()
        .where('referrals.state', 'in', ['waiting', 'to-rebook'])
        .where(
          'siteIds' in of
            ? sql<boolean>`patients.site_id = any (${[...of.siteIds]}::uuid[]) and patients.standing <> 'released'`
            : sql<boolean>`referrals.organisation_id = ${of.organisationId}`,
        )
        .execute();
      return rows.map((row) => ({
        referralId: row.id,
        patient: patientOf(row),
        service: row.service,
        priority: row.priority,
        clockStart: row.clock_day,
        state: row.state,
        followUp: row.follow_up,
      }));
    },
  };
}
