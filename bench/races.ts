// Contested accepts against real Postgres, through the store and the use cases: npm run bench -- races [--races 100000].
// Beside them, slice by slice, a bare claim with as many contestants at the same concurrency, and one statement that
// writes the same rows as an answer. The last line is one JSON object; the exit code is 1 when a call had two owners or
// something stuck.

import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { SeededRandom } from './chaos/seeded-random.ts';
import { Arena, type Race } from './races/arena.ts';
import { contestantsOf, countFaults } from './races/contest.ts';
import { BareClaims } from './races/floor.ts';
import { openRacers } from './races/racers.ts';
import { SameRows } from './races/same-rows.ts';
import { atOnce, rounded, Turns } from './slices.ts';

const { values } = parseArgs({
  options: { races: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const races = Number(values.races);
const random = new SeededRandom(Number(values.seed));
const slice = 500;
/** Contests that go on at the same time, each with all of its contestants; the pools hold as many connections. */
const together = 4;
const poolSize = 16;

const { databaseUrl } = readConfig();
await migrate(databaseUrl);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await using racers = await openRacers({ databaseUrl, poolSize });
await using floor = await BareClaims.create({ databaseUrl, poolSize });
await using sameRows = new SameRows({ databaseUrl, poolSize });
const arena = await Arena.create(client, { place: racers.place, races: slice });

const turns = new Turns();
const found = { doubleOwned: 0, stuck: 0 };
const tally = { contestants: 0, unwon: 0 };

for (let done = 0; done < races; done += slice) {
  const count = Math.min(slice, races - done);
  const sizes = Array.from({ length: count }, () => random.between(2, 5));
  const contests = (await arena.ring(sizes)).map((race) => ({
    race,
    contestants: contestantsOf(racers.deps, race, random),
  }));
  const rows = await floor.prepare(2 * count);
  const bare = contests.map(({ contestants }, n) => ({ size: contestants.length, n }));
  await turns.measure('product', () =>
    atOnce(contests, together, async ({ contestants }) => {
      const won = await Promise.all(contestants.map((contestant) => contestant()));
      const winners = won.filter(Boolean).length;
      if (winners > 1) found.doubleOwned += 1;
      if (winners === 0) tally.unwon += 1;
      tally.contestants += contestants.length;
    }),
  );
  await turns.measure('floor', () =>
    atOnce(bare, together, ({ size, n }) => everybody(size, (owner) => floor.claim(rows[n] ?? 0, owner))),
  );
  await turns.measure('floor in a transaction', () =>
    atOnce(bare, together, ({ size, n }) =>
      everybody(size, (owner) => floor.claimInTransaction(rows[count + n] ?? 0, owner)),
    ),
  );
  await check(contests.map(({ race }) => race));
  const again = await arena.ring(sizes);
  await turns.measure('same rows', () =>
    atOnce(again, together, ({ ringing }) => Promise.all(ringing.map((one) => sameRows.claim(one)))),
  );
  await check(again);
  if ((done / slice) % 20 === 0) process.stderr.write(`${done + count} races\n`);
}

async function check(finished: readonly Race[]): Promise<void> {
  const faults = await countFaults(client, finished);
  found.doubleOwned += faults.doubleOwned;
  found.stuck += faults.stuck;
  await arena.clear();
}

function everybody(size: number, claim: (owner: number) => Promise<boolean>): Promise<unknown> {
  return Promise.all(Array.from({ length: size }, (_, owner) => claim(owner)));
}

const perSecond = turns.perSecond('product', races);
const floorPerSecond = turns.perSecond('floor', races);
const sameRowsPerSecond = turns.perSecond('same rows', races);
const floorInTransactionPerSecond = turns.perSecond('floor in a transaction', races);
process.stdout.write(
  `${JSON.stringify({
    bench: 'races',
    races,
    contestantsEach: rounded(tally.contestants / races),
    unwon: tally.unwon,
    ...found,
    perSecond,
    floorPerSecond,
    ratio: rounded(perSecond / floorPerSecond),
    floorInTransactionPerSecond,
    sameRowsPerSecond,
    ratioSameRows: rounded(perSecond / sameRowsPerSecond),
    sameRowsToFloor: rounded(sameRowsPerSecond / floorPerSecond),
    ratioInTransaction: rounded(perSecond / floorInTransactionPerSecond),
    statementsEach: rounded(racers.statements() / races, 1),
  })}\n`,
);
await client.end();
process.exitCode = found.doubleOwned + found.stuck === 0 ? 0 : 1;
