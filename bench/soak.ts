// Calls of 20 s for a long time, with their media, through the running service, and what is left of them once they have
// ended: npm run soak -- --minutes 20 [--calls-a-minute 50]. Memory, handles, mediasoup's objects, keys in Redis and
// connections to Postgres are counted after minute 3, with no call running, and again at the end; memory is what
// JavaScript holds after a full collection, and what is resident of the media worker. The last line is one JSON object; the
// exit code is 1 where there is more of something at the end by over 5 %, or a call has failed.

import process from 'node:process';
import { parseArgs } from 'node:util';
import { runScript } from '../scripts/run-script.ts';
import { endWithConnections } from './sfu/connection.ts';
import { ownAddress } from './sfu/own-address.ts';
import { ServiceSide } from './sfu/service-side.ts';
import { grownSince, StockTaker } from './soak/stock.ts';
import { SteadyCalls } from './soak/steady-calls.ts';
import { memoryProbe } from './sockets/memory.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    'calls-a-minute': { type: 'string', default: '50' },
  },
});
const minutes = Number(values.minutes);
const perMinute = Number(values['calls-a-minute']);
/** A short run compares with its first half. */
const warmUpMinutes = Math.min(3, minutes / 2);
/** Nobody is in more than one call a minute. */
const mostCalls = Math.max(perMinute, 4);
/** Else a job of each call would wait in Redis for three minutes after its end. */
const env = { BEDSIDE_WRAP_UP_SECONDS: '10' };

await runScript({ notesTo: process.stderr }, async ({ say, signal, owned }) => {
  const address = ownAddress();
  const side = owned.use(await ServiceSide.create({ address, mostCalls, flags: memoryProbe, env }));
  await side.everybodyComes();
  const stock = owned.use(await StockTaker.create(side));
  const crowd = new SteadyCalls(side, { perMinute });
  const run = async (name: string, forMinutes: number) => {
    await crowd.run(forMinutes * 60_000, signal);
    const taken = await stock.take();
    say.line(`${name}, ${crowd.calls} calls, ${crowd.failures.length} failed: ${JSON.stringify(taken)}`);
    return taken;
  };
  const before = await run(`after ${warmUpMinutes} minutes`, warmUpMinutes);
  const after = await run('at the end', minutes - warmUpMinutes);
  const grown = grownSince(before, after);
  for (const failure of crowd.failures.slice(0, 3)) say.line(String(failure));
  const { calls, packets } = crowd;
  const failed = crowd.failures.length;
  const result = { soak: 'calls', minutes, calls, failed, packets, before, after, grown };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return grown.length === 0 && failed === 0 ? 0 : 1;
});
endWithConnections();
