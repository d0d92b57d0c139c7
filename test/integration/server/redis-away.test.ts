import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { PrivateRedis } from '../../support/private-redis.ts';
import { ask, enrolStation, signInAs } from '../../support/rest-client.ts';
import { type KnownPerson, RunningServer } from '../../support/running-server.ts';

for (const fault of ['killed', 'frozen'] as const) {
  describe(`a server whose Redis is ${fault}`, () => {
    let redis: PrivateRedis;
    let running: RunningServer;
    let person: KnownPerson;
    let station: string;

    before(async () => {
      redis = await PrivateRedis.start();
      running = await RunningServer.create({
        env: { REDIS_URL: redis.url },
        log: new PassThrough().resume(),
      });
      const { organisationId, stationId } = await running.addOrganisation('Northdale');
      person = await running.addPerson(organisationId, ['administrator', 'clinician']);
      const { token } = await signInAs(running, person);
      station = (await enrolStation(running, { token, stationId })).token;
      if (fault === 'killed') {
        await redis.kill();
      } else {
        redis.freeze();
      }
    });

    after(async () => {
      redis.thaw();
      await running[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    });

    it('still takes an urgent press, within seconds, and keeps it', async () => {
      const start = performance.now();
      const { value } = await ask(running, 'startCall', { token: station });
      expect(performance.now() - start).to.be.lessThan(4000);
      const state = await ask(running, 'readState', { token: station });
      expect(state.value.state).to.have.nested.property('call.callId', value.callId);
    });

    it('still signs people in', async () => {
      await signInAs(running, person);
    });

    it('stays ready, says what impairs it, and still gives the metrics it has', async () => {
      const ready = await fetch(`${running.url}/health/ready`);
      expect(ready.status).to.equal(200);
      expect(await ready.json()).to.deep.equal({
        status: 'impaired',
        checks: { postgres: 'up', redis: 'down', mediaWorkers: 'up', mediaClocks: 'up', disk: 'up' },
      });
      const metrics = await (await fetch(`${running.url}/metrics`)).text();
      expect(metrics).to.match(/^bedside_calls\{phase="waiting"\} 1$/m);
      expect(metrics).not.to.match(/^bedside_jobs\{/m);
    });

    it('is whole again once Redis is back', async () => {
      if (fault === 'killed') {
        await redis.restart();
      } else {
        redis.thaw();
      }
      await eventually(async () => {
        const text = await (await fetch(`${running.url}/health/ready`)).text();
        return text.includes('"status":"ready"') ? undefined : text;
      });
    });
  });
}

describe('a server that starts while Redis is away', () => {
  it('takes presses, says what impairs it, and is whole when Redis comes', async () => {
    await using redis = await PrivateRedis.start();
    await redis.kill();
    await using running = await RunningServer.create({
      env: { REDIS_URL: redis.url },
      log: new PassThrough().resume(),
    });
    const health = async () =>
      (await (await fetch(`${running.url}/health/ready`)).json()) as { status: string };
    expect(await health()).to.deep.include({ status: 'impaired' });
    const { organisationId, stationId } = await running.addOrganisation('Northdale');
    const person = await running.addPerson(organisationId, ['administrator']);
    const { token } = await signInAs(running, person);
    const station = (await enrolStation(running, { token, stationId })).token;
    const { value } = await ask(running, 'startCall', { token: station });
    const state = await ask(running, 'readState', { token: station });
    expect(state.value.state).to.have.nested.property('call.callId', value.callId);
    await redis.restart();
    await eventually(async () => {
      const { status } = await health();
      return status === 'ready' ? undefined : status;
    });
  });
});
