import { expect } from 'chai';
import { ask, askRefused, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const secret = 'the-secret-of-the-relay';
const relays = {
  BEDSIDE_TURN_URLS: 'turn:turn.example.org:3478?transport=udp',
  BEDSIDE_TURN_SECRET: secret,
};
const relay = { iceTransportPolicy: 'relay' } as const;

describe('the media path of a site over HTTP', () => {
  it('is what an administrator chose, and audited', async () => {
    await using running = await RunningServer.create({ env: relays });
    const own = await running.addOrganisation('Northdale');
    const { organisationId, siteId } = own;
    const { token } = await signInAs(running, await running.addPerson(organisationId, ['administrator']));
    const policies = async () => {
      const { value } = await ask(running, 'listSites', { token, params: { organisationId } });
      return value.sites.map(({ iceTransportPolicy }) => iceTransportPolicy);
    };
    expect(await policies()).to.deep.equal(['all']);
    const { value } = await ask(running, 'setSiteMediaPath', { token, params: { siteId }, body: relay });
    expect(value).to.include({ siteId, ...relay });
    expect(await policies()).to.deep.equal(['relay']);
    const audit = await ask(running, 'readAudit', { token, params: { organisationId } });
    const [last] = audit.value.events;
    expect(last).to.deep.include({ action: 'site.media-path-set', subjectId: siteId, detail: relay });
    expect(JSON.stringify(audit.value)).not.to.include(secret);
  });

  it('is refused to managers and clinicians, for another’s site, and by a name that is none', async () => {
    await using running = await RunningServer.create({ env: relays });
    const own = await running.addOrganisation('Northdale');
    const other = await running.addOrganisation('Southdale');
    const params = { siteId: own.siteId };
    for (const role of ['manager', 'clinician'] as const) {
      const { token } = await signInAs(running, await running.addPerson(own.organisationId, [role]));
      await askRefused(running, 'setSiteMediaPath', { token, params, body: relay, code: 'forbidden' });
    }
    const administrator = await running.addPerson(own.organisationId, ['administrator']);
    const { token } = await signInAs(running, administrator);
    const theirs = { token, params: { siteId: other.siteId }, body: relay };
    await askRefused(running, 'setSiteMediaPath', { ...theirs, code: 'not-found' });
    const body = { iceTransportPolicy: 'public' } as never;
    await askRefused(running, 'setSiteMediaPath', { token, params, body, code: 'invalid' });
  });

  it('cannot be the relay where there is none', async () => {
    await using running = await RunningServer.create();
    const { organisationId, siteId } = await running.addOrganisation('Northdale');
    const { token } = await signInAs(running, await running.addPerson(organisationId, ['administrator']));
    const asking = { token, params: { siteId } };
    await askRefused(running, 'setSiteMediaPath', { ...asking, body: relay, code: 'conflict' });
    await ask(running, 'setSiteMediaPath', { ...asking, body: { iceTransportPolicy: 'all' } });
  });
});
