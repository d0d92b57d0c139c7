import { expect } from 'chai';
import type { StationId } from '../../../domain/ids.ts';
import { ask, askRefused, cookieOf, enrolStation, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('stations over HTTP', () => {
  let running: RunningServer;
  let token: string;
  let stationId: StationId;
  let siteId: string;

  beforeEach(async () => {
    running = await RunningServer.create();
    const added = await running.addOrganisation('Northdale');
    ({ stationId, siteId } = added);
    ({ token } = await signInAs(running, await running.addPerson(added.organisationId, ['administrator'])));
  });

  afterEach(() => running[Symbol.asyncDispose]());

  async function issueCode(): Promise<string> {
    return (await ask(running, 'issueEnrolmentCode', { token, params: { stationId } })).value.code;
  }

  it('enrols with a code that is typed carelessly, once, and keeps the device by its cookie', async () => {
    const code = await issueCode();
    expect(code).to.match(/^[ACDEFGHJKMNPQRTVWXY34679]{4}-[ACDEFGHJKMNPQRTVWXY34679]{4}$/);
    const typed = ` ${code.toLowerCase().replace('-', ' – ')} `;
    const { value, cookies } = await ask(running, 'enrol', { body: { code: typed } });
    expect(value.stationId).to.equal(stationId);
    expect(cookies[0]).to.match(
      /^bedside_station=[\w-]{43}; Path=\/api; Expires=.*; HttpOnly; SameSite=Strict$/,
    );
    const again = await askRefused(running, 'enrol', { body: { code }, code: 'invalid' });
    expect(again.detail).to.match(/^that code is not valid: /);

    const cookie = cookieOf(cookies, 'bedside_station');
    const renewed = await ask(running, 'stationToken', { cookie });
    expect(cookieOf(renewed.cookies, 'bedside_station')).to.equal(cookie);
    const { value: state } = await ask(running, 'readState', { token: renewed.value.token });
    expect(state.state).to.deep.include({ kind: 'station', call: null });
  });

  it('refuses a code after 15 minutes, and one that a newer code has replaced', async () => {
    const first = await issueCode();
    const second = await issueCode();
    await askRefused(running, 'enrol', { body: { code: first }, code: 'invalid' });
    running.clock.forward(15 * 60_000 + 1000);
    await askRefused(running, 'enrol', { body: { code: second }, code: 'invalid' });
  });

  it('refuses a station token without a cookie or with a made-up one', async () => {
    await askRefused(running, 'stationToken', { code: 'unauthenticated' });
    await askRefused(running, 'stationToken', { cookie: 'bedside_station=made-up', code: 'unauthenticated' });
  });

  it('places one call however often it presses, describes and cancels it', async () => {
    const station = await enrolStation(running, { token, stationId });
    const presses = await Promise.all(
      Array.from({ length: 5 }, () => ask(running, 'startCall', { token: station.token })),
    );
    const callIds = new Set(presses.map(({ value }) => value.callId));
    expect(callIds.size).to.equal(1);
    const params = { callId: [...callIds].join('') };
    await ask(running, 'describeCall', {
      token: station.token,
      params,
      body: { acuity: 'immediate', nhsNumber: '943 476 5919' },
    });
    const { value } = await ask(running, 'readCall', { token, params });
    expect(value).to.deep.include({ phase: 'waiting', acuity: 'immediate' });
    expect(value.details.nhsNumber).to.equal('9434765919');
    await ask(running, 'cancelCall', { token: station.token, params });
    const state = await ask(running, 'readState', { token: station.token });
    expect(state.value.state).to.deep.include({ call: null });
  });

  it('ends with its call when it is revoked, at once and for good', async () => {
    const station = await enrolStation(running, { token, stationId });
    const { value: call } = await ask(running, 'startCall', { token: station.token });
    const revoked = await ask(running, 'revokeStation', { token, params: { stationId } });
    expect(revoked.value.revokedAt).not.to.equal(null);
    await askRefused(running, 'startCall', { token: station.token, code: 'unauthenticated' });
    await askRefused(running, 'stationToken', { cookie: station.cookie, code: 'unauthenticated' });
    const { value } = await ask(running, 'readCall', { token, params: call });
    expect(value.phase).to.equal('ended');
    await askRefused(running, 'issueEnrolmentCode', { token, params: { stationId }, code: 'conflict' });
    const again = await ask(running, 'revokeStation', { token, params: { stationId } });
    expect(again.value).to.deep.equal(revoked.value);
  });

  it('is added to a site and listed there, without telling its secrets', async () => {
    const { value: added } = await ask(running, 'addStation', {
      token,
      params: { siteId },
      body: { name: 'Second tablet' },
    });
    const { value: me } = await ask(running, 'me', { token });
    const { organisationId } = me;
    const { value } = await ask(running, 'listSites', { token, params: { organisationId } });
    expect(value.sites[0]?.stations).to.deep.include(added);
  });
});
