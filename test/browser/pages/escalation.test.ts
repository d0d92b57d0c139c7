import { expect } from 'chai';
import { defaultQueueSettings, escalationActions } from '../../../domain/queues/queue.ts';
import { stationIs } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { accept, isAbsent, presenceIs, ringsAt, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';

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

  it('climbs to the last step, which asks staff to telephone and to say that they have read it', () =>
    onStage({}, async (stage) => {
      const urgent = escalationActions.map((action, n) => ({ action, afterSeconds: n + 1 }));
      await stage.world.changeQueue(stage.place, { ladder: { ...defaultQueueSettings.ladder, urgent } });
      const station = await stage.station({ withoutDevices: true });
      await station.page.getByTestId('call-button').click();
      await station.page.getByTestId('advice').waitFor();
      await shows(station.page, 'Please get help by telephone now');
      await shows(station.page, /Your call stays in the queue/);
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
      await isFitForAll(station.page, 'has read to telephone');
      expect(await stage.trail()).to.include.members(['call.escalated', 'advice.acknowledged']);
      const clinician = await stage.onCall({ withoutDevices: true });
      await ringsAt(station.page, clinician.name);
    }));
});
