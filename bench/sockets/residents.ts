import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { readConfig } from '../../config/config.ts';
import { createLog } from '../../process/log.ts';
import type { StationId } from '../../domain/ids.ts';
import { SignedAccessTokens } from '../../server/auth/access-tokens.ts';
import { openStore } from '../../store/open-store.ts';
import { Population, type SignedInPerson } from '../../test/support/population.ts';

/** Enrolled stations and clinicians on the rota, all of one organisation; each with access tokens. */
export type Residents = { stations: { newToken: () => string }[]; clinicians: SignedInPerson[] };

/** Stations are made by one statement: thousands of enrolments one by one would take longer than what is measured. */
export async function addResidents(count: { stations: number; clinicians: number }): Promise<Residents> {
  const config = readConfig();
  const clock = { now: () => new Date() };
  const accessTokens = await SignedAccessTokens.create({ keyFile: config.tokens.keyFile, clock });
  const log = createLog({ level: 'error' });
  await using store = openStore({ databaseUrl: config.databaseUrl, clock, log });
  const population = new Population({ store, accessTokens });
  const place = await population.addPlace();
  const stationIds = Array.from({ length: count.stations }, () => randomUUID() as StationId);
  const client = new pg.Client({ connectionString: config.databaseUrl });
  await client.connect();
  await client.query(
    `insert into stations (id, site_id, organisation_id, name, device_digest, enrolled_at)
     select id, $2, $3, 'Tablet', id::text, now() from unnest($1::uuid[]) as id`,
    [stationIds, place.siteId, place.organisationId],
  );
  // Only what has been filled: of an empty table the planner would believe for a minute that it stays empty.
  await client.query('analyze stations, people');
  await client.end();
  const clinicians = [];
  for (let n = 0; n < count.clinicians; n += 1) clinicians.push(await population.addPerson(place));
  return {
    stations: stationIds.map((stationId) => ({
      newToken: () => accessTokens.issue({ kind: 'station', stationId, ...place }).token,
    })),
    clinicians,
  };
}
