import { expect } from 'chai';
import type { FamilyId, OrganisationId, PersonId, SiteId, StationId } from '../../../domain/ids.ts';
import { rejection } from '../../support/store-waiting.ts';
import { digestOf, newId, StoreWorld } from '../../support/world-store.ts';

const minute = 60_000;
const hour = 60 * minute;

function rotate(world: StoreWorld, secret: string, next: string) {
  return world.store.transact(({ accounts, now }) =>
    accounts.rotate(digestOf(secret), {
      digest: digestOf(next),
      expiresAt: new Date(now.getTime() + hour),
      spentSince: new Date(now.getTime() - minute),
    }),
  );
}

describe('store: sign-ins', () => {
  it('rotates a token that is used by many at the same moment, and leaves one that is current', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    const { familyId, secret } = await world.signIn(personId);
    const found = { found: 'current', familyId, personId };

    const next = Array.from({ length: 10 }, (_, nth) => `${secret} ${nth}`);
    const results = await Promise.all(next.map((one) => rotate(world, secret, one)));

    expect(results).to.deep.equal(next.map(() => found));
    const unspent = 'select digest from refresh_tokens where spent_at is null';
    const [current, ...others] = await world.query<{ digest: string }>(unspent);
    expect(others).to.deep.equal([]);
    expect(next.map(digestOf)).to.include(current?.digest);
  });

  it('takes a token whose successor may have been lost on the way, for a minute', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    const { familyId, secret } = await world.signIn(personId);
    const current = { found: 'current', familyId, personId };
    await rotate(world, secret, 'lost');
    world.clock.pass(minute - 1);
    expect(await rotate(world, secret, 'second')).to.deep.equal(current);
    expect(await rotate(world, 'second', 'third')).to.deep.equal(current);
    world.clock.pass(1);
    expect(await rotate(world, secret, 'x')).to.deep.include({ found: 'spent', familyId });
    // What was lost and then is used after all, later, is in two hands as well.
    world.clock.pass(minute);
    expect(await rotate(world, 'lost', 'x')).to.deep.include({ found: 'spent', familyId });
  });

  it('tells a spent token from an unknown, an expired and a revoked one', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    const { familyId, secret } = await world.signIn(personId);
    await rotate(world, secret, 'second');

    world.clock.pass(minute);
    expect(await rotate(world, secret, 'x')).to.deep.equal({ found: 'spent', familyId, personId });
    expect(await rotate(world, 'never issued', 'x')).to.deep.equal({ found: 'none' });
    world.clock.pass(hour);
    expect(await rotate(world, 'second', 'x')).to.deep.equal({ found: 'none' });

    const other = await world.signIn(personId);
    await world.store.transact(({ accounts }) => accounts.revokeFamily(other.familyId));
    expect(await rotate(world, other.secret, 'x')).to.deep.equal({ found: 'none' });
  });

  it('lengthens the family with every rotation, and ends it with the last', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    const { familyId, secret } = await world.signIn(personId);
    const actor = () => world.store.reads.findPersonActor(personId, familyId);
    world.clock.pass(hour - 1);
    expect(await actor()).to.deep.equal({
      kind: 'person',
      personId,
      organisationId: world.organisationId,
      roles: ['clinician'],
      familyId,
    });
    await rotate(world, secret, 'next');
    world.clock.pass(hour - 1);
    expect((await actor())?.personId).to.equal(personId);
    expect(await world.store.reads.findFamily(digestOf('next'))).to.deep.equal({ familyId, personId });
    world.clock.pass(1);
    expect(await actor()).to.equal(undefined);
    expect(await world.store.reads.findFamily(digestOf('next'))).to.equal(undefined);
  });

  it('knows no actor who is disabled, of a revoked family, or of somebody else’s', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    const [kept, dropped] = [await world.signIn(personId), await world.signIn(personId)];
    const revoked = await world.store.transact(({ accounts }) =>
      accounts.revokeFamilies(personId, kept.familyId),
    );
    expect(revoked).to.deep.equal([dropped.familyId]);
    expect(await world.store.reads.findPersonActor(personId, dropped.familyId)).to.equal(undefined);
    const stranger = await world.addPerson();
    expect(await world.store.reads.findPersonActor(stranger, kept.familyId)).to.equal(undefined);
    expect(await world.store.reads.findPersonActor(personId, newId<FamilyId>())).to.equal(undefined);

    await world.store.transact(({ accounts }) => accounts.setDisabled(personId, true));
    expect(await world.store.reads.findPersonActor(personId, kept.familyId)).to.equal(undefined);
    expect(await rotate(world, kept.secret, 'x')).to.deep.equal({ found: 'none' });
    expect((await world.store.reads.getSecrets(personId)).disabled).to.equal(true);
    const all = await world.store.transact(({ accounts }) => accounts.revokeFamilies(personId, null));
    expect(all).to.deep.equal([kept.familyId]);
  });

  it('tells actors apart who are looked up at the same moment', async () => {
    await using world = await StoreWorld.create();
    const people = [await world.addPerson(), await world.addPerson(), await world.addPerson()];
    const families = [];
    for (const personId of people) families.push((await world.signIn(personId)).familyId);
    const [one, two, three] = people as [PersonId, PersonId, PersonId];
    const [ofOne, ofTwo, ofThree] = families as [FamilyId, FamilyId, FamilyId];
    await world.store.transact(({ accounts }) => accounts.setDisabled(three, true));
    const { reads } = world.store;
    const found = await Promise.all([
      reads.findPersonActor(one, ofOne),
      reads.findPersonActor(two, ofTwo),
      reads.findPersonActor(two, ofOne),
      reads.findPersonActor(three, ofThree),
    ]);
    expect(found.map((actor) => actor?.personId)).to.deep.equal([one, two, undefined, undefined]);
  });
});

describe('store: enrolment', () => {
  async function withCode(world: StoreWorld, code: string): Promise<StationId> {
    const stationId = await world.addStation();
    await setCode(world, stationId, code);
    return stationId;
  }
  function setCode(world: StoreWorld, stationId: StationId, code: string): Promise<void> {
    return world.store.transact(({ accounts, now }) =>
      accounts.setEnrolmentCode(stationId, {
        digest: digestOf(code),
        expiresAt: new Date(now.getTime() + 900_000),
      }),
    );
  }
  const enrol = (world: StoreWorld, code: string, device: string) =>
    world.store.transact(({ accounts }) => accounts.enrol(digestOf(code), digestOf(device)));

  it('enrols one of two devices with one code', async () => {
    await using world = await StoreWorld.create();
    const stationId = await withCode(world, 'CODE');
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, nth) => enrol(world, 'CODE', `device ${nth}`)),
    );
    const actor = { kind: 'station', stationId, siteId: world.siteId, organisationId: world.organisationId };
    expect(results.filter((result) => result !== undefined)).to.deep.equal([actor]);
    const winner = results.findIndex((result) => result !== undefined);
    const found = await world.store.reads.findStationByDevice(digestOf(`device ${winner}`));
    expect(found).to.deep.equal(actor);
    expect(await enrol(world, 'CODE', 'late')).to.equal(undefined);
  });

  it('refuses an expired code, an unknown one and one replaced by a newer', async () => {
    await using world = await StoreWorld.create();
    const stationId = await withCode(world, 'OLD');
    await setCode(world, stationId, 'NEW');
    expect(await enrol(world, 'OLD', 'device')).to.equal(undefined);
    expect(await enrol(world, 'NONE', 'device')).to.equal(undefined);
    world.clock.pass(900_000);
    expect(await enrol(world, 'NEW', 'device')).to.equal(undefined);
  });

  it('replaces a former device, and forgets every device and code when revoked', async () => {
    await using world = await StoreWorld.create();
    const stationId = await withCode(world, 'ONE');
    await enrol(world, 'ONE', 'first');
    await setCode(world, stationId, 'TWO');
    await enrol(world, 'TWO', 'second');
    expect(await world.store.reads.findStationByDevice(digestOf('first'))).to.equal(undefined);
    expect((await world.store.reads.findStationByDevice(digestOf('second')))?.stationId).to.equal(stationId);

    await setCode(world, stationId, 'THREE');
    const revoke = () => world.store.transact(({ accounts }) => accounts.revokeStation(stationId));
    expect(await revoke()).to.equal(true);
    expect(await revoke()).to.equal(false);
    expect(await enrol(world, 'THREE', 'third')).to.equal(undefined);
    expect(await world.store.reads.findStationByDevice(digestOf('second'))).to.equal(undefined);
    expect(await world.store.reads.findStationActor(stationId)).to.equal(undefined);
    await setCode(world, stationId, 'FOUR');
    expect(await enrol(world, 'FOUR', 'fourth')).to.equal(undefined);
  });
});

describe('store: administration', () => {
  it('lets an e-mail address be taken once, however it is spelled', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson({ email: 'asha@example.org' });
    const refused = await rejection(world.addPerson({ email: 'Asha@Example.org' }));
    expect(refused).to.include({ name: 'DomainError', code: 'conflict' });
    expect((await world.store.reads.findSecretsByEmail('ASHA@example.org'))?.personId).to.equal(personId);
    expect(await world.store.reads.findSecretsByEmail('other@example.org')).to.equal(undefined);
  });

  it('changes people and lists places with their stations', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    await world.store.transact(async ({ accounts }) => {
      expect((await accounts.lockPerson(personId))?.roles).to.deep.equal(['clinician']);
      await accounts.setRoles(personId, ['administrator', 'clinician']);
      await accounts.setPassword(personId, 'other hash', { mustChange: true });
      await accounts.setDisabled(personId, true);
    });
    const disabledAt = world.clock.now().toISOString();
    world.clock.pass(1000);
    await world.store.transact(({ accounts }) => accounts.setDisabled(personId, true));
    const person = await world.store.reads.getPerson(personId);
    expect(person).to.deep.include({ roles: ['administrator', 'clinician'], disabledAt });
    expect(await world.store.reads.listPeople(world.organisationId)).to.deep.equal([person]);
    expect((await world.store.reads.getSecrets(personId)).passwordHash).to.equal('other hash');
    expect((await world.store.reads.getMe(personId)).mustChangePassword).to.equal(true);
    await world.store.transact(({ accounts }) => accounts.setDisabled(personId, false));
    expect((await world.store.reads.getPerson(personId)).disabledAt).to.equal(null);

    const stationId = await world.addStation();
    const site = await world.store.reads.getSite(world.siteId);
    const { organisationId, ...station } = await world.store.reads.getStation(stationId);
    expect(organisationId).to.equal(world.organisationId);
    const listed = await world.store.reads.listSites(world.organisationId);
    expect(listed).to.deep.equal([{ ...site, stations: [station] }]);
    const organisations = await world.store.reads.listOrganisations(null);
    expect(organisations.map(({ name }) => name)).to.deep.equal(['Dales Care']);
    expect(await world.store.reads.listOrganisations(newId<OrganisationId>())).to.deep.equal([]);
  });

  it('says which place is missing', async () => {
    await using world = await StoreWorld.create();
    const site = {
      siteId: newId<SiteId>(),
      organisationId: newId<OrganisationId>(),
      name: 'x',
      kind: 'prison' as const,
      phone: null,
    };
    const noOrganisation = world.store.transact(({ accounts }) => accounts.addSite(site));
    expect(await rejection(noOrganisation)).to.include({
      code: 'not-found',
      message: 'no such organisation',
    });
    const station = { id: newId<StationId>(), siteId: site.siteId, name: 'x' };
    const noSite = world.store.transact(({ accounts }) => accounts.addStation(station));
    expect(await rejection(noSite)).to.include({ code: 'not-found', message: 'no such site' });
    const { reads } = world.store;
    const absent = [
      () => reads.getSite(newId()),
      () => reads.getPerson(newId()),
      () => reads.getSecrets(newId()),
      () => reads.getMe(newId()),
      () => reads.getStation(newId()),
      () => reads.getCallCard(newId()),
    ];
    for (const read of absent) {
      expect(await rejection(read())).to.have.property('code', 'not-found');
    }
  });
});
