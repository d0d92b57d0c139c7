import { type Kysely, sql } from 'kysely';
import { placeAtHome, placeAtHomeName } from '../../domain/clinics/at-home.ts';
import type {
  EnteredPlace,
  KnownPatient,
  MovedPatient,
  PersonMoveWrites,
} from '../../domain/clinics/person-move-port.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Database } from '../schema.ts';
import { dayOf, movedPatientOf } from './rows.ts';

/** Whoever is received where they have not been, and is known by their NHS number. */
export function knownPatientWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<PersonMoveWrites, 'findKnown' | 'lockKnown' | 'countDiffered' | 'enterPlace'> {
  const select = (organisationId: OrganisationId, nhsNumber: string) =>
    db
      .selectFrom('patients')
      .innerJoin('sites', 'sites.id', 'patients.site_id')
      .selectAll('patients')
      .select(['sites.name as site_name', 'sites.kind as site_kind'])
      .select(dayOf('patients.date_of_birth').as('birth_day'))
      .where('patients.organisation_id', '=', organisationId)
      .where('patients.nhs_number', '=', nhsNumber);
  type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirst']>>>;
  const knownOf = (row: Row): KnownPatient => ({
    ...movedPatientOf(row),
    name: row.name,
    siteName: row.site_name,
    siteKind: row.site_kind,
  });
  return {
    async findKnown(...of) {
      const row = await select(...of).executeTakeFirst();
      return row && knownOf(row);
    },

    async lockKnown(organisationId, nhsNumber) {
      // Read again once it is locked: what is joined to it would be of before.
      await sql`
        select from patients
        where organisation_id = ${organisationId}::uuid and nhs_number = ${nhsNumber} for no key update
      `.execute(db);
      const row = await select(organisationId, nhsNumber).executeTakeFirst();
      return row && knownOf(row);
    },

    countDiffered: (of) => countDiffered(db, of),

    async enterPlace(patient, to) {
      if (to.site.kind === 'home' && !(await hasPlaceAtHome(db, patient, { ...to, now }))) return false;
      await enterSite(db, patient, to);
      return true;
    },
  };
}

async function countDiffered(
  db: Kysely<Database>,
  { patientId, personId, since }: Parameters<PersonMoveWrites['countDiffered']>[0],
): Promise<number> {
  const { count } = await db
    .selectFrom('audit')
    .select((expression) => expression.fn.countAll<string>().as('count'))
    .where('subject_kind', '=', 'patient')
    .where('subject_id', '=', patientId)
    .where('action', '=', 'patient.identity-differed')
    .where('actor_id', '=', personId)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Makes it where it is not there yet; answers whether it is one of that site. */
async function hasPlaceAtHome(
  db: Kysely<Database>,
  { id, organisationId }: MovedPatient,
  { site, now }: Pick<EnteredPlace, 'site'> & { now: Date },
): Promise<boolean> {
  const place = placeAtHome(id);
  await db
    .insertInto('stations')
    .values({
      ...{ id: place, site_id: site.siteId, organisation_id: organisationId },
      ...{ name: placeAtHomeName, added_at: now, by_link: true },
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const row = await db
    .selectFrom('stations')
    .select('site_id')
    .where('id', '=', place)
    .executeTakeFirstOrThrow();
  return row.site_id === site.siteId;
}

/** The links of a patient who leaves home open nothing any more: whoever has one must not learn where they went. */
async function enterSite(
  db: Kysely<Database>,
  { id }: MovedPatient,
  { site, wing, cell, contact }: EnteredPlace,
): Promise<void> {
  const isHome = site.kind === 'home';
  const isPrison = site.kind === 'prison';
  await sql`
    update patients set site_id = ${site.siteId}::uuid,
      by_link = ${isHome}, email = ${isHome ? contact.email : null}, phone = ${isHome ? contact.phone : null},
      wing = ${isPrison ? wing : null}, cell = ${isPrison ? cell : null}, room = null, moved_out_at = null,
      prison_number = case when ${isPrison} then prison_number end,
      security_marks = case when ${isPrison} then security_marks else '{}' end,
      marks_confirmed = security_marks = '{}' or not ${isPrison}
    where id = ${id}::uuid
  `.execute(db);
  if (!isHome) {
    await sql`
      delete from booking_links l using bookings b
      where b.id = l.booking_id and b.patient_id = ${id}::uuid and b.state in ('held', 'booked')
    `.execute(db);
  }
}
