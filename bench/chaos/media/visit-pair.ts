import process from 'node:process';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { bothGoOn, connectCall, hangUp, recordOutcome } from '../../../test/support/browser/acts.ts';
import { enrolStation, goOnCall, newDevice, signIn, stationIs } from '../../../test/support/browsers.ts';
import { launchAt, type Where } from '../../sites/site-browser.ts';
import { addGapMeter } from './gap-meter.ts';
import type { MediaService } from './media-service.ts';

/** The web app at both ends of visits, each in a Chromium of its own on the network of its own site. */
export class VisitPair implements AsyncDisposable {
  readonly station: Page;
  readonly clinician: Page;
  readonly stationBrowser: Browser;
  readonly #clinicianBrowser: Browser;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    station: Page;
    clinician: Page;
    stationBrowser: Browser;
    clinicianBrowser: Browser;
    owned: AsyncDisposableStack;
  }) {
    this.station = parts.station;
    this.clinician = parts.clinician;
    this.stationBrowser = parts.stationBrowser;
    this.#clinicianBrowser = parts.clinicianBrowser;
    this.#owned = parts.owned;
  }

  static async create(service: MediaService, at: { station: Where; clinician: Where }): Promise<VisitPair> {
    await using opening = new AsyncDisposableStack();
    const { url, demonstration } = service;
    const person = demonstration.people.find(({ roles }) => roles.includes('clinician'));
    if (person === undefined) throw new Error('The demonstration has no clinician.');
    const pages = { origin: url, trusting: [service.trusted] };
    const stationBrowser = opening.use(await launchAt(at.station, pages));
    const clinicianBrowser = opening.use(await launchAt(at.clinician, pages));
    const code = demonstration.station.enrolmentCode;
    const station = await enrolStation(await meteredDevice(stationBrowser), { url, code });
    const { email, password } = person;
    const clinician = await signIn(await meteredDevice(clinicianBrowser), { url, email, password });
    await goOnCall(clinician);
    return new VisitPair({ station, clinician, stationBrowser, clinicianBrowser, owned: opening.move() });
  }

  get pages(): { station: Page; clinician: Page } {
    return { station: this.station, clinician: this.clinician };
  }

  /** A visit in which both see each other, the patient is heard, and the clinician has muted themselves. */
  async begin(): Promise<void> {
    await connectCall(this.pages);
    await bothGoOn(this.pages);
    await this.clinician.getByTestId('mute').click();
    await this.clinician.locator('[data-testid="mute"][data-off="true"]').waitFor();
    // A page that is loaded again forgets it.
    for (const page of [this.station, this.clinician])
      await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  }

  async end(): Promise<void> {
    await hangUp(this.clinician);
    await recordOutcome(this.clinician, 'Fluids every hour.');
    await stationIs(this.station, 'ended');
    await this.station.getByTestId('back-to-start').click();
    await this.station.getByTestId('call-button').waitFor();
  }

  /** Which of the pages have been loaded again since the visit began. */
  async reloaded(): Promise<number> {
    const sameDocument = [this.station, this.clinician].map((page) =>
      page.evaluate(() => 'sameDocument' in globalThis),
    );
    return (await Promise.all(sameDocument)).filter((stayed) => !stayed).length;
  }

  /** How many people are shown at both pages together who are not in the visit. */
  async ghosts(): Promise<number> {
    const shown = [this.station, this.clinician].map((page) => page.getByTestId('tile').count());
    return (await Promise.all(shown)).reduce((sum, tiles) => sum + Math.max(0, tiles - 1), 0);
  }

  /** The processes that draw the station's pages. */
  async stationRenderers(): Promise<number[]> {
    return processesOf(this.stationBrowser, 'renderer');
  }

  /** The clinician's browser is gone at once, as when the computer loses its power. */
  async killClinician(): Promise<void> {
    const processes = [
      ...(await processesOf(this.#clinicianBrowser, 'renderer')),
      ...(await processesOf(this.#clinicianBrowser, 'browser')),
    ];
    for (const pid of processes) process.kill(pid, 'SIGKILL');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }
}

async function processesOf(browser: Browser, wanted: 'renderer' | 'browser'): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === wanted).map(({ id }) => id);
}

async function meteredDevice(browser: Browser): Promise<BrowserContext> {
  const context = await newDevice(browser);
  await addGapMeter(context);
  return context;
}
