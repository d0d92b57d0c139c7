// One of the two processes that contend in `bench -- bookings`: books, moves and cancels as told, or races bare. It may be
// killed at any moment.

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { PersonActor } from '../../domain/actors.ts';
import { readConfig } from '../../config/config.ts';
import { createLog } from '../../process/log.ts';
import { openStore } from '../../store/open-store.ts';
import { SeededRandom } from '../chaos/seeded-random.ts';
import { atOnce } from '../slices.ts';
import { BareTimes } from './bare-times.ts';
import type { Ground } from './ground.ts';
import { type JourneyDeps, runJourney } from './journeys.ts';
import { takeOnce } from './takings.ts';
import { type BareRaces, type Order, type Report, workersEach } from './orders.ts';

const { databaseUrl } = readConfig();
let clockAheadMs = 0;
const clock = { now: () => new Date(Date.now() + clockAheadMs) };
// Ordinary work may not have the last two connections.
const store = openStore({
  databaseUrl,
  clock,
  log: createLog({ level: 'error' }),
  poolSize: workersEach + 2,
});
// Who is told, and by whom, is no part of a race.
const deps: JourneyDeps = {
  store,
  clock,
  newId: randomUUID,
  channels: [],
  jobs: { dispatchCall: () => Promise.resolve(), add: () => Promise.resolve() },
  facts: { tell: () => Promise.resolve([]), boardChanged: () => undefined, endConnections: () => undefined },
};
const bare = await BareTimes.create({ databaseUrl, poolSize: workersEach });
let laidOut: { ground: Ground; side: number; random: SeededRandom } | undefined;

process.on('message', (order: Order) => {
  carryOut(order).then(
    () => {
      report({ say: 'done' });
    },
    (error: unknown) => {
      throw error;
    },
  );
});
process.on('disconnect', () => process.exit());
report({ say: 'done' });

async function carryOut(order: Order): Promise<void> {
  switch (order.do) {
    case 'lay-out':
      laidOut = { ground: order.ground, side: order.side, random: new SeededRandom(order.seed) };
      return;
    case 'book':
      clockAheadMs = order.clockAheadMs;
      await book(order);
      return;
    case 'take':
      clockAheadMs = order.clockAheadMs;
      await take(order);
      return;
    case 'insert':
      await raceBare(order, (race) => bare.insert(race, order));
      return;
    case 'insert-rows':
      await raceBare(order, (race) => bare.insertRows(race, order));
      return;
    case 'check-then-insert':
      await raceBare(order, (race) => bare.checkThenInsert(race, order));
  }
}

async function book({ races, stopsBetween }: Order & { do: 'book' }): Promise<void> {
  const { ground, random, bookers } = ready();
  let run = 0;
  const between = async () => {
    if (!stopsBetween || run < races / 2) return;
    report({ say: 'between' });
    // Nobody comes back from here: the bench kills this process now.
    await new Promise(() => undefined);
  };
  await atOnce(bookers, workersEach, async (booker) => {
    while (run < races) {
      const more = await runJourney({ deps, ground, random, report, between }, booker);
      run += more;
    }
  });
}

async function take({ races }: Order & { do: 'take' }): Promise<void> {
  const { ground, random, bookers } = ready();
  const parts = { deps, ground, random, report, between: () => Promise.resolve() };
  let begun = 0;
  await atOnce(bookers, workersEach, async (booker) => {
    while (begun < races) {
      begun += 1;
      await takeOnce(parts, booker);
    }
  });
}

function ready(): { ground: Ground; random: SeededRandom; bookers: PersonActor[] } {
  if (laidOut === undefined) throw new Error('nothing was laid out');
  const { ground, side, random } = laidOut;
  return { ground, random, bookers: ground.bookers.slice(side * workersEach, (side + 1) * workersEach) };
}

async function raceBare(
  { from, every, races }: BareRaces,
  take: (race: number) => Promise<void>,
): Promise<void> {
  const mine = Array.from({ length: races }, (_, n) => from + n * every);
  await atOnce(mine, workersEach, take);
}

function report(said: Report): void {
  process.send?.(said);
}
