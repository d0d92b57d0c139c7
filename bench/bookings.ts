// Contested times against real Postgres: npm run bench -- bookings [--races 100000]. Two processes hold, confirm, move and
// cancel bookings of the same clinicians, patients, stations and escorts, through the use cases; in every tenth slice one of
// them is killed with -9 between a hold and its confirmation. Beside them, slice by slice, a bare insert under the same
// constraint with the same share of losers, the same rows as a hold writes in one bare transaction, the transaction of a hold
// alone, and what everybody else does: look whether it is free, then insert. The last line is one JSON object; the exit code is 1 when anything was booked twice, lost or stuck.

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { lapseHolds } from '../domain/clinics/lapse-holds.ts';
import { createLog } from '../process/log.ts';
import { openStore } from '../store/open-store.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { Contender } from './bookings/contenders.ts';
import { layGround } from './bookings/ground.ts';
import { type BareRaces, type Order, processes, type Report, workersEach } from './bookings/orders.ts';
import { Answers, clear, countDoubleBooked, countStuck } from './bookings/verdict.ts';
import { rounded, Turns } from './slices.ts';

const { values } = parseArgs({ options: { races: { type: 'string', default: '100000' } } });
const races = Number(values.races);
const slice = 500;
/** Longer than a time is held, so that the holds of a killed process are over with its slice. */
const aheadEachMs = 11 * 60_000;
const killsEvery = 10;

const { databaseUrl } = readConfig();
await migrate(databaseUrl);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
let clockAheadMs = 0;
const clock = { now: () => new Date(Date.now() + clockAheadMs) };
const log = createLog({ level: 'error' });
await using store = openStore({ databaseUrl, clock, log });
const ground = await layGround(store, { bookers: processes * workersEach });

const tally = { won: 0, taken: 0, measured: 0, bare: 0 };
const found = { doubleBooked: 0, lost: 0, stuck: 0 };
const answers = new Answers();
const turns = new Turns();

await using owned = new AsyncDisposableStack();
const contenders: Contender[] = [];
for (let side = 0; side < processes; side += 1) {
  contenders.push(owned.use(await Contender.create({ ground, side, onReport })));
}

for (let n = 0; tally.won + tally.taken < races; n += 1) {
  const before = tally.won + tally.taken;
  const kills = n % killsEvery === killsEvery - 1 || (races <= slice && n === 0);
  // A process that starts again is not what is measured.
  await turns.measure(kills ? 'product with a kill' : 'product', () =>
    book({ kills, victim: n % processes }),
  );
  const raced = tally.won + tally.taken - before;
  if (!kills) tally.measured += raced;
  await check();
  await turns.measure('transaction alone', () =>
    everybody(() => ({ do: 'take', races: slice / processes, clockAheadMs })),
  );
  const plan = { resourceId: randomUUID(), races: slice / processes, times: Math.ceil(slice * wonShare()) };
  await turns.measure('floor', () => everybody((from) => ({ do: 'insert', ...bare(plan, from) })));
  await turns.measure('rows', () => everybody((from) => ({ do: 'insert-rows', ...bare(plan, from) })));
  await turns.measure('check then insert', () =>
    everybody((from) => ({ do: 'check-then-insert', ...bare(plan, from) })),
  );
  tally.bare += slice;
  if (n % 20 === 0) process.stderr.write(`${tally.won + tally.taken} races\n`);
}

function onReport(report: Report): void {
  answers.note(report);
  if (report.say === 'raced') tally[report.outcome] += 1;
}

async function book({ kills, victim }: { kills: boolean; victim: number }): Promise<void> {
  await Promise.all(
    contenders.map((contender, side) =>
      contender.carryOut({
        do: 'book',
        races: slice / processes,
        clockAheadMs,
        stopsBetween: kills && side === victim,
      }),
    ),
  );
}

/** After a slice: the clock moves on, what was held is lapsed as the workers do it, and what is left is looked at. */
async function check(): Promise<void> {
  clockAheadMs += aheadEachMs;
  await lapseHolds({ store, log });
  found.doubleBooked += await countDoubleBooked(client);
  found.lost += await answers.countLost(client);
  found.stuck += await countStuck(client);
  await clear(client);
}

function wonShare(): number {
  return tally.won / Math.max(1, tally.won + tally.taken);
}

function bare(plan: Pick<BareRaces, 'resourceId' | 'races' | 'times'>, from: number): BareRaces {
  return { ...plan, from, every: processes };
}

async function everybody(order: (side: number) => Order): Promise<void> {
  await Promise.all(contenders.map((contender, side) => contender.carryOut(order(side))));
}

/** Inserted rows that overlap an earlier one. */
async function countCheckedTwice(): Promise<number> {
  const { rows } = await client.query<{ twice: number }>(
    `select count(*)::int as twice from checked_times a where exists (
       select from checked_times b
       where b.resource_id = a.resource_id and b.during && a.during and b.ctid < a.ctid
     )`,
  );
  return rows[0]?.twice ?? 0;
}

/** PostgreSQL ends one of two that wait for each other a second later, which is slow and nothing worse. */
async function countDeadlocks(): Promise<number> {
  const { rows } = await client.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.deadlocks);
}

const perSecond = turns.perSecond('product', tally.measured);
const transactionPerSecond = turns.perSecond('transaction alone', tally.bare);
const rowsPerSecond = turns.perSecond('rows', tally.bare);
const floorPerSecond = turns.perSecond('floor', tally.bare);
process.stdout.write(
  `${JSON.stringify({
    bench: 'bookings',
    races: tally.won + tally.taken,
    lostShare: rounded(1 - wonShare()),
    kills: contenders.reduce((sum, contender) => sum + contender.kills, 0),
    ...found,
    deadlocks: await countDeadlocks(),
    perSecond,
    floorPerSecond,
    ratio: rounded(perSecond / floorPerSecond),
    transactionPerSecond,
    ratioOfTransaction: rounded(transactionPerSecond / floorPerSecond),
    rowsPerSecond,
    ratioToRows: rounded(perSecond / rowsPerSecond),
    ratioOfTransactionToRows: rounded(transactionPerSecond / rowsPerSecond),
    checkThenInsert: {
      races: tally.bare,
      perSecond: turns.perSecond('check then insert', tally.bare),
      doubleBooked: await countCheckedTwice(),
    },
  })}\n`,
);
await client.end();
process.exitCode = found.doubleBooked + found.lost + found.stuck === 0 ? 0 : 1;
