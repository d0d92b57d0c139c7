// The shared record around one call, once: a partner's system has written an allergy, staff pick the resident and type NEWS2, the
// clinician sees the record while it rings and in the visit, writes the outcome, and fhir-kit-client reads back what came of it.
// Prints the timeline, saves screenshots, and exits non-zero if any step fails.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { Client, type FhirResource } from 'fhir-kit-client';
import { environment } from '../config/environment.ts';
import { accept, hangUp } from '../test/support/browser/acts.ts';
import {
  enrolStation,
  goOnCall,
  launchChromium,
  newDevice,
  signIn,
  stationIs,
  wide,
} from '../test/support/browsers.ts';
import { RecordPartner } from './conformance/record-partner.ts';
import { RunningService } from './running-service.ts';

const chromium = environment()['BEDSIDE_CHROMIUM'];
if (chromium === undefined)
  throw new Error('BEDSIDE_CHROMIUM is not set: run this by `npm run try -- record`.');

/** A resident of the demonstration. */
const resident = { name: 'Edith Marlowe', nhsNumber: '9990000018' };
const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number';

const folder = path.resolve(process.argv[2] ?? 'tmp/try');
await mkdir(folder, { recursive: true });
await using service = await RunningService.create();
await using browser = await launchChromium(chromium);
const { url, demonstration } = service;

const beganAt = Date.now();
function note(step: string): void {
  process.stdout.write(`${((Date.now() - beganAt) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
}

const partner = await RecordPartner.create(service);
const records = new Client({ baseUrl: `${url}/fhir`, bearerToken: await partner.token() });
const [patient] = await found('Patient', { identifier: `${nhsNumberSystem}|${resident.nhsNumber}` });
await records.create({ resourceType: 'AllergyIntolerance', body: allergyOf(`Patient/${patient?.id ?? ''}`) });
note('a partner’s system has found the resident by NHS number and written an allergy');

const station = await enrolStation(await newDevice(browser, { viewport: wide }), {
  url,
  code: demonstration.station.enrolmentCode,
});
const clinician = await signIn(await newDevice(browser, { viewport: wide }), {
  url,
  ...service.personWith('clinician'),
});
await goOnCall(clinician);
await station.getByTestId('call-button').click();
await station.getByTestId('pick-resident').click();
await station.getByTestId('resident').filter({ hasText: resident.name }).click();
await clinician.getByTestId('record-in-short').getByText('Penicillin').first().waitFor();
note('staff have picked the resident, and the allergy is there while it rings');

await station.getByTestId('add-observations').click();
for (const [field, value] of [
  ['respiration', '24'],
  ['spo2', '93'],
  ['systolic', '120'],
  ['pulse', '130'],
  ['temperature', '35.1'],
] as const) {
  await station.locator(`#observation-${field}`).fill(value);
}
await station.getByTestId('oxygen-air').check();
await station.getByTestId('consciousness-A').check();
await station.getByTestId('save-observations').click();
await clinician.getByTestId('ringing-call').getByText('NEWS2 7, high risk').first().waitFor();
await station.getByTestId('open-sbard').click();
await station.locator('#sbard-situation-concern').fill('Breathless since midnight');
await station.locator('[data-testid="sbard-saving"][data-saving="saved"]').waitFor();
await clinician.getByTestId('ringing-call').getByText('Breathless since midnight').first().waitFor();
note('NEWS2 is typed and rings as high risk; an SBARD is begun');
await clinician.screenshot({ path: path.join(folder, 'record-ringing.png') });

await accept(clinician);
await clinician.getByTestId('record').getByText('Penicillin').first().waitFor();
await clinician.getByTestId('record').getByText('NEWS2 total').first().waitFor();
await clinician.screenshot({ path: path.join(folder, 'record-in-visit.png') });
note('the clinician has answered and sees the record beside the picture');

await hangUp(clinician);
await stationIs(station, 'ended');
await clinician.getByTestId('disposition-gp-today').check();
await clinician.getByTestId('advice').fill('Fluids every hour, and the GP comes at ten.');
await clinician.getByTestId('save-outcome').click();
await station.getByTestId('agreed-disposition').waitFor();
note('the outcome is written, and shown at the station');

const subject = `Patient/${patient?.id ?? ''}`;
const [total] = await found('Observation', { patient: subject, code: '1104051000000101' });
const [sbard] = await found('QuestionnaireResponse', { patient: subject });
const said = JSON.stringify(sbard);
const readBack = {
  'the total of NEWS2 is 7': (total?.['valueQuantity'] as { value?: number } | undefined)?.value === 7,
  'the SBARD is completed': sbard?.['status'] === 'completed',
  'it says what staff were worried about': said.includes('Breathless since midnight'),
  'it says what was decided': said.includes('GP: see today') && said.includes('the GP comes at ten'),
};
for (const [what, is] of Object.entries(readBack))
  note(`read back by fhir-kit-client: ${is ? '' : 'NOT '}${what}`);
process.stdout.write(`          screenshots: ${path.relative('.', folder)}\n`);
if (Object.values(readBack).includes(false)) process.exitCode = 1;

/** What a search finds. */
async function found(
  resourceType: string,
  searchParams: Record<string, string>,
): Promise<(FhirResource & { id: string })[]> {
  const bundle = (await records.resourceSearch({ resourceType, searchParams })) as FhirResource & {
    entry?: { resource: FhirResource & { id: string } }[];
  };
  return (bundle.entry ?? []).map(({ resource }) => resource);
}

function allergyOf(reference: string): FhirResource {
  const system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
  return {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ system, code: 'active' }] },
    code: { text: 'Penicillin' },
    patient: { reference },
  };
}
