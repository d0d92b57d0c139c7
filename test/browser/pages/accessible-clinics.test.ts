import { addClerk, Clinic, day, giveShift } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';

describe('the pages of booked clinics, by axe, wide and on a telephone', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('are for everybody in the prison', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const booking = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      await clinic.addReferral('Rhys Morgan', { priority: 'two-week-wait' });
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      await page.getByTestId('booking').waitFor();
      await isFitForAll(page, 'the list of a day');
      await page.getByTestId('book-a-clinic').click();
      await page.getByTestId('referral').waitFor();
      await isFitForAll(page, 'who waits');
      await page.getByTestId('choose-referral').click();
      await page.getByText('Why are other times not offered?').click();
      await isFitForAll(page, 'the times');
      await page.getByTestId('choose-time').first().click();
      await page.getByTestId('book').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'the details, with errors');
      await page.getByTestId('officer-outside').check();
      await page.getByTestId('otherwise-hospital-escort').check();
      await page.getByTestId('book').click();
      await page.getByTestId('screen-booked').waitFor();
      await isFitForAll(page, 'booked');
      await page.goto(`${stage.url}/clinics/bookings/${booking.bookingId}`);
      await page.getByTestId('cancel-booking').waitFor();
      await isFitForAll(page, 'a booking');
      await page.getByTestId('cancel-booking').click();
      await isFitForAll(page, 'about to cancel a booking');
    }));

  it('are for everybody in the hospital', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      await giveShift(clinic, day);
      const page = await clinic.open(await addClerk(stage));
      await page.getByTestId('clash').waitFor();
      await isFitForAll(page, 'the clinics of four weeks');
      await page.getByTestId('add-clinic').click();
      await page.getByTestId('save-clinic').click();
      await shows(page, 'There is a problem');
      await isFitForAll(page, 'about to add a clinic, with errors');
      await page.keyboard.press('Escape');
      await page.getByTestId('cancel-session').click();
      await isFitForAll(page, 'about to cancel a clinic');
      const doctor = await signIn(await stage.device(), { url: stage.url, ...clinic.doctor });
      await doctor.goto(`${stage.url}/clinics/mine?day=${day}`);
      await doctor.getByTestId('own-booking').waitFor();
      await isFitForAll(doctor, 'the own clinic');
      const administrator = await stage.world.addPersonWithPassword(stage.place, {
        roles: ['administrator'],
      });
      const admin = await signIn(await stage.device(), { url: stage.url, ...administrator });
      await admin.getByText('Clinics at HMP Fellside: when patients can come').click();
      await admin.getByTestId('window').first().waitFor();
      await isFitForAll(admin, 'when patients of a prison can come');
      await admin.setViewportSize(wide);
      await admin.getByRole('link', { name: 'People' }).click();
      await admin.getByTestId('person-prisons').first().click();
      await admin.getByLabel('HMP Fellside').waitFor();
      await isFitForAll(admin, 'the prisons of a person');
    }));
});
