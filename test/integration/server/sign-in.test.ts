import { expect } from 'chai';
import type { OrganisationId } from '../../../domain/ids.ts';
import { ask, askRefused, cookieOf, signInAs } from '../../support/rest-client.ts';
import { type KnownPerson, RunningServer } from '../../support/running-server.ts';

describe('signing in over HTTP', () => {
  let running: RunningServer;
  let organisationId: OrganisationId;
  let administrator: KnownPerson;

  before(async () => {
    running = await RunningServer.create();
    ({ organisationId } = await running.addOrganisation('Northdale'));
    administrator = await running.addPerson(organisationId, ['administrator']);
  });

  after(() => running[Symbol.asyncDispose]());

  async function actionsAbout(
    subject: string,
  ): Promise<{ action: string; detail: Record<string, unknown> }[]> {
    const { token } = await signInAs(running, administrator);
    const { value } = await ask(running, 'readAudit', { token, params: { organisationId } });
    return value.events.filter(({ subjectId }) => subjectId === subject);
  }

  it('gives an access token, says who one is, and sets a cookie that no script sees', async () => {
    const { email, password, personId } = await running.addPerson(organisationId, ['clinician']);
    const { value, cookies } = await ask(running, 'signIn', {
      body: { email: email.toUpperCase(), password },
    });
    expect(value.me).to.include({ personId, organisationId, email });
    expect(cookies).to.have.lengthOf(1);
    expect(cookies[0]).to.match(
      /^bedside_refresh=[\w-]{43}; Path=\/api; Expires=.*; HttpOnly; SameSite=Strict$/,
    );
    const me = await ask(running, 'me', { token: value.token });
    expect(me.value).to.deep.equal(value.me);
  });

  it('says the same of a wrong password and of an address that nobody has, and audits both', async () => {
    const { email, personId } = await running.addPerson(organisationId, ['clinician']);
    const wrong = await askRefused(running, 'signIn', {
      code: 'unauthenticated',
      body: { email, password: 'not the password' },
    });
    const unknown = await askRefused(running, 'signIn', {
      code: 'unauthenticated',
      body: { email: 'nobody@example.org', password: 'not the password' },
    });
    expect(wrong).to.deep.equal(unknown);
    expect(await actionsAbout(personId)).to.containSubset([
      { action: 'person.sign-in-refused', detail: { reason: 'wrong-password' } },
    ]);
  });

  it('rotates the refresh token, and revokes the family when one is used again that was spent a while ago', async () => {
    const person = await running.addPerson(organisationId, ['clinician']);
    const { cookie } = await signInAs(running, person);
    await ask(running, 'refresh', { cookie });
    // As a browser asks again whose answer was lost.
    const second = await ask(running, 'refresh', { cookie });
    const current = cookieOf(second.cookies, 'bedside_refresh');
    expect(current).not.to.equal(cookie);
    await ask(running, 'me', { token: second.value.token });

    running.clock.forward(60_000);
    await askRefused(running, 'refresh', { cookie, code: 'unauthenticated' });
    await askRefused(running, 'refresh', { cookie: current, code: 'unauthenticated' });
    await askRefused(running, 'me', { token: second.value.token, code: 'unauthenticated' });
  });

  it('refuses a refresh without a cookie or with a made-up one', async () => {
    await askRefused(running, 'refresh', { code: 'unauthenticated' });
    await askRefused(running, 'refresh', { cookie: 'bedside_refresh=made-up', code: 'unauthenticated' });
  });

  it('signs out: the token and the cookie are worth nothing from then on', async () => {
    const { token, cookie } = await signInAs(running, await running.addPerson(organisationId, ['clinician']));
    const { cookies } = await ask(running, 'signOut', { cookie });
    expect(cookies[0]).to.match(/^bedside_refresh=;.*1970/);
    await askRefused(running, 'me', { token, code: 'unauthenticated' });
    await askRefused(running, 'refresh', { cookie, code: 'unauthenticated' });
    await ask(running, 'signOut', { cookie });
  });

  it('signs out of a page that has lost its cookie', async () => {
    await ask(running, 'signOut');
  });

  it('refuses a disabled person at once, and lets them in again when enabled', async () => {
    const person = await running.addPerson(organisationId, ['clinician']);
    const { token, cookie } = await signInAs(running, person);
    const by = await signInAs(running, administrator);
    const params = { personId: person.personId };
    const { value } = await ask(running, 'disablePerson', { token: by.token, params });
    expect(value.disabledAt).not.to.equal(null);
    await askRefused(running, 'me', { token, code: 'unauthenticated' });
    await askRefused(running, 'refresh', { cookie, code: 'unauthenticated' });
    const { email, password } = person;
    await askRefused(running, 'signIn', { body: { email, password }, code: 'unauthenticated' });
    await ask(running, 'enablePerson', { token: by.token, params });
    await signInAs(running, person);
  });

  it('changes the password, and ends every other sign-in', async () => {
    const person = await running.addPerson(organisationId, ['clinician']);
    const here = await signInAs(running, person);
    const there = await signInAs(running, person);
    const next = 'a new and long password';
    await askRefused(running, 'changePassword', {
      token: here.token,
      body: { current: 'not the password', next },
      code: 'invalid',
    });
    await ask(running, 'changePassword', { token: here.token, body: { current: person.password, next } });
    await ask(running, 'me', { token: here.token });
    await askRefused(running, 'me', { token: there.token, code: 'unauthenticated' });
    await signInAs(running, { ...person, password: next });
  });

  it('makes Secure cookies and says HSTS when the public address is https', async () => {
    await using secure = await RunningServer.create({
      env: { BEDSIDE_PUBLIC_URL: 'https://bedside.example' },
    });
    const { organisationId: own } = await secure.addOrganisation('Southdale');
    const { email, password } = await secure.addPerson(own, ['clinician']);
    const { cookies } = await ask(secure, 'signIn', { body: { email, password } });
    expect(cookies[0]).to.contain('; Secure');
    const page = await fetch(`${secure.url}/health/live`);
    expect(page.headers.get('strict-transport-security')).to.contain('max-age=31536000');
  });

  it('refuses cookies that a page of somebody else makes a browser send', async () => {
    const { cookie } = await signInAs(running, administrator);
    await askRefused(running, 'refresh', { cookie, origin: 'https://evil.example', code: 'forbidden' });
    await ask(running, 'refresh', { cookie, origin: running.url });
  });
});
