import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { setReadOnly } from '../../support/read-only-database.ts';
import { eventually } from '../../support/eventually.ts';
import { ask, askRefused, enrolStation, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a server whose PostgreSQL only reads, as after a failover', () => {
  let running: RunningServer;
  let station: string;

  before(async () => {
    running = await RunningServer.create({ log: new PassThrough().resume() });
    const { organisationId, stationId } = await running.addOrganisation('Northdale');
    const { token } = await signInAs(running, await running.addPerson(organisationId, ['administrator']));
    station = (await enrolStation(running, { token, stationId })).token;
    await setReadOnly(running.config.databaseUrl, 'on', 'ended');
  });

  after(() => running[Symbol.asyncDispose]());

  const readiness = async () => {
    const response = await fetch(`${running.url}/health/ready`);
    return { code: response.status, said: await response.text() };
  };

  it('is not ready, though it can be read, and says so to whoever reads', async () => {
    await eventually(async () => {
      const { code, said } = await readiness();
      return code === 503 ? undefined : said;
    });
    expect((await readiness()).said).to.contain('"postgres":"down"');
    await eventually(async () => {
      const { value } = await ask(running, 'readState', { token: station });
      return value.writable ? 'the state is still said to be writable' : undefined;
    });
  });

  it('refuses a press as one that may succeed soon', async () => {
    await askRefused(running, 'startCall', { token: station, code: 'unavailable' });
  });

  it('takes presses again over new connections, without being started again', async () => {
    await setReadOnly(running.config.databaseUrl, 'off', 'kept');
    await eventually(async () => {
      const { code, said } = await readiness();
      return code === 200 ? undefined : said;
    });
    const { value } = await ask(running, 'startCall', { token: station });
    const state = await ask(running, 'readState', { token: station });
    expect(state.value.state).to.have.nested.property('call.callId', value.callId);
    expect(state.value.writable).to.equal(true);
  });
});
