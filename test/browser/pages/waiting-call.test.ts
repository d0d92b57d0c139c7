import { expect } from 'chai';
import { accept, connectCall, hangUp, presenceIs, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';

describe('a call that waits, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is seen during a write-up and taken with one press; what has been typed stays', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: first }] = await Promise.all([stage.onCall(), stage.station()]);
      await connectCall({ station: first, clinician });
      await hangUp(clinician);
      await clinician.getByTestId('note').fill('A note that is half');
      const second = await stage.station();
      await second.page.getByTestId('call-button').click();
      await clinician.getByTestId('waiting-banner').getByText('is waiting for a clinician').waitFor();
      await isFitForAll(clinician, 'a write-up while a call waits');
      await clinician.getByTestId('take-waiting').click();
      await clinician.getByTestId('hang-up').waitFor();
      await stationIs(second.page, 'active');
      await hangUp(clinician);
      await clinician.getByTestId('disposition-gp-today').check();
      await clinician.getByTestId('save-outcome').click();
      await presenceIs(clinician, 'available');
      await clinician.getByTestId('missing-outcomes').getByRole('button').click();
      expect(await clinician.getByTestId('note').inputValue()).to.equal('A note that is half');
    }));

  it('is seen before one goes on call', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([
        stage.clinician(),
        stage.station(),
      ]);
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('waiting-banner').waitFor();
      await isFitForAll(clinician, 'the check while a call waits');
      await clinician.getByTestId('take-waiting').click();
      await accept(clinician);
      await stationIs(station, 'active');
    }));

  it('is seen on the rota and taken there with one press', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.getByTestId('pause').click();
      await clinician.getByTestId('pause-reason-break').click();
      await presenceIs(clinician, 'paused');
      await clinician.getByRole('link', { name: 'Rota' }).click();
      await clinician.getByTestId('week-shown').waitFor();
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('waiting-banner').getByText('is waiting for a clinician').waitFor();
      await isFitForAll(clinician, 'the rota while a call waits');
      await clinician.getByTestId('take-waiting').click();
      await clinician.getByTestId('hang-up').waitFor();
      await stationIs(station, 'active');
    }));

  it('is seen on the rota before one goes on call, and leads to the page where one does', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([
        stage.clinician(),
        stage.station(),
      ]);
      await clinician.getByRole('link', { name: 'Rota' }).click();
      await clinician.getByTestId('week-shown').waitFor();
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('take-waiting').click();
      await clinician.waitForURL('**/clinician');
      await clinician.getByTestId('take-waiting').click();
      await accept(clinician);
      await stationIs(station, 'active');
    }));

  it('rings at a clinician who reads the rota', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.getByRole('link', { name: 'Rota' }).click();
      await clinician.getByTestId('week-shown').waitFor();
      await station.getByTestId('call-button').click();
      await shows(clinician, /^Home \d+ is calling you$/);
      await isFitForAll(clinician, 'the rota while a call rings');
      await clinician.getByTestId('go-to-calls').click();
      await accept(clinician);
      await stationIs(station, 'active');
    }));

  it('also rings at those who are paused in the end, says so, and ends the pause when it is answered', () =>
    onStage({}, async (stage) => {
      const step = (afterSeconds: number, action: 'ring-all' | 'tell-station') => ({ afterSeconds, action });
      const plan = [step(1, 'ring-all'), step(600, 'tell-station')];
      await stage.world.changeQueue(stage.place, {
        ringSeconds: 5,
        ladder: { immediate: plan, urgent: [step(20, 'ring-all'), step(600, 'tell-station')], soon: plan },
      });
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('accept').waitFor();
      await clinician.getByTestId('i-am-back').waitFor();
      // The last ring is looked at before it is answered, and that takes its time.
      await stage.world.changeQueue(stage.place, { ringSeconds: 60 });
      await clinician.getByTestId('rings-everybody').waitFor({ timeout: 40_000 });
      await isFitForAll(clinician, 'a ring for somebody who is paused');
      await accept(clinician);
      await hangUp(clinician);
      await clinician.getByTestId('disposition-gp-today').check();
      await clinician.getByTestId('save-outcome').click();
      await presenceIs(clinician, 'available');
    }));
});
