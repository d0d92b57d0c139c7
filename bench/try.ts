// The main job on real input, once: a station and a clinician in two headless browsers, from the press to the outcome.
// Prints the timeline, saves a screenshot of each side, and exits non-zero if any step is missing.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { environment } from '../config/environment.ts';
import {
  arrives,
  enrolStation,
  goOnCall,
  launchChromium,
  markedAt,
  narrow,
  newDevice,
  received,
  signIn,
  stationIs,
  wide,
} from '../test/support/browsers.ts';
import { RunningService } from './running-service.ts';

const chromium = environment()['BEDSIDE_CHROMIUM'];
if (chromium === undefined) throw new Error('BEDSIDE_CHROMIUM is not set: run this by `npm run try`.');

const folder = path.resolve(process.argv[2] ?? 'tmp/try');
await mkdir(folder, { recursive: true });
await using service = await RunningService.create();
await using browser = await launchChromium(chromium);
const { url, demonstration } = service;

const timeline: [step: string, at: number | undefined][] = [];
const note = (step: string, at: number | undefined) => timeline.push([step, at]);

const station = await enrolStation(await newDevice(browser, { viewport: narrow }), {
  url,
  code: demonstration.station.enrolmentCode,
});
const clinician = await signIn(await newDevice(browser, { viewport: wide }), {
  url,
  ...service.personWith('clinician'),
});
await goOnCall(clinician);

const pressedAt = Date.now();
await station.getByTestId('call-button').click();
note('pressed', await markedAt(station, 'bedside:pressed'));
await clinician.getByTestId('ringing-call').waitFor();
note('rang', (await markedAt(clinician, 'bedside:ringing')) ?? undefined);
await station.getByLabel('Patient’s name').fill('Ada Synthetic');
await station.getByLabel('What worries you?').fill('Short of breath since midnight, and a temperature.');
await clinician.getByTestId('ringing-call').getByText('Short of breath').waitFor();
note('what staff typed, at the clinician', Date.now());
await station.evaluate(() => {
  scrollTo(0, 0);
});
await station.screenshot({ path: path.join(folder, 'station.png') });
await clinician.getByTestId('accept').click();
await stationIs(station, 'active');
note('accepted', await markedAt(clinician, 'bedside:accepted'));
const enough = { framesDecoded: 48, audioPackets: 1 };
const [atStation, atClinician] = await Promise.all([
  arrives(station, enough, { who: 'the station' }),
  arrives(clinician, enough, { who: 'the clinician' }),
]);
note('first frame at the station', await markedAt(station, 'bedside:first-frame'));
note('first frame at the clinician', await markedAt(clinician, 'bedside:first-frame'));
await station.screenshot({ path: path.join(folder, 'station-in-visit.png') });
await clinician.screenshot({ path: path.join(folder, 'clinician.png') });

await clinician.getByTestId('hang-up').click();
await clinician.getByTestId('confirm-hang-up').click();
await clinician.getByTestId('disposition-gp-today').check();
await clinician.getByTestId('advice').fill('Fluids every hour, and the GP comes at ten.');
await clinician.getByTestId('note').fill('Synthetic visit of npm run try.');
await clinician.getByTestId('save-outcome').click();
await station.getByTestId('agreed-disposition').waitFor();
note('outcome recorded, and shown at the station', Date.now());

for (const [step, at] of timeline) {
  const when = at === undefined ? 'missing' : `${((at - pressedAt) / 1000).toFixed(3).padStart(8)} s`;
  process.stdout.write(`${when}  ${step}\n`);
}
const { framesDecoded: total } = await received(clinician);
process.stdout.write(
  `          frames decoded: ${atStation.framesDecoded} at the station, ${Math.max(total, atClinician.framesDecoded)} at the clinician\n` +
    `          audio packets: ${atStation.audioPackets} at the station, ${atClinician.audioPackets} at the clinician\n` +
    `          screenshots: ${path.relative('.', folder)}/station.png, station-in-visit.png and clinician.png\n`,
);
if (timeline.some(([, at]) => at === undefined)) {
  process.stderr.write('A step is missing.\n');
  process.exitCode = 1;
}
