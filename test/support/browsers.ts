import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** What a page receives from the other side, added up over its peer connections. */
export type Received = { framesDecoded: number; audioPackets: number };

const flags = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  // Host names instead of addresses in candidates would need a resolver for mDNS.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type ChromiumOptions = {
  /** Certificates of a test's own, by the hash of their public key. */
  trusting?: readonly string[];
  /** A WAV file that the microphone hears over and over. */
  hearing?: string;
  /** A Y4M file that the camera sees over and over. */
  seeing?: string;
};

/** A headless Chromium with a fake camera and microphone that asks nobody for permission. */
export function launchChromium(
  executablePath: string,
  { trusting = [], hearing, seeing }: ChromiumOptions = {},
): Promise<Browser> {
  const trust = trusting.length === 0 ? [] : [`--ignore-certificate-errors-spki-list=${trusting.join()}`];
  const sound = hearing === undefined ? [] : [`--use-file-for-fake-audio-capture=${hearing}`];
  const picture = seeing === undefined ? [] : [`--use-file-for-fake-video-capture=${seeing}`];
  return chromium.launch({ executablePath, args: [...flags, ...trust, ...sound, ...picture] });
}

export type Viewport = { width: number; height: number };
export const wide: Viewport = { width: 1280, height: 800 };
export const narrow: Viewport = { width: 390, height: 844 };

/** `withoutDevices` refuses camera and microphone. */
export type DeviceOptions = { viewport?: Viewport; withoutDevices?: boolean };

/** A browser of its own: own cookies, own storage. */
export async function newDevice(
  browser: Browser,
  { viewport = wide, withoutDevices = false }: DeviceOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport });
  await context.addInitScript(listenForConnections);
  await context.addInitScript(listenForTracks);
  if (withoutDevices) {
    await context.addInitScript(() => {
      // A blank page is not a secure one and has no devices at all.
      const { mediaDevices } = navigator as Partial<Navigator>;
      if (mediaDevices === undefined) return;
      mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
    });
  }
  return context;
}

/** A connection that a page has made, and the statistics of one that has ended: none. */
type Listened = RTCPeerConnection & { readonly ended: Promise<RTCStatsReport> };

/** To be run in a page before its own scripts: the app shows nothing of its peer connections on `window`. */
export function listenForConnections(): void {
  const made: RTCPeerConnection[] = [];
  Object.assign(globalThis, { peerConnectionsMade: made });
  globalThis.RTCPeerConnection = class extends RTCPeerConnection implements Listened {
    readonly ended: Promise<RTCStatsReport>;
    readonly #end: () => void;

    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      const { promise, resolve } = Promise.withResolvers<RTCStatsReport>();
      this.ended = promise;
      this.#end = () => {
        resolve(new Map());
      };
      made.push(this);
    }

    override close(): void {
      super.close();
      this.#end();
    }
  };
}

/** To be run in a page before its own scripts: keeps every camera and microphone that it opens. */
function listenForTracks(): void {
  const opened: MediaStreamTrack[] = [];
  Object.assign(globalThis, { tracksOpened: opened });
  // A blank page is not a secure one and has no devices at all.
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (mediaDevices === undefined) return;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await getUserMedia(wanted);
    opened.push(...stream.getTracks());
    return stream;
  };
}

/** The cameras and microphones that the page has opened since it was loaded, and whether their light is on. */
export function tracksOpened(page: Page): Promise<{ kind: string; on: boolean }[]> {
  return page.evaluate(() => {
    const { tracksOpened: opened = [] } = globalThis as { tracksOpened?: MediaStreamTrack[] };
    return opened.map(({ kind, readyState }) => ({ kind, on: readyState === 'live' }));
  });
}

/** A page of whichever browser. */
type Evaluates = { evaluate(work: () => Promise<Received>): Promise<Received> };

/** What has arrived at this page so far; it starts again at nothing after a reload. */
export function received(page: Evaluates): Promise<Received> {
  return page.evaluate(async () => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: Listened[] };
    const total = { framesDecoded: 0, audioPackets: 0 };
    // In Firefox one that is closed throws, and one that is closed while it is asked never answers.
    for (const connection of peerConnectionsMade.filter(
      ({ connectionState }) => connectionState !== 'closed',
    )) {
      const stats = await Promise.race([connection.getStats(), connection.ended]);
      for (const report of stats.values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp') continue;
        if (report['kind'] === 'video') total.framesDecoded += Number(report['framesDecoded'] ?? 0);
        if (report['kind'] === 'audio') total.audioPackets += Number(report['packetsReceived'] ?? 0);
      }
    }
    return total;
  });
}

/** Which way the page's open connections take, `straight` or how the relay is reached; one that has none yet is `none`. */
export function pathsOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    const open = peerConnectionsMade.filter(({ connectionState }) => connectionState !== 'closed');
    return await Promise.all(
      open.map(async (connection) => {
        const reports = new Map<string, Record<string, unknown>>(await connection.getStats());
        const find = (reportId: unknown) => reports.get(String(reportId));
        const transport = [...reports.values()].find(({ type }) => type === 'transport');
        const candidate = find(find(transport?.['selectedCandidatePairId'])?.['localCandidateId']);
        if (candidate === undefined) return 'none';
        return candidate['candidateType'] === 'relay' ? String(candidate['relayProtocol']) : 'straight';
      }),
    );
  });
}

/** Waits until so much has arrived at the page since it was loaded; says how much there is when it takes too long. */
export async function arrives(
  page: Page,
  least: Received,
  { who, withinMs = 30_000 }: { who: string; withinMs?: number },
): Promise<Received> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const now = await received(page);
    if (now.framesDecoded >= least.framesDecoded && now.audioPackets >= least.audioPackets) {
      return now;
    }
    if (Date.now() > deadline) {
      const { framesDecoded, audioPackets } = now;
      throw new Error(
        `${who}: only ${framesDecoded} frames decoded and ${audioPackets} audio packets received`,
      );
    }
    await page.waitForTimeout(50);
  }
}

/** Waits until 48 more frames than now have been decoded, with sound, whatever is replaced by new streams meanwhile. */
export async function keepsArriving(
  page: Page,
  { who, sound = true }: { who: string; sound?: boolean },
): Promise<void> {
  const lowest = { framesDecoded: Infinity, audioPackets: Infinity };
  const deadline = Date.now() + 30_000;
  for (;;) {
    const now = await received(page);
    // The counts of a stream that was closed are gone: what came after it counts from the lowest point.
    lowest.framesDecoded = Math.min(lowest.framesDecoded, now.framesDecoded);
    lowest.audioPackets = Math.min(lowest.audioPackets, now.audioPackets);
    const frames = now.framesDecoded - lowest.framesDecoded;
    const packets = now.audioPackets - lowest.audioPackets;
    if (frames >= 48 && (!sound || packets > 0)) return;
    if (Date.now() > deadline) {
      throw new Error(`${who}: only ${frames} frames and ${packets} audio packets more`);
    }
    await page.waitForTimeout(50);
  }
}

/** Enrols the browser as a station, as its staff would, and waits for the button. */
export async function enrolStation(
  context: BrowserContext,
  { url, code }: { url: string; code: string },
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/station`);
  await page.getByTestId('enrolment-code-input').fill(code);
  await page.getByTestId('enrol').click();
  await page.getByTestId('call-button').waitFor();
  return page;
}

/** Signs a person in, as they would. */
export async function signIn(
  context: BrowserContext,
  { url, email, password }: { url: string; email: string; password: string },
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByTestId('email').fill(email);
  await page.getByTestId('password').fill(password);
  await page.getByTestId('sign-in').click();
  await page.waitForURL((address) => address.pathname !== '/sign-in');
  return page;
}

/** Goes on call from the check before it, and waits until the clinician is available, or rung at once by what waits. */
export async function goOnCall(page: Page): Promise<void> {
  await page.getByTestId('go-on-call').click();
  const available = page.locator('[data-testid="presence"][data-state="available"]');
  await available.or(page.getByTestId('ringing-call')).waitFor();
}

/** Waits until the station's screen is in that phase. */
export async function stationIs(page: Page, phase: string): Promise<void> {
  await page.locator(`[data-testid="station-phase"][data-phase="${phase}"]`).waitFor();
}

/** When a mark of the app was set, in milliseconds since the epoch; undefined when it was not. */
export function markedAt(page: Page, name: string): Promise<number | undefined> {
  return page.evaluate((mark) => {
    const entry = performance.getEntriesByName(mark).at(-1);
    return entry && performance.timeOrigin + entry.startTime;
  }, name);
}
