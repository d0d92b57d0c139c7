import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { instantOf } from '../../../domain/rota/wall-clock.ts';
import { addClerk, Clinic, day } from '../../support/browser/a-clinic.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { stages } from '../../support/browser/stage.ts';
import { eventually } from '../../support/eventually.ts';
import { MailServer } from '../../support/mail-server.ts';
import { ask } from '../../support/rest-client.ts';

describe('who has been told of a booking', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A43 is seen on its page and in the list of the day, and it is saved for a calendar', async () => {
    await using mail = await MailServer.open();
    const env = { BEDSIDE_SMTP_URL: mail.url, BEDSIDE_MAIL_FROM: 'bedside@example.org' };
    await onStage({ env }, async (stage) => {
      const clinic = await Clinic.create(stage);
      await addClerk(stage);
      const booking = await clinic.book(await clinic.addReferral('Ade Okafor'), '09:05');
      await statesAre(clinic, booking, ['booked clinician sent', 'booked hospital sent']);
      mail.treat('refuse');
      await ask(stage, 'moveBooking', {
        token: clinic.colleague.token,
        params: { bookingId: booking.bookingId },
        body: {
          version: booking.version,
          sessionId: clinic.sessionId,
          stationId: clinic.stationId,
          startsAt: instantOf(`${day}T09:35`).toISOString(),
        },
      });
      await statesAre(clinic, booking, ['moved clinician failed', 'moved hospital failed']);
      const page = await clinic.open(clinic.nurse);
      await page.goto(`${stage.url}/clinics/bookings/${booking.bookingId}`);
      await page.getByTestId('booking-messages').waitFor();
      expect(await page.getByTestId('booking-not-reached').innerText()).to.equal(
        'Not told: clinician and booking clerks',
      );
      const rows = await page.getByTestId('booking-message').all();
      const said = await Promise.all(rows.map(async (row) => (await row.innerText()).split(/\s*\t\s*|\n+/)));
      expect(said.map(([who, what, , state]) => `${who ?? ''}: ${what ?? ''}: ${state ?? ''}`)).to.deep.equal(
        [
          'Clinician: It was moved: Not told',
          'Booking clerks: It was moved: Not told',
          'Clinician: It was booked: Sent, not confirmed',
          'Booking clerks: It was booked: Sent, not confirmed',
        ],
      );
      await isFitForAll(page, 'a booking with its messages');
      const saving = page.waitForEvent('download');
      await page.getByTestId('add-to-calendar').click();
      const saved = await saving;
      expect(saved.suggestedFilename()).to.equal(`booking-${booking.reference}.ics`);
      const text = await readFile(await saved.path(), 'utf8');
      expect(text).to.include('SUMMARY:Video clinic\\, HMP Fellside\\, Video room 1');
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      await page.getByTestId('booking-not-reached').waitFor();
      await isFitForAll(page, 'the list of a day with somebody who was not told');
    });
  });

  async function statesAre(
    { stage, colleague }: Clinic,
    { bookingId }: BookingView,
    wanted: readonly string[],
  ): Promise<void> {
    await eventually(async () => {
      const asking = { token: colleague.token, params: { bookingId } };
      const { messages } = (await ask(stage, 'listBookingMessages', asking)).value;
      const states = messages.map(({ kind, side, state }) => `${kind} ${side} ${state}`);
      return wanted.every((one) => states.includes(one)) ? undefined : states.join(', ');
    });
  }
});
