import type { Selectable } from 'kysely';
import type { StationActor } from '../../domain/actors.ts';
import type { Organisation, Person, Site, Station } from '../../domain/contract/rest.ts';
import type { OrganisationTable, PersonTable, SiteTable, StationTable } from '../schema.ts';

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
