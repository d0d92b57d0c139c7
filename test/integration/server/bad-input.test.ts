import { expect } from 'chai';
import { ask, askRefused, enrolStation, readProblem, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('bad input over HTTP', () => {
  let running: RunningServer;
  let token: string;
  let station: string;

  before(async () => {
    running = await RunningServer.create();
    const { organisationId, stationId } = await running.addOrganisation('Northdale');
    ({ token } = await signInAs(
      running,
      await running.addPerson(organisationId, ['administrator', 'clinician']),
    ));
    station = (await enrolStation(running, { token, stationId })).token;
  });

  after(async () => {
    // Whatever was thrown at it, it still works.
    await ask(running, 'me', { token });
    await running[Symbol.asyncDispose]();
  });

  function post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${running.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  it('refuses a field that the contract does not name, and names it', async () => {
    const body = JSON.stringify({ email: 'a@example.org', password: 'x', remember: true });
    const { detail } = await readProblem(await post('/api/sign-in', body), 'invalid');
    expect(detail).to.equal('body: Unrecognized key: "remember"');
  });

  it('names fields that are wrong and never repeats their values', async () => {
    const body = JSON.stringify({ email: 'not-an-address', password: 42 });
    const { detail } = await readProblem(await post('/api/sign-in', body), 'invalid');
    expect(detail).to.contain('body.email').and.to.contain('body.password');
    expect(detail).not.to.contain('not-an-address').and.not.to.contain('42');
  });

  it('refuses a body where none belongs, and a query where none belongs', async () => {
    const authorization = `Bearer ${station}`;
    await readProblem(await post('/api/calls', '{"acuity":"immediate"}', { authorization }), 'invalid');
    await askRefused(running, 'me', { token, query: { verbose: '1' }, code: 'invalid' });
  });

  it('refuses more than 64 KiB', async () => {
    const body = JSON.stringify({ email: 'a@example.org', password: 'x'.repeat(65 * 1024) });
    await readProblem(await post('/api/sign-in', body), 'too-large');
  });

  it('refuses what is not JSON, or not an object', async () => {
    const { detail } = await readProblem(await post('/api/sign-in', '{"email": secret'), 'invalid');
    expect(detail).to.equal('the body is not JSON');
    await readProblem(await post('/api/sign-in', '[]'), 'invalid');
    await readProblem(await post('/api/sign-in', '"text"'), 'invalid');
    await readProblem(await post('/api/sign-in', 'email=a', { 'content-type': 'text/plain' }), 'invalid');
  });

  it('does not take a prototype for a field', async () => {
    const body = '{"email":"a@example.org","password":"x","__proto__":{"admin":true}}';
    await readProblem(await post('/api/sign-in', body), 'invalid');
  });

  it('refuses unreadable encodings and addresses', async () => {
    const coded = await post('/api/sign-in', '{}', { 'content-encoding': 'snappy' });
    await readProblem(coded, 'invalid');
    const address = await fetch(`${running.url}/api/calls/%E0%A4%A`);
    await readProblem(address, 'invalid');
  });

  it('refuses an id that is none', async () => {
    const { detail } = await askRefused(running, 'readCall', {
      token,
      params: { callId: '7' },
      code: 'invalid',
    });
    expect(detail).to.contain('path.callId');
  });

  it('answers unknown paths and methods under /api with a problem', async () => {
    await readProblem(await fetch(`${running.url}/api/nowhere`), 'not-found');
    await readProblem(await fetch(`${running.url}/api/me`, { method: 'DELETE' }), 'not-found');
    await readProblem(await post('/api', '{}'), 'not-found');
  });
});
