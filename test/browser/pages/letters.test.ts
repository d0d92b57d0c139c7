import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { Clinic } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';
import { readPdf } from '../../support/pdf.ts';

/** A patient of the prison who was seen in the clinic, and whom a hospital is to see next. */
async function seen(stage: Stage): Promise<{ clinic: Clinic; bookingId: string }> {
  const clinic = await Clinic.create(stage);
  const { bookingId } = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
  await stage.world.deps.store.transact(async ({ clinics, clinicRunning, letters }) => {
    await clinics.completeBooking(bookingId);
    const said = { attendance: 'attended', nextStep: 'hospital' } as const;
    await clinicRunning.addAttendance(bookingId, said, { by: clinic.doctor.personId, reason: null });
    await letters.owe(bookingId);
  });
  return { clinic, bookingId };
}

/** Puts these words in place of everything under a heading, by the keyboard alone. */
async function type(page: Page, testId: string, words: string): Promise<void> {
  await page.getByTestId(testId).focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(words);
}

describe('a clinic letter, from the draft to the prison', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is kept over a bad network and a second window, signed by keyboard, and read by the prison', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const { clinic, bookingId } = await seen(stage);
      const page = await signIn(await stage.device(), { url: stage.url, ...clinic.doctor });
      await page.goto(`${stage.url}/clinics/mine`);
      await page.getByTestId('letter-to-sign').waitFor();
      expect(await page.getByTestId('letter-to-sign').innerText()).to.match(/^Ade Okafor\s+Dermatology, /);
      await page.getByRole('link', { name: 'Ade Okafor' }).press('Enter');
      const saved = page.getByTestId('letter-saved');
      await saved.waitFor();
      expect(await saved.innerText()).to.equal('Drafted from what is recorded. Saved as you type.');
      expect(await page.getByTestId('letter-plan').inputValue()).to.equal(
        'A hospital appointment is to be arranged. Keep its date, time and place from the patient.',
      );

      // A36: whoever the patient can hear it from is not told.
      await page.getByTestId('reader-patient').check();
      await page.getByTestId('hospital-kept').waitFor();
      expect(await page.getByTestId('letter-plan').inputValue()).to.equal(
        'The clinic arranges what comes next.',
      );
      await page.getByTestId('reader-healthcare').check();

      await page.getByTestId('sign-letter').press('Enter');
      await shows(page, /Attendance details: \[to be written\] still stands here/);
      await isFitForAll(page, 'a letter to be written, with what is missing');
      await page.setViewportSize(wide);

      const cut = `**/api/bookings/${bookingId}/letter`;
      await page.route(cut, (route) => route.abort());
      await type(page, 'letter-attendance', 'Seen by video on Tuesday.');
      await shows(page, /Not saved yet\. The service cannot be reached/);
      await page.reload();
      await page.unroute(cut);
      await page.reload();
      await shows(page, /Saved at \d\d:\d\d/);
      expect(await page.getByTestId('letter-attendance').inputValue()).to.equal('Seen by video on Tuesday.');

      const other = await page.context().newPage();
      await other.goto(page.url());
      await type(other, 'letter-summary', 'Words of the other window.');
      await shows(other, /Saved at/);
      await type(page, 'letter-summary', 'Plaques on both elbows.');
      await page.getByTestId('letter-conflict').waitFor();
      await shows(page, 'Words of the other window.');
      await isFitForAll(page, 'a letter that another window has changed');
      await page.setViewportSize(wide);
      await other.close();
      await page.getByTestId('keep-mine').press('Enter');
      await page.getByTestId('letter-conflict').waitFor({ state: 'detached' });
      await page.getByTestId('sign-letter').press('Enter');
      await page.getByTestId('letter').waitFor();
      await shows(page, 'Plaques on both elbows.');
      await page.getByTestId('correct-letter').waitFor();

      const nurse = await clinic.open(clinic.nurse);
      await nurse.getByRole('link', { name: /^Open the letter/ }).press('Enter');
      await nurse.getByTestId('letter').waitFor();
      await shows(nurse, 'For healthcare staff only. Do not give this letter to the patient.');
      expect(await nurse.getByTestId('correct-letter').count()).to.equal(0);
      await isFitForAll(nurse, 'a letter that is read');
      const download = nurse.waitForEvent('download');
      await nurse.getByTestId('save-letter').press('Enter');
      const chunks: Buffer[] = [];
      for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
      expect((await readPdf(Buffer.concat(chunks))).text).to.contain('Plaques on both elbows.');
      await nurse.emulateMedia({ media: 'print' });
      expect(await nurse.getByTestId('print-letter').isVisible(), 'on paper').to.equal(false);
      expect(await nurse.getByTestId('letter').isVisible(), 'on paper').to.equal(true);
      await nurse.emulateMedia({ media: 'screen' });
      await nurse.getByRole('link', { name: 'Back to the booking' }).press('Enter');
      await nurse.getByTestId('letter-link').waitFor();
      await nurse.goto(`${stage.url}/clinics`);
      await nurse.getByTestId('task-done').press('Enter');
      await nurse.getByTestId('task').waitFor({ state: 'detached' });
    }));
});
