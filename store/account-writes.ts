import { type Kysely, sql, type UpdateObject } from 'kysely';
import { DomainError } from '../domain/errors.ts';
import type { PersonId } from '../domain/ids.ts';
import type { AccountWrites } from '../domain/ports.ts';
import {
  personColumns,
  personOf,
  siteOf,
  stationActorOf,
  stationColumns,
  stationOf,
} from './account-rows.ts';
import type { Database } from './schema.ts';

type OfPlaces = 'addOrganisation' | 'addSite' | 'addStation' | 'setEnrolmentCode' | 'enrol' | 'revokeStation';
type OfPeople = 'addPerson' | 'setRoles' | 'setDisabled' | 'setPassword' | 'lockPerson';

/** What administrators keep: organisations, sites, stations, people. */
export function accountWrites(db: Kysely<Database>, now: Date): Pick<AccountWrites, OfPlaces | OfPeople> {
  return { ...placeWrites(db, now), ...stationWrites(db, now), ...personWrites(db, now) };
}

function placeWrites(
  db: Kysely<Database>,
  now: Date,
): Pick<AccountWrites, 'addOrganisation' | 'addSite' | 'addStation'> {
  return {
    async addOrganisation({ id, name }) {
      await db.insertInto('organisations').values({ id, name, created_at: now }).execute();
      return { organisationId: id, name, createdAt: now.toISOString() };
    },

    async addSite(site) {
      const row = await db
        .insertInto('sites')
        .values({
          id: site.siteId,
          organisation_id: site.organisationId,
          name: site.name,
          kind: site.kind,
          phone: site.phone,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return siteOf(row);
    },

    async addStation({ id, siteId, name }) {
      const row = await db
        .insertInto('stations')
        .columns(['id', 'site_id', 'organisation_id', 'name'])
        .expression(
          db
            .selectFrom('sites')
            .select([
              sql<string>`${id}::uuid`.as('station_id'),
              'id',
              'organisation_id',
              sql<string>`${name}::text`.as('station_name'),
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

    // Of two devices with one code the second waits for the first one's row and then no longer finds the code.
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
      // Disabled twice is disabled since the first time.
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
