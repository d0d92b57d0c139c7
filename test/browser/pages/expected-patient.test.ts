import { expect } from 'chai';
import { Clinic, day } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';
import { ask } from '../../support/rest-client.ts';

describe('a patient who is not in the prison yet', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A35 is booked, is something to see to, and has come when the nurse says so', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const { url } = stage;
      const { token } = clinic.colleague;
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${url}/clinics/book`);
      await page.getByTestId('add-patient').click();
      await page.getByLabel('Not here yet').check();
      await isFitForAll(page, 'adding somebody who is expected');
      const body = {
        ...{ siteId: clinic.siteId, name: 'Tobias Grant', dateOfBirth: '1991-03-14' },
        ...{ nhsNumber: null, prisonNumber: 'A8001BC', expected: true },
      };
      const { patientId } = (await ask({ url }, 'addPatient', { token, body })).value;
      const asked = { patientId, service: 'Dermatology', priority: 'urgent' as const };
      const { referralId } = (await ask({ url }, 'addReferral', { token, body: asked })).value;
      await clinic.book(referralId, '09:35');
      await page.setViewportSize(wide);
      await page.goto(`${url}/clinics/day?day=${day}`);
      await page.getByTestId('booking-away').waitFor();
      await shows(page, 'Check that this patient has come');
      await isFitForAll(page, 'a day with something to see to');
      await page.setViewportSize(wide);
      await page.getByTestId('task-done').click();
      await page.getByTestId('to-do').waitFor({ state: 'detached' });
      await page.reload();
      await page.getByTestId('booking').waitFor();
      expect(await page.getByTestId('booking-away').count()).to.equal(0);
    }));

  it('comes by a system of the prison, whose secret an administrator sees once', () =>
    onStage({}, async (stage) => {
      await Clinic.create(stage);
      const { url } = stage;
      const administrator = await stage.world.addPersonWithPassword(stage.place, {
        roles: ['administrator'],
      });
      const page = await signIn(await stage.device(), { url, ...administrator });
      await page.getByText('Prison systems: who may tell where patients are').click();
      await page.getByTestId('add-feed').click();
      await page.getByLabel('Name of the system').fill('Prison records');
      await page.getByTestId('add-feed-save').click();
      await shows(page, 'Choose the prisons for which it may speak');
      await page.getByLabel('HMP Fellside').check();
      await page.getByTestId('add-feed-save').click();
      await page.getByTestId('feed-secret').waitFor();
      await isFitForAll(page, 'the secret of a system');
      await page.setViewportSize(wide);
      await page.getByRole('button', { name: 'Put it away' }).click();
      await page.getByTestId('feed').waitFor();
      expect(await page.getByTestId('feed-secret').count()).to.equal(0);
      await shows(page, 'For HMP Fellside');
      // The prison is named by its code of the public register, by keyboard.
      await page.getByTestId('set-establishment').press('Enter');
      await page.getByLabel('Code in the prison register').fill('qqq');
      await page.keyboard.press('Enter');
      await shows(page, 'Enter a code of three letters from the list');
      await isFitForAll(page, 'a code that the register does not have');
      await page.setViewportSize(wide);
      await page.getByLabel('Code in the prison register').fill('mdi');
      await page.keyboard.press('Enter');
      await page.getByTestId('establishment').getByText('MDI, Moorland (HMP & YOI)').waitFor();
    }));
});
