import process from 'node:process';
import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { enrolStation, launchChromium, newDevice } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { testChromium } from '../../support/services.ts';
import {
  bothGoOn,
  bothSeeAndHear,
  connectCall,
  isAbsent,
  seesPicturesOf,
  shows,
  stopSending,
} from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { Stage, stages } from '../../support/browser/stage.ts';

const stillHeard = 'The sound still comes through.';

function tileOf(page: Page, name: string): Locator {
  return page.locator(`[data-testid="tile"][data-name="${name}"]`);
}

/** Stops all pages of a browser where they are, as a computer does that has too much to do, or is put to sleep. */
async function halt(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const pages = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  expect(pages).to.have.length.above(0);
  for (const page of pages) process.kill(page, 'SIGSTOP');
  return () => {
    for (const page of pages) process.kill(page, 'SIGCONT');
  };
}

/** The picture in that tile stands still, and says for how long; and it grows older. */
async function growsOld(tile: Locator): Promise<void> {
  const notice = tile.getByTestId('standing-picture');
  const age = async () => Number(/for (?:1 min\w* )?(\d+) s/.exec(await notice.innerText())?.[1]);
  await notice.waitFor();
  const first = await age();
  await eventually(async () => {
    const now = await age();
    return now > first ? undefined : `it is ${now} s old after ${first} s`;
  }, 10_000);
}

async function goesAway(tile: Locator): Promise<void> {
  await tile.getByTestId('standing-picture').waitFor({ state: 'detached' });
}

/** How the picture of that tile is drawn. */
function drawnAs(tile: Locator): Promise<string> {
  return tile.getByTestId('remote-video').evaluate((video) => getComputedStyle(video).filter);
}

async function visit(stage: Stage) {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  await connectCall({ station: station.page, clinician: clinician.page });
  await bothSeeAndHear({ station: station.page, clinician: clinician.page });
  return { clinician, station, site: await clinician.page.locator('h1').innerText() };
}

describe('a picture that stands still, in browsers', function () {
  this.timeout(180_000);
  const onStage = stages();

  it('says so at both ends, with its age and that the sound goes on, until it moves again', () =>
    onStage({}, async (stage) => {
      const { clinician, station, site } = await visit(stage);
      const seen = tileOf(clinician.page, site);
      const news = seen.getByRole('status').filter({ hasText: `The picture of ${site} stands still.` });
      await isAbsent(clinician.page, 'standing-picture');
      expect(await drawnAs(seen)).to.equal('none');
      await clinician.page.getByTestId('small-window').click();
      await clinician.page.locator('[data-testid="small-window"][data-open="true"]').waitFor();

      const goOn = await stopSending(station.page, 'video');
      await growsOld(seen);
      await news.waitFor({ state: 'attached' });
      await seen.getByText(stillHeard).waitFor();
      expect(await drawnAs(seen)).to.match(/grayscale/);
      // Nobody can be told anything in the small window.
      await clinician.page.getByTestId('small-window').waitFor({ state: 'detached' });
      await isFitForAll(clinician.page, 'a clinician who sees a picture that stands still');
      await isAbsent(station.page, 'standing-picture');

      await goOn();
      await goesAway(seen);
      await news.waitFor({ state: 'detached' });
      expect(await drawnAs(seen)).to.equal('none');
      await bothGoOn({ station: station.page, clinician: clinician.page });

      await stopSending(clinician.page, 'video');
      await growsOld(tileOf(station.page, clinician.name));
      await isFitForAll(station.page, 'a station that sees a picture that stands still');
      await isAbsent(clinician.page, 'standing-picture');
      // A camera that is switched off is no picture at all, and has words of its own.
      await clinician.page.getByTestId('camera').click();
      await goesAway(tileOf(station.page, clinician.name));
      await station.page.getByText('No picture').waitFor();
    }));

  it('says so on the small picture of a colleague too, and on no other', () =>
    onStage({}, async (stage) => {
      const { clinician, station, site } = await visit(stage);
      const second = await stage.onCall();
      await clinician.page.getByTestId('ask-colleague').click();
      await clinician.page.getByRole('radio', { name: second.name }).check();
      await clinician.page.getByTestId('invite-consult').check();
      await clinician.page.getByTestId('confirm-invite').click();
      await second.page.getByTestId('accept').click();
      await second.page.getByTestId('whose-visit').waitFor();
      await Promise.all([
        seesPicturesOf(clinician.page, [site, second.name]),
        seesPicturesOf(station.page, [clinician.name, second.name]),
      ]);

      const goOn = await stopSending(second.page, 'video');
      const small = tileOf(clinician.page, second.name);
      await Promise.all([growsOld(small), growsOld(tileOf(station.page, second.name))]);
      for (const page of [clinician.page, station.page])
        expect(await page.getByTestId('standing-picture').count()).to.equal(1);
      await isFitForAll(clinician.page, 'a small picture that stands still');
      await isFitForAll(station.page, 'one picture of two stands still');
      await goOn();
      await Promise.all([goesAway(small), goesAway(tileOf(station.page, second.name))]);
    }));

  it('says so when the other browser has stopped as a whole, beside that the connection is unsteady', async () => {
    const [near, far] = await Promise.all([launchChromium(testChromium()), launchChromium(testChromium())]);
    try {
      await using stage = await Stage.create(near, {});
      const [clinician, { code }] = await Promise.all([
        stage.onCall(),
        stage.world.addEnrolmentCode(stage.place),
      ]);
      const station = await enrolStation(await newDevice(far), { url: stage.url, code });
      const sides = { station, clinician: clinician.page };
      await connectCall(sides);
      await bothSeeAndHear(sides);
      const seen = tileOf(clinician.page, await clinician.page.locator('h1').innerText());

      const goOn = await halt(far);
      try {
        await growsOld(seen);
        await shows(clinician.page, /^The connection of .+ is unsteady\./);
        await seen.getByText(stillHeard).waitFor({ state: 'detached' });
        // Read out once, for one and the same thing.
        expect(await seen.getByRole('status').innerText()).to.equal('');
      } finally {
        goOn();
      }
      await goesAway(seen);
      await bothGoOn(sides);
      stage.expectNoComplaints({});
    } finally {
      await Promise.all([near.close(), far.close()]);
    }
  });
});
