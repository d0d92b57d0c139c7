// Breaks visits in every way in which a network or a part of the service can break, and measures in the browsers at both
// ends for how long picture and sound were away: npm run chaos -- media [--runs 5] [--only FAULT]. Each site is a network
// namespace of its own. The last line is one JSON object; the exit code is 1 when an aim was missed.

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { environment } from '../../config/environment.ts';
import { DataFolder } from '../../scripts/data-folder.ts';
import { runScript } from '../../scripts/run-script.ts';
import { percentiles } from '../percentiles.ts';
import { rounded } from '../slices.ts';
import { type MediaFault, mediaFaults } from './media/media-faults.ts';
import { MediaService } from './media/media-service.ts';
import { openServiceAddresses, SiteNetwork } from '../sites/site-network.ts';
import { type Suffered, suffer } from './media/suffer.ts';
import { VisitPair } from './media/visit-pair.ts';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const runs = Number(options.runs);
const wanted = mediaFaults.filter(({ fault }) => options.only === undefined || fault === options.only);
if (wanted.length === 0)
  throw new Error(`There are these faults: ${mediaFaults.map(({ fault }) => fault).join(', ')}`);

await runScript({ notesTo: process.stderr }, async (tools) => {
  const { say, signal, owned } = tools;
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const logs = path.resolve('tmp', 'chaos', 'media');
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  owned.use(await openServiceAddresses());
  const station = owned.use(await SiteNetwork.create('bedside-home', 1));
  const clinician = owned.use(await SiteNetwork.create('bedside-hub', 2));
  const service = owned.use(await MediaService.create({ data, logs, say, signal }));
  const chromium = environment()['BEDSIDE_CHROMIUM'] ?? 'chromium';
  const at = (site: SiteNetwork) => ({ chromium, folder: data.folder, site });
  const visit = owned.use(
    await VisitPair.create(service, { station: at(station), clinician: at(clinician) }),
  );
  const faults = [];
  for (const fault of wanted) {
    const suffered: Suffered[] = [];
    for (let run = 0; run < runs; run += 1) {
      signal.throwIfAborted();
      const one = await suffer(fault, { service, site: station, visit });
      suffered.push(one);
      say.line(`${fault.fault}: ${JSON.stringify(one)}`);
    }
    faults.push(summed(fault, suffered));
  }
  process.stdout.write(`${JSON.stringify({ chaos: 'media', runs, faults })}\n`);
  return faults.every(({ missed }) => missed.length === 0) ? 0 : 1;
});

function summed(fault: MediaFault, suffered: readonly Suffered[]) {
  const all = (what: keyof Suffered) => suffered.map((one) => one[what]);
  const gapOf = (what: 'videoGapMs' | 'audioGapMs') => {
    const { p50, p100: max } = percentiles(all(what), [50, 100]);
    return { p50: rounded(p50, 0), max: rounded(max, 0) };
  };
  const sum = (what: keyof Suffered) => all(what).reduce((total, one) => total + one, 0);
  const found = {
    fault: fault.fault,
    outageMs: fault.outageMs,
    videoGapMs: gapOf('videoGapMs'),
    audioGapMs: gapOf('audioGapMs'),
    concealedPercent: rounded(Math.max(...all('concealedPercent'))),
    reloaded: sum('reloaded'),
    ghosts: sum('ghosts'),
    unmuted: sum('unmuted'),
    lost: sum('lost'),
  };
  return { ...found, missed: missedBy(fault, found) };
}

/** The names of the figures that are worse than their aim. */
function missedBy(
  { outageMs, gapMs = Infinity, concealedPercent = Infinity }: MediaFault,
  found: { videoGapMs: { max: number }; audioGapMs: { max: number }; concealedPercent: number } & Pick<
    Suffered,
    'reloaded' | 'ghosts' | 'unmuted' | 'lost'
  >,
): string[] {
  const missed = {
    videoGapMs: found.videoGapMs.max > outageMs + gapMs,
    audioGapMs: found.audioGapMs.max > outageMs + gapMs,
    concealedPercent: found.concealedPercent >= concealedPercent,
    reloaded: found.reloaded > 0,
    ghosts: found.ghosts > 0,
    unmuted: found.unmuted > 0,
    lost: found.lost > 0,
  };
  return Object.entries(missed).flatMap(([name, isMissed]) => (isMissed ? [name] : []));
}
