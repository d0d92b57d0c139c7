import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { makeLink, linkPath } from '../../../domain/clinics/make-link.ts';
import type { BookingId, PersonId, SiteId } from '../../../domain/ids.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { readLinkSecrets } from '../../../server/auth/link-secrets.ts';
import { addBooking, bookingIs } from '../../support/booked-visit.ts';
import { hangUp, lightGoesOff, seesPicturesOf, shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { openLink } from '../../support/browser/inviting.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

/** The address that stands in the messages about the booking. */
async function linkOf({ world, url }: Stage, bookingId: BookingId): Promise<string> {
  const { store, newId, secrets } = world.deps;
  const tokens = await readLinkSecrets(world.config.tokens);
  const secret = await makeLink({ store, newId, secrets, ...tokens }, bookingId, {
    email: 'ann@example.org',
  });
  if (secret === undefined) throw new Error('the patient is not reached there');
  return `${url}${linkPath(secret)}`;
}

/** A booking of somebody at home that begins in two minutes. */
async function bookAtHome({ world, place }: Stage, clinician: { personId: PersonId }) {
  const { stationId } = await world.addStation(place);
  const siteId = randomUUID() as SiteId;
  const { organisationId } = place;
  await world.deps.store.transact(({ accounts }) =>
    accounts.addSite({ siteId, organisationId, name: 'At home', kind: 'home', phone: '01632 960100' }),
  );
  const where = { ...place, siteId, clinicianId: clinician.personId, stationId };
  const atHome = { email: 'ann@example.org', phone: null };
  return addBooking(world.deps.store, where, { beginsInMinutes: 2, atHome });
}

/** As somebody does who has pressed “Block”, and opens the page again. */
async function refuseDevices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { mediaDevices } = navigator as Partial<Navigator>;
    if (mediaDevices === undefined || sessionStorage.getItem('allowed') !== null) return;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (wanted) =>
      sessionStorage.getItem('allowed') === null
        ? Promise.reject(new DOMException('Permission denied', 'NotAllowedError'))
        : getUserMedia(wanted);
  });
  await page.reload();
}

/** From now on the page is given its camera and microphone. */
async function allowDevices(page: Page): Promise<void> {
  await page.evaluate(() => {
    sessionStorage.setItem('allowed', 'yes');
  });
}

describe('a patient at home in two browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A46 opens the link, waits, hears of the delay, is let in, and the clinician ends with an outcome', () =>
    onStage({}, async (stage) => {
      const { world, url } = stage;
      const clinician = await stage.clinician();
      const booking = await bookAtHome(stage, clinician);
      await world.deps.store.transact(({ clinicRunning }) => clinicRunning.sayLate(booking.sessionId, 20));

      const patient = await openLink(stage, await linkOf(stage, booking.id));
      await patient.getByTestId('appointment').waitFor();
      await shows(patient, clinician.name);
      await shows(patient, 'UK time (Europe/London)');
      await patient.getByTestId('appointment-late').getByText('Running about 20 minutes late.').waitFor();
      await shows(patient, '01632 960100');
      expect(await patient.locator('body').innerText()).not.to.include('Ann Example');
      await patient.getByTestId('join-appointment').click();
      await shows(patient, 'Enter your name');
      await isFitForAll(patient, 'the page of a link');
      await refuseDevices(patient);
      await shows(patient, /choose “Allow”, then “Try again”/);
      await isFitForAll(patient, 'a page of a link without a camera');
      await allowDevices(patient);
      await patient.getByTestId('try-devices-again').click();
      await shows(patient, /^Camera: working/);
      await patient.getByTestId('try-devices-again').waitFor({ state: 'detached' });
      await patient.getByRole('textbox', { name: 'Your full name' }).fill('Ann Example');
      await patient.getByTestId('join-appointment').focus();
      await patient.keyboard.press('Enter');
      await patient.getByTestId('appointment-waiting').waitFor();
      await shows(patient, 'Running about 20 minutes late.');
      await isFitForAll(patient, 'waiting before the visit');
      await patient.reload();
      await patient.getByTestId('appointment-waiting').waitFor();

      // In two minutes it may be tomorrow.
      await clinician.page.goto(`${url}/clinics/mine?day=${wallDateOf(booking.startsAt)}`);
      await clinician.page.getByTestId('waits-at-link').waitFor();
      await isFitForAll(clinician.page, 'a clinic with a patient at home');
      await clinician.page.getByTestId('start-visit').click();
      await patient.getByTestId('guest-waiting').waitFor();
      await shows(patient, '01632 960100');
      await clinician.page.getByTestId('lobby').waitFor();
      await clinician.page.getByTestId('admit-guest').click();
      await patient.getByTestId('guest-in-visit').waitFor();
      await seesPicturesOf(patient, [clinician.name]);
      await isFitForAll(patient, 'a patient at home in the visit');
      await isFitForAll(clinician.page, 'a clinician with a patient at home');

      await clinician.page.getByTestId('move-on').click();
      await shows(clinician.page, 'The patient is in the visit');
      expect(await clinician.page.getByTestId('present-officer').count()).to.equal(0);
      await clinician.page.getByTestId('move-on').click();
      await shows(clinician.page, /^The patient, family and interpreter leave the visit now/);
      await clinician.page.getByRole('button', { name: 'No, go on with the patient' }).click();
      await seesPicturesOf(patient, [clinician.name]);

      await hangUp(clinician.page);
      await patient.getByTestId('guest-over').waitFor();
      await shows(patient, '01632 960100');
      await lightGoesOff(patient);
      await shows(clinician.page, 'Write up the visit: Ann Example');
      expect(await clinician.page.getByTestId('not-seen-no-officer').count()).to.equal(0);
      await shows(clinician.page, /No screen shows it to the patient$/);
      await clinician.page.getByTestId('next-discharge').check();
      await clinician.page.getByTestId('save-outcome').click();
      await clinician.page.getByTestId('booked-outcome-form').waitFor({ state: 'detached' });
      expect(await bookingIs(world, booking.id)).to.equal('done');
      await patient.getByTestId('back-to-appointment').click();
      await patient.locator('[data-testid="appointment"][data-state="over"]').waitFor();
      await shows(patient, 'If you have a question');
    }));

  it('is told on the page on which they wait that it was cancelled, what comes next and whom to ring', () =>
    onStage({}, async (stage) => {
      const { world } = stage;
      const clinician = await stage.clinician();
      const booking = await bookAtHome(stage, clinician);
      const patient = await openLink(stage, await linkOf(stage, booking.id));
      await patient.getByRole('textbox', { name: 'Your full name' }).fill('Ann Example');
      await patient.getByTestId('join-appointment').click();
      await patient.getByTestId('appointment-waiting').waitFor();
      const by = clinician.personId;
      await world.deps.store.transact(({ clinics }) =>
        clinics.releaseBooking(booking.id, 'cancelled', { code: 'clinician-away', text: null, by }),
      );
      const isSaid = async () => {
        await patient.locator('[data-testid="appointment"][data-state="cancelled"]').waitFor();
        const words = await patient.locator('body').innerText();
        expect(words).to.include('has cancelled this appointment. Nobody will see you at this time');
        expect(words).to.include('the clinic arranges what comes next and sends you a message');
        expect(words).to.include('on 01632 960100');
        expect(words).to.not.include('Reload this page');
      };
      await isSaid();
      await isFitForAll(patient, 'an appointment that was cancelled while its patient waited');
      await lightGoesOff(patient);
      await patient.reload();
      await isSaid();
    }));
});
