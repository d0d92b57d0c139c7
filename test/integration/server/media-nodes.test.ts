import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { OrganisationId } from '../../../domain/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { NodeProcess, nodeSecret } from '../../support/node-process.ts';
import { redisPrefix } from '../../support/services.ts';
import { ask, askRefused, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

async function tokenOf(
  running: RunningServer,
  organisationId: OrganisationId,
  role: 'administrator' | 'platform-administrator',
): Promise<string> {
  return (await signInAs(running, await running.addPerson(organisationId, [role]))).token;
}

async function lines(running: RunningServer, organisationId: OrganisationId) {
  const { events } = await running.server.deps.store.reads.listAudit(organisationId, null);
  return events.map(({ action, subjectKind, subjectId, detail }) => ({
    action,
    subjectKind,
    subjectId,
    detail,
  }));
}

describe('media nodes over HTTP', function () {
  this.timeout(30_000);

  it('are listed and drained for platform administrators, and the drain is audited', async () => {
    const prefix = redisPrefix();
    await using node = await NodeProcess.start({ prefix });
    const env = {
      BEDSIDE_REDIS_PREFIX: prefix,
      BEDSIDE_SFU_NODES: 'separate',
      BEDSIDE_SFU_SECRET: nodeSecret,
    };
    await using running = await RunningServer.create({ env });
    const { organisationId } = await running.addOrganisation('Northdale');
    const administrator = await tokenOf(running, organisationId, 'administrator');
    const token = await tokenOf(running, organisationId, 'platform-administrator');
    const { nodeId } = node;

    const params = { nodeId };
    await askRefused(running, 'listMediaNodes', { token: administrator, code: 'forbidden' });
    await askRefused(running, 'drainMediaNode', { token: administrator, params, code: 'forbidden' });
    await askRefused(running, 'drainMediaNode', { params, code: 'unauthenticated' });
    await askRefused(running, 'drainMediaNode', {
      token,
      params: { nodeId: randomUUID() },
      code: 'not-found',
    });
    await askRefused(running, 'drainMediaNode', { token, params: { nodeId: 'all' }, code: 'invalid' });
    const { value } = await ask(running, 'listMediaNodes', { token });
    expect(value.where).to.equal('separate');
    expect(value.nodes).to.have.length(1);
    expect(value.nodes[0]).to.deep.include({ nodeId, region: 'home' });
    expect(value.nodes[0]?.load).to.include({ capacity: 400, consumers: 0, rooms: 0, draining: false });

    await ask(running, 'drainMediaNode', { token, params });
    expect(await node.ended()).to.equal(0);
    await eventually(async () => {
      const { value: after } = await ask(running, 'listMediaNodes', { token });
      return after.nodes.length === 0 ? undefined : 'the node that ended is still listed';
    });
    const [drained] = await lines(running, organisationId);
    expect(drained).to.deep.equal({
      action: 'media-node.drained',
      subjectKind: 'media-node',
      subjectId: nodeId,
      detail: { region: 'home' },
    });
  });

  it('whose clock is wrong are an alarm of the readiness, the metrics and the list, and still used', async () => {
    const prefix = redisPrefix();
    const shifted = 'data:text/javascript,const now = Date.now; Date.now = () => now() - 120000;';
    await using node = await NodeProcess.start({ prefix, env: { NODE_OPTIONS: `--import="${shifted}"` } });
    const env = {
      BEDSIDE_REDIS_PREFIX: prefix,
      BEDSIDE_SFU_NODES: 'separate',
      BEDSIDE_SFU_SECRET: nodeSecret,
    };
    await using running = await RunningServer.create({ env });
    const { organisationId } = await running.addOrganisation('Northdale');
    const token = await tokenOf(running, organisationId, 'platform-administrator');
    const { value } = await ask(running, 'listMediaNodes', { token });
    expect(value.nodes[0]?.clockAheadMs).to.be.within(-130_000, -110_000);
    const ready = await fetch(`${running.url}/health/ready`);
    expect(ready.status).to.equal(200);
    expect(await ready.json()).to.deep.equal({
      status: 'impaired',
      checks: { postgres: 'up', redis: 'up', mediaWorkers: 'up', mediaClocks: 'down', disk: 'up' },
    });
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    const [, seconds] =
      new RegExp(`bedside_media_clock_seconds{node="${node.nodeId}"} (-\\d+)`).exec(metrics) ?? [];
    expect(Number(seconds)).to.be.within(-130, -110);
  });

  it('are none where media run inside the server, which says so', async () => {
    await using running = await RunningServer.create();
    const { organisationId } = await running.addOrganisation('Northdale');
    const token = await tokenOf(running, organisationId, 'platform-administrator');
    const { value } = await ask(running, 'listMediaNodes', { token });
    expect(value).to.deep.equal({ where: 'inside', nodes: [] });
    const params = { nodeId: randomUUID() };
    const { detail } = await askRefused(running, 'drainMediaNode', { token, params, code: 'conflict' });
    expect(detail).to.equal('Media run inside the server, so there is no media node to drain.');
  });
});

describe('the region of an organisation over HTTP', () => {
  it('is set and taken away by platform administrators, and audited', async () => {
    await using running = await RunningServer.create();
    const { organisationId } = await running.addOrganisation('Northdale');
    const administrator = await tokenOf(running, organisationId, 'administrator');
    const token = await tokenOf(running, organisationId, 'platform-administrator');
    const asking = { params: { organisationId }, body: { region: 'uk-north' } };
    await askRefused(running, 'setOrganisationRegion', {
      ...asking,
      token: administrator,
      code: 'forbidden',
    });
    const wrong = { ...asking, token, body: { region: 'UK North' }, code: 'invalid' } as const;
    await askRefused(running, 'setOrganisationRegion', wrong);
    const nobody = { ...asking, token, params: { organisationId: randomUUID() }, code: 'not-found' } as const;
    await askRefused(running, 'setOrganisationRegion', nobody);
    const { value } = await ask(running, 'setOrganisationRegion', { ...asking, token });
    expect(value.region).to.equal('uk-north');
    const { value: listed } = await ask(running, 'listOrganisations', { token });
    expect(listed.organisations).to.deep.equal([value]);
    await ask(running, 'setOrganisationRegion', { ...asking, token, body: { region: null } });
    const set = { action: 'organisation.region-set', subjectKind: 'organisation', subjectId: organisationId };
    expect((await lines(running, organisationId)).slice(0, 2)).to.deep.equal([
      { ...set, detail: { region: null } },
      { ...set, detail: { region: 'uk-north' } },
    ]);
  });
});
