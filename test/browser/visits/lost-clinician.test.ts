import { accept, bothSeeAndHear, connectCall, isAbsent, ringsAt, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { stationIs } from '../../support/browsers.ts';

/** A visit in which both see and hear. */
async function visitOn(stage: Stage) {
  await stage.world.changeQueue(stage.place, {
    ringSeconds: 120,
    lostClinicianSeconds: { immediate: 5, urgent: 5, soon: 5 },
  });
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  await connectCall({ station: station.page, clinician: clinician.page });
  await bothSeeAndHear({ station: station.page, clinician: clinician.page });
  return { station: station.page, clinician };
}

describe('a clinician who vanishes from a visit, in browsers', function () {
  this.timeout(150_000);
  const onStage = stages();

  it('is told to the staff, who have another one found with one press; the board says so too', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      const next = await stage.onCall();
      await clinician.page.close();
      const lost = station.getByTestId('lost-clinician');
      await lost.getByRole('heading', { name: `The connection to ${clinician.name} is lost` }).waitFor();
      await next.page
        .getByTestId('clinicians-on-call')
        .getByText(/^Lost from a visit at \d\d:\d\d$/)
        .waitFor();
      await isFitForAll(station, 'a station whose clinician is lost');
      await isFitForAll(next.page, 'a board with a clinician who is lost');
      await station.getByTestId('find-another').click();
      await ringsAt(station, next.name);
      await shows(station, `The connection to ${clinician.name} was lost.`);
      await isFitForAll(station, 'a station that waits for another clinician');
      await accept(next.page);
      await stationIs(station, 'active');
      await bothSeeAndHear({ station, clinician: next.page });
      await isAbsent(station, 'lost-clinician');
    }));

  it('who is back is in the visit as before', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      await clinician.page.goto(`${stage.url}/rota`);
      await station.getByTestId('lost-clinician').waitFor();
      await clinician.page.goto(`${stage.url}/clinician`);
      await station.getByTestId('lost-clinician').waitFor({ state: 'detached' });
      await bothSeeAndHear({ station, clinician: clinician.page });
    }));

  it('by signing out is asked first, and ends the visit or stays', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      await clinician.page.getByTestId('sign-out').click();
      await clinician.page.getByRole('heading', { name: /^You are in a visit with Home \d+$/ }).waitFor();
      await isFitForAll(clinician.page, 'asked before signing out of a visit');
      await clinician.page.getByRole('button', { name: 'Stay in the visit' }).click();
      await clinician.page.getByTestId('hang-up').waitFor();
      await clinician.page.getByTestId('sign-out').click();
      await clinician.page.getByTestId('confirm-sign-out').click();
      await clinician.page.waitForURL(/\/sign-in$/);
      await stationIs(station, 'ended');
    }));

  it('by closing the page is asked by the browser', () =>
    onStage({}, async (stage) => {
      const { station, clinician } = await visitOn(stage);
      const asked = clinician.page.waitForEvent('dialog');
      await clinician.page.close({ runBeforeUnload: true });
      const dialog = await asked;
      await dialog.dismiss();
      await bothSeeAndHear({ station, clinician: clinician.page });
    }));
});
