import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ReferralId, SiteId } from '../../../domain/ids.ts';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { Clinic, today } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { wide } from '../../support/browsers.ts';
import { ask } from '../../support/rest-client.ts';

const ann = { name: 'Ann Example', dateOfBirth: '1980-02-29', nhsNumber: '9990000018', prisonNumber: null };

/** Somebody at home who waits for dermatology, whom the booking clerk has added. */
async function referAtHome({ world, place, url }: Stage): Promise<ReferralId> {
  const siteId = randomUUID() as SiteId;
  const { organisationId } = place;
  await world.deps.store.transact(({ accounts }) =>
    accounts.addSite({ siteId, organisationId, name: 'Patients at home', kind: 'home', phone: null }),
  );
  const { token } = await world.addPerson(place, ['booker']);
  const contact = { email: 'ann@example.org', phone: null };
  const patient = await ask({ url }, 'addPatient', { token, body: { ...ann, siteId, contact } });
  const { patientId } = patient.value;
  const clockStart = addDays(today, -40);
  const body = { patientId, service: 'Dermatology', priority: 'urgent' as const, clockStart };
  return (await ask({ url }, 'addReferral', { token, body })).value.referralId;
}

describe('somebody known at home who is received in a prison', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A30 is said to be known, is confirmed by name and date of birth, and waits in the prison as before', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await referAtHome(stage);
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/book`);
      await page.getByTestId('nobody-waits').waitFor();
      await page.getByTestId('add-patient').click();
      await page.getByLabel('Name', { exact: true }).fill('Ann Example');
      await page.getByLabel('Date of birth').fill('1980-02-28');
      await page.getByLabel('Prison number').fill('A5005BC');
      await page.getByLabel('NHS number (optional)').fill('999 000 0018');
      await page.getByTestId('save-patient').click();
      const note = page.getByTestId('known-person');
      await note.getByText('ask the booking clerks of the hospital').waitFor();
      expect(await note.getByText('Patients at home').count()).to.equal(0);
      await isFitForAll(page, 'somebody who is known');
      await page.setViewportSize(wide);

      await page.getByTestId('receive-patient').click();
      await shows(page, 'The date of birth is not as we have it for this NHS number.');
      expect(await page.getByText('The name is not as we have it').count()).to.equal(0);
      await isFitForAll(page, 'somebody who is not as they are known');
      await page.setViewportSize(wide);
      await page.getByLabel('Date of birth').fill('1980-02-29');
      await page.getByTestId('receive-patient').click();
      await page
        .getByTestId('patient-said')
        .getByText('Ann Example is a patient of HMP Fellside now.')
        .waitFor();
      const referral = page.getByTestId('referral');
      await referral.getByText('Waiting 40 days.').waitFor();
      await referral.getByText('HMP Fellside').waitFor();
      await page.goto(`${stage.url}/clinics`);
      await page
        .getByTestId('task')
        .getByText('Book the clinics of this patient again', { exact: true })
        .waitFor();
    }));
});
