import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';
import { addPatient } from '../../support/opened-records.ts';

/** Fit for all as it stands; then wide again. */
async function isFit(page: Page, state: string): Promise<void> {
  await isFitForAll(page, state);
  await page.setViewportSize(wide);
}

async function signedIn(stage: Stage, role: 'clinician' | 'manager' | 'administrator') {
  const person = await stage.world.addPersonWithPassword(stage.place, { roles: [role], onRota: false });
  return { ...person, page: await signIn(await stage.device(), { url: stage.url, ...person }) };
}

describe('a record that is opened with a reason', function () {
  this.timeout(180_000);
  const onStage = stages();

  it('is found, refused, opened, closed, reviewed by somebody else, and the home sees who looked', () =>
    onStage({}, async (stage) => {
      await addPatient(stage.world.deps.store, stage.place, { nhsNumber: '9990000018' });
      const { page, name } = await signedIn(stage, 'clinician');
      await page.getByRole('link', { name: 'Patients' }).click();
      await page.getByTestId('find').click();
      await shows(page, 'Enter an NHS number');
      await isFit(page, 'finding a patient with a mistake');
      await page.getByLabel('NHS number', { exact: true }).last().fill('999 000 0018');
      await page.getByTestId('find').click();
      await page.getByTestId('found-patients').waitFor();
      const found = await page.getByTestId('found-patients').innerText();
      expect(found).to.contain('Edith Synthetic');
      expect(found).to.contain('Born in 1938. NHS number 999 000 0018');
      expect(found).to.contain('You have no relationship to this patient.');
      expect(page.url()).not.to.match(/999|Edith/);
      await isFit(page, 'a patient who is found');

      await page.getByTestId('to-record').click();
      await page.getByTestId('record-shut').waitFor();
      await page.getByTestId('open-record').click();
      await shows(page, 'Choose why you need the record');
      await shows(page, 'Say what has happened, in 10 to 500 characters');
      await isFit(page, 'a record that cannot be seen');
      await page.getByTestId('reason-patient-asks').check();
      await page.getByLabel('What has happened?').fill('The home rang: she is confused since noon.');
      await page.getByTestId('open-record').press('Enter');
      await page.getByTestId('grant').waitFor();
      expect(await page.getByTestId('time-left').innerText()).to.match(/^(60|59) minutes left$/);
      expect(await page.getByTestId('whose-record').innerText()).to.equal('Edith Synthetic, born in 1938');
      await page.getByTestId('record-because').waitFor();
      await isFit(page, 'a record that is open');
      await page.getByTestId('end-grant').click();
      await page.getByTestId('record-shut').waitFor();

      const manager = await signedIn(stage, 'manager');
      await shows(manager.page, `${name} has opened a record without a relationship to the patient`);
      await manager.page.getByRole('link', { name: 'Opened records' }).click();
      await manager.page.getByTestId('to-review').waitFor();
      const listed = await manager.page.getByTestId('to-review').innerText();
      expect(listed).to.contain(name);
      expect(listed).to.match(/\d\d:\d\d Read a part of a record/);
      expect(listed).to.contain(
        'The patient, or the home, asks me: “The home rang: she is confused since noon.”',
      );
      await isFit(manager.page, 'records to be reviewed');
      await manager.page.getByTestId('review-grant').click();
      await manager.page.getByTestId('save-review').click();
      await shows(manager.page, 'Choose whether it was justified');
      await isFit(manager.page, 'a review with what is missing');
      await manager.page.getByTestId('verdict-justified').check();
      await manager.page.getByLabel('What have you found out?').fill('The home confirms that they rang.');
      await manager.page.getByTestId('save-review').click();
      await manager.page.getByTestId('review').waitFor();
      await shows(manager.page, 'Nothing is to be reviewed.');

      const home = await signedIn(stage, 'administrator');
      await home.page.getByRole('link', { name: 'Patients' }).click();
      await isFit(home.page, 'the patients of a home');
      await home.page.getByRole('link', { name: /^Who has looked/ }).click();
      await home.page.getByTestId('readers').waitFor();
      const readers = await home.page.getByTestId('readers').innerText();
      expect(readers).to.match(/Read the record\s+They opened it without a relationship, and gave a reason/);
      expect(readers).to.contain('Opened the record without a relationship, and gave a reason');
      expect(readers).to.contain('Saw the name in a search; the record was not shown');
      expect(readers).to.contain(name);
      expect(readers).not.to.contain('confused');
      await isFit(home.page, 'who has looked');
    }));
});
