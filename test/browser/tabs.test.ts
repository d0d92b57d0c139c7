import { expect } from 'chai';
import { stationIs } from '../support/browsers.ts';
import { accept, bothSeeAndHear, countOf, isAbsent, presenceIs } from './acts.ts';
import { stages } from './stage.ts';

describe('a second tab', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('of a station shows the same call, and pressing in both is one call', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const station = await stage.station();
      const device = station.page.context();
      const second = await device.newPage();
      await second.goto(`${stage.url}/station`);
      await second.getByTestId('call-button').waitFor();
      // Without a connection both presses are held, so that both are sent when it comes back.
      await device.setOffline(true);
      for (const tab of [station.page, second]) {
        await tab.getByTestId('connection-banner').waitFor();
        await tab.getByTestId('call-button').click();
        await stationIs(tab, 'placing');
      }
      await device.setOffline(false);
      await Promise.all([stationIs(station.page, 'waiting'), stationIs(second, 'waiting')]);
      const third = await device.newPage();
      await third.goto(`${stage.url}/station`);
      await stationIs(third, 'waiting');
      await isAbsent(third, 'call-button');
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));

  it('of a station that never pressed leaves the visit to the one that did', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await station.page.context().newPage();
      await second.goto(`${stage.url}/station`);
      await second.getByTestId('call-button').waitFor();
      await station.page.getByTestId('call-button').click();
      await stationIs(second, 'ringing');
      await accept(clinician.page);
      await second.getByTestId('replaced').waitFor();
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
    }));

  it('of a clinician rings too, and the visit is in the tab that accepted', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await clinician.page.context().newPage();
      await second.goto(`${stage.url}/clinician`);
      await presenceIs(second, 'available');
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      await accept(second);
      await clinician.page.getByTestId('replaced').waitFor();
      await bothSeeAndHear({ station: station.page, clinician: second });
    }));
});
