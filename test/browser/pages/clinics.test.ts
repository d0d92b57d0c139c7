import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { instantOf } from '../../../domain/rota/wall-clock.ts';
import { Clinic, addClerk, day, giveShift } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';
import { signIn } from '../../support/browsers.ts';
import { ask } from '../../support/rest-client.ts';

/** Somebody who has no mouse; every key that is not for moving about counts as a press. */
class Keys {
  readonly #page: Page;
  presses = 0;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(testId: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.#page.getByTestId(testId).first().waitFor();
    const passed: string[] = [];
    while ((passed.at(-1) ?? '') !== testId) {
      if (passed.length > 60)
        throw new Error(`Tab does not lead to ${testId}; it passed ${passed.join(', ')}`);
      await this.#page.keyboard.press('Tab');
      passed.push(await focusedId(this.#page));
    }
    await this.#page.keyboard.press(key);
    this.presses += 1;
  }
}

function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement ? (element.dataset['testid'] ?? element.id) : '';
  });
}

/** On to the details of the first time for the first who waits. */
async function holdFirst(page: Page): Promise<void> {
  await page.getByTestId('book-a-clinic').click();
  await page.getByTestId('choose-referral').first().click();
  await page.getByTestId('choose-time').first().click();
  await page.getByTestId('screen-details').waitFor();
}

/** The times that a list of free times offers, by their clock. */
async function offered(page: Page): Promise<string[]> {
  await page.getByTestId('time').first().waitFor();
  const times = await page.getByTestId('time').locator('strong').allInnerTexts();
  return times.map((text) => text.replace(/^.*, /, ''));
}

describe('the pages of booked clinics', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('lets a prison nurse book by keyboard alone, in three screens and nine presses at most', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan', { priority: 'routine', waited: 90 });
      await clinic.addReferral('Ade Okafor', { priority: 'urgent', waited: 3 });
      const page = await clinic.open(clinic.nurse);
      await shows(page, 'Nobody has a clinic on this day.');
      const keys = new Keys(page);
      await keys.press('book-a-clinic');
      await page.getByTestId('screen-patient').waitFor();
      expect(await page.getByTestId('referral').locator('strong').first().innerText()).to.equal('Ade Okafor');
      await shows(page, 'Dermatology. Waiting 3 days.');
      await keys.press('choose-referral');
      await page.getByTestId('screen-time').waitFor();
      expect(await offered(page)).to.deep.equal(['09:05 to 09:25', '09:35 to 09:55', '10:05 to 10:25']);
      await keys.press('choose-time');
      await page.getByTestId('screen-details').waitFor();
      await shows(page, /^Held for you until/);
      await keys.press('officer-in-the-room', 'Space');
      await keys.press('otherwise-hospital-escort', 'Space');
      await keys.press('book');
      await page.getByTestId('screen-booked').waitFor();
      expect(await page.getByTestId('reference').innerText()).to.match(/^[0-9A-F]{8}$/);
      expect(keys.presses).to.equal(6);
      // Nobody books the same a second time by going back.
      await page.goBack();
      await page.getByTestId('screen-patient').waitFor();
      await page.goForward();
      await page.getByRole('link', { name: 'See that day' }).click();
      const row = page.getByTestId('booking');
      await row.getByText('08:35').waitFor();
      await row.getByText('Ade Okafor').waitFor();
      expect(await clinic.bookingTrail()).to.deep.equal(['booking.held', 'booking.booked']);
    }));

  it('adds a patient who is not on the list, refers them, and finds people by prison number', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan');
      const page = await clinic.open(clinic.nurse);
      await page.getByTestId('book-a-clinic').click();
      await page.getByTestId('add-patient').click();
      await page.getByLabel('Name').fill('Sam Whitlock');
      await page.getByLabel('Date of birth').fill('1990-05-06');
      await page.getByLabel('Prison number').fill('12345');
      await page.getByTestId('save-patient').click();
      await shows(page, 'Enter a prison number such as A1234BC');
      await page.getByLabel('Prison number').fill('b2222cd');
      await page.getByLabel('NHS number (optional)').fill('999 000 0018');
      await page.getByTestId('save-patient').click();
      await page.getByTestId('save-referral').click();
      await shows(page, 'Choose the priority');
      await page.getByLabel('Service').selectOption('Dermatology');
      await page.getByRole('radio', { name: 'Two-week wait' }).check();
      await page.getByTestId('save-referral').click();
      await page.getByTestId('screen-time').getByText('Sam Whitlock').waitFor();
      await page.getByTestId('back-to-patients').click();
      await page.getByTestId('search').fill('b2222');
      await shows(page, '1 patient found.');
      expect(await page.getByTestId('referral').locator('strong').first().innerText()).to.equal(
        'Sam Whitlock',
      );
      await page.getByTestId('search').fill('999 000');
      await shows(page, '1 patient found.');
      await page.getByTestId('search').fill('nobody');
      await shows(page, '0 patients found.');
    }));

  it('says plainly that the ten minutes are over, and one button leads back to the times', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan');
      const device = await stage.device();
      await device.clock.install();
      const page = await signIn(device, { url: stage.url, ...clinic.nurse });
      await page.goto(`${stage.url}/clinics`);
      await holdFirst(page);
      // The browser's own buttons go from screen to screen, and the time stays held.
      await page.goBack();
      await page.getByTestId('screen-time').waitFor();
      await page.goBack();
      await page.getByTestId('screen-patient').waitFor();
      await page.goForward();
      await page.goForward();
      await page.clock.fastForward('09:30');
      await page.getByTestId('screen-details').waitFor();
      await page.clock.fastForward('00:31');
      await page.getByTestId('screen-ran-out').waitFor();
      await shows(page, 'The ten minutes are over');
      expect(await page.getByTestId('screen-ran-out').getByRole('button').count()).to.equal(1);
      await page.getByTestId('times-again').click();
      expect((await offered(page))[0]).to.equal('09:05 to 09:25');
      expect(await clinic.bookingTrail()).to.deep.equal(['booking.held', 'booking.released']);
    }));

  it('says so when the service finds the hold too old', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan');
      const page = await clinic.open(clinic.nurse);
      await holdFirst(page);
      const booking = /\/api\/bookings\/([0-9a-f-]{36})\/confirmation$/;
      await page.route(booking, async (route) => {
        const [, bookingId = ''] = booking.exec(route.request().url()) ?? [];
        const headers = await route.request().allHeaders();
        const released = await fetch(`${stage.url}/api/bookings/${bookingId}/release`, {
          method: 'POST',
          headers: { authorization: headers['authorization'] ?? '' },
        });
        expect(released.status).to.equal(200);
        await route.continue();
      });
      await page.getByTestId('officer-outside').check();
      await page.getByTestId('otherwise-nothing').check();
      await page.getByTestId('book').click();
      await page.getByTestId('screen-ran-out').waitFor();
    }));

  it('sends a request without an answer again under its old id, and holds one time (A03)', () =>
    onStage({ network: 'cut' }, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan');
      const page = await clinic.open(clinic.nurse);
      const asked: string[] = [];
      await page.route('**/api/bookings', async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        const { requestId } = route.request().postDataJSON() as { requestId: string };
        asked.push(requestId);
        if (asked.length > 1) return route.continue();
        await route.fetch();
        return route.abort();
      });
      await holdFirst(page);
      expect(asked).to.have.length(2);
      expect(asked[1]).to.equal(asked[0]);
      expect(await clinic.bookingTrail()).to.deep.equal(['booking.held']);
    }));

  it('names other times when one has been taken meanwhile, and reads them anew (A01)', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.addReferral('Rhys Morgan', { priority: 'urgent' });
      const other = await clinic.addReferral('Ade Okafor');
      const page = await clinic.open(clinic.nurse);
      await page.getByTestId('book-a-clinic').click();
      await page.getByTestId('choose-referral').first().click();
      await page.getByTestId('choose-time').first().waitFor();
      await clinic.book(other, '09:05');
      await page.getByTestId('choose-time').first().click();
      await shows(page, /the clinician is taken at that time/i);
      await shows(page, /free: 09:35, 10:05 and 10:35 on /i);
      await page
        .getByTestId('time')
        .locator('strong', { hasText: '09:05 to' })
        .waitFor({ state: 'detached' });
      expect(await offered(page)).to.deep.equal(['09:35 to 09:55', '10:05 to 10:25', '10:35 to 10:55']);
      await page.getByText('Why are other times not offered?').click();
      await shows(page, /^1 time: the clinician has another patient$/);
    }));

  it('cancels for a reason that is known, and the patient waits again (A23, A26)', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Rhys Morgan', { waited: 40 }), '09:05');
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      await page.getByRole('link', { name: 'Rhys Morgan' }).click();
      await shows(page, 'Brings a dressing.');
      await page.getByTestId('cancel-booking').click();
      await page.getByTestId('confirm-cancel').click();
      await page.locator('#cancel-code-error').waitFor();
      await page.getByLabel('Reason').selectOption({ label: 'Another reason at the prison' });
      await page.getByTestId('confirm-cancel').click();
      await shows(page, 'Say what the reason is');
      await page.getByLabel('What is the reason?').fill('The wing has no staff.');
      await page.getByTestId('confirm-cancel').click();
      await page.getByTestId('booking-said').getByText('The referral waits again').waitFor();
      await shows(page, 'Another reason at the prison: The wing has no staff.');
      expect(await page.getByTestId('cancel-booking').count()).to.equal(0);
      await page.getByRole('link', { name: 'Who is waiting' }).click();
      const row = page.getByTestId('referral').filter({ hasText: 'Rhys Morgan' });
      await row.getByText('To be booked again').waitFor();
      await row.getByText('Dermatology. Waiting 40 days.').waitFor();
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      await page.getByTestId('booking').getByText('Cancelled').waitFor();
    }));

  it('moves a booking, and says so when somebody else has changed it meanwhile', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const booking = await clinic.book(await clinic.addReferral('Rhys Morgan'), '09:05');
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/bookings/${booking.bookingId}`);
      await page.getByTestId('move-booking').click();
      await page.getByTestId('choose-time').first().click();
      await page
        .getByTestId('booking-said')
        .getByText(/It is moved to .* 09:35 to 09:55/)
        .waitFor();
      await page.getByTestId('change-notes').click();
      await page.getByLabel('Note for staff (optional)').fill('Needs the lift.');
      await ask(stage, 'moveBooking', {
        token: clinic.colleague.token,
        params: { bookingId: booking.bookingId },
        body: {
          version: booking.version + 1,
          sessionId: clinic.sessionId,
          stationId: clinic.stationId,
          startsAt: instantOf(`${day}T10:05`).toISOString(),
        },
      });
      await page.getByTestId('save-notes').click();
      await page.getByTestId('booking-said').getByText('Somebody else has changed this booking').waitFor();
      await shows(page, /10:05 to 10:25/);
      await page.getByTestId('change-notes').click();
      await page.getByLabel('Note for staff (optional)').fill('Needs the lift.');
      await page.getByTestId('save-notes').click();
      await page.getByTestId('booking-said').getByText('The notes are saved.').waitFor();
      await shows(page, 'Needs the lift.');
    }));

  it('does not offer to move or cancel what has begun (A22)', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const { bookingId } = await clinic.book(await clinic.addReferral('Rhys Morgan'), '09:05');
      const device = await stage.device();
      const page = await signIn(device, { url: stage.url, ...clinic.nurse });
      await device.clock.setFixedTime(instantOf(`${day}T08:34`));
      await page.goto(`${stage.url}/clinics/bookings/${bookingId}`);
      await page.getByTestId('move-booking').waitFor();
      await device.clock.setFixedTime(instantOf(`${day}T08:35`));
      await shows(page, 'It has begun, so it cannot be moved or cancelled any more.');
      for (const testId of ['change-notes', 'move-booking', 'cancel-booking']) {
        expect(await page.getByTestId(testId).count()).to.equal(0);
      }
    }));

  it('lets a booking clerk add a clinic, see what clashes, publish it and cancel another', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Rhys Morgan'), '09:05');
      const next = day;
      await giveShift(clinic, next);
      const page = await clinic.open(await addClerk(stage));
      await page.getByTestId('add-clinic').click();
      await page.getByTestId('save-clinic').click();
      await shows(page, 'Enter what the clinic is for');
      await page.getByLabel('What it is for').fill('Respiratory');
      await page.getByLabel('Clinician').selectOption({ label: clinic.doctor.name });
      await page.getByLabel('Day of the week').selectOption({ label: weekdayName(next) });
      await page.getByLabel('First day').fill(next);
      await page.getByLabel('With the patient').fill('300');
      await page.getByTestId('save-clinic').click();
      await shows(page, 'Enter the minutes with the patient, from 5 to 240');
      await page.getByLabel('With the patient').fill('20');
      await page.getByTestId('save-clinic').click();
      await page
        .getByTestId('sessions-said')
        .getByText(/^1[12] clinics planned for the next twelve weeks/)
        .waitFor();
      const planned = page.getByTestId('session').filter({ hasText: 'Respiratory' }).first();
      await planned.getByText('Planned').waitFor();
      await planned.getByText('On call 08:00 to 20:00 that day').waitFor();
      await planned.getByText('0 of 6 places booked.').waitFor();
      await planned.getByTestId('publish').click();
      await shows(page, `${clinic.doctor.name} has another clinic 09:00 to 11:00 that day.`);
      await page.getByTestId('confirm-publish').click();
      await planned.getByText('Open', { exact: true }).waitFor();
      const open = page.getByTestId('session').filter({ hasText: 'Dermatology' }).first();
      await open.getByText('1 of 4 places booked.').waitFor();
      await open.getByTestId('cancel-session').click();
      await page.getByTestId('to-rebook').getByText('1 patient booked in it').waitFor();
      await page.getByTestId('confirm-cancel-session').click();
      await page.getByTestId('sessions-said').getByText('1 patient to be booked again').waitFor();
      await open.getByText('Cancelled', { exact: true }).waitFor();
      await open.locator(':focus', { hasText: '1 patient to be booked again' }).waitFor();
      await open.getByText(/places booked/).waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Who is waiting' }).click();
      await page.getByTestId('referral').getByText('To be booked again').waitFor();
      expect((await stage.trail()).filter((action) => /^(template|session)\./.test(action))).to.deep.equal([
        'template.added',
        'session.published',
        'session.cancelled',
      ]);
    }));

  it('lets a manager read the clinics, and change none', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const manager = await stage.world.addPersonWithPassword(stage.place, { roles: ['manager'] });
      const page = await clinic.open(manager);
      await page.getByTestId('session').getByText('0 of 4 places booked.').waitFor();
      for (const testId of ['add-clinic', 'publish', 'cancel-session']) {
        expect(await page.getByTestId(testId).count()).to.equal(0);
      }
    }));

  it('shows a clinician who comes when, and nothing that could be changed', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Rhys Morgan'), '09:05');
      const page = await signIn(await stage.device(), { url: stage.url, ...clinic.doctor });
      await page.getByRole('link', { name: 'My clinics' }).click();
      await shows(page, 'You hold no clinic on this day.');
      await page.goto(`${stage.url}/clinics/mine?day=${day}`);
      const row = page.getByTestId('own-booking');
      await row.getByText('09:05 to 09:25').waitFor();
      await row.getByText('HMP Fellside, Video room 1').waitFor();
      await row.getByText('Polish').waitFor();
      await row.getByRole('link', { name: 'Rhys Morgan' }).click();
      await page.getByTestId('screen-booking').getByText('Brings a dressing.').waitFor();
      for (const testId of ['change-notes', 'move-booking', 'cancel-booking', 'book-a-clinic']) {
        expect(await page.getByTestId(testId).count()).to.equal(0);
      }
    }));

  it('shows UK times wherever the browser is, and says that it does (A21)', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Rhys Morgan'), '09:05');
      const page = await clinic.open(clinic.nurse);
      const inspector = await page.context().newCDPSession(page);
      await inspector.send('Emulation.setTimezoneOverride', { timezoneId: 'America/New_York' });
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      await page.getByTestId('booking').getByText('09:05 to 09:25').waitFor();
      await page.getByTestId('uk-times').getByText('Times are UK times.').waitFor();
      await inspector.send('Emulation.setTimezoneOverride', { timezoneId: 'Europe/London' });
      await page.reload();
      await page.getByTestId('booking').waitFor();
      expect(await page.getByTestId('uk-times').count()).to.equal(0);
    }));

  it('lets an administrator say in which prisons somebody works, and when patients can come', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      const administrator = await stage.world.addPersonWithPassword(stage.place, {
        roles: ['administrator'],
      });
      const page = await signIn(await stage.device(), { url: stage.url, ...administrator });
      const prison = page.getByTestId('site').filter({ hasText: 'HMP Fellside' });
      await prison.getByText('Clinics at HMP Fellside: when patients can come').click();
      await prison.getByTestId('window').nth(6).waitFor();
      await prison.getByLabel('Minutes to bring a patient to the room').fill('');
      await prison.getByTestId('save-prison-day').click();
      await shows(page, 'Enter the minutes before, from 0 to 180');
      await prison.getByLabel('Minutes to bring a patient to the room').fill('45');
      await prison.getByTestId('save-prison-day').click();
      await shows(page, 'Saved. It holds from the next booking on.');

      await page.getByRole('link', { name: 'People' }).click();
      const row = page.getByTestId('person').filter({ hasText: clinic.nurse.email });
      await row.getByText('Prison healthcare').waitFor();
      await row.getByTestId('person-prisons').click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByLabel('HMP Fellside').isChecked()).to.equal(true);
      await dialog.getByLabel('HMP Fellside').uncheck();
      await page.getByTestId('save-prisons').click();
      await dialog.waitFor({ state: 'detached' });
      const nurse = await clinic.open(clinic.nurse);
      await nurse.getByTestId('book-a-clinic').click();
      await shows(nurse, /^No prison has been chosen for you yet/);
    }));
});

function weekdayName(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(new Date(date));
}
