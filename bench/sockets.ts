// 5,000 idle enrolled stations and 100 clinicians on one server, beside a bare Socket.IO server with the same options and
// no adapter, which holds as many: npm run bench -- sockets [--connections 5000]. The two take turns, slice by slice.
// The last line is one JSON object.

import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { percentiles } from './percentiles.ts';
import { RunningService } from './running-service.ts';
import { rounded } from './slices.ts';
import { FloorServer } from './sockets/floor.ts';
import { memoryProbe } from './sockets/memory.ts';
import { addResidents } from './sockets/residents.ts';
import { Side } from './sockets/side.ts';

const { values } = parseArgs({
  options: { connections: { type: 'string', default: '5000' }, together: { type: 'string', default: '50' } },
});
const stations = Number(values.connections);
const clinicians = 100;
const slice = 500;
const together = Number(values.together);
const rounds = { count: 10, times: 300, everyMs: 10 };

await requireFiles(stations + clinicians + 500);
await using service = await RunningService.create({ serverFlags: memoryProbe });
await using floorServer = await FloorServer.create();
const people = await addResidents({ stations, clinicians });
const tokens = [...people.clinicians, ...people.stations].map(({ newToken }) => newToken());

await using product = await Side.create({ url: service.url, server: service.server });
await using floor = await Side.create({ url: floorServer.url, server: floorServer.process });

for (let n = 0; n < tokens.length; n += slice) {
  await product.connect(tokens.slice(n, n + slice), together);
  await floor.connect(tokens.slice(n, n + slice), together);
}
// What arrivals have left to be done is no longer part of an idle crowd.
await pause(5000);

const asked: Record<'state' | 'bare' | 'row', number[]> = { state: [], bare: [], row: [] };
for (let round = 0; round < rounds.count; round += 1) {
  asked.state.push(...(await product.ask('state:read', rounds)));
  asked.bare.push(...(await floor.ask('state:read', rounds)));
  asked.row.push(...(await floor.ask('row:read', rounds)));
}

const ms = { state: quantiles('state'), bare: quantiles('bare'), row: quantiles('row') };
const result = {
  bench: 'sockets',
  connections: tokens.length,
  connectsPerSecond: product.connectsPerSecond,
  kibPerConnection: rounded(await product.kibPerConnection(), 1),
  ackP50Ms: ms.state.p50,
  ackP99Ms: ms.state.p99,
  floor: {
    connectsPerSecond: floor.connectsPerSecond,
    kibPerConnection: rounded(await floor.kibPerConnection(), 1),
    ackP50Ms: ms.bare.p50,
    ackP99Ms: ms.bare.p99,
    ackAfterReadP50Ms: ms.row.p50,
    ackAfterReadP99Ms: ms.row.p99,
  },
  ratioConnects: rounded(product.connectsPerSecond / floor.connectsPerSecond),
  ratioAckP99: rounded(ms.state.p99 / ms.bare.p99),
  ratioAckAfterReadP99: rounded(ms.state.p99 / ms.row.p99),
};
process.stdout.write(`${JSON.stringify(result)}\n`);

function quantiles(of: keyof typeof asked) {
  return percentiles(asked[of], [50, 99]);
}

/** Node raises its own soft limit to the hard one when it starts, so only the hard one can be too low. */
async function requireFiles(needed: number): Promise<void> {
  const limits = await readFile('/proc/self/limits', 'utf8');
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
  if (hard !== 'unlimited' && Number(hard) < needed) {
    throw new Error(
      `A process may have ${hard} files open here, and this needs ${needed}: raise it by ulimit -Hn.`,
    );
  }
}
