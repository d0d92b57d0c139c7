// A visit in the web app and, beside it on the same line and at the same time, a call between plain pages with mediasoup's
// defaults, while the station's line loses packets both ways: npm run bench -- loss [--runs 5] [--only 10] [--rtt 80]
// [--seconds 15]. Both speak the same speech, made in bench/loss/speech.ts. Each site is a network namespace; the round
// trip is made by the relay between the sites and the service, so it lies on the way between each browser and its SFU.
//
// Concealed sound is counted at both ends: `down` is what comes over the losing line to the station, `up` what goes from it
// to the clinician, and the figure beside them is of both together. mediasoup's defaults are those of its manual: nothing is
// asked for with `produce` or `consume`. They repair `up` too, because mediasoup-client offers to send sound again as long
// as it is given no options for the codec at all. The last line is one JSON object; the exit code is 1 when an aim was missed.

import process from 'node:process';
import { parseArgs } from 'node:util';
import { createPackageInstaller } from '../scripts/debian.ts';
import { runScript } from '../scripts/run-script.ts';
import { PlainError } from '../scripts/say.ts';
import { LossyCalls } from './loss/lossy-calls.ts';
import { concealedPercent, type HeardAtBoth, isAimMissed, type Point, rowOf, type Run } from './loss/row.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    rtt: { type: 'string' },
    seconds: { type: 'string', default: '15' },
  },
});
const [runs, seconds] = [Number(options.runs), Number(options.seconds)];
const points: Point[] = [0, 5, 10, 20, 30]
  .flatMap((lossPercent) => [0, 80].map((rttMs) => ({ lossPercent, rttMs })))
  .filter(
    ({ lossPercent, rttMs }) =>
      (options.only === undefined || lossPercent === Number(options.only)) &&
      (options.rtt === undefined || rttMs === Number(options.rtt)),
  );

await runScript({ notesTo: process.stderr }, async ({ say, signal, owned }) => {
  if (points.length === 0) {
    throw new PlainError('--only is one of 0, 5, 10, 20 and 30 per cent, --rtt is 0 or 80 ms.');
  }
  if (!(runs >= 1 && seconds >= 1)) throw new PlainError('--runs and --seconds are numbers from 1.');
  await createPackageInstaller(say).need(['iproute2', 'nftables'], 'for the networks that lose packets');
  const calls = owned.use(await LossyCalls.create());
  const rows = [];
  for (const point of points) {
    const found: Run[] = [];
    for (let run = 0; run < runs; run += 1) {
      signal.throwIfAborted();
      const one = await calls.hear(point, seconds);
      found.push(one);
      const { ours, plain } = one;
      say.line(`${JSON.stringify(point)}: ours ${inWords(ours)}, mediasoup's defaults ${inWords(plain)}`);
    }
    const row = rowOf(point, { runs: found, seconds });
    say.line(JSON.stringify(row));
    rows.push(row);
  }
  process.stdout.write(`${JSON.stringify({ bench: 'loss', seconds, rows })}\n`);
  return rows.some(isAimMissed) ? 1 : 0;
});

function inWords({ station, clinician }: HeardAtBoth): string {
  const [down, up] = [concealedPercent([station]), concealedPercent([clinician])];
  return `${down.toFixed(1)} % down, ${up.toFixed(1)} % up`;
}
