import { type Kysely, type Selectable, sql, type Updateable, type UpdateObject } from 'kysely';
import type { Organisation, Site } from '../../domain/contract/rest.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OrganisationId, PersonId, SiteId } from '../../domain/ids.ts';
import type { AccountWrites } from '../../domain/ports.ts';
import { defaultQueueSettings } from '../../domain/queues/queue.ts';
import {
  organisationOf,
  personColumns,
  personOf,
  siteOf,
  stationActorOf,
  stationColumns,
  stationOf,
} from './account-reads.ts';
import type { Database, SiteTable } from '../schema.ts';

const firstQueueName = 'Urgent calls';

type OfPlaces =
  | 'addOrganisation'
  | 'setOrganisationRegion'
  | 'addSite'
  | 'setSiteMediaPath'
  | 'setEstablishment'
  | 'addStation'
  | 'setEnrolmentCode'
  | 'enrol'
  | 'revokeStation';
type OfPeople = 'addPerson' | 'setRoles' | 'setDisabled' | 'setPassword' | 'lockPerson';

/** What administrators maintain: organisations, sites, stations, people. */
export function accountWrites(db: Kysely<Database>, now: Date): Pick<AccountWrites, OfPlaces | OfPeople> {
  return { ...placeWrites(db, now), ...stationWrites(db, now), ...personWrites(db, now) };
}

function placeWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<
  AccountWrites,
  | 'addOrganisation'
  | 'setOrganisationRegion'
  | 'addSite'
  | 'setSiteMediaPath'
  | 'setEstablishment'
  | 'addStation'
> {
  return {
    addOrganisation: (organisation) => addOrganisation(db, now, organisation),
    setOrganisationRegion: (id, region) => setOrganisationRegion(db, id, region),
    addSite: (site) => addSite(db, site),

    setEstablishment: (siteId, establishment) => setOfSite(db, siteId, { establishment }),
    setSiteMediaPath: (siteId, policy) => setOfSite(db, siteId, { ice_transport_policy: policy }),

    async addStation({ id, siteId, name }) {
      const row = await db
        .insertInto('stations')
        .columns(['id', 'site_id', 'organisation_id', 'name', 'added_at'])
        .expression(
          db
            .selectFrom('sites')
            .select([
              sql<string>`${id}::uuid`.as('station_id'),
              'id',
              'organisation_id',
              sql<string>`${name}::text`.as('station_name'),
              sql<Date>`${now}::timestamptz`.as('added'),
            ])
            .where('id', '=', siteId),
        )
        .returning(stationColumns)
        .executeTakeFirst();
      if (row === undefined) {
        throw new DomainError('not-found', 'no such site');
      }
      return stationOf(row);
    },
  };
}

/** A site is created with its first queue, so that it always has one to put its calls into. */
async function addOrganisation(
  db: Kysely<Database>,
  now: Date,
  { id, name }: { id: OrganisationId; name: string },
): Promise<Organisation> {
  const settings = JSON.stringify(defaultQueueSettings);
  await sql`
    with added as (
      insert into organisations (id, name, created_at) values (${id}, ${name}, ${now}) returning id, created_at
    )
    insert into queues (id, organisation_id, name, settings, created_at)
    select gen_random_uuid(), id, ${firstQueueName}, ${settings}::jsonb, created_at from added
  `.execute(db);
  return { organisationId: id, name, region: null, createdAt: now.toISOString() };
}

async function setOrganisationRegion(
  db: Kysely<Database>,
  id: OrganisationId,
  region: string | null,
): Promise<Organisation> {
  const row = await db
    .updateTable('organisations')
    .set({ region })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    throw new DomainError('not-found', 'no such organisation');
  }
  return organisationOf(row);
}

async function addSite(db: Kysely<Database>, site: Parameters<AccountWrites['addSite']>[0]): Promise<Site> {
  const { rows } = await sql<Selectable<SiteTable>>`
    insert into sites (id, organisation_id, queue_id, name, kind, phone, establishment)
    select ${site.siteId}::uuid, organisation_id, id, ${site.name}, ${site.kind}, ${site.phone},
      ${site.establishment ?? null}::text
    from queues where organisation_id = ${site.organisationId}
    order by created_at, id limit 1
    returning *
  `.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new DomainError('not-found', 'no such organisation');
  }
  return siteOf(row);
}

async function setOfSite(
  db: Kysely<Database>,
  siteId: SiteId,
  values: Updateable<Pick<SiteTable, 'establishment' | 'ice_transport_policy'>>,
): Promise<Site> {
  const row = await db
    .updateTable('sites')
    .set(values)
    .where('id', '=', siteId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    throw new DomainError('not-found', 'no such site');
  }
  return siteOf(row);
}

function stationWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<AccountWrites, 'setEnrolmentCode' | 'enrol' | 'revokeStation'> {
  return {
    async setEnrolmentCode(stationId, { digest, expiresAt }) {
      await db
        .updateTable('stations')
        .set({ code_digest: digest, code_expires_at: expiresAt })
        .where('id', '=', stationId)
        .where('revoked_at', 'is', null)
        .execute();
    },

    // If two devices use one code, the second waits for the first one's row and then no longer finds the code.
    async enrol(codeDigest, deviceDigest) {
      const row = await db
        .updateTable('stations')
        .set({ code_digest: null, code_expires_at: null, device_digest: deviceDigest, enrolled_at: now })
        .where('code_digest', '=', codeDigest)
        .where('code_expires_at', '>', now)
        .where('revoked_at', 'is', null)
        .returning(['id', 'site_id', 'organisation_id'])
        .executeTakeFirst();
      return row && stationActorOf(row);
    },

    async revokeStation(stationId) {
      const row = await db
        .updateTable('stations')
        .set({ revoked_at: now, device_digest: null, code_digest: null, code_expires_at: null })
        .where('id', '=', stationId)
        .where('revoked_at', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function personWrites(db: Kysely<Database>, now: Date): Pick<AccountWrites, OfPeople> {
  return {
    async addPerson(person) {
      const row = await db
        .insertInto('people')
        .values({
          id: person.id,
          organisation_id: person.organisationId,
          name: person.name,
          email: person.email,
          roles: [...person.roles],
          password_hash: person.passwordHash,
          must_change_password: person.mustChangePassword,
        })
        .returning(personColumns)
        .executeTakeFirstOrThrow();
      return personOf(row);
    },

    async setRoles(personId, roles) {
      await updatePerson(db, personId, { roles: [...roles] });
    },

    async setDisabled(personId, disabled) {
      // Idempotent: the time of the first disabling stays.
      const since = sql<Date>`coalesce(disabled_at, ${now}::timestamptz)`;
      await updatePerson(db, personId, { disabled_at: disabled ? since : null });
    },

    async setPassword(personId, hash, { mustChange }) {
      await updatePerson(db, personId, { password_hash: hash, must_change_password: mustChange });
    },

    async lockPerson(personId) {
      const row = await db
        .selectFrom('people')
        .select(personColumns)
        .where('id', '=', personId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      return row && personOf(row);
    },
  };
}

async function updatePerson(
  db: Kysely<Database>,
  personId: PersonId,
  values: UpdateObject<Database, 'people'>,
): Promise<void> {
  await db.updateTable('people').set(values).where('id', '=', personId).execute();
}
