import type { Kysely, Selectable } from 'kysely';
import type { StationActor } from '../../domain/actors.ts';
import type { Organisation, Person, Site, Station } from '../../domain/contract/rest.ts';
import { DomainError } from '../../domain/errors.ts';
import type { OrganisationId } from '../../domain/ids.ts';
import type { Reads } from '../../domain/ports.ts';
import type { Database, OrganisationTable, PersonTable, SiteTable, StationTable } from '../schema.ts';

export const stationColumns = [
  'stations.id',
  'stations.site_id',
  'stations.name',
  'stations.enrolled_at',
  'stations.revoked_at',
  'stations.last_seen_at',
] as const;

export const personColumns = [
  'people.id',
  'people.organisation_id',
  'people.name',
  'people.email',
  'people.roles',
  'people.disabled_at',
] as const;

export function organisationOf(row: Selectable<OrganisationTable>): Organisation {
  return {
    organisationId: row.id,
    name: row.name,
    region: row.region,
    createdAt: row.created_at.toISOString(),
  };
}

export function stationOf(
  row: Pick<
    Selectable<StationTable>,
    'id' | 'site_id' | 'name' | 'enrolled_at' | 'revoked_at' | 'last_seen_at'
  >,
): Station {
  return {
    stationId: row.id,
    siteId: row.site_id,
    name: row.name,
    enrolledAt: row.enrolled_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  };
}

export function stationActorOf(
  row: Pick<Selectable<StationTable>, 'id' | 'site_id' | 'organisation_id'>,
): StationActor {
  return {
    kind: 'station',
    stationId: row.id,
    siteId: row.site_id,
    organisationId: row.organisation_id,
  };
}

export function siteOf(row: Selectable<SiteTable>): Site {
  return {
    siteId: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    kind: row.kind,
    phone: row.phone,
    iceTransportPolicy: row.ice_transport_policy,
    ...(row.establishment !== null && { establishment: row.establishment }),
  };
}

export function personOf(
  row: Pick<Selectable<PersonTable>, 'id' | 'organisation_id' | 'name' | 'email' | 'roles' | 'disabled_at'>,
): Person {
  return {
    personId: row.id,
    organisationId: row.organisation_id,
    name: row.name,
    email: row.email,
    roles: row.roles,
    disabledAt: row.disabled_at?.toISOString() ?? null,
  };
}

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
        // A place of a patient at home is nobody’s to set up.
        .where('by_link', '=', false)
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
      .where('by_link', '=', false)
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
