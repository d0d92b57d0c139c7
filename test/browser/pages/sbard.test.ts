import { expect } from 'chai';
import { accept, hangUp } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';

describe('an SBARD, in browsers', function () {
  this.timeout(180_000);
  const onStage = stages();

  it('is typed by both sides, through a cut line, a reload and a choice between two texts, and nothing is lost', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      const saved = (page: typeof station) =>
        page.locator('[data-testid="sbard-saving"][data-saving="saved"]').waitFor();
      const is = (page: typeof station, field: string, text: string) =>
        page.waitForFunction(
          ([id, wanted]) => document.querySelector<HTMLTextAreaElement>(id ?? '')?.value === wanted,
          [`#sbard-${field}`, text],
        );

      // The press needs nothing, and the form is there while the call waits.
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('ringing-call').waitFor();
      await station.getByTestId('open-sbard').focus();
      await station.keyboard.press('Enter');
      await station.locator('#sbard-situation-concern').fill('Fell in the bath');
      await saved(station);
      await station.locator('#sbard-background-limits').focus();
      expect(await station.locator('#sbard-background-limits-say').count()).to.equal(0);
      await station.keyboard.press('Space');
      await station.locator('#sbard-background-limits-say').fill('No CPR');
      await saved(station);
      await isFitForAll(station, 'an SBARD while the call waits');

      await accept(clinician);
      await clinician.getByTestId('open-sbard').click();
      await is(clinician, 'situation-concern', 'Fell in the bath');
      await clinician.locator('#sbard-assessment-findings').fill('Left leg is short');
      await station.getByTestId('open-sbard').click();
      await is(station, 'assessment-findings', 'Left leg is short');
      expect(await station.locator('#sbard-decision-review').count()).to.equal(0);

      // The line is cut: what is typed stays, and a reload loses nothing. Meanwhile the other side changes the same answer.
      await station.context().setOffline(true);
      await station.locator('#sbard-situation-concern').fill('Fell in the bath, at 2 am');
      await station.locator('[data-testid="sbard-saving"][data-saving="waiting"]').waitFor();
      await clinician.locator('#sbard-situation-concern').fill('Fell in the bath, on warfarin');
      await saved(clinician);
      await station.context().setOffline(false);
      await station.reload();
      await stationIs(station, 'active');
      const conflict = station.getByTestId('answer-conflict');
      await conflict.getByText('Fell in the bath, on warfarin').waitFor();
      await conflict.getByText('Fell in the bath, at 2 am').waitFor();
      await isFitForAll(station, 'two texts of one answer');
      await conflict.getByRole('button', { name: 'Keep both' }).click();
      await is(clinician, 'situation-concern', 'Fell in the bath, on warfarin\nFell in the bath, at 2 am');
      await isFitForAll(clinician, 'an SBARD in the visit');
      await clinician
        .getByTestId('question-situation.concern')
        .getByRole('button', { name: 'Show what stood before' })
        .click();
      await clinician.getByTestId('earlier-answers').getByText('Fell in the bath, on warfarin').waitFor();

      // The decision is the clinician's, and what the outcome says is not typed twice.
      await clinician.locator('#sbard-decision-review').fill('At noon, by the GP');
      await saved(clinician);
      await hangUp(clinician);
      await stationIs(station, 'ended');
      await clinician.getByTestId('open-sbard').click();
      await is(clinician, 'decision-review', 'At noon, by the GP');
      await clinician.locator('input[name="disposition"]').first().check();
      await clinician.getByTestId('save-outcome').click();
      await station.getByTestId('agreed-disposition').waitFor();
      await station.getByTestId('open-sbard').click();
      const decision = station.getByTestId('question-decision.disposition');
      await decision.getByText('Stay at home or in the care home, with advice').waitFor();
      await station.locator('#sbard-assessment-done').fill('Cold pack');
      await saved(station);
      await isFitForAll(station, 'an SBARD after the call');
    }));
});
