// Takes away what the service stands on, one thing after the other, while a visit runs and people press, and looks at what
// they notice of it: npm run chaos -- outage [--runs 3] [--only FAULT] [--product FOLDER]. Each outage has a service and
// browsers of its own. `--product`: the service of another checkout, whose web app is built and whose packages are
// installed. The last line is one JSON object; the exit code is 1 when an aim was missed.

import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { environment } from '../../config/environment.ts';
import { DataFolder } from '../../scripts/data-folder.ts';
import { runScript, type ScriptTools } from '../../scripts/run-script.ts';
import { HttpEndpoint } from '../../test/support/http-endpoint.ts';
import { MailServer } from '../../test/support/mail-server.ts';
import { openServiceAddresses, SiteNetwork } from '../sites/site-network.ts';
import { MediaService } from './media/media-service.ts';
import { type Endured, endure, endureVanished } from './outage/endure.ts';
import { outages, type OutageScene } from './outage/outages.ts';
import { SmallDisk } from './outage/small-disk.ts';
import { Ward } from './outage/ward.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    product: { type: 'string' },
  },
});
const runs = Number(options.runs);
const product = options.product === undefined ? undefined : path.resolve(options.product);

type Fault = { fault: string; saidWithinSeconds: number; endure: (scene: OutageScene) => Promise<Endured> };

const all: readonly Fault[] = [
  ...outages.map((outage) => ({
    fault: outage.fault,
    saidWithinSeconds: 6,
    endure: (scene: OutageScene) => endure(outage, scene),
  })),
  { fault: 'clinician-vanished', saidWithinSeconds: 25, endure: endureVanished },
];
const wanted = all.filter(({ fault }) => options.only === undefined || fault === options.only);
if (wanted.length === 0)
  throw new Error(`There are these faults: ${all.map(({ fault }) => fault).join(', ')}`);

await runScript({ notesTo: process.stderr }, async (tools) => {
  const { say, signal, owned } = tools;
  owned.use(await openServiceAddresses());
  const sites = {
    station: owned.use(await SiteNetwork.create('bedside-home', 1)),
    clinician: owned.use(await SiteNetwork.create('bedside-hub', 2)),
    others: owned.use(await SiteNetwork.create('bedside-ward', 3)),
  };
  const faults = [];
  for (const fault of wanted) {
    const endured: (Endured | Failed)[] = [];
    for (let run = 0; run < runs; run += 1) {
      signal.throwIfAborted();
      endured.push(await onceThrough(fault, { tools, sites }));
      say.line(`${fault.fault}: ${JSON.stringify(endured.at(-1))}`);
    }
    faults.push(summed(fault, endured));
  }
  process.stdout.write(`${JSON.stringify({ chaos: 'outage', runs, faults })}\n`);
  return faults.every(({ missed }) => missed.length === 0) ? 0 : 1;
});

/** What came in between, so that nothing could be measured. */
type Failed = { failed: string };
type Sites = Record<'station' | 'clinician' | 'others', SiteNetwork>;

async function onceThrough(
  { fault, endure: play }: Fault,
  { tools: { say, signal }, sites }: { tools: ScriptTools; sites: Sites },
): Promise<Endured | Failed> {
  await using owned = new AsyncDisposableStack();
  const data = await DataFolder.createTemporary();
  owned.defer(() => data.close());
  const disks = {
    database: owned.use(await SmallDisk.create(path.join(data.folder, 'database'), { megabytes: 600 })),
    logs: owned.use(await SmallDisk.create(path.join(data.folder, 'logs'), { megabytes: 16 })),
  };
  const providers = {
    mail: owned.use(await MailServer.open()),
    webhook: owned.use(await HttpEndpoint.open()),
  };
  const ground = {
    data,
    disk: disks.database.folder,
    logs: disks.logs.folder,
    ...(product !== undefined && { product }),
    say,
    signal,
  };
  const service = owned.use(
    await MediaService.create(ground, {
      BEDSIDE_SMTP_URL: providers.mail.url,
      BEDSIDE_MAIL_FROM: 'bedside@example.org',
      BEDSIDE_WEBHOOK_URL: `${providers.webhook.url}/hook`,
      BEDSIDE_WEBHOOK_SECRET: 'a secret of thirty-two characters',
    }),
  );
  const chromium = environment()['BEDSIDE_CHROMIUM'] ?? 'chromium';
  const at = (site: SiteNetwork) => ({ chromium, folder: data.folder, site });
  const ward = owned.use(
    await Ward.create(service, {
      station: at(sites.station),
      clinician: at(sites.clinician),
      others: at(sites.others),
    }),
  );
  try {
    return await play({ service, ward, disks, providers, folder: data.folder });
  } catch (error) {
    signal.throwIfAborted();
    await keepLogs(fault, disks.logs.folder);
    return { failed: String(error) };
  }
}

async function keepLogs(fault: string, logs: string): Promise<void> {
  const to = path.resolve('tmp', 'chaos', 'outage', fault);
  await mkdir(to, { recursive: true });
  await cp(logs, to, { recursive: true });
}

/** The worst of all runs. */
function summed({ fault, saidWithinSeconds }: Fault, endured: readonly (Endured | Failed)[]) {
  const failed = endured.flatMap((one) => ('failed' in one ? [one.failed] : []));
  const whole = endured.flatMap((one) => ('failed' in one ? [] : [one]));
  /** Null, where something never happened, is worse than any figure. */
  const worst = (figures: (number | null)[]) =>
    figures.includes(null) ? null : Math.max(...figures.map(Number));
  const sum = (figures: number[]) => figures.reduce((total, one) => total + one, 0);
  const found = {
    visitsCut: sum(whole.map(({ visitsCut }) => visitsCut)),
    audioGapMs: worst(whole.map(({ audioGapMs }) => audioGapMs)),
    machineStallMs: worst(whole.map(({ machineStallMs }) => machineStallMs)),
    secondsToTold: worst(whole.map(({ secondsToTold }) => secondsToTold)),
    readyTruthful: whole.every(({ readyTruthful }) => readyTruthful),
    secondsToBack: worst(whole.map(({ secondsToBack }) => secondsToBack)),
    callsLost: sum(whole.map(({ callsLost }) => callsLost)),
    ringsDeaf: sum(whole.map(({ ringsDeaf }) => ringsDeaf)),
    owedStepsMade: whole.every(({ owedStepsMade }) => owedStepsMade),
  };
  const within = (figure: number | null, most: number) => figure !== null && figure <= most;
  const reached = {
    run: failed.length === 0,
    visitsCut: found.visitsCut === 0,
    audioGapMs: fault === 'clinician-vanished' || within(found.audioGapMs, 500),
    secondsToTold: within(found.secondsToTold, saidWithinSeconds),
    readyTruthful: found.readyTruthful,
    secondsToBack: within(found.secondsToBack, 5),
    callsLost: found.callsLost === 0,
    ringsDeaf: found.ringsDeaf === 0,
    owedStepsMade: found.owedStepsMade,
  };
  const missed = Object.entries(reached).flatMap(([name, isReached]) => (isReached ? [] : [name]));
  return { fault, ...(whole.length > 0 && found), ...(failed.length > 0 && { failed }), missed };
}
