// A clinic on real input, once: prison healthcare books a patient who waits, and the clinician sees them, in headless
// browsers, from the search for a time to the outcome. Prints the timeline, saves screenshots, and exits non-zero if any
// step fails. The booking is for one of the next days, as the prison's hours have it; then its day is made today's.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import pg from 'pg';
import { readConfig } from '../config/config.ts';
import { environment } from '../config/environment.ts';
import { bothSeeAndHear, hangUp, shows } from '../test/support/browser/acts.ts';
import {
  enrolStation,
  launchChromium,
  newDevice,
  signIn,
  stationIs,
  wide,
} from '../test/support/browsers.ts';
import { ask } from '../test/support/rest-client.ts';
import { RunningService } from './running-service.ts';

const chromium = environment()['BEDSIDE_CHROMIUM'];
if (chromium === undefined)
  throw new Error('BEDSIDE_CHROMIUM is not set: run this by `npm run try -- clinic`.');

const folder = path.resolve(process.argv[2] ?? 'tmp/try');
await mkdir(folder, { recursive: true });
await using service = await RunningService.create();
await using browser = await launchChromium(chromium);
const { url, demonstration } = service;

const beganAt = Date.now();
function note(step: string): void {
  process.stdout.write(`${((Date.now() - beganAt) / 1000).toFixed(1).padStart(6)} s  ${step}\n`);
}

const nurse = await personAt('healthcare@fellside.example');
const reference = await book(nurse);
note(`booked, with the reference ${reference}`);
await nurse.screenshot({ path: path.join(folder, 'booked.png') });

const booking = await makeItToday();
const station = await enrolStation(await newDevice(browser, { viewport: wide }), {
  url,
  code: await codeFor(booking.stationId),
});
await station.getByTestId('next-appointment').waitFor();
note('the station shows its next appointment');
await sayWhatIsReady(nurse, booking.bookingId);
note('the prison has said what is ready');
await nurse.screenshot({ path: path.join(folder, 'pre-flight.png') });

const clinician = await personAt(booking.clinicianEmail);
await clinician.goto(`${url}/clinics/mine`);
await clinician.getByTestId('start-visit').waitFor();
await clinician.screenshot({ path: path.join(folder, 'my-clinic.png') });
await clinician.getByTestId('start-visit').click();
await stationIs(station, 'visit');
await bothSeeAndHear({ station, clinician });
note('the visit has begun: both see and hear each other');
await clinician.screenshot({ path: path.join(folder, 'clinic-visit.png') });

await clinician.getByTestId('move-on').click();
await station.getByTestId('identity').check();
await station.getByTestId('present-nurse').check();
await station.getByTestId('confirm-room').click();
await shows(clinician, /Identity confirmed/);
note('the patient is there, and staff have confirmed who they are and who is in the room');
await clinician.getByTestId('move-on').click();
await station.getByTestId('debrief').waitFor();
note('the patient has left: the debrief');

await hangUp(clinician);
await clinician.getByTestId('next-follow-up-video').check();
await clinician.getByTestId('advice').fill('Cream twice a day.');
await clinician.getByTestId('save-outcome').click();
await shows(station, 'Cream twice a day.');
note('outcome recorded, and shown at the station');
await clinician.getByTestId('letter-plan').waitFor();
note('the letter is drafted');
await clinician.screenshot({ path: path.join(folder, 'clinic-letter.png') });
await station.screenshot({ path: path.join(folder, 'clinic-outcome.png') });
process.stdout.write(`          screenshots: ${path.relative('.', folder)}\n`);

/** The page of somebody of the demonstration who has signed in. */
async function personAt(email: string): Promise<Page> {
  const person = demonstration.people.find((one) => one.email === email);
  if (person === undefined) throw new Error(`The demonstration has nobody at ${email}.`);
  return signIn(await newDevice(browser, { viewport: wide }), { url, ...person });
}

/** The first who waits, at the first time that all can keep. */
async function book(page: Page): Promise<string> {
  await page.goto(`${url}/clinics`);
  await page.getByTestId('book-a-clinic').click();
  await page.getByTestId('choose-referral').first().click();
  await page.getByTestId('choose-time').first().click();
  note('a time is held');
  await page.getByTestId('officer-outside').check();
  await page.getByTestId('otherwise-hospital-escort').check();
  await page.getByTestId('book').click();
  await page.getByTestId('screen-booked').waitFor();
  return page.getByTestId('reference').innerText();
}

/** The booking that was made, as if its day had come: no search offers a time that is now. */
async function makeItToday(): Promise<{ bookingId: string; stationId: string; clinicianEmail: string }> {
  const client = new pg.Client({ connectionString: readConfig().databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{
      id: string;
      session_id: string;
      station_id: string;
      email: string;
    }>(
      `update bookings set begins_at = now(), starts_at = now() + interval '5 minutes', ends_at = now() + interval '30 minutes'
       from people
       where people.id = clinician_id and state = 'booked' and upper(left(bookings.id::text, 8)) = $1
       returning bookings.id, session_id, station_id, email`,
      [reference],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`There is no booking ${reference}.`);
    await client.query(
      `update clinic_sessions set template_id = null, date = (now() at time zone 'Europe/London')::date,
         starts_at = now(), ends_at = now() + interval '2 hours'
       where id = $1`,
      [row.session_id],
    );
    return { bookingId: row.id, stationId: row.station_id, clinicianEmail: row.email };
  } finally {
    await client.end();
  }
}

/** What the prison knows of the booking on its day. */
async function sayWhatIsReady(page: Page, bookingId: string): Promise<void> {
  await page.goto(`${url}/clinics/bookings/${bookingId}`);
  await page.getByTestId('change-preflight').click();
  await page.getByLabel('Name of the officer (optional)').fill('Officer Synthetic');
  await page.getByTestId('consent-given').check();
  await page.getByTestId('save-preflight').click();
  await page.getByTestId('preflight-officer').getByText('Officer named').waitFor();
}

/** An enrolment code of a station, as its administrator reads it out. */
async function codeFor(stationId: string): Promise<string> {
  const { email, password } = service.personWith('administrator');
  const { token } = (await ask({ url }, 'signIn', { body: { email, password } })).value;
  const issued = await ask({ url }, 'issueEnrolmentCode', { token, params: { stationId } });
  return issued.value.code;
}
