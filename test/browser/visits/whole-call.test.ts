import { expect } from 'chai';
import { narrow, stationIs } from '../../support/browsers.ts';
import {
  accept,
  bothSeeAndHear,
  hangUp,
  presenceIs,
  recordOutcome,
  ringsAt,
  shows,
} from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';

describe('a whole call in two browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('goes from the button over picture and sound both ways to what was agreed', () =>
    onStage({}, async (stage) => {
      const clinician = await stage.onCall();
      const station = await stage.station({ viewport: narrow });
      await station.page.getByTestId('call-button').click();
      await station.page.getByTestId('emergency-advice').waitFor();
      await ringsAt(station.page, clinician.name);
      expect(await station.page.getByTestId('queue-position').innerText()).to.equal('1');

      await station.page.getByLabel('What worries you?').fill('Short of breath since breakfast');
      await station.page.getByLabel('Patient’s name').fill('Ada Synthetic');
      await station.page.getByTestId('acuity-immediate').check();
      await shows(clinician.page, 'Short of breath since breakfast');
      await shows(clinician.page, 'Ada Synthetic');
      await shows(clinician.page, 'Immediate');

      await accept(clinician.page);
      await stationIs(station.page, 'active');
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
      await station.page.getByLabel('Your name').fill('Sam Carer');
      await shows(clinician.page, 'Sam Carer');

      await hangUp(clinician.page);
      await stationIs(station.page, 'ended');
      await station.page.getByTestId('agreed-pending').waitFor();
      await recordOutcome(clinician.page, 'Fluids every hour, and the GP comes at ten.');
      await shows(station.page, 'GP: see today');
      await shows(station.page, 'Fluids every hour, and the GP comes at ten.');
      expect(await station.page.locator('body').innerText()).not.to.contain('Synthetic note');
      await station.page.getByTestId('back-to-start').click();
      await stationIs(station.page, 'idle');
      await station.page.getByTestId('call-button').waitFor();

      const trail = await stage.trail();
      const story = [
        'station.enrolled',
        'call.placed',
        'call.ringing',
        'call.answered',
        'visit.ended',
        'outcome.recorded',
      ];
      expect(trail.filter((action) => story.includes(action))).to.deep.equal(story);
      expect(trail).to.include.members(['person.signed-in', 'presence.set', 'call.described']);
    }));

  it('is ended by the staff as well, and the next press is a new call', () =>
    onStage({}, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await station.page.getByTestId('call-button').click();
      await accept(clinician.page);
      await stationIs(station.page, 'active');
      await hangUp(station.page);
      await stationIs(station.page, 'ended');
      await shows(clinician.page, /The staff hung up/);
      // What was agreed arrives while the staff are pressing: the press is not lost to it.
      await station.page.getByTestId('back-to-start').hover();
      await station.page.mouse.down();
      await recordOutcome(clinician.page, 'Rest.');
      await shows(station.page, 'Rest.');
      await station.page.mouse.up();
      await station.page.getByTestId('call-button').click();
      await clinician.page.getByTestId('ringing-call').waitFor();
      await accept(clinician.page);
      await bothSeeAndHear({ station: station.page, clinician: clinician.page });
    }));

  it('reminds the clinician of an outcome that was not written in time', () =>
    onStage({ env: { BEDSIDE_WRAP_UP_SECONDS: '1' } }, async (stage) => {
      const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
      await station.page.getByTestId('call-button').click();
      await accept(clinician.page);
      await hangUp(clinician.page);
      await presenceIs(clinician.page, 'available');
      await clinician.page.getByTestId('missing-outcomes').getByRole('button').click();
      await recordOutcome(clinician.page, 'Rest and fluids.');
      await shows(station.page, 'Rest and fluids.');
    }));
});
