import { expect } from 'chai';
import { accept, hangUp } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';
import { addResident } from '../../support/residents.ts';

describe('a resident and their observations, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('are picked and typed with the keyboard, and the clinician sees the score while it rings and in the visit', () =>
    onStage({}, async (stage) => {
      const { token } = await stage.world.addPerson(stage.place, ['administrator']);
      await addResident(stage.world, stage.place, { token, nhsNumber: '9990000018' });
      const mabel = {
        name: 'Mabel Example',
        dateOfBirth: '1931-11-12',
        nhsNumber: '9990000026',
        room: 'Room 7',
      };
      await addResident(stage.world, stage.place, { token, ...mabel });
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);

      // The press needs nothing.
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('ringing-call').waitFor();

      await station.getByTestId('pick-resident').focus();
      await station.keyboard.press('Enter');
      await station.getByTestId('resident').nth(1).waitFor();
      await isFitForAll(station, 'the list of residents');
      await station.getByTestId('find-resident').focus();
      await station.keyboard.type('mabel');
      await station.keyboard.press('Tab');
      await station.keyboard.press('Enter');
      await station.getByTestId('picked-resident').getByText('Mabel Example').waitFor();
      const ringing = clinician.getByTestId('ringing-call');
      await ringing
        .getByText('Mabel Example, 12 November 1931 (95 years), NHS 999 000 0026, Room 7')
        .waitFor();

      await station.getByTestId('add-observations').focus();
      await station.keyboard.press('Enter');
      const type = async (field: string, text: string) => {
        await station.locator(`#observation-${field}`).focus();
        await station.keyboard.press('Control+A');
        await station.keyboard.type(text);
      };
      const choose = async (field: string, down: number) => {
        await station.locator(`#observation-${field}`).focus();
        await station.keyboard.press('Space');
        for (let n = 0; n < down; n += 1) await station.keyboard.press('ArrowDown');
      };
      await type('respiration', '24');
      await type('spo2', '93');
      await choose('oxygen', 0);
      await type('systolic', '120');
      await type('temperature', '98.6');
      await choose('consciousness', 0);
      await station.getByTestId('save-observations').click();
      await station.getByText('Temperature must be in °C').waitFor();
      await station.getByTestId('missing-observations').getByText('pulse').waitFor();
      await isFitForAll(station, 'observations that are not right yet');
      // What is typed survives a reload.
      await station.reload();
      await stationIs(station, 'ringing');
      expect(await station.locator('#observation-respiration').inputValue()).to.equal('24');
      await type('temperature', '35.1');
      await type('pulse', '130');
      await station.getByTestId('live-score').getByText('NEWS2 7, high risk').waitFor();
      await station.keyboard.press('Enter');
      await station.getByTestId('saved-observations').getByText('NEWS2 7, high risk').waitFor();
      await station.getByTestId('acuity').getByText('Immediate').waitFor();

      await ringing.getByText('NEWS2 7, high risk').waitFor();
      await ringing.getByText('Immediate', { exact: true }).waitFor();
      await isFitForAll(clinician, 'a call that rings with observations');
      await accept(clinician);
      await clinician.getByTestId('observations-table').getByText('130 /min: scores 2').waitFor();

      // A correction is seen at once.
      await station.getByTestId('correct-observations').click();
      await type('pulse', '135');
      await station.getByTestId('save-observations').click();
      await clinician.getByTestId('observations-table').getByText('135 /min: scores 3').waitFor();
      await clinician.getByTestId('newest-score').getByText('Scores 3: pulse').waitFor();
      await isFitForAll(clinician, 'a visit with observations');
      await isFitForAll(station, 'a visit at the station with observations');

      // What is typed and not saved outlives the call and a reload, and is saved of the call that it was typed in.
      await type('pulse', '140');
      await type('temperature', '98.6');
      await hangUp(clinician);
      await stationIs(station, 'ended');
      await station.reload();
      const left = station.getByTestId('left-observations');
      await left.getByText('Pulse 140 /min').waitFor();
      await left.getByText('Left out: Temperature must be in °C').waitFor();
      await isFitForAll(station, 'observations of a call that is over');
      await station.getByTestId('save-left-observations').click();
      await left.waitFor({ state: 'detached' });
    }));
});
