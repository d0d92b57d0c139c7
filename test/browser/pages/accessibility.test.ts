import { stationIs } from '../../support/browsers.ts';
import { accept, hangUp, recordOutcome, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function openPage(stage: Stage, path: string) {
  const page = await (await stage.device()).newPage();
  await page.goto(`${stage.url}${path}`);
  return page;
}

describe('pages for everybody, by axe and without scrolling sideways', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('before one is known: start, sign-in, enrolment, not found', () =>
    onStage({}, async (stage) => {
      const page = await openPage(stage, '/');
      await page.getByRole('link', { name: 'Sign in' }).waitFor();
      await isFitForAll(page, 'start');
      await page.goto(`${stage.url}/nowhere`);
      await shows(page, 'There is no such page');
      await isFitForAll(page, 'not found');
      await page.goto(`${stage.url}/sign-in`);
      await page.getByTestId('sign-in').waitFor();
      await isFitForAll(page, 'sign-in');
      await page.getByTestId('sign-in').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'sign-in with errors');
      await page.goto(`${stage.url}/station`);
      await page.getByTestId('enrol').waitFor();
      await isFitForAll(page, 'enrolment');
      await page.getByTestId('enrol').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'enrolment with an error');
    }));

  it('at the station: from the button to what was agreed', () =>
    onStage({}, async (stage) => {
      const { page } = await stage.station();
      await isFitForAll(page, 'the button');
      await page.getByTestId('call-button').click();
      await stationIs(page, 'waiting');
      await page.getByLabel('NHS number').fill('123');
      await page.getByLabel('Your name').fill('Sam Carer');
      await isFitForAll(page, 'placed');
      // One picture at a time: axe and two of them are much for a small machine.
      const clinician = await stage.onCall({ withoutDevices: true });
      await stationIs(page, 'ringing');
      await page.getByTestId('cancel-call').click();
      await isFitForAll(page, 'ringing, about to cancel');
      await page.getByRole('button', { name: 'No, keep the call' }).click();
      await accept(clinician.page);
      await page.getByTestId('own-video').waitFor();
      await page.getByRole('button', { name: 'Devices' }).click();
      await isFitForAll(page, 'in the visit');
      await hangUp(page);
      await stationIs(page, 'ended');
      await isFitForAll(page, 'ended');
      await recordOutcome(clinician.page, 'Rest.');
      await page.getByTestId('agreed-advice').waitFor();
      await isFitForAll(page, 'agreed');
      await page.getByTestId('back-to-start').click();
      await page.getByText('What was agreed in the last call').click();
      await isFitForAll(page, 'the button after a call');
    }));

  it('at the clinician’s: from the check to the outcome', () =>
    onStage({}, async (stage) => {
      const [{ page }, station] = await Promise.all([
        stage.clinician(),
        stage.station({ withoutDevices: true }),
      ]);
      await page.getByRole('button', { name: 'Test camera and microphone' }).click();
      await isFitForAll(page, 'the check');
      await page.getByTestId('go-on-call').click();
      await page.getByTestId('clinicians-on-call').waitFor();
      await page.getByTestId('pause').click();
      await isFitForAll(page, 'on call');
      await station.page.getByTestId('call-button').click();
      await page.getByTestId('decline').click();
      await isFitForAll(page, 'ringing');
      await accept(page);
      await page.getByTestId('own-video').waitFor();
      await page.getByTestId('mute').click();
      await isFitForAll(page, 'in the visit');
      await page.getByTestId('hang-up').click();
      await isFitForAll(page, 'about to hang up');
      await page.getByTestId('confirm-hang-up').click();
      await page.getByTestId('save-outcome').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'the outcome, with an error');
    }));

  it('where something is missing or over: no devices, replaced, lost, revoked', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const [clinician, station] = await Promise.all([
        stage.onCall({ withoutDevices: true }),
        stage.station(),
      ]);
      await station.page.getByTestId('call-button').click();
      await accept(clinician.page);
      await shows(clinician.page, 'The other side cannot see or hear you.');
      await isFitForAll(clinician.page, 'a visit without devices');
      const second = await station.page.context().newPage();
      await second.goto(`${stage.url}/station`);
      await station.page.getByTestId('replaced').waitFor();
      await isFitForAll(station.page, 'replaced');
      await station.page.context().setOffline(true);
      await second.getByTestId('connection-banner').waitFor();
      await isFitForAll(second, 'lost');
      await station.page.context().setOffline(false);
      await second.getByTestId('connection-banner').waitFor({ state: 'detached' });
      await stage.administrate(`/api/stations/${station.stationId}/revocation`);
      await second.getByTestId('station-revoked').waitFor();
      await isFitForAll(second, 'revoked');
    }));
});
