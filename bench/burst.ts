// 2,000 calls at once with 100 clinicians over the running service, then what one dispatch costs as the list grows:
// npm run bench -- burst [--calls 2000] [--only storm]. A tenth of the calls are immediate. The last line is one JSON object.

import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { orderViolations, type TimedEntry } from './burst/order.ts';
import { said } from './chaos/trail.ts';
import { QueueInProcess } from './burst/queue-in-process.ts';
import { Storm } from './burst/storm.ts';
import { percentiles } from './percentiles.ts';
import { RunningService } from './running-service.ts';
import { rounded } from './slices.ts';
import { addResidents } from './sockets/residents.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '2000' }, only: { type: 'string' } },
});
const calls = Number(values.calls);
const immediate = Math.ceil(calls / 10);
const clinicians = 100;
const answeredWithinMs = 600_000;
const lengths = [10, 100, 500, 1000, 5000];
const freeAtOnce = 10;

const { databaseUrl } = readConfig();
const storm = await runStorm();
// The second half takes minutes; whoever stops it has seen the first.
process.stderr.write(`${JSON.stringify({ storm })}\n`);
const costs = values.only === 'storm' ? {} : await measureCosts();

process.stdout.write(`${JSON.stringify({ bench: 'burst', calls, clinicians, ...storm, ...costs })}\n`);
process.exitCode = storm.orderViolations === 0 ? 0 : 1;

async function runStorm() {
  await using service = await RunningService.create();
  const people = await addResidents({ stations: calls, clinicians });
  const storm = new Storm();
  await storm.connect({
    url: service.url,
    stations: people.stations.map(({ newToken }) => newToken()),
    clinicians: people.clinicians.map(({ token }) => token),
  });
  const memory = { connectedMiB: await mib(service.serverPid), mostMiB: 0 };
  const startedAt = performance.now();
  const progress = { pressed: false };
  const pressing = storm.press(immediate).then(() => {
    progress.pressed = true;
  });
  const watcher = new pg.Client({ connectionString: databaseUrl });
  await watcher.connect();
  for (let open = calls; open > 0 || !progress.pressed; open = await countOpen(watcher)) {
    if (performance.now() - startedAt > answeredWithinMs) break;
    memory.mostMiB = Math.max(memory.mostMiB, await mib(service.serverPid));
    await pause(500);
  }
  await pressing;
  const allAnsweredAfterMs = Math.round(performance.now() - startedAt);
  const unanswered = await countOpen(watcher);
  const entries = await trailOf(watcher);
  await watcher.end();
  storm.leave();
  const rang = [...storm.rangAfterMs].filter(([n]) => n < immediate).map(([, ms]) => ms);
  return {
    immediate,
    firstRingMs: percentiles(rang, [50, 99]),
    unrung: immediate - rang.length,
    orderViolations: orderViolations(entries).length,
    ...reached(entries),
    refusedPresses: storm.refused,
    allAnsweredAfterMs,
    unanswered,
    serverMemory: memory,
  };
}

async function measureCosts() {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const dispatchMs = await measureDispatch(client);
  const hour = await measureHour(client);
  await client.end();
  return { dispatchMs, exponent: exponent(dispatchMs), hour };
}

async function measureDispatch(client: pg.Client): Promise<Record<string, number>> {
  await using queue = await QueueInProcess.create({ client, databaseUrl, clinicians: freeAtOnce });
  const ms: Record<string, number> = {};
  for (const length of lengths) {
    await queue.fill(length);
    ms[length] = await queue.costOfDispatch(18);
  }
  return ms;
}

/** 500 wait all the time, for an hour of a clock that is moved in steps. */
async function measureHour(client: pg.Client) {
  await using queue = await QueueInProcess.create({ client, databaseUrl, clinicians: 40 });
  await queue.fill(500);
  const took = await queue.hour({ waiting: 500, stepSeconds: 10 });
  return { waiting: 500, dispatches: took.length, dispatchMs: percentiles(took, [50, 99]) };
}

/** The slope of cost against n log n, both logarithmic, from 100 calls on: up to 1 it grows no faster. */
function exponent(dispatchMs: Record<string, number>): number {
  const points = lengths
    .filter((n) => n >= 100)
    .map((n) => ({ x: Math.log(n * Math.log2(n)), y: Math.log(dispatchMs[n] ?? NaN) }));
  const mean = (of: (point: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  return rounded(mean((one) => (one.x - x) * (one.y - y)) / mean((one) => (one.x - x) ** 2));
}

/** How many rings there were, and how many of them ended because no browser had said that it rings. */
function reached(entries: readonly TimedEntry[]) {
  const missed = entries.filter(
    (entry) => entry.action === 'offer.withdrawn' && said(entry, 'reason') === 'not-reached',
  );
  const began = entries[0]?.at ?? 0;
  return {
    rings: entries.filter(({ action }) => action === 'call.ringing').length,
    notReached: missed.length,
    notReachedInFirst10s: missed.filter(({ at }) => at - began < 10_000).length,
  };
}

async function countOpen(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ open: number }>(
    `select count(*)::int as open from calls where phase <> 'ended'`,
  );
  return rows[0]?.open ?? 0;
}

async function trailOf(db: pg.Client): Promise<TimedEntry[]> {
  const { rows } = await db.query<Omit<TimedEntry, 'at' | 'seenAt'> & { at: Date }>(
    `select id::int, at, actor_id as "actorId", action, subject_kind as "subjectKind", subject_id as "subjectId", detail
     from audit where subject_kind = 'call' order by id`,
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime(), seenAt: row.at.getTime() }));
}

async function mib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024);
}
