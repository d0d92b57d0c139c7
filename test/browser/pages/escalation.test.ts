import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { defaultQueueSettings, escalationActions } from '../../../domain/queues/queue.ts';
import { stationIs } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { accept, isAbsent, presenceIs, ringsAt, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';

/** What can be rung from a part of the page: the words of each link, and where it leads. */
function numbersIn(page: Page, testId: string): Promise<(string | null)[][]> {
  return page
    .getByTestId(testId)
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => [link.textContent, link.getAttribute('href')]));
}

const emergencyNumbers = [
  ['999', 'tel:999'],
  ['111', 'tel:111'],
];

describe('nobody left alone, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('rings several for an immediate call: one gets it, and the other is told who', () =>
    onStage({}, async (stage) => {
      const ringTogether = { ...defaultQueueSettings.ringTogether, immediate: 2 };
      await stage.world.changeQueue(stage.place, { ringTogether });
      const withoutDevices = true;
      const [first, second, station] = await Promise.all([
        stage.onCall({ withoutDevices }),
        stage.onCall({ withoutDevices }),
        stage.station({ withoutDevices }),
      ]);
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'ringing');
      await station.page.getByTestId('worse-now').click();
      await Promise.all([first, second].map(({ page }) => page.getByTestId('ringing-call').waitFor()));
      await eventually(async () => {
        const ringing = await station.page.getByTestId('being-rung').innerText();
        return ringing.includes(first.name) && ringing.includes(second.name) ? undefined : ringing;
      });
      await accept(first.page);
      await shows(second.page, new RegExp(`^${first.name} took the call from Home \\d+\\.$`));
      await presenceIs(second.page, 'available');
      await isAbsent(second.page, 'ringing-call');
      await isFitForAll(second.page, 'told who took the call');
    }));

  it('says from the press on when to call 999 instead of waiting', () =>
    onStage({}, async (stage) => {
      const station = await stage.station({ withoutDevices: true });
      await station.page.getByTestId('call-button').click();
      const card = station.page.getByTestId('emergency-advice');
      await card.waitFor();
      const words = await card.innerText();
      expect(words).to.contain('If it gets worse: call 999');
      expect(words).to.contain('Do not wait for the clinician. Call 999 now if the patient:');
      expect(await card.getByRole('listitem').allInnerTexts()).to.deep.equal([
        'is not breathing, is choking or struggles to breathe',
        'is unconscious or cannot be woken',
        'has chest pain',
        'has a drooping face, a weak arm or slurred speech',
        'is bleeding heavily or has a seizure that does not stop',
      ]);
      expect(words).to.contain('Not breathing? Call 999 on speaker and start CPR.');
    }));

  it('climbs to the last step, which asks staff to telephone and to say that they have read it', () =>
    onStage({}, async (stage) => {
      const urgent = escalationActions.map((action, n) => ({ action, afterSeconds: n + 1 }));
      await stage.world.changeQueue(stage.place, { ladder: { ...defaultQueueSettings.ladder, urgent } });
      const station = await stage.station({ withoutDevices: true });
      await station.page.getByTestId('call-button').click();
      await station.page.getByTestId('advice').waitFor();
      await shows(station.page, 'Please get help by telephone now');
      await shows(station.page, /Your call stays in the queue/);
      expect(await numbersIn(station.page, 'advice')).to.deep.equal(emergencyNumbers);
      const steps = station.page.getByTestId('ladder').locator('li');
      await eventually(async () => {
        const shown = await steps.evaluateAll((items) => items.map((item) => item.dataset['action']));
        // Nothing is set up for the steps between, so there is nothing to be told of them.
        return shown.join() === 'ring-all,tell-station' ? undefined : shown.join();
      }, 15_000);
      await shows(station.page, 'Everybody is rung as soon as they go on call');
      await isFitForAll(station.page, 'asked to telephone');
      await station.page.getByTestId('advice-read').click();
      await station.page.getByTestId('advice-was-read').waitFor();
      await isAbsent(station.page, 'advice');
      expect(await numbersIn(station.page, 'advice-was-read')).to.deep.equal(emergencyNumbers);
      await isFitForAll(station.page, 'has read to telephone');
      expect(await stage.trail()).to.include.members(['call.escalated', 'advice.acknowledged']);
      const clinician = await stage.onCall({ withoutDevices: true });
      await ringsAt(station.page, clinician.name);
    }));
});
