import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { readCover } from '../../../domain/rota/read-cover.ts';
import { seedDemonstration } from '../../../server/set-up/demonstration.ts';
import { passwords, secrets } from '../../../server/auth/secrets.ts';
import { openStore } from '../../../store/open-store.ts';
import { createMigratedDatabase } from '../../support/services.ts';
import { collectingLog } from '../../support/collecting-log.ts';

describe('the rota of the demonstration', () => {
  it('covers both queues for a fortnight, with everybody in a shift now, and a manager to keep it', async () => {
    await using database = await createMigratedDatabase();
    const clock = { now: () => new Date() };
    await using store = openStore({ databaseUrl: database.url, clock, log: collectingLog().log });
    const made = await seedDemonstration({ store, passwords, secrets, newId: randomUUID });
    expect(made?.people.flatMap(({ roles }) => roles)).to.include('manager');
    const { reads } = store;
    const [organisation] = await reads.listOrganisations(null);
    if (organisation === undefined) throw new Error('nothing was made');
    const { organisationId } = organisation;
    const now = clock.now();
    const until = new Date(now.getTime() + 14 * 24 * 3_600_000);
    const shifts = await reads.listShifts(organisationId, now, until);
    const queues = await reads.listQueues(organisationId);
    expect(queues.map(({ name }) => name)).to.deep.equal(['Urgent calls', 'Prisons']);
    const queueIds = queues.map(({ id }) => id);
    expect((await readCover({ store }, organisationId, { from: now, until })).gaps).to.deep.equal([]);
    const inShift = shifts.filter(({ startsAt }) => startsAt <= now).map(({ clinicianId }) => clinicianId);
    const people = await reads.listPeople(organisationId);
    const clinicians = people.filter(({ roles }) => roles.includes('clinician'));
    expect(inShift).to.have.members(clinicians.map(({ personId }) => personId));
    const sites = await reads.listSites(organisationId);
    const prison = sites.find(({ kind }) => kind === 'prison');
    expect(await reads.listSiteQueues(organisationId)).to.deep.include({
      siteId: prison?.siteId,
      queueId: queueIds[1],
    });
    const profiles = await reads.listProfiles(organisationId);
    for (const { personId } of clinicians) {
      const profile = profiles.find((one) => one.personId === personId);
      expect(profile?.phone).to.match(/^07700 900\d{3}$/);
      // Whoever is on the rota of the prisons has the clearance that they require.
      const served = shifts.filter((shift) => shift.clinicianId === personId).flatMap((one) => one.queueIds);
      expect(served.includes(queueIds[1] as never)).to.equal(profile?.skills.includes('prison-clearance'));
    }
  });
});
