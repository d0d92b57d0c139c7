// A partner's system sends transactions of 20 to 100 entries while servers and PostgreSQL are killed with -9 in the middle of
// them: npm run chaos -- record [--kills 80] [--seed N] [--keep]. Afterwards every bundle is there whole or not at all, what was
// answered is there, nothing is there twice that was to be made once, and the record is as `record:check` wants it. The last line
// is one JSON object; the exit code is 1 when something was not so.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createLog } from '../../process/log.ts';
import { DataFolder } from '../../scripts/data-folder.ts';
import { runScript, type ScriptTools } from '../../scripts/run-script.ts';
import type { Say } from '../../scripts/say.ts';
import { openStore } from '../../store/open-store.ts';
import { checkRecord } from '../../store/record/check/record-check.ts';
import { PartnerSystem } from '../partner-system.ts';
import { countBundles } from './record/verdict.ts';
import { Writers } from './record/writers.ts';
import { SeededRandom } from './seeded-random.ts';
import { Service } from './service.ts';

const atOnce = 6;
/** How much later than it was seen in the middle of a transaction a kill comes at the latest. */
const withinMs = 40;
const recoversWithinMs = 60_000;

const victims = ['server-0', 'postgres', 'server-1', 'backends'] as const;

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '80' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
});
const wanted = Number(options.kills);
const seed = Number(options.seed);
await runScript({ notesTo: process.stderr }, runRecord);

async function runRecord({ say, signal, owned }: ScriptTools): Promise<number> {
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const logs = path.resolve('tmp', 'chaos', 'record');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  const service = owned.use(await Service.create({ data, logs, say, signal, mostPauseMs: 500 }));
  const { databaseUrl, urls } = service;
  const log = createLog({ level: 'error' });
  const partner = await registered(databaseUrl, await data.tokenKeyFile());

  const random = new SeededRandom(seed);
  const writers = new Writers(partner, { urls, random });
  const writing = writers.write(atOnce);
  const beganAt = performance.now();
  const killed = await killAll(service, { writers, random, say, signal }).finally(async () => {
    writers.stop();
    await writing;
  });
  const seconds = Math.round((performance.now() - beganAt) / 1000);

  const client = await connected(databaseUrl, signal);
  owned.defer(() => client.end());
  const { attempts } = writers;
  const bundles = await countBundles(client, attempts);
  const { resources, found, differences } = await checkRecord({ databaseUrl, mend: false, log });
  for (const { type, id, faults } of differences.slice(0, 20))
    say.line(`${type}/${id}: ${faults.join(', ')}`);
  const answered = attempts.filter(({ heard }) => heard === 'whole').length;
  const refused = attempts.filter(({ heard }) => heard === 'refused').length;
  const { half, lost, refusedAndThere, twice } = bundles;
  const result = { seed, seconds, ...killed, bundles: attempts.length, answered, refused, ...bundles };
  process.stdout.write(
    `${JSON.stringify({ chaos: 'record', ...result, recordCheck: { resources, differences: found } })}\n`,
  );
  const passed = half + lost + refusedAndThere + twice + found === 0 && answered > 0;
  if (passed && !options.keep) await rm(logs, { recursive: true });
  return passed ? 0 : 1;
}

/** After the last kill PostgreSQL may still read back what it had committed. */
async function connected(databaseUrl: string, signal: AbortSignal): Promise<pg.Client> {
  for (let left = recoversWithinMs; ; left -= 100) {
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (left <= 0) throw error;
      await pause(100, undefined, { signal });
    }
  }
}

async function registered(databaseUrl: string, keyFile: string): Promise<PartnerSystem> {
  const clock = { now: () => new Date() };
  await using store = openStore({ databaseUrl, clock, log: createLog({ level: 'error' }) });
  return await PartnerSystem.create(store, keyFile);
}

type Killing = { writers: Writers; random: SeededRandom; say: Say; signal: AbortSignal };

/** One after the other in turn: a server, all of PostgreSQL, the other server, PostgreSQL’s own processes for each connection. */
async function killAll(service: Service, { writers, random, say, signal }: Killing) {
  const kills = { server: 0, postgres: 0, backends: 0 };
  let midTransaction = 0;
  for (let n = 0; n < wanted; n += 1) {
    const victim = victims[n % victims.length] ?? 'server-0';
    const url = victim === 'server-0' ? service.urls[0] : victim === 'server-1' ? service.urls[1] : undefined;
    await isWriting(service.databaseUrl, { inFlight: () => writers.inFlight(url), signal });
    await pause(random.between(0, withinMs), undefined, { signal });
    if (writers.inFlight(url) > 0) midTransaction += 1;
    if (victim === 'postgres') await service.part('postgres').killWhole();
    else if (victim === 'backends') await service.part('postgres').killChildren();
    else await service.part(victim).kill('SIGKILL');
    kills[victim === 'postgres' || victim === 'backends' ? victim : 'server'] += 1;
    say.line(`record: ${String(n + 1)} kills, ${String(writers.attempts.length)} bundles`);
  }
  return { kills, midTransaction };
}

/** Until PostgreSQL is in the middle of a transaction that writes into the record, and the victim’s clients wait for one. */
async function isWriting(databaseUrl: string, { inFlight, signal }: Watching): Promise<void> {
  while (!(await isSeenWriting(databaseUrl, { inFlight, signal }))) {
    // Of the last kill it is not back yet.
    await pause(50, undefined, { signal });
  }
}

type Watching = { inFlight: () => number; signal: AbortSignal };

/** False where PostgreSQL cannot be asked. */
async function isSeenWriting(databaseUrl: string, { inFlight, signal }: Watching): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (;;) {
      const { rows } = await client.query(
        `select from pg_stat_activity
         where application_name = 'bedside' and backend_xid is not null and query like '%record_resources%' limit 1`,
      );
      if (rows.length > 0 && inFlight() > 0) return true;
      await pause(2, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
