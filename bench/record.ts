// The record over HTTP at 200,000 observations of 2,000 patients: npm run bench -- record [--observations 200000] [--scale 1]. What
// is there is loaded past the service; everything measured goes through it, in turns with floors: the same rows bare in PostgreSQL,
// and Medplum's in-memory repository behind its own router. The last line is one JSON object.

import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { createLog } from '../process/log.ts';
import { openStore } from '../store/open-store.ts';
import { SeededRandom } from './chaos/seeded-random.ts';
import { PartnerSystem } from './partner-system.ts';
import { Filling } from './record/filling.ts';
import { Floors } from './record/floors.ts';
import { HttpClient } from './record/http-client.ts';
import { Medplum } from './record/medplum.ts';
import type { Row } from './record/measuring.ts';
import { measureBundles, measureEverything, measureReads, measureWrites } from './record/steps.ts';
import { RunningService } from './running-service.ts';
import { rounded } from './slices.ts';

const { values } = parseArgs({
  options: {
    observations: { type: 'string', default: '200000' },
    /** How much is measured, of what is measured by default. */
    scale: { type: 'string', default: '1' },
  },
});
const observations = Number(values.observations);
const observationsEach = 100;
const growth = 20;
const patients = Math.ceil(observations / observationsEach);

const { databaseUrl, tokens } = readConfig();
await using service = await RunningService.create();
await using owned = new AsyncDisposableStack();
const store = owned.use(
  openStore({ databaseUrl, clock: { now: () => new Date() }, log: createLog({ level: 'error' }) }),
);
const partner = await PartnerSystem.create(store, tokens.keyFile);
const loading = new pg.Client({ connectionString: databaseUrl });
await loading.connect();
owned.defer(() => loading.end());
const random = new SeededRandom(1);
const filling = new Filling(loading, { organisationId: partner.organisationId, random });
const floors = owned.use(await Floors.create(databaseUrl, 8));
const client = new HttpClient(service.url, () => partner.token());
owned.defer(() => {
  client.close();
});

const subjects = await filling.add(10, 299);
await filling.add(Math.ceil(patients / growth), observationsEach);
process.stderr.write(`${String(filling.observations.length)} observations are there\n`);
const medplum = owned.use(await Medplum.start(Math.ceil(patients / 10), observationsEach));
const bench = { client, floors, filling, medplum, random, scale: Number(values.scale) };
const few = await measureEverything(bench, {
  what: '$everything of 300, a twentieth of the others',
  patients: subjects,
});
await filling.add(patients - Math.ceil(patients / growth), observationsEach);
process.stderr.write(`${String(filling.observations.length)} observations are there\n`);
const all = await measureEverything(bench, { what: '$everything of 300', patients: subjects });
const grown = rounded(all.p95 / few.p95);
noted([few, all]);

const rows = [
  ...noted(await measureWrites(bench)),
  ...noted(await measureReads(bench)),
  ...noted(await measureBundles(bench)),
  few,
  all,
  {
    ...{ ...all, what: '$everything, as the others’ data grows 20 times', floor: few.p95, ratio: grown },
    ...{ aim: 'p95 ≤ 1.3 × the floor', reached: grown <= 1.3 },
  },
];
process.stdout.write(
  `${JSON.stringify({ bench: 'record', patients, observations: filling.observations.length, rows })}\n`,
);

/** Says at once what has been measured: a run takes minutes. */
function noted(measured: Row[]): Row[] {
  for (const row of measured) process.stderr.write(`${JSON.stringify(row)}\n`);
  return measured;
}
