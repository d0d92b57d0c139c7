// From the accept to the first decoded remote frame at the slower end of a call in the web app, beside a floor measured
// in the same run on the same SFU: a bare page that starts cold while the other side is already sending. The last line
// is one JSON object.

import process from 'node:process';
import { environment } from '../config/environment.ts';
import { launchChromium } from '../test/support/browsers.ts';
import { measureFloor } from './first-frame/floor.ts';
import { AppPair } from './first-frame/product.ts';
import { SharedSfuService } from './first-frame/service.ts';
import { percentiles } from './percentiles.ts';

const runs = Number(process.argv[2] ?? 30);
/** Browsers start their camera slowly the first time. */
const unmeasured = 2;

const chromium = environment()['BEDSIDE_CHROMIUM'];
if (chromium === undefined)
  throw new Error('BEDSIDE_CHROMIUM is not set: run this by `npm run bench -- first-frame`.');

await using service = await SharedSfuService.create();
// A browser for each end, as in earnest; the floor uses the same two.
await using station = await launchChromium(chromium);
await using clinician = await launchChromium(chromium);
const app = await AppPair.create(service, { station, clinician });
const bare = { url: service.bareUrl, sender: station, receiver: clinician };

const acceptToFrame: number[] = [];
const floor: number[] = [];
const keenFloor: number[] = [];
// They take turns, so that all meet the same machine.
for (let run = 0; run < runs + unmeasured; run += 1) {
  const product = await app.acceptToFrame();
  const plain = await measureFloor({ ...bare, order: 'one-by-one' });
  const keen = await measureFloor({ ...bare, order: 'side-by-side' });
  process.stderr.write(
    `run ${run}: accept to frame ${product.toFixed()} ms, floor ${plain.toFixed()} ms, side by side ${keen.toFixed()} ms\n`,
  );
  if (run < unmeasured) continue;
  acceptToFrame.push(product);
  floor.push(plain);
  keenFloor.push(keen);
}

const acceptToFrameMs = percentiles(acceptToFrame, [50, 95]);
const floorMs = percentiles(floor, [50, 95]);
// For the curious: the floor of a page that does at once whatever can be done at once.
process.stdout.write(`${JSON.stringify({ sideBySideFloorMs: percentiles(keenFloor, [50, 95]) })}\n`);
const ratioP50 = Number((acceptToFrameMs.p50 / floorMs.p50).toFixed(3));
process.stdout.write(
  `${JSON.stringify({ bench: 'first-frame', runs, acceptToFrameMs, floorMs, ratioP50 })}\n`,
);
