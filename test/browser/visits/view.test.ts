import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { keepsArriving } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { bothSeeAndHear, connectCall, hangUp } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function visit(stage: Stage) {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const sides = { station: station.page, clinician: clinician.page };
  await connectCall(sides);
  await bothSeeAndHear(sides);
  return sides;
}

async function pressByKey(page: Page, testId: string): Promise<void> {
  await page.getByTestId(testId).focus();
  await page.keyboard.press('Enter');
}

/** Counts the wake locks of a page that are held, and takes them back when it is hidden, as a browser does. */
async function countWakeLocks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const locks = new Set<EventTarget>();
    const request = () => {
      const lock = Object.assign(new EventTarget(), {
        release: () => {
          locks.delete(lock);
          return Promise.resolve();
        },
      });
      locks.add(lock);
      return Promise.resolve(lock);
    };
    let state = 'visible';
    Object.defineProperty(navigator, 'wakeLock', { value: { request } });
    Object.defineProperty(document, 'visibilityState', { get: () => state });
    Object.assign(globalThis, {
      wakeLockCount: () => locks.size,
      setVisibility: (now: string) => {
        state = now;
        if (now === 'hidden') locks.clear();
        document.dispatchEvent(new Event('visibilitychange'));
      },
    });
  });
  await page.reload();
}

async function wakeLocksAre(page: Page, count: number): Promise<void> {
  await eventually(async () => {
    const now = await page.evaluate(() =>
      (globalThis as unknown as { wakeLockCount: () => number }).wakeLockCount(),
    );
    return now === count ? undefined : `${now} wake locks are held, not ${count}`;
  });
}

function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  return page.evaluate((now) => {
    (globalThis as unknown as { setVisibility: (to: string) => void }).setVisibility(now);
  }, state);
}

describe('how a visit is seen, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('fills the screen and leaves it again, by keyboard, with everything still there', () =>
    onStage({}, async (stage) => {
      const { clinician } = await visit(stage);
      const button = (full: boolean) =>
        clinician.locator(`[data-testid="full-screen"][data-full="${String(full)}"]`);
      await pressByKey(clinician, 'full-screen');
      await button(true).waitFor();
      await clinician.getByRole('button', { name: 'Leave full screen' }).waitFor();
      expect(await clinician.getByTestId('invite-guest').isVisible()).to.equal(true);
      await pressByKey(clinician, 'hang-up');
      await clinician.getByTestId('confirm-hang-up').waitFor();
      await clinician.keyboard.press('Escape');
      // The browser's own way out is noticed too.
      await clinician.evaluate(() => (document.fullscreenElement ? document.exitFullscreen() : undefined));
      await button(false).waitFor();
      await pressByKey(clinician, 'full-screen');
      await button(true).waitFor();
      await pressByKey(clinician, 'full-screen');
      await button(false).waitFor();
    }));

  it('keeps the picture in a small window, through a room joined anew, until the camera is off', () =>
    onStage({}, async (stage) => {
      const { clinician, station } = await visit(stage);
      const button = (open: boolean) =>
        clinician.locator(`[data-testid="small-window"][data-open="${String(open)}"]`);
      await pressByKey(clinician, 'small-window');
      await button(true).waitFor();
      const inWindow = () => clinician.evaluate(() => document.pictureInPictureElement !== null);
      expect(await inWindow()).to.equal(true);
      await station.reload();
      await keepsArriving(clinician, { who: 'the clinician' });
      await button(true).waitFor();
      await clinician.evaluate(() => document.exitPictureInPicture());
      await button(false).waitFor();
      await pressByKey(clinician, 'small-window');
      await button(true).waitFor();
      await isFitForAll(clinician, 'a picture in a small window');
      await station.getByTestId('camera').click();
      await clinician.getByTestId('small-window').waitFor({ state: 'detached' });
      expect(await inWindow()).to.equal(false);
    }));

  it('offers neither where the browser cannot do it', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.page.evaluate(() => {
        for (const name of ['pictureInPictureEnabled', 'fullscreenEnabled']) {
          Object.defineProperty(document, name, { value: undefined });
        }
      });
      await connectCall({ station: station.page, clinician: clinician.page });
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
      expect(await clinician.page.getByTestId('small-window').count()).to.equal(0);
      expect(await clinician.page.getByTestId('full-screen').count()).to.equal(0);
    }));

  it('keeps the station’s screen on from the press to the end, also after it was hidden', () =>
    onStage({}, async (stage) => {
      const station = await stage.station({ withoutDevices: true });
      await countWakeLocks(station.page);
      await station.page.getByTestId('call-button').click();
      await station.page.getByTestId('queue-position').waitFor();
      await wakeLocksAre(station.page, 1);
      const clinician = await stage.onCall({ withoutDevices: true });
      await clinician.page.getByTestId('accept').click();
      await clinician.page.getByTestId('hang-up').waitFor();
      await wakeLocksAre(station.page, 1);
      await setVisibility(station.page, 'hidden');
      await wakeLocksAre(station.page, 0);
      await setVisibility(station.page, 'visible');
      await wakeLocksAre(station.page, 1);
      await hangUp(clinician.page);
      await wakeLocksAre(station.page, 0);
    }));
});
