import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { Clinic, day } from '../../support/browser/a-clinic.ts';
import { shows } from '../../support/browser/acts.ts';
import { stages } from '../../support/browser/stage.ts';

/** The same booking again and again, each a second after the one before and with a patient of its own. */
function tenThousandOf(booking: BookingView): BookingView[] {
  return Array.from({ length: 10_000 }, (_, n) => {
    const later = (time: string) => new Date(Date.parse(time) + n * 1000).toISOString();
    return {
      ...booking,
      bookingId: randomUUID() as BookingView['bookingId'],
      beginsAt: later(booking.beginsAt),
      startsAt: later(booking.startsAt),
      endsAt: later(booking.endsAt),
      patient: { ...booking.patient, name: `Patient ${n}` },
    };
  });
}

describe('a day list of ten thousand bookings', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('keeps 200 rows of them in the page, and finds each of them', () =>
    onStage({}, async (stage) => {
      const clinic = await Clinic.create(stage);
      await clinic.book(await clinic.addReferral('Rhys Morgan'), '09:05');
      const page = await clinic.open(clinic.nurse);
      await page.route(/\/api\/bookings\?/, async (route) => {
        const response = await route.fetch();
        const { bookings } = (await response.json()) as { bookings: BookingView[] };
        await route.fulfill({ response, json: { bookings: bookings.flatMap(tenThousandOf) } });
      });
      await page.goto(`${stage.url}/clinics/day?day=${day}`);
      const rows = page.getByTestId('booking');
      await shows(page, '1 to 200 of 10,000 bookings');
      expect(await rows.count()).to.equal(200);
      expect(await page.locator('tr').count()).to.equal(201);
      await page.getByTestId('later-rows').click();
      await shows(page, '201 to 400 of 10,000 bookings');
      await rows.getByText('Patient 200', { exact: true }).waitFor();
      expect(await rows.count()).to.equal(200);
      await page.getByTestId('find-in-list').fill('patient 9876');
      await shows(page, '1 to 1 of 1 booking');
      await rows.getByText('Patient 9876', { exact: true }).waitFor();
    }));
});
