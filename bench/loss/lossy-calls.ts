import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../config/config.ts';
import { environment } from '../../config/environment.ts';
import { DataFolder } from '../../scripts/data-folder.ts';
import { RunningService } from '../running-service.ts';
import { DelayRelay } from '../sites/delay-relay.ts';
import { launchAt } from '../sites/site-browser.ts';
import { openServiceAddresses, serviceAddresses, SiteNetwork } from '../sites/site-network.ts';
import { readHearing, startHearing } from './hearing-meter.ts';
import type { Pair } from './pair.ts';
import { pictureFile } from './picture.ts';
import { openPlainPair } from './plain-pair.ts';
import { PlainRoom } from './plain-room.ts';
import { openVisit } from './product-pair.ts';
import type { HeardAtBoth, Point, Run } from './row.ts';
import { speechFile } from './speech.ts';

const { behindRelay: address, relay: announced } = serviceAddresses;
const origin = `http://${announced}:443`;
const ports = { product: 25_300, plain: 25_310 };
const productAt = {
  BEDSIDE_PUBLIC_URL: origin,
  BEDSIDE_SFU_LISTEN_ADDRESS: address,
  BEDSIDE_SFU_ANNOUNCED_ADDRESS: announced,
  BEDSIDE_SFU_FIRST_PORT: String(ports.product),
  BEDSIDE_SFU_WORKERS: '1',
};

/** By then what was sent before the loss began has arrived, and both have noticed it. */
const settlesMs = 4000;
const healsMs = 3000;

type Pairs = Readonly<Record<keyof Run, Pair>>;

/** A visit of the product and a call with mediasoup's defaults, side by side over the same two lines; one can lose. */
export class LossyCalls implements AsyncDisposable {
  readonly #pairs: Pairs;
  readonly #site: SiteNetwork;
  readonly #relay: DelayRelay;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    pairs: Pairs;
    site: SiteNetwork;
    relay: DelayRelay;
    owned: AsyncDisposableStack;
  }) {
    this.#pairs = parts.pairs;
    this.#site = parts.site;
    this.#relay = parts.relay;
    this.#owned = parts.owned;
  }

  static async create(): Promise<LossyCalls> {
    await using opening = new AsyncDisposableStack();
    const data = await DataFolder.createTemporary();
    opening.defer(() => data.close());
    opening.use(await openServiceAddresses());
    const site = opening.use(await SiteNetwork.create('bedside-lossy', 3));
    const network = opening.use(await SiteNetwork.create('bedside-whole', 4));
    const relay = opening.use(new DelayRelay(announced));
    const service = opening.use(await RunningService.create({ env: productAt }));
    const { workerBin } = readConfig().sfu;
    const room = opening.use(await PlainRoom.create({ workerBin, address, announced, port: ports.plain }));
    await openPorts(relay, service);
    const devices = await devicesIn(data.folder);
    const chromium = environment()['BEDSIDE_CHROMIUM'] ?? 'chromium';
    const browserAt = async (where: SiteNetwork) =>
      opening.use(await launchAt({ chromium, folder: data.folder, site: where }, { origin, ...devices }));
    const browsers = { station: await browserAt(site), clinician: await browserAt(network), origin };
    const pairs = { ours: await openVisit(service, browsers), plain: await openPlainPair(room, browsers) };
    return new LossyCalls({ pairs, site, relay, owned: opening.move() });
  }

  /** All four ends are measured at the same time, and the line is whole again afterwards. */
  async hear({ lossPercent, rttMs }: Point, seconds: number): Promise<Run> {
    this.#relay.roundTripMs = rttMs;
    if (lossPercent > 0) await this.#site.lose(lossPercent);
    await pause(settlesMs);
    const { ours, plain } = this.#pairs;
    await Promise.all(
      [ours, plain].flatMap(({ station, clinician }) => [station, clinician]).map(startHearing),
    );
    await pause(seconds * 1000);
    const [heardInOurs, heardInPlain] = await Promise.all([read(ours), read(plain)]);
    await this.#site.heal();
    this.#relay.roundTripMs = 0;
    await pause(healsMs);
    return { ours: heardInOurs, plain: heardInPlain };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}

async function openPorts(relay: DelayRelay, service: RunningService): Promise<void> {
  for (const port of Object.values(ports)) await relay.openUdp(port, { host: address, port });
  await relay.openTcp(ports.product, () => Promise.resolve({ host: address, port: ports.product }));
  const server = { host: '127.0.0.1', port: Number(new URL(service.url).port) };
  await relay.openTcp(443, () => Promise.resolve(server));
}

/** What cameras see and microphones hear. */
async function devicesIn(folder: string): Promise<{ hearing: string; seeing: string }> {
  const [hearing, seeing] = [path.join(folder, 'speech.wav'), path.join(folder, 'picture.y4m')];
  await writeFile(hearing, speechFile({ seconds: 30, seed: 1 }));
  await writeFile(seeing, pictureFile({ seconds: 2 }));
  return { hearing, seeing };
}

async function read({ station, clinician }: Pair): Promise<HeardAtBoth> {
  const [atStation, atClinician] = await Promise.all([readHearing(station), readHearing(clinician)]);
  return { station: atStation, clinician: atClinician };
}
