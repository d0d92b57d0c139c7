import { expect } from 'chai';
import { defaultQueueSettings } from '../../../domain/queues/queue.ts';
import { stationIs } from '../../support/browsers.ts';
import {
  accept,
  bothSeeAndHear,
  connectCall,
  countOf,
  isAbsent,
  placeIs,
  presenceIs,
  ringsAt,
  shows,
} from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { notes } from '../../support/browser/passing.ts';
import { stages } from '../../support/browser/stage.ts';

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

  it('moves on when one does not answer, who is paused, is told, and is back with one press', () =>
    onStage({}, async (stage) => {
      await stage.world.changeQueue(stage.place, { ringSeconds: 5 });
      const [first, station] = await Promise.all([stage.onCall(), stage.station()]);
      const second = await stage.clinician();
      await station.page.getByTestId('call-button').click();
      await first.page.getByTestId('ringing-call').waitFor();
      await second.page.getByTestId('go-on-call').click();
      await accept(second.page);
      await stationIs(station.page, 'active');
      await presenceIs(first.page, 'paused');
      await isAbsent(first.page, 'ringing-call');
      await shows(first.page, /^You missed a call from Home \d+ at \d\d:\d\d, so you are paused\.$/);
      await isFitForAll(first.page, 'paused for having missed a call');
      await first.page.getByTestId('i-am-back').click();
      await presenceIs(first.page, 'available');
      expect(await stage.trail()).to.include.members(['offer.missed', 'clinician.paused']);
    }));

  it('looks for the skill that is asked for, and after its steps rings somebody without it', () =>
    onStage({}, async (stage) => {
      const steps = { preferredSeconds: 0, tierOneSeconds: 8, tierTwoSeconds: 2 };
      const relaxation = { ...defaultQueueSettings.relaxation, urgent: steps };
      await stage.world.changeQueue(stage.place, { relaxation });
      const withoutDevices = true;
      const [busy, other] = await Promise.all([
        stage.onCall({ withoutDevices, skills: ['language:cy'] }),
        stage.station({ withoutDevices }),
      ]);
      await connectCall({ station: other.page, clinician: busy.page });
      const [clinician, station] = await Promise.all([
        stage.onCall({ withoutDevices }),
        stage.station({ withoutDevices }),
      ]);
      await clinician.page.getByTestId('pause').click();
      await clinician.page.getByTestId('pause-reason-break').click();
      await presenceIs(clinician.page, 'paused');
      const saidFirstTier = await notes(clinician.page, {
        text: 'wanted: Welsh · looking in the first tier',
      });
      const pressedAt = Date.now();
      await station.page.getByTestId('call-button').click();
      await station.page.getByTestId('wanted-skills').click();
      await station.page.getByTestId('skill-language:cy').check();
      await saidFirstTier();
      await clinician.page.getByTestId('go-on-call').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      expect(Date.now() - pressedAt).to.be.at.least(10_000);
    }));

  it('goes before another call when it is worse now, with one press', () =>
    onStage({}, async (stage) => {
      const withoutDevices = true;
      const [first, second] = await Promise.all([
        stage.station({ withoutDevices }),
        stage.station({ withoutDevices }),
      ]);
      await first.page.getByTestId('call-button').click();
      await stationIs(first.page, 'waiting');
      await second.page.getByTestId('call-button').click();
      await placeIs(second.page, '2');
      await second.page.getByTestId('worse-now').click();
      await placeIs(second.page, '1');
      await placeIs(first.page, '2');
      await isAbsent(second.page, 'worse-now');
      const clinician = await stage.onCall({ withoutDevices });
      await ringsAt(second.page, clinician.name);
      await shows(clinician.page, 'Immediate');
    }));

  it('is taken out of its order with a reason, and is sent a message before', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.page.getByTestId('pause').click();
      await clinician.page.getByTestId('pause-reason-break').click();
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('send-message').click();
      await clinician.page.getByTestId('message-text').fill('I will be with you in 3 minutes');
      await isFitForAll(clinician.page, 'a message to the station');
      await clinician.page.getByTestId('confirm-message').click();
      await station.page.getByTestId('hub-message').waitFor();
      await shows(station.page, 'I will be with you in 3 minutes');
      await shows(station.page, 'We cannot say how long');
      await isFitForAll(station.page, 'waiting, with a message');
      await clinician.page.getByTestId('take-call').click();
      await clinician.page.getByTestId('confirm-take').click();
      await shows(clinician.page, 'There is a problem');
      await isFitForAll(clinician.page, 'taking a call, with an error');
      await clinician.page.getByTestId('take-reason-sounds-worse').check();
      await clinician.page.getByTestId('confirm-take').click();
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
      expect(await stage.trail()).to.include('call.taken');
    }));

  it('waits in the queue while nobody is on call, and rings whoever comes first', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.clinician(), stage.station()]);
      await shows(station.page, 'No clinician is on call right now.');
      await station.page.getByTestId('call-button').click();
      await stationIs(station.page, 'waiting');
      await shows(station.page, 'Looking for a free clinician');
      await shows(station.page, 'No clinician is on call right now.');
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
