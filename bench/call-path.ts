// From the press of the button to the ring at a clinician, over real sockets and real processes, beside a floor measured
// in the same run: one Socket.IO command, one Postgres insert committed, one BullMQ add picked up by a worker, one more
// commit, one Socket.IO emit. The last line is one JSON object.

import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { CallDriver } from './call-path/call-driver.ts';
import { FloorDriver } from './call-path/floor-driver.ts';
import { percentiles } from './percentiles.ts';
import { RunningService } from './running-service.ts';

const calls = Number(process.argv[2] ?? 200);
const aSecond = 10;
const unmeasured = 20;

await using service = await RunningService.create();
await using product = await CallDriver.create(service);
await using floor = await FloorDriver.create();

const pressToRing: number[] = [];
const bare: number[] = [];
const running: Promise<void>[] = [];

async function measure(
  into: number[],
  one: () => Promise<number>,
  counts: { counts: boolean },
): Promise<void> {
  const took = await one();
  if (counts.counts) into.push(took);
}

// The two take turns, half a period apart, so that both meet the same machine.
const startedAt = performance.now();
for (let n = 0; n < calls + unmeasured; n += 1) {
  const counts = { counts: n >= unmeasured };
  running.push(measure(pressToRing, () => product.pressToRing(), counts));
  await wait(startedAt + ((n + 0.5) * 1000) / aSecond - performance.now());
  running.push(measure(bare, () => floor.roundTrip(), counts));
  await wait(startedAt + ((n + 1) * 1000) / aSecond - performance.now());
}
await Promise.all(running);

const pressToRingMs = percentiles(pressToRing, [50, 95, 99]);
const floorMs = percentiles(bare, [50, 95, 99]);
const ratio = (p: 'p50' | 'p99') => Number((pressToRingMs[p] / floorMs[p]).toFixed(2));
const result = {
  bench: 'call-path',
  calls,
  pressToRingMs,
  floorMs,
  ratioP50: ratio('p50'),
  ratioP99: ratio('p99'),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
