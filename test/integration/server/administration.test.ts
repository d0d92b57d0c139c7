import { expect } from 'chai';
import type { Role } from '../../../domain/actors.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { ask, askRefused, signInAs } from '../../support/rest-client.ts';
import { type KnownPerson, RunningServer } from '../../support/running-server.ts';

describe('administration over HTTP', () => {
  let running: RunningServer;
  let own: Awaited<ReturnType<RunningServer['addOrganisation']>>;
  let other: Awaited<ReturnType<RunningServer['addOrganisation']>>;
  let administrator: KnownPerson;
  let token: string;
  let platform: string;

  before(async () => {
    running = await RunningServer.create();
    own = await running.addOrganisation('Northdale');
    other = await running.addOrganisation('Southdale');
    administrator = await running.addPerson(own.organisationId, ['administrator']);
    token = await tokenOf(administrator);
    platform = await tokenOf(await running.addPerson(own.organisationId, ['platform-administrator']));
  });

  after(() => running[Symbol.asyncDispose]());

  async function tokenOf(person: KnownPerson): Promise<string> {
    return (await signInAs(running, person)).token;
  }

  function addPerson(
    asking: { token: string; organisationId?: OrganisationId },
    body: { name: string; email: string; roles: Role[] },
  ) {
    const params = { organisationId: asking.organisationId ?? own.organisationId };
    return ask(running, 'addPerson', { token: asking.token, params, body });
  }

  it('adds people with a temporary password that must be changed', async () => {
    const email = 'new.clinician@example.org';
    const { value } = await addPerson(
      { token },
      { name: ' New Clinician ', email, roles: ['clinician', 'clinician'] },
    );
    expect(value.person).to.include({ name: 'New Clinician', email });
    expect(value.person.roles).to.deep.equal(['clinician']);
    const signedIn = await ask(running, 'signIn', { body: { email, password: value.temporaryPassword } });
    expect(signedIn.value.me.mustChangePassword).to.equal(true);
    const goOnCall = {
      token: signedIn.value.token,
      body: { to: 'available', outsideShiftReason: 'other' },
    } as const;
    await askRefused(running, 'setPresence', { ...goOnCall, code: 'forbidden' });
    await ask(running, 'changePassword', {
      token: signedIn.value.token,
      body: { current: value.temporaryPassword, next: 'quite long enough' },
    });
    await ask(running, 'setPresence', goOnCall);
    const me = await ask(running, 'me', { token: signedIn.value.token });
    expect(me.value.mustChangePassword).to.equal(false);
    await askRefused(running, 'addPerson', {
      token,
      params: { organisationId: own.organisationId },
      body: { name: 'Namesake', email: email.toUpperCase(), roles: ['clinician'] },
      code: 'conflict',
    });
  });

  it('resets a password: sign-ins end and the old one is worth nothing', async () => {
    const person = await running.addPerson(own.organisationId, ['clinician']);
    const theirs = await tokenOf(person);
    const params = { personId: person.personId };
    const { value } = await ask(running, 'resetPassword', { token, params });
    await askRefused(running, 'me', { token: theirs, code: 'unauthenticated' });
    const { email } = person;
    await askRefused(running, 'signIn', {
      body: { email, password: person.password },
      code: 'unauthenticated',
    });
    await signInAs(running, { ...person, password: value.temporaryPassword });
  });

  it('sets roles, which hold from the next request on', async () => {
    const person = await running.addPerson(own.organisationId, ['clinician']);
    const theirs = await tokenOf(person);
    await ask(running, 'setPresence', {
      token: theirs,
      body: { to: 'available', outsideShiftReason: 'other' },
    });
    const params = { personId: person.personId };
    await ask(running, 'setRoles', { token, params, body: { roles: ['administrator'] } });
    await askRefused(running, 'setPresence', { token: theirs, body: { to: 'available' }, code: 'forbidden' });
    const { value } = await ask(running, 'readBoard', { token });
    expect(value.clinicians.map(({ clinicianId }) => clinicianId)).not.to.include(person.personId);
  });

  it('lets nobody disable themself or drop their own administration', async () => {
    const params = { personId: administrator.personId };
    await askRefused(running, 'disablePerson', { token, params, code: 'conflict' });
    await askRefused(running, 'setRoles', {
      token,
      params,
      body: { roles: ['clinician'] },
      code: 'conflict',
    });
    await askRefused(running, 'resetPassword', { token, params, code: 'conflict' });
    await ask(running, 'setRoles', { token, params, body: { roles: ['administrator', 'clinician'] } });
    await ask(running, 'setRoles', { token, params, body: { roles: ['administrator'] } });
  });

  it('lets only platform administrators make platform administrators, or touch them', async () => {
    const roles: Role[] = ['platform-administrator'];
    const person = await running.addPerson(own.organisationId, ['clinician']);
    const params = { personId: person.personId };
    await askRefused(running, 'setRoles', { token, params, body: { roles }, code: 'forbidden' });
    await askRefused(running, 'addPerson', {
      token,
      params: { organisationId: own.organisationId },
      body: { name: 'Would Be', email: 'would.be@example.org', roles },
      code: 'forbidden',
    });
    await ask(running, 'setRoles', { token: platform, params, body: { roles } });
    await askRefused(running, 'resetPassword', { token, params, code: 'forbidden' });
    await askRefused(running, 'disablePerson', { token, params, code: 'forbidden' });
    await ask(running, 'disablePerson', { token: platform, params });
  });

  it("answers not-found for another organisation's things, and for what is not there", async () => {
    const theirs = await running.addPerson(other.organisationId, ['clinician']);
    const { organisationId, siteId, stationId } = other;
    const { personId } = theirs;
    const code = 'not-found';
    await askRefused(running, 'listSites', { token, params: { organisationId }, code });
    await askRefused(running, 'listPeople', { token, params: { organisationId }, code });
    await askRefused(running, 'readAudit', { token, params: { organisationId }, code });
    await askRefused(running, 'addStation', { token, params: { siteId }, body: { name: 'x' }, code });
    await askRefused(running, 'issueEnrolmentCode', { token, params: { stationId }, code });
    await askRefused(running, 'revokeStation', { token, params: { stationId }, code });
    await askRefused(running, 'disablePerson', { token, params: { personId }, code });
    await askRefused(running, 'resetPassword', { token, params: { personId }, code });
    await askRefused(running, 'setRoles', {
      token,
      params: { personId },
      body: { roles: ['clinician'] },
      code,
    });
    const nobody = '00000000-0000-4000-8000-000000000000';
    await askRefused(running, 'disablePerson', { token: platform, params: { personId: nobody }, code });
    await askRefused(running, 'listPeople', { token: platform, params: { organisationId: nobody }, code });
    await ask(running, 'listPeople', { token: platform, params: { organisationId } });
  });

  it('refuses clinicians all of it', async () => {
    const clinician = await tokenOf(await running.addPerson(own.organisationId, ['clinician']));
    const { organisationId } = own;
    const asking = { token: clinician, code: 'forbidden' } as const;
    await askRefused(running, 'listOrganisations', asking);
    await askRefused(running, 'addOrganisation', { ...asking, body: { name: 'x' } });
    await askRefused(running, 'listPeople', { ...asking, params: { organisationId } });
    await askRefused(running, 'readAudit', { ...asking, params: { organisationId } });
    await askRefused(running, 'revokeStation', { ...asking, params: { stationId: own.stationId } });
  });

  it('adds organisations and sites, for platform administrators', async () => {
    await askRefused(running, 'addOrganisation', { token, body: { name: 'Eastdale' }, code: 'forbidden' });
    const { value: added } = await ask(running, 'addOrganisation', {
      token: platform,
      body: { name: 'Eastdale' },
    });
    const body = { name: 'Rowan House', kind: 'care-home', phone: '01632 960001' } as const;
    const params = { organisationId: added.organisationId };
    const { value: site } = await ask(running, 'addSite', { token: platform, params, body });
    expect(site).to.include(body);
    const { value: all } = await ask(running, 'listOrganisations', { token: platform });
    expect(all.organisations).to.deep.include(added);
    const { value: ownOnly } = await ask(running, 'listOrganisations', { token });
    expect(ownOnly.organisations.map(({ name }) => name)).to.deep.equal(['Northdale']);
  });

  it('leaves every change in the audit trail, with ids and codes only', async () => {
    const name = 'Unmistakable Name';
    const { value } = await addPerson(
      { token },
      { name, email: 'audited@example.org', roles: ['clinician'] },
    );
    const params = { personId: value.person.personId };
    await ask(running, 'setRoles', { token, params, body: { roles: ['clinician', 'administrator'] } });
    await ask(running, 'disablePerson', { token, params });
    await ask(running, 'enablePerson', { token, params });
    await ask(running, 'resetPassword', { token, params });
    const audit = await ask(running, 'readAudit', { token, params: { organisationId: own.organisationId } });
    const about = audit.value.events.filter(({ subjectId }) => subjectId === params.personId);
    expect(about.map(({ action }) => action).toReversed()).to.deep.equal([
      'person.added',
      'person.roles-set',
      'person.disabled',
      'person.enabled',
      'person.password-reset',
    ]);
    expect(about.every(({ actorKind }) => actorKind === 'person')).to.equal(true);
    expect(JSON.stringify(about.map(({ detail }) => detail))).not.to.match(/Unmistakable|audited@/);
  });
});
