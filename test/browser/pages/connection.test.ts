import { expect } from 'chai';
import { stationIs } from '../../support/browsers.ts';
import { bothGoOn, countOf, presenceIs, shows } from '../../support/browser/acts.ts';
import { notes } from '../../support/browser/passing.ts';
import { stages } from '../../support/browser/stage.ts';
import { visitOverWire, Wire } from '../../support/browser/wire.ts';

describe('a lost connection, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is shown, and a press made meanwhile arrives once when it is back', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const station = await stage.station();
      await station.page.context().setOffline(true);
      await station.page.getByTestId('connection-banner').waitFor();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'placing');
      await station.page.getByTestId('emergency-advice').waitFor();
      await station.page.context().setOffline(false);
      await stationIs(station.page, 'waiting');
      await station.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));

  it('is shown to a clinician, who is rung when it is back', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.page.context().setOffline(true);
      await clinician.page.getByTestId('connection-banner').waitFor();
      await shows(clinician.page, 'Calls cannot ring here meanwhile.');
      await clinician.page.context().setOffline(false);
      await clinician.page.getByTestId('connection-banner').waitFor({ state: 'detached' });
      await presenceIs(clinician.page, 'available');
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
    }));

  it('that swallows the answer to a press does not make it two calls', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const station = await stage.station();
      const wire = await Wire.create(station.page);
      await station.page.reload();
      await station.page.getByTestId('call-button').waitFor();
      const placed = station.page.locator('[data-testid="queue-position"]', { hasText: '1' });
      wire.loseAnswers();
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'placing');
      await wire.cut();
      await placed.waitFor();
      expect(countOf(await stage.trail(), 'call.placed')).to.equal(1);
    }));

  it('in a visit comes back to the same visit with picture and sound', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const { wire, ...sides } = await visitOverWire(stage);
      const saidSo = await notes(sides.station, { testId: 'connection-banner' });
      await wire.cut();
      await saidSo();
      await sides.station.getByTestId('connection-banner').waitFor({ state: 'detached' });
      await bothGoOn(sides);
      expect(await stage.trail()).not.to.include('visit.ended');
    }));
});
