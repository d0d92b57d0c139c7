import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { defaultQueueSettings, escalationActions } from '../../../domain/queues/queue.ts';
import { accept, shows } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';
import { narrow, stationIs, type Viewport, wide } from '../../support/browsers.ts';

const tablet: Viewport = { width: 768, height: 1024 };
const onItsSide: Viewport = { width: 844, height: 390 };

/** Of what these name, what nobody sees: it lies outside the window, or something lies on it. */
async function outOfSight(page: Page, selectors: readonly string[]): Promise<string[]> {
  return page.evaluate(
    (all) =>
      all.filter((selector) => {
        const found = document.querySelector(selector);
        if (found === null) return true;
        const { left, right, top, bottom } = found.getBoundingClientRect();
        if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return true;
        const onTop = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return !found.contains(onTop);
      }),
    selectors,
  );
}

const atStation = [
  '.bedside-stage',
  '[data-testid=emergency-advice] summary',
  '[data-testid=mute]',
  '[data-testid=hang-up]',
];
const atClinician = ['.bedside-stage', '[data-testid=mute]', '[data-testid=hang-up]'];

async function focusOn(page: Page, label: string): Promise<void> {
  await page.getByLabel(label).blur();
  await page.getByLabel(label).focus();
}

async function toTheEnd(page: Page): Promise<void> {
  await page.evaluate(() => {
    scrollTo(0, document.documentElement.scrollHeight);
  });
}

describe('what matters, wherever on the page somebody is', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is in sight in a visit at both ends, on every kind of screen', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await station.setViewportSize(narrow);
      await station.getByTestId('call-button').click();
      // It is answered while somebody types far down on the page.
      await station.getByLabel('Your name').fill('Sam Carer');
      await accept(clinician);
      await stationIs(station, 'active');
      expect(await outOfSight(station, atStation)).to.deep.equal([]);
      for (const viewport of [narrow, tablet, wide]) {
        await station.setViewportSize(viewport);
        await clinician.setViewportSize(viewport);
        const size = `${String(viewport.width)} wide`;
        expect(await outOfSight(station, atStation), size).to.deep.equal([]);
        expect(await outOfSight(clinician, atClinician), size).to.deep.equal([]);
        await toTheEnd(station);
        await toTheEnd(clinician);
        expect(await outOfSight(station, atStation), `${size}, at the end`).to.deep.equal([]);
        expect(await outOfSight(clinician, atClinician), `${size}, at the end`).to.deep.equal([]);
        await focusOn(station, 'Your name');
        expect(await outOfSight(station, [':focus']), `${size}, in focus`).to.deep.equal([]);
      }
      for (const page of [station, clinician]) {
        await page.setViewportSize(onItsSide);
        await toTheEnd(page);
        expect(await outOfSight(page, atClinician), 'on its side').to.deep.equal([]);
      }
    }));

  it('is whom to telephone, once nobody answers', () =>
    onStage({}, async (stage) => {
      const urgent = escalationActions.map((action, n) => ({ action, afterSeconds: n + 1 }));
      await stage.world.changeQueue(stage.place, { ladder: { ...defaultQueueSettings.ladder, urgent } });
      const { page } = await stage.station({ withoutDevices: true, viewport: narrow });
      await page.getByTestId('call-button').click();
      await page.getByLabel('Your name').fill('Sam Carer');
      await shows(page, 'Please get help by telephone now');
      for (const viewport of [narrow, tablet, wide]) {
        await page.setViewportSize(viewport);
        await focusOn(page, 'Your name');
        const seen = ['[data-testid=advice] a[href="tel:999"]', ':focus'];
        expect(await outOfSight(page, seen), `${String(viewport.width)} wide`).to.deep.equal([]);
      }
    }));
});
