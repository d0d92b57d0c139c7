import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../support/eventually.ts';
import { ask, askRefused, enrolStation, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

/** Every connection from now on only reads, or reads and writes again; `others`: what becomes of those there are. */
async function setReadOnly(
  running: RunningServer,
  to: 'on' | 'off',
  others: 'ended' | 'kept',
): Promise<void> {
  const client = new pg.Client({ connectionString: running.config.databaseUrl });
  await client.connect();
  try {
    const database = `"${client.database ?? ''}"`;
    await client.query('set default_transaction_read_only = off');
    await client.query(`alter database ${database} set default_transaction_read_only = ${to}`);
    if (others === 'ended')
      await client.query(`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
      `);
  } finally {
    await client.end();
  }
}

describe('a server whose PostgreSQL only reads, as after a failover', () => {
  let running: RunningServer;
  let station: string;

  before(async () => {
    running = await RunningServer.create({ log: new PassThrough().resume() });
    const { organisationId, stationId } = await running.addOrganisation('Northdale');
    const { token } = await signInAs(running, await running.addPerson(organisationId, ['administrator']));
    station = (await enrolStation(running, { token, stationId })).token;
    await setReadOnly(running, 'on', 'ended');
  });

  after(() => running[Symbol.asyncDispose]());

  const readiness = async () => {
    const response = await fetch(`${running.url}/health/ready`);
    return { code: response.status, said: await response.text() };
  };

  it('is not ready, though it can be read', async () => {
    await eventually(async () => {
      const { code, said } = await readiness();
      return code === 503 ? undefined : said;
    });
    expect((await readiness()).said).to.contain('"postgres":"down"');
    await ask(running, 'readState', { token: station });
  });

  it('refuses a press as one that may succeed soon', async () => {
    await askRefused(running, 'startCall', { token: station, code: 'unavailable' });
  });

  it('takes presses again over new connections, without being started again', async () => {
    await setReadOnly(running, 'off', 'kept');
    await eventually(async () => {
      const { code, said } = await readiness();
      return code === 200 ? undefined : said;
    });
    const { value } = await ask(running, 'startCall', { token: station });
    const state = await ask(running, 'readState', { token: station });
    expect(state.value.state).to.have.nested.property('call.callId', value.callId);
  });
});
