import { expect } from 'chai';
import type { Role } from '../../../domain/actors.ts';
import { eraseCalls } from '../../../domain/retention/erase-calls.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { Past } from '../../support/past.ts';
import { ask, askRefused, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a legal hold over HTTP', () => {
  let running: RunningServer;
  let past: Past;
  let own: Awaited<ReturnType<RunningServer['addOrganisation']>>;
  let administrator: string;

  before(async () => {
    running = await RunningServer.create();
    own = await running.addOrganisation('Northdale');
    const { personId } = await running.addPerson(own.organisationId, ['clinician']);
    past = await Past.open(running.config.databaseUrl, { ...own, clinicianId: personId });
    administrator = await tokenOf(['administrator']);
  });

  after(async () => {
    await past[Symbol.asyncDispose]();
    await running[Symbol.asyncDispose]();
  });

  async function tokenOf(roles: readonly Role[], organisationId = own.organisationId): Promise<string> {
    return (await signInAs(running, await running.addPerson(organisationId, roles))).token;
  }

  /** Long over its period: nobody knows the age of the patient. */
  const oldCall = () => past.add({ placedAt: '1998-03-01T10:00:00Z', answeredAfter: 20, endedAfter: 300 });
  const listed = async () => {
    const { organisationId } = own;
    const { value } = await ask(running, 'listLegalHolds', {
      token: administrator,
      params: { organisationId },
    });
    return value.legalHolds.map(({ callId, reason, setByName }) => ({ callId, reason, setByName }));
  };

  it('keeps a call until an administrator lifts it, and both are in the trail', async () => {
    const { store, clock } = running.server.deps;
    const erase = () => eraseCalls({ store, clock, log: collectingLog().log }, { years: 8 });
    const callId = await oldCall();
    const asking = { token: administrator, params: { callId } };
    await ask(running, 'setLegalHold', { ...asking, body: { reason: 'complaint' } });
    await ask(running, 'setLegalHold', { ...asking, body: { reason: 'claim' } });
    const [first] = await listed();
    expect(first).to.include({ callId, reason: 'claim' });
    expect(await erase()).to.equal(0);
    expect(await past.query('select 1 from calls where id = $1', [callId])).to.have.length(1);
    const trail = await past.query<{ action: string; detail: object }>(
      `select action, detail from audit where subject_kind = 'call' and subject_id = $1 order by id`,
      [callId],
    );
    expect(trail).to.deep.equal([
      { action: 'legal-hold.set', detail: { reason: 'complaint' } },
      { action: 'legal-hold.set', detail: { reason: 'claim' } },
    ]);

    await ask(running, 'liftLegalHold', { ...asking, body: { reason: 'settled' } });
    const [lifted] = await past.query<{ action: string; detail: object }>(
      'select action, detail from audit order by id desc limit 1',
    );
    expect(lifted).to.deep.equal({ action: 'legal-hold.lifted', detail: { reason: 'settled' } });
    expect(await listed()).to.deep.equal([]);
    await askRefused(running, 'liftLegalHold', { ...asking, body: { reason: 'settled' }, code: 'conflict' });
    expect(await erase()).to.equal(1);
    await askRefused(running, 'setLegalHold', { ...asking, body: { reason: 'claim' }, code: 'not-found' });
  });

  it('is for administrators of the call’s own organisation', async () => {
    const callId = await oldCall();
    const params = { callId };
    const other = await running.addOrganisation('Southdale');
    const elsewhere = await tokenOf(['administrator'], other.organisationId);
    for (const [token, code] of [
      [await tokenOf(['clinician']), 'forbidden'],
      [await tokenOf(['manager']), 'forbidden'],
      [await tokenOf(['platform-administrator']), 'forbidden'],
      [elsewhere, 'not-found'],
    ] as const) {
      await askRefused(running, 'setLegalHold', { token, params, body: { reason: 'claim' }, code });
      await askRefused(running, 'liftLegalHold', { token, params, body: { reason: 'settled' }, code });
      const { organisationId } = own;
      await askRefused(running, 'listLegalHolds', { token, params: { organisationId }, code });
    }
    const asking = { token: administrator, params };
    await askRefused(running, 'setLegalHold', {
      ...asking,
      body: { reason: 'Mrs Lovelace’s solicitor' as 'claim' },
      code: 'invalid',
    });
    expect(await listed()).to.deep.equal([]);
  });
});
