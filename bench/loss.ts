// A visit in the web app and, beside it on the same line and at the same time, a call between plain pages with mediasoup's
// defaults, while the station's line loses packets both ways: npm run bench -- loss [--runs 5] [--only 10] [--rtt 80]
// [--seconds 15]. Both speak the same speech, made in bench/loss/speech.ts. Each site is a network namespace; the round
// trip is made by the relay between the sites and the service, so it lies on each way between a browser and its SFU.
// The last line is one JSON object.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../config/config.ts';
import { environment } from '../config/environment.ts';
import { DataFolder } from '../scripts/data-folder.ts';
import { createPackageInstaller } from '../scripts/debian.ts';
import { runScript } from '../scripts/run-script.ts';
import { readHearing, startHearing } from './loss/hearing-meter.ts';
import type { Pair } from './loss/pair.ts';
import { openPlainPair } from './loss/plain-pair.ts';
import { pictureFile } from './loss/picture.ts';
import { PlainRoom } from './loss/plain-room.ts';
import { openVisit } from './loss/product-pair.ts';
import { concealedPercent, type HeardAtBoth, type Point, rowOf, type Run } from './loss/row.ts';
import { speechFile } from './loss/speech.ts';
import { RunningService } from './running-service.ts';
import { DelayRelay } from './sites/delay-relay.ts';
import { launchAt } from './sites/site-browser.ts';
import { openServiceAddresses, serviceAddresses, SiteNetwork } from './sites/site-network.ts';

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

const { behindRelay: address, relay: announced } = serviceAddresses;
const origin = `http://${announced}:443`;
const ports = { product: 45_300, plain: 45_310 };
const productAt = {
  BEDSIDE_PUBLIC_URL: origin,
  BEDSIDE_SFU_LISTEN_ADDRESS: address,
  BEDSIDE_SFU_ANNOUNCED_ADDRESS: announced,
  BEDSIDE_SFU_FIRST_PORT: String(ports.product),
  BEDSIDE_SFU_WORKERS: '1',
};

/** What was sent before the loss began has arrived, and both have noticed it. */
const settlesMs = 4000;
const healsMs = 3000;

await runScript({ notesTo: process.stderr }, async ({ say, signal, owned }) => {
  if (points.length === 0)
    throw new Error('Loss is 0, 5, 10, 20 or 30 per cent, and the round trip 0 or 80 ms.');
  await createPackageInstaller(say).need(['iproute2', 'nftables'], 'for the networks that lose packets');
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  owned.use(await openServiceAddresses());
  const site = owned.use(await SiteNetwork.create('bedside-lossy', 3));
  const hub = owned.use(await SiteNetwork.create('bedside-whole', 4));
  const relay = owned.use(new DelayRelay(announced));
  const service = owned.use(await RunningService.create({ env: productAt }));
  const { workerBin } = readConfig().sfu;
  const room = owned.use(await PlainRoom.create({ workerBin, address, announced, port: ports.plain }));
  for (const port of Object.values(ports)) await relay.openUdp(port, { host: address, port });
  const servers = { host: '127.0.0.1', port: Number(new URL(service.url).port) };
  await relay.openTcp(443, () => Promise.resolve(servers));
  await relay.openTcp(ports.product, () => Promise.resolve({ host: address, port: ports.product }));

  const [hearing, seeing] = [path.join(data.folder, 'speech.wav'), path.join(data.folder, 'picture.y4m')];
  await writeFile(hearing, speechFile({ seconds: 30, seed: 1 }));
  await writeFile(seeing, pictureFile({ seconds: 2 }));
  const chromium = environment()['BEDSIDE_CHROMIUM'] ?? 'chromium';
  const browserAt = async (where: SiteNetwork) =>
    owned.use(await launchAt({ chromium, folder: data.folder, site: where }, { origin, hearing, seeing }));
  const browsers = { station: await browserAt(site), clinician: await browserAt(hub), origin };
  const pairs = { ours: await openVisit(service, browsers), plain: await openPlainPair(room, browsers) };

  const rows = [];
  for (const point of points) {
    const found: Run[] = [];
    for (let run = 0; run < runs; run += 1) {
      signal.throwIfAborted();
      relay.roundTripMs = point.rttMs;
      if (point.lossPercent > 0) await site.lose(point.lossPercent);
      await pause(settlesMs);
      const one = await hear(pairs);
      await site.heal();
      relay.roundTripMs = 0;
      await pause(healsMs);
      found.push(one);
      say.line(
        `${JSON.stringify(point)}: ours ${inWords(one.ours)}, mediasoup's defaults ${inWords(one.plain)}`,
      );
    }
    const row = rowOf(point, { runs: found, seconds });
    say.line(JSON.stringify(row));
    rows.push(row);
  }
  process.stdout.write(`${JSON.stringify({ bench: 'loss', seconds, rows })}\n`);
  return 0;
});

/** All four ends at the same time. */
async function hear(pairs: Readonly<Record<keyof Run, Pair>>): Promise<Run> {
  const pages = Object.values(pairs).flatMap(({ station, clinician }) => [station, clinician]);
  await Promise.all(pages.map(startHearing));
  await pause(seconds * 1000);
  const read = async ({ station, clinician }: Pair): Promise<HeardAtBoth> => {
    const [atStation, atClinician] = await Promise.all([readHearing(station), readHearing(clinician)]);
    return { station: atStation, clinician: atClinician };
  };
  const [ours, plain] = await Promise.all([read(pairs.ours), read(pairs.plain)]);
  return { ours, plain };
}

function inWords({ station, clinician }: HeardAtBoth): string {
  const [down, up] = [concealedPercent([station]), concealedPercent([clinician])];
  return `${down.toFixed(1)} % down, ${up.toFixed(1)} % up`;
}
