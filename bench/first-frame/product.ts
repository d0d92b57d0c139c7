import type { Browser, BrowserContext, Page } from 'playwright-core';
import { enrolStation, goOnCall, newDevice, signIn, stationIs } from '../../test/support/browsers.ts';
import { observeMoments, type Moments } from './moments.ts';
import type { SharedSfuService } from './service.ts';

/** The web app at both ends: a station in one browser, a clinician on call in the other. */
export class AppPair {
  readonly #station: Page;
  readonly #clinician: Page;

  private constructor(station: Page, clinician: Page) {
    this.#station = station;
    this.#clinician = clinician;
  }

  static async create(
    { url, demonstration }: SharedSfuService,
    browsers: { station: Browser; clinician: Browser },
  ): Promise<AppPair> {
    const person = demonstration.people.find(({ roles }) => roles.includes('clinician'));
    if (person === undefined) throw new Error('The demonstration has no clinician.');
    const station = await enrolStation(await observed(browsers.station), {
      url,
      code: demonstration.station.enrolmentCode,
    });
    const { email, password } = person;
    const clinician = await signIn(await observed(browsers.clinician), { url, email, password });
    await goOnCall(clinician);
    return new AppPair(station, clinician);
  }

  /** One call from the press to the outcome: milliseconds from the accept to the first picture at the slower end. */
  async acceptToFrame(): Promise<number> {
    const pages = [this.#station, this.#clinician];
    for (const page of pages)
      await page.evaluate(() => {
        (globalThis as unknown as { moments: Moments }).moments.reset();
      });
    await this.#station.getByTestId('call-button').click();
    await this.#clinician.getByTestId('accept').waitFor();
    // People take seconds to answer; this is what those seconds are for.
    await Promise.all(pages.map(prepared));
    await this.#clinician.getByTestId('accept').click();
    const pictures = await Promise.all(pages.map((page) => moment(page, 'pictureAt')));
    const took = Math.max(...pictures) - (await moment(this.#clinician, 'acceptedAt'));
    await this.#finish();
    return took;
  }

  async #finish(): Promise<void> {
    const clinician = this.#clinician;
    await clinician.getByTestId('hang-up').click();
    await clinician.getByTestId('confirm-hang-up').click();
    await clinician.getByTestId('disposition-gp-today').check();
    await clinician.getByTestId('advice').fill('Fluids every hour, and the GP comes at ten.');
    await clinician.getByTestId('note').fill('Synthetic visit of npm run bench.');
    await clinician.getByTestId('save-outcome').click();
    await stationIs(this.#station, 'ended');
    await this.#station.getByTestId('back-to-start').click();
    await this.#station.getByTestId('call-button').waitFor();
    await clinician.locator('[data-testid="presence"][data-state="available"]').waitFor();
  }
}

async function observed(browser: Browser): Promise<BrowserContext> {
  const context = await newDevice(browser);
  await context.addInitScript(observeMoments);
  return context;
}

/** Both its transports are connected. */
async function prepared(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { peerConnectionsMade = [] } = globalThis as { peerConnectionsMade?: RTCPeerConnection[] };
    return peerConnectionsMade.filter(({ connectionState }) => connectionState === 'connected').length >= 2;
  });
}

async function moment(page: Page, which: 'acceptedAt' | 'pictureAt'): Promise<number> {
  const handle = await page.waitForFunction(
    (name) => (globalThis as unknown as { moments: Moments }).moments[name],
    which,
  );
  return (await handle.jsonValue()) as number;
}
