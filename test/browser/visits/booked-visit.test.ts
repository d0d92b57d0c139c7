import { expect } from 'chai';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { addBooking, bookingIs } from '../../support/booked-visit.ts';
import { stationIs } from '../../support/browsers.ts';
import { accept, bothSeeAndHear, hangUp, lightGoesOff, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { eventually } from '../../support/eventually.ts';

/** A station and a clinician at their pages, and a booking of theirs that can be started now. */
async function booked(stage: Stage, { alsoManager = false } = {}) {
  const { world, place, url } = stage;
  const [station, clinician] = [await stage.station(), await stage.clinician({ alsoManager })];
  const where = { ...place, clinicianId: clinician.personId, stationId: station.stationId };
  const booking = await addBooking(world.deps.store, where, { prisonNumber: 'A1234BC' });
  await clinician.page.goto(`${url}/clinics/mine`);
  return { station: station.page, clinician: clinician.page, name: clinician.name, booking, at: where };
}

describe('a booked visit in two browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is started from the clinic’s list, opens at the station by itself, and is done with its outcome', () =>
    onStage({}, async (stage) => {
      const { station, clinician, booking, name } = await booked(stage);
      const next = station.getByTestId('next-appointment');
      await next.waitFor();
      expect(await next.innerText()).to.equal(
        `Clinic appointment at ${clockOf(booking.startsAt)}. It opens here by itself.`,
      );
      expect(await station.locator('body').innerText()).not.to.match(/Ann Example|Dermatology/);

      await clinician.getByTestId('start-visit').click();
      await clinician.getByTestId('hang-up').waitFor();
      await stationIs(station, 'visit');
      await bothSeeAndHear({ station, clinician });
      await shows(clinician, 'Ann Example');
      await shows(clinician, 'A1234BC');
      await shows(clinician, 'Brings a dressing.');
      await shows(station, name);
      expect(await clinician.getByTestId('pass-on').count()).to.equal(0);

      await hangUp(clinician);
      await stationIs(station, 'visit-ended');
      await lightGoesOff(station);
      await station.getByTestId('agreed-pending').waitFor();
      await clinician.getByTestId('next-follow-up-video').check();
      await clinician.getByTestId('advice').fill('Cream twice a day.');
      await clinician.getByTestId('save-outcome').click();
      await shows(station, 'Cream twice a day.');
      // What is known stands in the letter already.
      await clinician.waitForURL('**/clinics/letters/draft/*');
      const plan = clinician.getByTestId('letter-plan');
      expect(await plan.inputValue()).to.match(/^Follow-up by video in this clinic\./);
      expect(await clinician.getByTestId('letter-advice').inputValue()).to.equal('Cream twice a day.');
      expect(await clinician.getByTestId('letter-attendance').inputValue()).to.match(
        /^Dermatology clinic, .*\nSeen by /,
      );
      await clinician.getByTestId('letter-later').click();
      await clinician.waitForURL('**/clinics/mine');
      await clinician.getByTestId('letter-to-sign').waitFor();
      expect(await bookingIs(stage.world, booking.id)).to.equal('done');
      await station.getByTestId('back-to-start').click();
      await stationIs(station, 'idle');
      expect(await station.getByTestId('next-appointment').count()).to.equal(0);
    }));

  it('goes from the staff to the patient to the debrief, and a patient who was not seen is recorded as such', () =>
    onStage({}, async (stage) => {
      const { world, url } = stage;
      const { station, clinician, booking, at } = await booked(stage, { alsoManager: true });
      await clinician.getByTestId('start-visit').click();
      await bothSeeAndHear({ station, clinician });
      await shows(station, /Before the patient comes in/);
      await clinician.getByTestId('move-on').click();
      await station.getByTestId('identity').check();
      await station.getByTestId('present-nurse').check();
      await isFitForAll(station, 'the station, with the patient in the room');
      await station.getByTestId('confirm-room').click();
      await shows(clinician, /Identity confirmed. In the room: Patient and Nurse. Confirmed by the staff/);
      await isFitForAll(clinician, 'the clinician, with the patient in the room');
      await clinician.getByTestId('move-on').click();
      await station.getByTestId('debrief').waitFor();
      await shows(station, /please make sure that the patient has left/);
      expect(await clinician.getByTestId('move-on').count()).to.equal(0);
      await hangUp(clinician);
      await clinician.getByTestId('booked-outcome-form').waitFor();
      await isFitForAll(clinician, 'the outcome of a booked visit');
      await addBooking(world.deps.store, at, { beginsInMinutes: -16, after: booking });
      await clinician.goto(`${url}/clinics/mine`);
      await shows(clinician, 'Outcome missing');
      await clinician.getByTestId('late-minutes').selectOption('20');
      await clinician.getByTestId('say-late').click();
      await clinician.getByTestId('expected').waitFor();
      await isFitForAll(clinician, 'a clinic that runs late');
      await clinician.getByTestId('not-seen').click();
      await clinician.locator('#dna-cause').selectOption('not-brought');
      await clinician.getByTestId('confirm-not-seen').click();
      await shows(clinician, 'Not seen: patient was not brought');
      await clinician.getByTestId('write-up').click();
      await clinician.getByTestId('next-discharge').check();
      await clinician.getByTestId('save-outcome').click();
      await clinician.getByTestId('letter-later').click();
      await shows(clinician, /1 seen, 1 not seen, 0 without an outcome/);
      await isFitForAll(clinician, 'a list that is closed');
      await clinician.goto(`${url}/clinics/bookings/${booking.id}`);
      await clinician.getByTestId('course').waitFor();
      await isFitForAll(clinician, 'a booking that is over');
      await clinician.getByTestId('correct-attendance').click();
      await clinician.locator('#correction').selectOption('dna-technology');
      await clinician.getByTestId('confirm-correction').click();
      await shows(clinician, 'Not seen: the video did not work');
      await clinician.goto(`${url}/clinics/activity`);
      await clinician.getByTestId('activity-row').waitFor();
      await isFitForAll(clinician, 'the activity of clinics');
    }));

  it('gives way to an urgent call from its station, and is started again', () =>
    onStage({}, async (stage) => {
      const { station, clinician, booking } = await booked(stage);
      const onCall = await stage.onCall();
      await clinician.getByTestId('start-visit').click();
      await stationIs(station, 'visit');
      await bothSeeAndHear({ station, clinician });
      await station.getByTestId('urgent-call').click();
      await station.getByTestId('confirm-urgent-call').click();
      await accept(onCall.page);
      await stationIs(station, 'active');
      await bothSeeAndHear({ station, clinician: onCall.page });
      await shows(clinician, /The staff placed an urgent call/);
      await lightGoesOff(clinician);
      await hangUp(onCall.page);
      await stationIs(station, 'ended');

      await clinician.goto(`${stage.url}/clinics/mine`);
      await clinician.getByTestId('start-visit').click();
      await stationIs(station, 'visit');
      await bothSeeAndHear({ station, clinician });
      await hangUp(station);
      await stationIs(station, 'visit-ended');
      await eventually(async () => {
        const state = await bookingIs(stage.world, booking.id);
        return state === 'done' ? undefined : `it is ${String(state)}`;
      });
    }));
});
