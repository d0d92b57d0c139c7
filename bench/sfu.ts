// Two-way calls of 500 kbit/s of pictures and 40 of sound each way through the running service, more and more of them until
// loss passes 0.1 %, a core is full, or the machine is: npm run bench -- sfu [--step 20] [--most 160] [--seconds 9]. At
// every step a bare mediasoup worker and Debian's Janus carry as many of the same calls, window by window in turns with
// the service, so that all meet the same machine. What one core carries is extrapolated from the processor time at the
// last good step, because the clients fill the other core first. The last line is one JSON object.
//
// Clients are node-datachannel (bench/sfu/connection.ts says why): ICE, DTLS, SRTP, and the RTCP of a browser (sender and
// receiver reports, transport-wide feedback), but no request for a packet again, so that a loss stays one.

import process from 'node:process';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config.ts';
import { createPackageInstaller } from '../scripts/debian.ts';
import { findJanus } from '../scripts/janus.ts';
import { PlainError } from '../scripts/say.ts';
import { runScript } from '../scripts/run-script.ts';
import { BareSide } from './sfu/bare-side.ts';
import { endWithConnections } from './sfu/connection.ts';
import { DirectPair } from './sfu/direct-pair.ts';
import { JanusSide } from './sfu/janus-side.ts';
import { MeasuredSide } from './sfu/measured-side.ts';
import { ownAddress } from './sfu/own-address.ts';
import { Ramp } from './sfu/ramp.ts';
import { ServiceSide } from './sfu/service-side.ts';
import { summarise } from './sfu/summary.ts';
import { Tally } from './sfu/tally.ts';

const { values } = parseArgs({
  options: {
    step: { type: 'string', default: '20' },
    most: { type: 'string', default: '160' },
    seconds: { type: 'string', default: '9' },
  },
});
const [step, mostCalls, seconds] = [values.step, values.most, values.seconds].map(Number) as [
  number,
  number,
  number,
];
const startedAt = performance.now();

await runScript({ notesTo: process.stderr }, async ({ say, signal, owned }) => {
  const address = ownAddress();
  const { workerBin } = readConfig().sfu;
  const janusProgram = await findJanus(createPackageInstaller(say)).catch((error: unknown) => {
    if (error instanceof PlainError) return error;
    throw error;
  });
  const service = owned.use(new MeasuredSide(await ServiceSide.create({ address, mostCalls })));
  const bare = owned.use(new MeasuredSide(await BareSide.create({ address, workerBin })));
  const janus =
    typeof janusProgram === 'string'
      ? owned.use(new MeasuredSide(await JanusSide.create({ program: janusProgram, address })))
      : undefined;
  const tally = new Tally();
  const pair = owned.use(await DirectPair.create({ address, tally }));
  const ramp = new Ramp({ service, bare, janus, direct: { outgoing: pair.outgoing, tally }, say, signal });
  const { best, endedBy } = await ramp.run({ step, mostCalls, seconds });
  const result = {
    bench: 'sfu',
    seconds: Math.round((performance.now() - startedAt) / 1000),
    ...summarise(best),
    ...(typeof janusProgram !== 'string' && { janusMissing: janusProgram.message }),
    endedBy,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return 0;
});
endWithConnections();
