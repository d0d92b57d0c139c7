// Breaks the running service in every way that its parts can break, while stations and clinicians use it, and then
// judges from the audit trail alone whether anything was lost: npm run chaos -- routing [--minutes 3] [--seed N]
// [--keep] [--plan]. The last line is one JSON object; the exit code is 1 when an aim was missed.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { DataFolder } from '../../scripts/data-folder.ts';
import { runScript, type ScriptTools } from '../../scripts/run-script.ts';
import { SignedAccessTokens } from '../../server/auth/access-tokens.ts';
import { Crowd } from './crowd.ts';
import { planFaults } from './fault-plan.ts';
import { commit, type Happened, windowOf } from './faults.ts';
import { buildHospital } from './hospital.ts';
import type { Intervals } from './intervals.ts';
import { isPassed, report, resultOf, triedWords } from './report.ts';
import { Service } from './service.ts';
import { TrailWatcher } from './trail-watcher.ts';
import { judge } from './verdict.ts';

const stations = 10;
const clinicians = 6;
/** How long everybody has at the end to bring everything to its end. */
const calmForMs = 120_000;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    keep: { type: 'boolean', default: false },
    plan: { type: 'boolean', default: false },
  },
});
const run = { seed: Number(options.seed), minutes: Number(options.minutes) };
const plan = planFaults(run);

if (options.plan) {
  for (const fault of plan) process.stdout.write(`${JSON.stringify(fault)}\n`);
} else {
  await runScript({ notesTo: process.stderr }, breakIt);
}

async function breakIt({ say, signal, owned }: ScriptTools): Promise<number> {
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const logs = path.resolve('tmp', 'chaos', String(run.seed));
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  const service = owned.use(await Service.create({ data, logs, say, signal }));
  const { databaseUrl, urls } = service;
  const clock = { now: () => new Date() };
  const accessTokens = await SignedAccessTokens.create({ keyFile: await data.tokenKeyFile(), clock });
  const hospital = await buildHospital({ databaseUrl, accessTokens, stations, clinicians });
  const watcher = new TrailWatcher(databaseUrl);
  owned.defer(() => watcher.close());
  const crowd = new Crowd(hospital, { urls, seed: run.seed });
  owned.defer(() => {
    crowd.leave();
  });

  say.line(`chaos: seed ${run.seed}, ${plan.length} faults in ${run.minutes} minutes; logs in ${logs}`);
  const happened = await happen(service, { say, signal });
  crowd.calmDown();
  await calm(databaseUrl, signal);
  crowd.leave();
  const entries = await watcher.finish();
  const leftOpen = await stillOpen(databaseUrl);
  await writeFile(
    path.join(logs, 'trail.jsonl'),
    entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );

  const verdict = judge({
    entries,
    setting: hospital.setting,
    attending: crowd.attending(pausesOf(happened)),
    windows: happened.map(windowOf),
    until: performance.now(),
    acknowledged: crowd.acknowledged,
  });
  const outcome = { ...verdict, stuck: verdict.stuck + leftOpen.length };
  say.line(`chaos: ${triedWords(entries)}`);
  report({ verdict: outcome, entries, happened, leftOpen }, process.stderr);
  process.stdout.write(`${JSON.stringify(resultOf({ ...run, happened, verdict: outcome }))}\n`);
  const passed = isPassed(outcome);
  if (passed && !options.keep) await rm(logs, { recursive: true });
  return passed ? 0 : 1;
}

/** Every fault at its time; one that goes on does not keep the next one waiting. */
async function happen(
  service: Service,
  { say, signal }: Pick<ScriptTools, 'say' | 'signal'>,
): Promise<Happened[]> {
  const beganAt = performance.now();
  const since = () => ((performance.now() - beganAt) / 1000).toFixed(1);
  const running: Promise<Happened>[] = [];
  const wait = (ms: number) => pause(ms, undefined, { signal });
  for (const fault of plan) {
    await wait(Math.max(0, fault.atMs - (performance.now() - beganAt)));
    say.line(`${since()} s: ${fault.kind} ${fault.target} ${fault.offsetMs === 0 ? '' : fault.offsetMs}`);
    running.push(
      commit(service, fault).then((one) => {
        say.line(`${since()} s: ${fault.kind} ${fault.target} is over`);
        return one;
      }),
    );
  }
  const happened = await Promise.all(running);
  await wait(Math.max(0, run.minutes * 60_000 - (performance.now() - beganAt)));
  return happened;
}

/** Until nothing is open any more, or for as long as anything may take. */
async function calm(databaseUrl: string, signal: AbortSignal): Promise<void> {
  const until = performance.now() + calmForMs;
  do {
    await pause(500, undefined, { signal });
  } while ((await countOpen(databaseUrl)) > 0 && performance.now() < until);
}

async function countOpen(databaseUrl: string): Promise<number> {
  const [row] = await query<{ open: string }>(
    databaseUrl,
    `select (select count(*) from calls where phase <> 'ended')
      + (select count(*) from call_backs where closed_at is null)
      + (select count(*) from duties where wrap_up_visit_id is not null) as open`,
  );
  return Number(row?.open ?? 0);
}

/** Clinicians who are held by an offer of a call that has ended: the tables' own word, beside the trail's. */
async function stillOpen(databaseUrl: string): Promise<{ callId: string; what: string }[]> {
  const rows = await query<{
    id: string;
    call_id: string;
    clinician_id: string;
    state: string;
    phase: string;
  }>(
    databaseUrl,
    `select offers.id, offers.call_id, offers.clinician_id, offers.state, calls.phase
     from offers join calls on calls.id = offers.call_id
     where offers.released_at is null and (calls.phase <> 'active' or offers.state = 'ringing')`,
  );
  return rows.map((row) => ({
    callId: row.call_id,
    what: `${row.clinician_id} is held by the offer ${row.id} (${row.state}) of a call that is ${row.phase}`,
  }));
}

async function query<R extends pg.QueryResultRow>(databaseUrl: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
}

/** When each server stood still. */
function pausesOf(happened: readonly Happened[]): Map<number, Intervals> {
  const of = (server: number) =>
    happened
      .filter(({ fault }) => fault.kind === 'pause-server' && fault.target === `server-${server}`)
      .map(({ startedAt, repairedAt }) => ({ from: startedAt, to: repairedAt }));
  return new Map([0, 1].map((server) => [server, of(server)]));
}
