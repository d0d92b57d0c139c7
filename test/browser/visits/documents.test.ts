import { expect } from 'chai';
import { addBooking } from '../../support/booked-visit.ts';
import { signIn, stationIs, wide } from '../../support/browsers.ts';
import { bothSeeAndHear, hangUp, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { files } from '../../support/documents.ts';

/** Somebody of the site's healthcare at a booking that can be started now. */
async function booked(stage: Stage) {
  const { world, place, url } = stage;
  const [station, clinician] = [await stage.station(), await stage.clinician()];
  const where = { ...place, clinicianId: clinician.personId, stationId: station.stationId };
  const booking = await addBooking(world.deps.store, where);
  const person = await world.addPersonWithPassword(place, { roles: ['prison-healthcare'] });
  await world.deps.store.transact(async ({ clinics, lists }) => {
    await clinics.setPersonSites(person.personId, [place.siteId]);
    const before = await lists.getPreflight(booking.id);
    const documents = [{ kind: 'image', text: null, state: 'needed' }] as const;
    await lists.setPreflight(booking.id, { ...before, documents: [...documents] });
  });
  const nurse = await signIn(await stage.device(), { url, ...person });
  await nurse.goto(`${url}/clinics/bookings/${booking.id}`);
  return { nurse, station: station.page, clinician: clinician.page };
}

describe('documents in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A50 are added by the nurse, and opened by the clinician before and in the visit', () =>
    onStage({}, async (stage) => {
      const { nurse, station, clinician } = await booked(stage);
      await nurse.getByTestId('no-documents').waitFor();
      await nurse.getByTestId('preflight-documents').getByText('0 of 1 documents received').waitFor();
      await nurse.getByTestId('add-document').click();
      await nurse.getByTestId('send-document').click();
      await nurse.getByRole('link', { name: 'Choose a file' }).waitFor();
      await isFitForAll(nurse, 'a document that is to be added, with what is missing');
      await nurse.setViewportSize(wide);
      const file = { name: 'notes.txt', mimeType: 'image/png', buffer: Buffer.from('only text') };
      await nurse.getByTestId('document-file').setInputFiles(file);
      await nurse.getByTestId('kind-image').check();
      await nurse.getByTestId('send-document').click();
      await shows(nurse, 'File: it is not a PDF, JPEG or PNG file');
      await nurse
        .getByTestId('document-file')
        .setInputFiles({ name: 'left arm.png', mimeType: 'image/png', buffer: files.png });
      await nurse.getByTestId('send-document').click();
      await shows(nurse, 'An image is added.');
      await nurse.getByTestId('preflight-documents').getByText('1 of 1 documents received').waitFor();
      await nurse.getByTestId('add-document').click();
      await nurse
        .getByTestId('document-file')
        .setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: files.pdf });
      await nurse.getByTestId('kind-letter').check();
      await nurse.getByTestId('send-document').click();
      await shows(nurse, 'A letter is added.');
      await isFitForAll(nurse, 'the documents of a booking');

      await clinician.goto(`${stage.url}/clinics/mine`);
      await clinician.getByTestId('show-documents').getByText('Documents (2)').click();
      await clinician.getByTestId('document').first().getByTestId('open-document').click();
      await clinician.getByTestId('document-picture').waitFor();
      await isFitForAll(clinician, 'a picture in the list of the clinic');
      await clinician.setViewportSize(wide);

      await clinician.getByTestId('start-visit').click();
      await stationIs(station, 'visit');
      await bothSeeAndHear({ station, clinician });
      await clinician.getByTestId('document').first().getByTestId('open-document').click();
      await clinician.getByTestId('document-picture').waitFor();
      const [tab] = await Promise.all([
        clinician.waitForEvent('popup'),
        clinician.getByTestId('document').last().getByTestId('open-document').click(),
      ]);
      expect(tab.url()).to.match(/^blob:/);
      await tab.close();
      await isFitForAll(clinician, 'documents in a visit');
      await clinician.setViewportSize(wide);
      expect(await station.getByTestId('documents').count()).to.equal(0);

      await nurse.setViewportSize(wide);
      await nurse.getByTestId('document').last().getByTestId('take-back').click();
      await nurse.getByTestId('take-back-wrong-patient').check();
      await nurse.getByTestId('confirm-take-back').click();
      await shows(nurse, 'A letter is taken back.');
      await nurse.getByTestId('document').nth(1).waitFor({ state: 'detached' });
      // It was shown before, so it still stands in the list of the visit; it does not open.
      await clinician.getByTestId('document').last().getByTestId('open-document').click();
      await shows(clinician, 'No such document');
      await hangUp(clinician);
      expect((await stage.trail()).filter((action) => action === 'document.opened')).to.have.length(3);
    }));
});
