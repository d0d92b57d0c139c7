import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { keySet } from '../../../domain/record/client-keys.ts';
import type { GivenKeys } from '../../../domain/record/record-client-wire.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { makeKeyPair, PartnerStage } from '../../support/partner.ts';
import { type Asking, ask, askRefused, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const pair = makeKeyPair();
const keys: GivenKeys = { kind: 'inline', keySet: keySet.parse({ keys: [pair.jwk] }) };

describe('the systems of partners', () => {
  let running: RunningServer;
  let stage: PartnerStage;

  before(async () => {
    running = await RunningServer.create({
      env: { BEDSIDE_PARTNER_KEY_ORIGINS: 'https://keys.partner.example,https://*.partners.example' },
    });
  });

  beforeEach(async () => {
    stage = await PartnerStage.create(running);
  });

  after(() => running[Symbol.asyncDispose]());

  const list = async () =>
    (
      await ask(running, 'listRecordClients', {
        token: stage.token,
        params: { organisationId: stage.organisationId },
      })
    ).value;

  function adding(body: Partial<NonNullable<Asking<'addRecordClient'>['body']>>) {
    return {
      token: stage.token,
      params: { organisationId: stage.organisationId },
      body: { name: 'Ward system', keys, scopes: ['system/*.rs'], ...body },
    };
  }

  async function trail(): Promise<unknown[]> {
    const { store } = running.server.deps;
    const { events } = await store.reads.listAudit(stage.organisationId, null);
    return events
      .filter(({ action }) => action.startsWith('record-client.'))
      .map(({ action, detail }) => [action, detail])
      .toReversed();
  }

  it('are listed as none, and with where they ask and where they may publish keys', async () => {
    expect(await list()).to.deep.equal({
      clients: [],
      tokenAddress: `${running.url.replace('127.0.0.1', 'localhost')}/fhir-auth/token`,
      keyOrigins: ['https://keys.partner.example', 'https://*.partners.example'],
    });
  });

  it('are added, disabled, enabled and given other keys, all of which is in the trail', async () => {
    const { token } = stage;
    const scopes = ['system/Observation.read', 'system/Observation.c'];
    const { client } = (await ask(running, 'addRecordClient', adding({ scopes }))).value;
    const { clientId, madeAt, ...rest } = client;
    expect(madeAt).to.match(/^20/);
    expect(rest).to.deep.equal({
      name: 'Ward system',
      scopes: ['system/Observation.crs'],
      keys: { kind: 'inline', kids: [pair.kid] },
      madeByName: 'Synthetic Person',
      usedAt: null,
      disabled: null,
      notifyOrigins: [],
      notifyFailingSince: null,
    });
    const params = { clientId };
    // A second administrator, or a second tab, finds nothing left to do.
    await ask(running, 'disableRecordClient', { token, params });
    await ask(running, 'disableRecordClient', { token, params });
    const [disabled] = (await list()).clients;
    expect(disabled?.disabled?.byName).to.equal('Synthetic Person');
    await ask(running, 'enableRecordClient', { token, params });
    await ask(running, 'enableRecordClient', { token, params });
    const other = makeKeyPair('RSA');
    const given = { kind: 'inline', keySet: keySet.parse({ keys: [other.jwk] }) } as const;
    await ask(running, 'setRecordClientKeys', { token, params, body: { keys: given } });
    const [changed] = (await list()).clients;
    expect([changed?.disabled, changed?.keys]).to.deep.equal([null, { kind: 'inline', kids: [other.kid] }]);
    expect(await trail()).to.deep.equal([
      ['record-client.added', { keys: 'inline', scopes: 'system/Observation.crs' }],
      ['record-client.disabled', {}],
      ['record-client.enabled', {}],
      ['record-client.keys-set', { keys: 'inline' }],
    ]);
  });

  it('lose the keys that are replaced at once', async () => {
    const partner = await stage.let(pair);
    await partner.token();
    const other = makeKeyPair();
    const given = { kind: 'inline', keySet: keySet.parse({ keys: [other.jwk] }) } as const;
    const params = { clientId: partner.clientId };
    await ask(running, 'setRecordClientKeys', { token: stage.token, params, body: { keys: given } });
    expect((await partner.post()).status).to.equal(401);
    const renewed = partner.assertion({ pair: other });
    expect((await partner.post({ client_assertion: renewed })).status).to.equal(200);
  });

  it('say when they last got a token, which is in the trail', async () => {
    const partner = await stage.let(pair, { scopes: ['system/*.rs'] });
    await partner.token('system/Flag.r');
    const [client] = (await list()).clients;
    expect(client?.usedAt).to.match(/^20/);
    expect((await trail()).at(-1)).to.deep.equal(['record-client.admitted', { scopes: 'system/Flag.r' }]);
  });

  it('have each a name of their own, whoever adds them at the same moment', async () => {
    const statuses = await Promise.allSettled(
      ['Ward system', 'ward SYSTEM'].map((name) => ask(running, 'addRecordClient', adding({ name }))),
    );
    expect(statuses.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
    const { detail } = await askRefused(running, 'addRecordClient', { ...adding({}), code: 'conflict' });
    expect(detail).to.equal('name: a system of this organisation has that name');
    const elsewhere = await PartnerStage.create(running);
    await elsewhere.let(pair, { name: 'Ward system' });
  });

  it('are told of changes where an administrator of theirs says, and origins have no path', async () => {
    const { client } = (await ask(running, 'addRecordClient', adding({}))).value;
    const to = (origins: string[], { token } = stage) => ({
      ...{ token, params: { clientId: client.clientId }, body: { origins } },
    });
    await ask(running, 'setNotifyOrigins', to(['https://records.example', 'https://records.example']));
    expect((await list()).clients[0]?.notifyOrigins).to.deep.equal(['https://records.example']);
    for (const origin of [
      'https://records.example/told',
      'ftp://records.example',
      'https://*.example',
      'x',
    ]) {
      await askRefused(running, 'setNotifyOrigins', { ...to([origin]), code: 'invalid' });
    }
    const elsewhere = await PartnerStage.create(running);
    await askRefused(running, 'setNotifyOrigins', { ...to([], elsewhere), code: 'not-found' });
    expect(await running.server.deps.store.reads.findRecordClient(client.clientId)).to.deep.include({
      notifyOrigins: ['https://records.example'],
    });
  });

  it('are refused with a private key, which is neither kept nor repeated', async () => {
    const secret = pair.privateKey.export({ format: 'jwk' });
    const given = { kind: 'inline', keySet: { keys: [{ ...secret, kid: 'x' }] } };
    const asking = { ...adding({ keys: given as unknown as GivenKeys }), code: 'invalid' as const };
    const { detail } = await askRefused(running, 'addRecordClient', asking);
    expect(detail).to.contain('it is no longer secret, so the partner must make a new one');
    expect(detail).not.to.contain(secret.d);
    expect((await list()).clients).to.deep.equal([]);
  });

  it('are refused with a point that is on no curve, and for what no system may do', async () => {
    const { jwk } = pair;
    if (jwk.kty !== 'EC') throw new Error('the key is on no curve');
    const wrong: GivenKeys = { kind: 'inline', keySet: { keys: [{ ...jwk, x: jwk.y }] } };
    const { detail } = await askRefused(running, 'addRecordClient', {
      ...adding({ keys: wrong }),
      code: 'invalid',
    });
    expect(detail).to.equal('keys: one of them is not a public key');
    for (const scopes of [[], ['patient/*.rs'], ['user/*.rs'], ['system/Encounter.rs'], ['x']]) {
      await askRefused(running, 'addRecordClient', { ...adding({ scopes }), code: 'invalid' });
    }
  });

  it('publish keys only at addresses that the operator has listed', async () => {
    const of = (address: string): GivenKeys => ({ kind: 'address', address });
    const refused = [
      'http://keys.partner.example/jwks',
      'https://keys.partner.example:8443/jwks',
      'https://partner.example/jwks',
      'https://127.0.0.1/jwks',
      'https://169.254.169.254/latest',
      'https://keys.partner.example@10.0.0.1/',
      'https://somebody:secret@keys.partner.example/jwks',
      'file:///etc/passwd',
      'x',
    ];
    for (const address of refused) {
      const { detail } = await askRefused(running, 'addRecordClient', {
        ...adding({ keys: of(address) }),
        code: 'invalid',
      });
      expect(detail, address).to.contain('address');
      expect(detail).not.to.contain(address === 'x' ? 'jwks' : address);
    }
    const { value } = await ask(
      running,
      'addRecordClient',
      adding({ keys: of('https://a.partners.example/jwks') }),
    );
    expect(value.client.keys).to.deep.equal({ kind: 'address', address: 'https://a.partners.example/jwks' });
  });

  it('are kept by administrators of the organisation alone', async () => {
    const partner = await stage.let(pair);
    const params = { organisationId: stage.organisationId };
    const client = { clientId: partner.clientId };
    for (const role of ['manager', 'clinician', 'booker', 'prison-healthcare'] as const) {
      const { token } = await signInAs(running, await running.addPerson(stage.organisationId, [role]));
      await askRefused(running, 'listRecordClients', { token, params, code: 'forbidden' });
      await askRefused(running, 'addRecordClient', { ...adding({}), token, code: 'forbidden' });
      await askRefused(running, 'setRecordClientKeys', {
        token,
        params: client,
        body: { keys },
        code: 'forbidden',
      });
      await askRefused(running, 'setNotifyOrigins', {
        ...{ token, params: client, body: { origins: [] } },
        code: 'forbidden',
      });
      await askRefused(running, 'disableRecordClient', { token, params: client, code: 'forbidden' });
      await askRefused(running, 'enableRecordClient', { token, params: client, code: 'forbidden' });
    }
    const { token } = await PartnerStage.create(running);
    await askRefused(running, 'listRecordClients', { token, params, code: 'not-found' });
    await askRefused(running, 'addRecordClient', { ...adding({}), token, code: 'not-found' });
    await askRefused(running, 'setRecordClientKeys', {
      token,
      params: client,
      body: { keys },
      code: 'not-found',
    });
    await askRefused(running, 'disableRecordClient', { token, params: client, code: 'not-found' });
    await askRefused(running, 'enableRecordClient', { token, params: client, code: 'not-found' });
    const nobody = { clientId: randomUUID() };
    await askRefused(running, 'disableRecordClient', { token, params: nobody, code: 'not-found' });
    await partner.token();
  });

  it('have by the schema keys of one kind and something that they may do', async () => {
    const partner = await stage.let(pair);
    const refusals = await inDatabase(running.config.databaseUrl, async (client) => {
      const change = (set: string) =>
        client.query(`update record_clients set ${set} where id = $1`, [partner.clientId]).then(
          () => 'taken',
          (error: unknown) => (error as { constraint?: string }).constraint,
        );
      return [
        await change("key_address = 'https://keys.partner.example'"),
        await change('keys = null'),
        await change("scopes = '{}'"),
        await change('disabled_at = now()'),
      ];
    });
    expect(refusals).to.deep.equal([
      'record_clients_keys',
      'record_clients_keys',
      'record_clients_scopes',
      'record_clients_disabled',
    ]);
  });
});
