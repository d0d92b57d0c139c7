import { expect } from 'chai';
import { stationIs } from '../support/browsers.ts';
import { accept, countOf, isAbsent, presenceIs, ringsAt, shows } from './acts.ts';
import { stages } from './stage.ts';

describe('a call that is not answered at once, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('moves on to the next clinician when one declines', () =>
    onStage({}, async (stage) => {
      const [first, station] = await Promise.all([stage.onCall(), stage.station()]);
      await station.page.getByTestId('call-button').click();
      await ringsAt(station.page, first.name);
      const second = await stage.onCall();
      await first.page.getByTestId('decline').click();
      await first.page.getByTestId('decline-reason-with-a-patient').click();
      await second.page.getByTestId('ringing-call').waitFor();
      await ringsAt(station.page, second.name);
      await presenceIs(first.page, 'available');
      await isAbsent(first.page, 'ringing-call');
      await accept(second.page);
      await stationIs(station.page, 'active');
      expect(await stage.trail()).to.include('offer.declined');
    }));

  it('moves on to the next clinician when one does not answer', () =>
    onStage({ env: { BEDSIDE_RING_SECONDS: '4' } }, async (stage) => {
      const [first, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await stage.clinician();
      await station.page.getByTestId('call-button').click();
      await first.page.getByTestId('ringing-call').waitFor();
      await second.page.getByTestId('go-on-call').click();
      await accept(second.page);
      await stationIs(station.page, 'active');
      await presenceIs(first.page, 'available');
      await isAbsent(first.page, 'ringing-call');
      expect(await stage.trail()).to.include('offer.missed');
    }));

  it('waits in the queue while nobody is on call, and rings whoever comes first', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.clinician(), stage.station()]);
      await shows(station.page, 'No clinician is on call right now.');
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'waiting');
      await shows(station.page, 'Looking for a free clinician');
      await clinician.page.getByTestId('go-on-call').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      await ringsAt(station.page, clinician.name);
    }));

  it('stops ringing when the station cancels, which asks first', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      await station.page.getByTestId('cancel-call').click();
      await station.page.getByRole('button', { name: 'No, keep the call' }).click();
      await ringsAt(station.page, clinician.name);
      await station.page.getByTestId('cancel-call').click();
      await station.page.getByTestId('confirm-cancel').click();
      await stationIs(station.page, 'idle');
      await presenceIs(clinician.page, 'available');
      await isAbsent(clinician.page, 'ringing-call');
      await shows(station.page, /The last call was cancelled/);
      expect(countOf(await stage.trail(), 'call.cancelled')).to.equal(1);
    }));
});
