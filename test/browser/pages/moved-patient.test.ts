import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { PatientId, SiteId, StationId } from '../../../domain/ids.ts';
import { addClerk, Clinic, day } from '../../support/browser/a-clinic.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';
import { postEvents } from '../../support/prison-feed.ts';
import { ask } from '../../support/rest-client.ts';

/** Another prison of the organisation, with a station for clinics and somebody of its healthcare. */
async function addOtherPrison({ world, place }: Stage) {
  const siteId = randomUUID() as SiteId;
  const stationId = randomUUID() as StationId;
  const { organisationId } = place;
  const nurse = await world.addPersonWithPassword(place, { roles: ['prison-healthcare'] });
  await world.deps.store.transact(async ({ accounts, clinics }) => {
    await accounts.addSite({ siteId, organisationId, name: 'HMP Thornbury', kind: 'prison', phone: null });
    await accounts.addStation({ id: stationId, siteId, name: 'Healthcare room' });
    await clinics.setPrisonDay({
      siteId,
      leadMinutes: 30,
      moveBackMinutes: 15,
      regime: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: '08:00', to: '11:35' })),
      escortPlaces: 4,
      stationIds: [stationId],
    });
    await clinics.setPersonSites(nurse.personId, [siteId]);
  });
  return { siteId, nurse };
}

async function addDiffering({ world, place }: Stage, siteId: SiteId): Promise<void> {
  const { organisationId } = place;
  const patient = { name: 'Ade Okafor', dateOfBirth: '1971-05-05', nhsNumber: null, prisonNumber: 'A9009BC' };
  const id = randomUUID() as PatientId;
  await world.deps.store.transact(({ clinics }) =>
    clinics.addPatient({ id, organisationId, siteId, ...patient }),
  );
}

/** An administrator has the system of that prison tell who has come. */
async function addFeed({ world, place, url }: Stage, siteId: SiteId) {
  const { token } = await world.addPerson(place, ['administrator']);
  const params = { organisationId: place.organisationId };
  const body = { name: 'HMP Thornbury', siteIds: [siteId] };
  const { feed, secret } = (await ask({ url }, 'addPrisonFeed', { token, params, body })).value;
  return { feedId: feed.feedId, secret };
}

describe('a patient who is moved to another prison, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('A30 is booked again by the new prison, gone from the old one’s lists, and the hospital is told once', () =>
    onStage({}, async (stage) => {
      const { url } = stage;
      const clinic = await Clinic.create(stage);
      const booking = await clinic.book(
        await clinic.addReferral('Ade Okafor', { priority: 'urgent', waited: 40 }),
        '09:35',
      );
      const old = await clinic.open(clinic.nurse);
      await old.goto(`${url}/clinics/day?day=${day}`);
      await old.getByTestId('booking').getByText('Ade Okafor').waitFor();

      const { siteId, nurse } = await addOtherPrison(stage);
      const feed = await addFeed(stage, siteId);
      const at = new Date().toISOString();
      const { prisonNumber } = booking.patient;
      const event = { eventId: randomUUID(), at, kind: 'received', prisonNumber, siteId };
      const answer = await postEvents(url, feed, { events: [event, event] });
      expect([answer.status, await answer.text()]).to.deep.equal([202, '{"taken":2}']);

      const page = await signIn(await stage.device(), { url, ...nurse });
      await page.goto(`${url}/clinics`);
      const task = page.getByTestId('task');
      await task.getByText('Book the clinics of this patient again', { exact: true }).waitFor();
      await task.getByText('HMP Thornbury').waitFor();
      await isFitForAll(page, 'the task of the new prison');
      await page.setViewportSize(wide);
      await page.getByTestId('task-link').click();
      await page.getByTestId('referral').getByText('Waiting 40 days.').waitFor();
      await page.getByTestId('choose-referral').click();
      await page.getByTestId('choose-time').first().click();
      await page.getByTestId('screen-details').waitFor();
      await page.getByTestId('officer-in-the-room').check();
      await page.getByTestId('otherwise-hospital-escort').check();
      await page.getByTestId('book').click();
      await page.getByTestId('screen-booked').waitFor();
      await page.getByRole('link', { name: 'See that day' }).click();
      await page.getByTestId('booking').getByText('Ade Okafor').waitFor();

      await old.goto(`${url}/clinics/day?day=${day}`);
      await old.getByText('Nobody has a clinic on this day.').waitFor();
      expect(await old.getByTestId('booking').count()).to.equal(0);

      const clerk = await signIn(await stage.device(), { url, ...(await addClerk(stage)) });
      await clerk.goto(`${url}/clinics`);
      await clerk.getByText('This patient has moved to another prison', { exact: true }).waitFor();
      expect(await clerk.getByTestId('task').count()).to.equal(1);

      // HAZ-33: another record there, which differs, is said to be of the same person.
      await addDiffering(stage, siteId);
      const merged = {
        eventId: randomUUID(),
        at,
        kind: 'merged',
        prisonNumber: 'A9009BC',
        mergedInto: prisonNumber,
      };
      await postEvents(url, feed, { events: [merged] });
      await page.goto(`${url}/clinics`);
      await page.getByTestId('merge-differs').getByText('They differ in the date of birth.').waitFor();
      await isFitForAll(page, 'two records that differ');
      await page.setViewportSize(wide);
      await page.getByTestId('merge-other').click();
      await page.getByTestId('refuse-merge').click();
      await page.getByTestId('merge-differs').waitFor({ state: 'detached' });
    }));
});
