import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { nhsNumber } from '../../../domain/nhs-number.ts';
import { prisonNumber } from '../../../domain/clinics/wire.ts';
import { addDays, instantOf, startOfDay, wallDateOf, wallTimeOf } from '../../../domain/rota/wall-clock.ts';
import { passwords, secrets } from '../../../server/auth/secrets.ts';
import { seedDemonstration, type SetUpDeps } from '../../../server/set-up/demonstration.ts';
import { openStore } from '../../../store/open-store.ts';
import { createMigratedDatabase } from '../../support/services.ts';
import { collectingLog } from '../../support/collecting-log.ts';

/** The demonstration as it is filled at that time, and what there is of clinics in it. */
async function seededAt(now: Date, more: Pick<SetUpDeps, 'links'> = {}) {
  await using database = await createMigratedDatabase();
  const clock = { now: () => now };
  await using store = openStore({ databaseUrl: database.url, clock, log: collectingLog().log });
  const made = await seedDemonstration({ store, passwords, secrets, newId: randomUUID, ...more });
  const digest = secrets.digest(made?.appointmentPath?.split('#')[1] ?? '');
  const { reads } = store;
  const [organisation] = await reads.listOrganisations(null);
  if (organisation === undefined) throw new Error('nothing was made');
  const { organisationId } = organisation;
  const site = (await reads.listSites(organisationId)).find(({ kind }) => kind === 'prison');
  if (site === undefined) throw new Error('there is no prison');
  const people = await reads.listPeople(organisationId);
  const healthcare = people.find(({ roles }) => roles.includes('prison-healthcare'));
  if (healthcare === undefined) throw new Error('there is nobody of prison healthcare');
  const today = wallDateOf(now);
  const between = { from: startOfDay(today), to: startOfDay(addDays(today, 60)) };
  return {
    made,
    site,
    sitesOfHealthcare: await reads.listPersonSites(healthcare.personId),
    prison: await reads.findPrisonDay(site.siteId),
    templates: await reads.listTemplates(organisationId),
    sessions: await reads.listSessions(organisationId, between),
    patients: await reads.listPatients([site.siteId]),
    waiting: await reads.listWaitingReferrals({ organisationId }),
    bookings: await reads.listBookings({ organisationId }, between),
    link: await store.transact((tx) => tx.bookingLinks.findByDigest(digest)),
  };
}

describe('the clinics of the demonstration', () => {
  it('are those of a prison that takes part, with people to book them, and today’s list', async () => {
    const { made, site, prison, templates, patients, waiting, ...found } = await seededAt(
      instantOf('2027-01-11T06:00'),
    );
    const roles = new Map(made?.people.map(({ email, roles: of }) => [email, of]));
    expect(roles.get('clinics@northdale.example')).to.deep.equal(['booker']);
    expect(roles.get('healthcare@fellside.example')).to.deep.equal(['prison-healthcare']);
    expect(found.sitesOfHealthcare).to.deep.equal([site.siteId]);
    expect(prison?.stationIds).to.deep.equal(site.stations.map(({ stationId }) => stationId));
    expect(templates.map(({ service }) => service).toSorted()).to.deep.equal(['Dermatology', 'Respiratory']);
    expect(new Set(found.sessions.map(({ state }) => state))).to.deep.equal(new Set(['open']));
    expect(found.sessions.map(({ date }) => date).slice(0, 3)).to.deep.equal([
      '2027-01-11',
      '2027-01-12',
      '2027-01-14',
    ]);
    expect(patients).to.have.length(5);
    for (const patient of patients) {
      expect(nhsNumber.parse(patient.nhsNumber)).to.match(/^999/);
      expect(prisonNumber.parse(patient.prisonNumber)).to.equal(patient.prisonNumber);
    }
    expect(waiting.map(({ state }) => state)).to.deep.equal(Array.from({ length: 5 }, () => 'waiting'));
    expect(
      found.bookings.map(({ state, startsAt }) => [state, wallTimeOf(new Date(startsAt))]),
    ).to.deep.equal([
      ['booked', '2027-01-11T09:05'],
      ['booked', '2027-01-11T09:35'],
    ]);
  });

  for (const at of ['2027-01-11T23:50:00Z', '2027-03-28T01:00:00Z', '2027-10-31T00:30:00Z']) {
    it(`can be filled at ${at}, with nobody booked when nobody can be fetched any more`, async () => {
      const { waiting, bookings, sessions } = await seededAt(new Date(at));
      expect(waiting).to.have.length(5);
      expect(bookings).to.deep.equal([]);
      expect(sessions).to.have.length.above(10);
    });
  }

  it('have somebody at home with an appointment soon, and the link by which they get to it', async () => {
    const links = { secretOf: (id: string) => `the secret of ${id}` };
    const now = instantOf('2027-01-16T20:02');
    const { made, bookings, link } = await seededAt(now, { links });
    expect(made?.appointmentPath).to.match(/^\/appointment#the secret of /);
    const [booking, ...others] = bookings;
    expect(others).to.deep.equal([]);
    if (booking === undefined) throw new Error('there is no booking');
    expect(booking.stationName).to.equal('By link');
    expect(wallTimeOf(new Date(booking.startsAt))).to.equal('2027-01-16T20:20');
    expect(link?.bookingId).to.equal(booking.bookingId);
  });

  it('have no link without its key, and none in the last hour of a day', async () => {
    const links = { secretOf: () => 'a secret' };
    const late = await seededAt(instantOf('2027-01-16T23:20'), { links });
    expect(late.made?.appointmentPath).to.equal(null);
    const without = await seededAt(instantOf('2027-01-16T12:00'));
    expect(without.made?.appointmentPath).to.equal(null);
    expect(without.bookings).to.deep.equal([]);
  });
});
