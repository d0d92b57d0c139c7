import { expect } from 'chai';
import { Clinic, addClerk } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';

describe('what is typed and changed on the pages of clinics', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('keeps what was typed of a booking when another time is chosen, and over the browser’s Back', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan');
      const page = await clinic.open(clinic.nurse);
      await page.getByTestId('book-a-clinic').click();
      await page.getByTestId('choose-referral').first().click();
      await page.getByTestId('choose-time').first().click();
      await page.getByTestId('screen-details').waitFor();
      await page.getByTestId('officer-outside').check();
      await page.getByLabel('Language of an interpreter (optional)').fill('Polish');
      await page.getByLabel('Note for staff (optional)').fill('Hearing aid');
      await page.getByTestId('document-other').check();
      await page.getByLabel('Which other document?').fill('Referral letter');
      const typed = async () => {
        await page.getByTestId('screen-details').waitFor();
        return [
          await page.getByTestId('officer-outside').isChecked(),
          await page.getByLabel('Language of an interpreter (optional)').inputValue(),
          await page.getByLabel('Note for staff (optional)').inputValue(),
          await page.getByLabel('Which other document?').inputValue(),
        ];
      };
      const kept = [true, 'Polish', 'Hearing aid', 'Referral letter'];
      await page.getByTestId('back-to-times').click();
      await page.getByTestId('choose-time').nth(1).click();
      expect(await typed()).to.deep.equal(kept);
      await page.goBack();
      await page.getByTestId('screen-time').waitFor();
      await page.goForward();
      expect(await typed()).to.deep.equal(kept);
    }));

  it('lets a booking clerk change a regular clinic and end it, and says what stays', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const clerk = await addClerk(stage);
      const page = await clinic.open(clerk);
      await page.goto(`${stage.url}/clinics/sessions`);
      const row = page.getByTestId('template').first();
      await row.waitFor();
      await row.getByTestId('change-template').click();
      await page.getByLabel('Patients at one time').fill('2');
      await page.getByTestId('preview-template').click();
      await page.getByTestId('template-effects').waitFor();
      await isFitForAll(page, 'the change of a regular clinic');
      await page.getByTestId('confirm-change-template').click();
      await shows(page, /is changed from/);
      await page.getByTestId('end-template').first().click();
      await page.getByTestId('preview-template').click();
      await page.getByTestId('template-effects').waitFor();
      await page.getByTestId('confirm-end-template').click();
      await shows(page, /is not planned any more from/);
      expect((await stage.trail()).filter((action) => action.startsWith('template.'))).to.deep.equal([
        'template.changed',
        'template.ended',
      ]);
    }));
});
