import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { accept, hangUp } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { addPartner, keepResource, penicillin } from '../../support/record-of.ts';
import { addResident } from '../../support/residents.ts';

/** Two residents with an allergy each, as a partner's system has written it, and a pulse of two days. */
async function residentsWithRecords({ world, place }: Stage) {
  const { token, personId } = await world.addPerson(place, ['administrator']);
  const edith = await addResident(world, place, { token, nhsNumber: '9990000018' });
  const mabel = { name: 'Mabel Example', dateOfBirth: '1931-11-12', room: 'Room 7' };
  const other = await addResident(world, place, { token, nhsNumber: '9990000026', ...mabel });
  const { store } = world.deps;
  const partner = await addPartner(store, { ...place, madeBy: personId }, 'Moorside Surgery');
  const { organisationId } = place;
  await keepResource(store, { organisationId, patientId: edith.patientId }, penicillin, partner);
  const latex = { ...penicillin, code: { text: 'Latex' } };
  await keepResource(store, { organisationId, patientId: other.patientId }, latex, partner);
  for (const [value, at] of [
    [88, '2026-11-01T08:00:00Z'],
    [104, '2026-11-02T08:00:00Z'],
    [97, '2026-11-03T08:00:00Z'],
  ] as const) {
    const code = { coding: [{ system: 'http://loinc.org', code: '8867-4' }] };
    const valueQuantity = { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' };
    const pulse = { resourceType: 'Observation' as const, status: 'final', code, valueQuantity };
    const of = { organisationId, patientId: edith.patientId };
    await keepResource(store, of, { ...pulse, effectiveDateTime: at, at }, partner);
  }
  const plan = { resourceType: 'CarePlan' as const, status: 'active', intent: 'plan', title: 'ReSPECT form' };
  await keepResource(store, { organisationId, patientId: edith.patientId }, plan, partner);
}

async function pick(station: Page, name: string): Promise<void> {
  await station.getByTestId('pick-resident').or(station.getByTestId('not-this-resident')).first().click();
  await station.getByTestId('resident').filter({ hasText: name }).click();
  await station.getByTestId('picked-resident').getByText(name).waitFor();
}

describe('the record of the patient, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is there in short while it rings, whole in the visit and the write-up, and of nobody before (HAZ-36)', () =>
    onStage({}, async (stage) => {
      await residentsWithRecords(stage);
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await station.getByTestId('call-button').click();
      const short = clinician.getByTestId('record-in-short');
      await short.getByText('Nobody has said yet who the patient is.').waitFor();
      await pick(station, 'Edith Synthetic');
      await short.getByText('Penicillin').waitFor();
      await short.getByText('ReSPECT form').waitFor();

      await isFitForAll(clinician, 'a call that rings with a record');

      await accept(clinician);
      const record = clinician.getByTestId('record');
      await record.getByTestId('record-identity').getByText('Edith Synthetic').waitFor();
      const allergies = record.getByTestId('record-allergies');
      await allergies.getByText('Reaction: Hives (severe)').waitFor();
      await allergies.getByText('May 2019, Moorside Surgery').waitFor();
      await record
        .getByTestId('record-medicines')
        .getByText('That does not mean that there is none')
        .waitFor();
      await record.getByTestId('trend').getByRole('strong').getByText('97/min').waitFor();
      await record.locator('summary', { hasText: 'All 3 values' }).focus();
      await clinician.keyboard.press('Enter');
      await record.getByRole('cell', { name: '104/min' }).waitFor();

      await isFitForAll(clinician, 'a visit with a record');

      // Another patient: nothing of the first one stays.
      await pick(station, 'Mabel Example');
      await record.getByTestId('record-identity').getByText('Mabel Example').waitFor();
      await allergies.getByText('Latex').waitFor();
      expect(await record.innerText()).not.to.match(/Penicillin|Edith|ReSPECT/);

      await hangUp(clinician);
      await clinician.getByTestId('save-outcome').waitFor();
      await allergies.getByText('Latex').waitFor();
      await record.getByText('you have still to write up a visit with this patient').waitFor();

      await isFitForAll(clinician, 'a write-up with a record');
    }));

  it('that cannot be read is never an empty one, holds up no answer, and is tried again (HAZ-40)', () =>
    onStage({ network: 'cut' }, async (stage) => {
      await residentsWithRecords(stage);
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await clinician.route('**/api/patients/*/record', (route) => route.abort());
      await station.getByTestId('call-button').click();
      await clinician.getByTestId('ringing-call').waitFor();
      await pick(station, 'Edith Synthetic');
      const short = clinician.getByTestId('record-in-short');
      await short.getByText('The record cannot be read now.').waitFor();
      expect(await short.innerText()).not.to.match(/Allergies|Nothing is recorded/);
      await isFitForAll(clinician, 'a call that rings without a record');
      await accept(clinician);
      const record = clinician.getByTestId('record');
      await record.getByText('The record cannot be read now.').waitFor();
      expect(await record.innerText()).not.to.match(/Allergies|Nothing is recorded/);
      await clinician.unroute('**/api/patients/*/record');
      await record.getByRole('button', { name: 'Try again' }).click();
      await record.getByText('Penicillin').waitFor();
    }));

  it('is not joined to somebody whom staff have only typed', () =>
    onStage({}, async (stage) => {
      const [{ page: clinician }, { page: station }] = await Promise.all([stage.onCall(), stage.station()]);
      await station.getByTestId('call-button').click();
      await accept(clinician);
      const none = clinician.getByTestId('no-record');
      await none.getByText('Nobody has said yet who the patient is.').waitFor();
      await station.getByLabel('Patient’s name').fill('Edith Synthetic');
      await none.getByText('No record is joined to this call.').waitFor();
    }));
});
