import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { addClerk, Clinic, day } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';

async function fillSpan(page: Page, prefix: string, [from, to]: readonly [string, string]): Promise<void> {
  await page.locator(`#${prefix}-fromDay`).fill(day);
  await page.locator(`#${prefix}-fromClock`).fill(from);
  await page.locator(`#${prefix}-toDay`).fill(day);
  await page.locator(`#${prefix}-toClock`).fill(to);
}

/** What the list of the day says of each booking: when, and in which state. */
async function states(page: Page, { url }: Stage): Promise<string[]> {
  await page.goto(`${url}/clinics/day?day=${day}`);
  await page.getByTestId('booking').first().waitFor();
  const cells = await page.getByTestId('booking').locator('[data-name="State"]').allInnerTexts();
  return cells.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}

describe('what a prison keeps from being booked, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A24, A25 stops movements after a preview, shows both ends, and brings bookings back when it is lifted', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Ade Okafor', { priority: 'urgent' }), '09:35');
      await clinic.book(await clinic.addReferral('Rhys Morgan'), '10:05');
      const page = await clinic.open(clinic.nurse);
      await page.getByRole('link', { name: 'Stop movements' }).click();
      await page.getByTestId('no-stops').waitFor();
      await isFitForAll(page, 'stop movements');
      await page.setViewportSize(wide);
      await page.getByTestId('preview-stop').click();
      await shows(page, 'Enter the time of the end');
      await isFitForAll(page, 'stop movements, with errors');
      await page.setViewportSize(wide);
      await fillSpan(page, 'stop', ['09:00', '12:00']);
      await page.getByLabel('Why?').fill('A search of B wing');
      // From here on by keyboard alone.
      await page.getByTestId('preview-stop').focus();
      await page.keyboard.press('Enter');
      const preview = page.getByTestId('screen-stop-preview');
      await preview.getByText('Dermatology, urgent: 1 booking').waitFor();
      await preview.getByText('Dermatology, routine: 1 booking').waitFor();
      await isFitForAll(page, 'the preview of a stop');
      await page.setViewportSize(wide);
      await page.getByTestId('confirm-stop').focus();
      await page.keyboard.press('Enter');
      await page.getByTestId('stops-said').getByText('2 bookings cancelled.').waitFor();
      const stop = page.getByTestId('stop');
      await stop.getByText('A search of B wing').waitFor();
      await isFitForAll(page, 'a stop that stands');
      await page.setViewportSize(wide);

      const cancelled = ['Cancelled Movements are stopped', 'Cancelled Movements are stopped'];
      expect(await states(page, stage)).to.deep.equal(cancelled);
      const clerk = await signIn(await stage.device(), { url: stage.url, ...(await addClerk(stage)) });
      expect(await states(clerk, stage)).to.deep.equal(cancelled);
      expect(await clerk.getByRole('link', { name: 'Stop movements' }).count()).to.equal(0);

      await page.goto(`${stage.url}/clinics/stops`);
      await page.getByTestId('lift-stop').click();
      await isFitForAll(page, 'about to lift a stop');
      await page.setViewportSize(wide);
      await page.getByTestId('confirm-lift').click();
      await page.getByTestId('restored').getByText('2 bookings back as before.').waitFor();
      await isFitForAll(page, 'a stop that has been lifted');
      await page.setViewportSize(wide);
      await page.getByTestId('back-to-stops').click();
      await page.getByTestId('no-stops').waitFor();
      expect(await states(page, stage)).to.deep.equal(['Booked', 'Booked']);
      expect(await clinic.bookingTrail()).to.have.members([
        ...['booking.held', 'booking.booked', 'booking.held', 'booking.booked'],
        ...['booking.cancelled', 'booking.cancelled', 'booking.restored', 'booking.restored'],
      ]);
    }));

  it('A24 gives a manager the same, with no patient named', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      const manager = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
      const page = await signIn(await stage.device(), { url: stage.url, ...manager });
      await page.goto(`${stage.url}/clinics/stops`);
      await fillSpan(page, 'stop', ['09:00', '12:00']);
      await page.getByLabel('Why?').fill('A search');
      await page.getByTestId('preview-stop').click();
      await page.getByTestId('confirm-stop').click();
      await page.getByTestId('stops-said').getByText('1 booking cancelled.').waitFor();
      expect(await page.locator('body').innerText()).not.to.contain('Okafor');
    }));

  it('A11, A12 blocks a station, lists whom it meets, and lifts the block', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const booking = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:35');
      const page = await clinic.open(clinic.nurse);
      await page.getByRole('link', { name: 'Blocked stations' }).click();
      await page.getByTestId('no-blocks').waitFor();
      await isFitForAll(page, 'no block');
      await page.setViewportSize(wide);
      await page.getByTestId('add-block').click();
      await page.getByTestId('save-block').click();
      await shows(page, 'Say why');
      await isFitForAll(page, 'about to block a station, with errors');
      await page.setViewportSize(wide);
      await fillSpan(page, 'block', ['09:00', '10:00']);
      await page.getByLabel('Why?').fill('The camera is broken');
      await page.getByTestId('save-block').click();
      await page
        .getByTestId('blocks-said')
        .getByText('1 booking in that time. Nothing has been changed')
        .waitFor();
      const link = page.getByTestId('booking').getByRole('link', { name: 'Ade Okafor' });
      expect(await link.getAttribute('href')).to.equal(`/clinics/bookings/${booking.bookingId}`);
      await isFitForAll(page, 'a block and whom it meets');
      await page.setViewportSize(wide);
      await page.getByTestId('lift-block').click();
      await page.getByTestId('confirm-lift-block').click();
      await page.getByTestId('blocks-said').getByText('Video room 1 can be used again.').waitFor();
      await page.getByTestId('no-blocks').waitFor();
    }));

  it('A07, A10 warns of what else a patient has on, takes a reason, and shows the clash on the list of the day', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Ade Okafor');
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/book`);
      await page.getByTestId('choose-referral').click();
      await page.getByText('What else the patient has on').click();
      await page.getByTestId('no-events').waitFor();
      await page.getByTestId('add-event').click();
      await page.getByTestId('save-event').click();
      await shows(page, 'Choose what it is');
      await isFitForAll(page, 'about to add an event, with errors');
      await page.setViewportSize(wide);
      await page.getByTestId('event-legal-visit').check();
      await page.locator('#event-day').fill(day);
      await page.locator('#event-from').fill('09:00');
      await page.locator('#event-to').fill('09:30');
      await page.getByTestId('save-event').click();
      await page.getByTestId('event').locator('strong').getByText('Legal visit').waitFor();
      await page.getByTestId('time-clash').first().getByText('The patient has a legal visit then.').waitFor();
      await isFitForAll(page, 'times at which the patient has something else on');
      await page.setViewportSize(wide);
      await page.getByTestId('choose-time').first().click();
      await page.getByTestId('confirm-clash').click();
      await shows(page, 'Say why');
      await isFitForAll(page, 'asked why, with errors');
      await page.setViewportSize(wide);
      await page.getByLabel('Why is the clinic booked all the same?').fill('It cannot wait');
      await page.getByTestId('confirm-clash').click();
      await page.getByTestId('screen-details').waitFor();
      await page.getByTestId('officer-outside').check();
      await page.getByTestId('otherwise-hospital-escort').check();
      await page.getByTestId('book').click();
      await page.getByTestId('screen-booked').waitFor();
      const [state] = await states(page, stage);
      expect(state).to.equal(`Booked Clash A legal visit. It cannot wait (${clinic.nurse.name})`);
      await isFitForAll(page, 'a clash on the list of the day');
    }));
});
