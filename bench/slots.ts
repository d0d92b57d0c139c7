// Searching for a time in busy clinics, against real Postgres: npm run bench -- slots [--searches 200]. Four weeks of ten
// clinicians and twelve stations with 40,000 reservations; each search looks through all of it for another patient. Beside
// each, the floor: one bare range query for the same rows, and the list of one day as the pages read it. The last line is
// one JSON object.

import process from 'node:process';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { listBookings } from '../domain/clinics/bookings.ts';
import { findTimes } from '../domain/clinics/find-times.ts';
import { addDays } from '../domain/rota/wall-clock.ts';
import { createLog } from '../process/log.ts';
import { openStore } from '../store/open-store.ts';
import { migrate } from '../store/postgres/migrate.ts';
import { percentiles } from './percentiles.ts';
import { rounded } from './slices.ts';
import { clinicians, days, layOut, stations } from './slots/busy-weeks.ts';

const { values } = parseArgs({ options: { searches: { type: 'string', default: '200' } } });
const searches = Number(values.searches);
/** So that nothing is measured that is done once. */
const warmUps = 10;

const { databaseUrl } = readConfig();
await migrate(databaseUrl);
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
const clock = { now: () => new Date() };
await using store = openStore({ databaseUrl, clock, log: createLog({ level: 'error' }) });
const weeks = await layOut(store, client, { searches: searches + warmUps });
const until = addDays(weeks.from, days);

const spent = { search: [] as number[], dayView: [] as number[], floor: [] as number[] };
const seen = { offered: 0, ofDay: 0, rows: 0 };

async function search(n: number): Promise<void> {
  const [referralId] = weeks.waiting.slice(n, n + 1);
  if (referralId === undefined) throw new Error('nobody is left who waits');
  const { times, more } = await findTimes({ store, clock }, weeks.booker, {
    referralId,
    from: weeks.from,
    days,
  });
  seen.offered = times.length + more;
}

async function viewDay(n: number): Promise<void> {
  const from = addDays(weeks.from, n % days);
  const bookings = await listBookings({ store, clock }, weeks.booker, { from });
  seen.ofDay = Math.max(seen.ofDay, bookings.length);
}

async function readBare(): Promise<void> {
  const { rows } = await client.query({
    name: 'floor',
    text: `select kind, resource_id, lower(during), upper(during), booking_id from reservations
      where active and resource_id = any ($1) and during && tstzrange($2, $3)`,
    values: [weeks.resourceIds, weeks.from, until],
  });
  seen.rows = rows.length;
}

async function timed(into: number[], work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  await work();
  into.push(performance.now() - startedAt);
}

for (let n = 0; n < searches + warmUps; n += 1) {
  const measured = n < warmUps ? { search: [], dayView: [], floor: [] } : spent;
  await timed(measured.search, () => search(n));
  await timed(measured.floor, readBare);
  await timed(measured.dayView, () => viewDay(n));
}

const wanted = [50, 95] as const;
const searchMs = percentiles(spent.search, wanted);
const floorMs = percentiles(spent.floor, wanted);
process.stdout.write(
  `${JSON.stringify({
    bench: 'slots',
    days,
    clinicians,
    stations,
    bookings: weeks.bookings,
    reservations: weeks.reservations,
    timesOffered: seen.offered,
    searchMs,
    dayViewMs: percentiles(spent.dayView, wanted),
    dayViewBookings: seen.ofDay,
    floorMs,
    floorRows: seen.rows,
    ratioP95: rounded(searchMs.p95 / floorMs.p95),
  })}\n`,
);
await client.end();
