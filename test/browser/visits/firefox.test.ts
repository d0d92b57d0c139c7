import type { Page as ChromiumPage, Browser as Chromium } from 'playwright-core';
import type { Browser as Firefox, Page } from 'puppeteer-core';
import {
  enrolStation,
  launchChromium,
  listenForConnections,
  newDevice,
  received,
} from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { launchFirefox, ownAddress } from '../../support/firefox.ts';
import { testChromium, testFirefox } from '../../support/services.ts';
import { accept, stopSending } from '../../support/browser/acts.ts';
import { Stage } from '../../support/browser/stage.ts';

const at = (testId: string) => `[data-testid="${testId}"]`;

async function press(page: Page, testId: string): Promise<void> {
  await (await page.waitForSelector(at(testId), { visible: true }))?.click();
}

async function fill(page: Page, testId: string, text: string): Promise<void> {
  await (await page.waitForSelector(at(testId), { visible: true }))?.type(text);
}

/** A page that nobody has signed in or enrolled in. */
async function newPage(firefox: Firefox, url: string): Promise<Page> {
  const context = await firefox.createBrowserContext();
  const page = await context.newPage();
  await page.evaluateOnNewDocument(listenForConnections);
  await page.goto(url);
  return page;
}

async function seesAndHears(page: Parameters<typeof received>[0], who: string): Promise<void> {
  await eventually(async () => {
    const { framesDecoded, audioPackets } = await received(page);
    if (framesDecoded >= 24 && audioPackets >= 50) return undefined;
    return `${who} has ${framesDecoded} pictures and ${audioPackets} packets of sound`;
  }, 40_000);
}

async function bothSeeAndHear(inFirefox: Page, inChromium: ChromiumPage): Promise<void> {
  await seesAndHears(inFirefox, 'Firefox');
  await seesAndHears(inChromium, 'Chromium');
}

describe('Firefox', function () {
  this.timeout(180_000);
  let chromium: Chromium;
  let firefox: Firefox;
  before(async () => {
    [chromium, firefox] = await Promise.all([launchChromium(testChromium()), launchFirefox(testFirefox())]);
  });
  after(async () => {
    await Promise.all([chromium.close(), firefox.close()]);
  });

  const open = () =>
    Stage.create(chromium, { env: { BEDSIDE_SFU_LISTEN_ADDRESS: `127.0.0.1,${ownAddress()}` } });

  it('is a station that is seen and heard, sees and hears, mutes itself, and is hung up on', async () => {
    await using stage = await open();
    const [{ page: clinician }, { code }] = await Promise.all([
      stage.onCall(),
      stage.world.addEnrolmentCode(stage.place),
    ]);
    const station = await newPage(firefox, `${stage.url}/station`);
    await fill(station, 'enrolment-code-input', code);
    await press(station, 'enrol');
    await press(station, 'call-button');
    await accept(clinician);
    await bothSeeAndHear(station, clinician);
    await press(station, 'mute');
    await clinician
      .getByText(/is muted/)
      .first()
      .waitFor();
    await clinician.getByTestId('hang-up').click();
    await clinician.getByTestId('confirm-hang-up').click();
    await press(station, 'back-to-start');
    await station.waitForSelector(at('call-button'), { visible: true });
  });

  it('is a clinician who signs in, goes on call, is rung, accepts, sees and hears, and is told of a picture that stands still', async () => {
    await using stage = await open();
    const { code } = await stage.world.addEnrolmentCode(stage.place);
    const person = await stage.world.addPersonWithPassword(stage.place, { onRota: true });
    const station = await enrolStation(await newDevice(chromium), { url: stage.url, code });
    const clinician = await newPage(firefox, `${stage.url}/sign-in`);
    await fill(clinician, 'email', person.email);
    await fill(clinician, 'password', person.password);
    await press(clinician, 'sign-in');
    await press(clinician, 'go-on-call');
    await station.getByTestId('call-button').click();
    await press(clinician, 'accept');
    await bothSeeAndHear(clinician, station);
    const goOn = await stopSending(station, 'video');
    await clinician.waitForSelector(at('standing-picture'), { visible: true });
    await goOn();
    await clinician.waitForSelector(at('standing-picture'), { hidden: true });
    await press(clinician, 'hang-up');
    await press(clinician, 'confirm-hang-up');
    await clinician.waitForSelector(at('save-outcome'), { visible: true });
  });
});
