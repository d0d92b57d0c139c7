import type { Kysely } from 'kysely';
import type { Site, Station } from '../../domain/contract/rest.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Reads } from '../../domain/ports.ts';
import {
  organisationOf,
  personColumns,
  personOf,
  siteOf,
  stationColumns,
  stationOf,
} from './account-rows.ts';
import type { Database } from '../schema.ts';

type OfAccounts = 'getPerson' | 'getSite' | 'getStation' | 'listOrganisations' | 'listSites' | 'listPeople';

/** What administrators see. */
export function accountReads(db: Kysely<Database>): Pick<Reads, OfAccounts> {
  return { ...gets(db), ...lists(db) };
}

function gets(db: Kysely<Database>): Pick<Reads, 'getPerson' | 'getSite' | 'getStation'> {
  return {
    async getPerson(personId) {
      const row = await db
        .selectFrom('people')
        .select(personColumns)
        .where('id', '=', personId)
        .executeTakeFirst();
      return personOf(row ?? throwNo('person'));
    },

    async getSite(siteId) {
      const row = await db.selectFrom('sites').selectAll().where('id', '=', siteId).executeTakeFirst();
      return siteOf(row ?? throwNo('site'));
    },

    async getStation(stationId) {
      const found = await db
        .selectFrom('stations')
        .select([...stationColumns, 'organisation_id'])
        .where('id', '=', stationId)
        .executeTakeFirst();
      const row = found ?? throwNo('station');
      return { ...stationOf(row), organisationId: row.organisation_id };
    },
  };
}

function lists(db: Kysely<Database>): Pick<Reads, 'listOrganisations' | 'listSites' | 'listPeople'> {
  return {
    async listOrganisations(only) {
      const rows = await db
        .selectFrom('organisations')
        .selectAll()
        .$if(only !== null, (query) => query.where('id', '=', only))
        .orderBy('name')
        .orderBy('id')
        .execute();
      return rows.map(organisationOf);
    },

    listSites: (organisationId) => listSites(db, organisationId),

    async listPeople(organisationId) {
      const rows = await db
        .selectFrom('people')
        .select(personColumns)
        .where('organisation_id', '=', organisationId)
        .orderBy('name')
        .orderBy('id')
        .execute();
      return rows.map(personOf);
    },
  };
}

async function listSites(
  db: Kysely<Database>,
  organisationId: OrganisationId,
): Promise<(Site & { stations: Station[] })[]> {
  const [sites, stations] = await Promise.all([
    db
      .selectFrom('sites')
      .selectAll()
      .where('organisation_id', '=', organisationId)
      .orderBy('name')
      .orderBy('id')
      .execute(),
    db
      .selectFrom('stations')
      .select(stationColumns)
      .where('organisation_id', '=', organisationId)
      .orderBy('name')
      .orderBy('id')
      .execute(),
  ]);
  const bySite = Map.groupBy(stations, ({ site_id }) => site_id);
  return sites.map((site) => ({ ...siteOf(site), stations: (bySite.get(site.id) ?? []).map(stationOf) }));
}

function throwNo(what: string): never {
  throw new DomainError('not-found', `no such ${what}`);
}
