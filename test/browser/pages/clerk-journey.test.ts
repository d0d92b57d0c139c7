import { expect } from 'chai';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { addClerk, Clinic, giveShift, today } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';

describe('the whole journey of a booking clerk', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('makes a clinic, sees what clashes, publishes it, books who is proposed, moves it and cancels it', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan', { waited: 90 });
      await clinic.addReferral('Ade Okafor', { priority: 'urgent', waited: 3 });
      const next = addDays(today, 5);
      await giveShift(clinic, next);
      const page = await clinic.open(await addClerk(stage));

      await page.getByTestId('add-clinic').click();
      await page.getByLabel('What it is for').fill('Dermatology');
      await page.getByLabel('Clinician').selectOption({ label: clinic.doctor.name });
      await page.getByLabel('Day of the week').selectOption({ label: weekdayName(next) });
      await page.getByLabel('First day').fill(next);
      await page.getByLabel('Last day (optional)').fill(next);
      await page.getByTestId('save-clinic').click();
      const planned = page.getByTestId('session').filter({ hasText: '0 of 6 places booked.' });
      await planned.getByText('On call 08:00 to 20:00 that day').waitFor();
      await planned.getByTestId('publish').click();
      await planned.getByText('Open', { exact: true }).waitFor();

      await planned.getByTestId('propose-patients').click();
      await page.getByTestId('candidate').nth(1).waitFor();
      const names = await page.getByTestId('candidate').locator('strong:first-child').allInnerTexts();
      expect(names).to.deep.equal(['Ade Okafor', 'Rhys Morgan']);
      await isFitForAll(page, 'who is proposed');
      await page.getByTestId('skip-candidate').nth(1).click();
      await page.getByTestId('show-skipped').click();
      await page.getByTestId('take-candidate').first().click();
      await page.getByTestId('screen-details').waitFor();
      await page.getByTestId('officer-outside').check();
      await page.getByTestId('otherwise-hospital-escort').check();
      await page.getByTestId('book').click();
      await page
        .getByTestId('candidates-said')
        .getByText(/^Ade Okafor is booked: .* 09:05 to 09:25/)
        .waitFor();
      await page.getByTestId('candidate').first().getByText('09:35 to 09:55').waitFor();
      expect(await page.getByTestId('candidate').count()).to.equal(1);

      await page.getByRole('link', { name: 'Back to the clinics' }).click();
      const open = page.getByTestId('session').filter({ hasText: '1 of 6 places booked.' });
      await open.getByTestId('move-session').click();
      await page.getByLabel('New day').fill(addDays(next, 1));
      await page.getByTestId('preview-move').click();
      await page.getByTestId('moved-booking').getByText('Ade Okafor').waitFor();
      await isFitForAll(page, 'about to move a clinic');
      await page.getByTestId('confirm-move-session').click();
      await page.getByTestId('sessions-said').getByText('1 patient moved with it.').waitFor();
      await open.getByText('On call 08:00 to 20:00 that day').waitFor({ state: 'detached' });

      await open.getByTestId('cancel-session').click();
      await page.getByTestId('confirm-cancel-session').click();
      await page.getByTestId('sessions-said').getByText('1 patient to be booked again').waitFor();
      await page.getByRole('link', { name: 'Who is waiting' }).click();
      const again = page.getByTestId('referral').filter({ hasText: 'Ade Okafor' });
      await again.getByText('To be booked again').waitFor();
      await again.getByText('Dermatology. Waiting 3 days.').waitFor();

      await page.getByRole('link', { name: 'Interpreters' }).click();
      await page.getByTestId('add-interpreter').click();
      await page.getByTestId('save-interpreter').click();
      await shows(page, 'Enter a name or reference');
      await isFitForAll(page, 'about to add an interpreter, with an error');
      await page.getByLabel('Name, or the reference of an agency').fill('Agency 4711');
      await page.getByLabel('Languages').fill('Polish, Czech');
      await page.getByTestId('save-interpreter').click();
      await page.getByTestId('interpreter').getByText('Polish, Czech. No telephone number').waitFor();
      await isFitForAll(page, 'the interpreters');
    }));
});

function weekdayName(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(new Date(date));
}
