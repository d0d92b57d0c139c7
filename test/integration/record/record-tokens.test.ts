import { createHmac, randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import express from 'express';
import jwt from 'jsonwebtoken';
import { RecordTokens, authenticateRecordClient } from '../../../server/auth/record-tokens.ts';
import { answerWithProblem } from '../../../server/http/problems.ts';
import { listen } from '../../../server/http/listener.ts';
import { defaultAllowances } from '../../../server/http/limits.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { makeKeyPair, type Partner, PartnerStage, refusalIn, signed } from '../../support/partner.ts';
import { setReadOnly } from '../../support/read-only-database.ts';
import { ask, askRefused, readProblem, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const ofCurve = makeKeyPair();
const ofRsa = makeKeyPair('RSA');
const notKnown = '401 invalid_client: no system is known by this iss, kid and signature, or it is disabled';

describe('a token for a partner’s system', () => {
  let running: RunningServer;
  let stage: PartnerStage;
  let partner: Partner;

  before(async () => {
    running = await RunningServer.create({
      allowances: { ...defaultAllowances, address: { points: 1000, seconds: 600 } },
    });
    stage = await PartnerStage.create(running);
    partner = await stage.let(ofCurve);
  });

  after(() => running[Symbol.asyncDispose]());

  it('is given for an assertion signed with ES384, for five minutes and not to be kept by anybody', async () => {
    const response = await partner.post({ scope: 'system/Observation.rs system/Patient.r' });
    expect(response.status).to.equal(200);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(response.headers.get('content-type')).to.contain('application/json');
    const { access_token, ...rest } = (await response.json()) as Record<string, unknown>;
    expect(access_token).to.be.a('string');
    expect(rest).to.deep.equal({
      token_type: 'bearer',
      expires_in: 300,
      scope: 'system/Observation.rs system/Patient.r',
    });
  });

  it('is given for one signed with RS384', async () => {
    const other = await stage.let(ofRsa, { scopes: ['system/Observation.cruds'] });
    expect((await other.token('system/*.read')).scope).to.equal('system/Observation.rs');
  });

  it('holds what is allowed of what is asked for, and is refused when nothing is left', async () => {
    const narrow = await stage.let(makeKeyPair(), { scopes: ['system/Observation.rs', 'system/Patient.r'] });
    expect((await narrow.token('system/*.*')).scope).to.equal('system/Observation.rs system/Patient.r');
    expect((await narrow.token('system/Observation.cruds')).scope).to.equal('system/Observation.rs');
    expect(await refusalIn(await narrow.post({ scope: 'system/Patient.c' }))).to.equal(
      '400 invalid_scope: scope: nothing of it is allowed to this system',
    );
  });

  it('is refused for a scope of a patient or a user, or one that cannot be read', async () => {
    for (const scope of ['patient/Observation.rs', 'user/*.read', 'system/Encounter.rs', 'openid']) {
      expect(await refusalIn(await partner.post({ scope: `system/Patient.r ${scope}` }))).to.equal(
        '400 invalid_scope: scope: number 2 of 2 is not one of those that are served',
      );
    }
    for (const scope of [undefined, '', ' ']) {
      expect(await refusalIn(await partner.post({ scope }))).to.equal(
        '400 invalid_scope: scope must be given',
      );
    }
    const many = Array.from({ length: 51 }, () => 'system/Patient.r').join(' ');
    expect(await refusalIn(await partner.post({ scope: many }))).to.contain('400 invalid_scope');
  });

  it('is given once for one assertion, also when it comes twice at the same moment', async () => {
    const client_assertion = partner.assertion();
    const answers = await Promise.all(Array.from({ length: 8 }, () => partner.post({ client_assertion })));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([
      200,
      ...Array<number>(7).fill(401),
    ]);
    expect(await refusalIn(await partner.post({ client_assertion }))).to.equal(
      '401 invalid_client: the assertion has been used before; make a new one with a new jti',
    );
    const claims = { jti: 'the same name' };
    expect((await partner.post({ client_assertion: partner.assertion({ claims }) })).status).to.equal(200);
    expect(await partner.refusal({ claims, seconds: 250 })).to.contain('used before');
    // Each system has names of its own.
    const other = await stage.let(makeKeyPair());
    expect((await other.post({ client_assertion: other.assertion({ claims }) })).status).to.equal(200);
  });

  it('is refused for an assertion that is not signed as it must be', async () => {
    const [, body = ''] = partner.assertion().split('.');
    const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
    const unsigned = `${head({ alg: 'none', kid: ofCurve.kid })}.${body}.`;
    const algorithm = '401 invalid_client: alg must be RS384 or ES384';
    expect(await refusalIn(await partner.post({ client_assertion: unsigned }))).to.equal(algorithm);
    const start = `${head({ alg: 'HS384', kid: ofCurve.kid })}.${body}`;
    const mac = createHmac('sha384', JSON.stringify(ofCurve.jwk)).update(start).digest('base64url');
    expect(await refusalIn(await partner.post({ client_assertion: `${start}.${mac}` }))).to.equal(algorithm);
    for (const alg of ['RS256', 'ES256', 'PS384', 'ES512', 'EdDSA', undefined]) {
      expect(await partner.refusal({ header: { alg } }), alg).to.match(/^401 invalid_client: alg /);
    }
    expect(await partner.refusal({ header: { alg: 'RS384' } })).to.equal(notKnown);
    expect(await partner.refusal({ pair: { ...makeKeyPair(), kid: ofCurve.kid } })).to.equal(notKnown);
    expect(await partner.refusal({ pair: ofRsa })).to.equal(notKnown);
    expect(await partner.refusal({ header: { kid: 'another' } })).to.equal(notKnown);
    expect(await partner.refusal({ header: { kid: undefined } })).to.equal(
      '401 invalid_client: kid is missing',
    );
    expect(await partner.refusal({ header: { crit: ['exp'] } })).to.equal(
      '401 invalid_client: crit is not understood',
    );
    expect(await partner.refusal({ header: { jku: 'https://keys.partner.example/jwks' } })).to.equal(
      '401 invalid_client: jku is not the address that is registered',
    );
    for (const client_assertion of ['x', 'a.b.c', '..', partner.assertion().slice(0, -20)]) {
      expect(await refusalIn(await partner.post({ client_assertion }))).to.match(/^401 invalid_client: /);
    }
  });

  it('is refused for an assertion that does not say what it must', async () => {
    const strange = randomUUID();
    const said: [Record<string, unknown>, string][] = [
      [
        { iss: strange, sub: strange },
        'no system is known by this iss, kid and signature, or it is disabled',
      ],
      [{ iss: 'x', sub: 'x' }, 'iss is not what it must be'],
      [{ sub: strange }, 'sub must be the same as iss'],
      [{ sub: undefined }, 'sub is missing'],
      [{ aud: 'https://another.example/token' }, 'aud must be the address of this token endpoint'],
      [{ aud: [partner.tokenAddress, 'https://another.example'] }, 'aud must be one address'],
      [{ aud: undefined }, 'aud must be one address'],
      [{ exp: undefined }, 'exp is missing'],
      [{ exp: '9999999999' }, 'exp is missing'],
      [{ jti: undefined }, 'jti is missing'],
      [{ jti: '' }, 'jti is missing'],
      [{ jti: 'x'.repeat(201) }, 'jti is too long'],
      [{ nbf: Math.floor(running.clock.now().getTime() / 1000) + 100 }, 'the assertion is not good yet'],
    ];
    for (const [claims, words] of said) {
      expect(await partner.refusal({ claims })).to.equal(`401 invalid_client: ${words}`);
    }
    expect(await partner.refusal({ seconds: -1 })).to.equal('401 invalid_client: the assertion has expired');
    expect(await partner.refusal({ seconds: 330 })).to.equal(
      '401 invalid_client: exp is more than five minutes away',
    );
  });

  it('is refused for a form that is none, has other fields, or has one twice', async () => {
    const client_assertion = partner.assertion();
    expect(await refusalIn(await partner.post({ grant_type: 'authorization_code' }))).to.equal(
      '400 unsupported_grant_type: grant_type must be client_credentials',
    );
    expect(await refusalIn(await partner.post({ client_assertion_type: 'x' }))).to.match(
      /^400 invalid_request: client_assertion_type must be urn:/,
    );
    expect(await refusalIn(await partner.post({ grant_type: undefined }))).to.equal(
      '400 invalid_request: grant_type must be given once',
    );
    const send = (body: string, type: string) =>
      fetch(`${running.url}/fhir-auth/token`, { method: 'POST', headers: { 'content-type': type }, body });
    const form = 'application/x-www-form-urlencoded';
    const twice = `grant_type=client_credentials&grant_type=client_credentials&client_assertion=${client_assertion}`;
    expect(await refusalIn(await send(twice, form))).to.equal(
      '400 invalid_request: grant_type must be given once',
    );
    expect(await refusalIn(await send('{}', 'application/json'))).to.equal(
      '400 invalid_request: the body must be application/x-www-form-urlencoded',
    );
    expect(await refusalIn(await send(`x=${'y'.repeat(20_000)}`, form))).to.equal(
      '400 invalid_request: the body cannot be read',
    );
    const got = await fetch(`${running.url}/fhir-auth/token`);
    expect(got.headers.get('allow')).to.equal('POST');
    expect(await refusalIn(got)).to.equal('400 invalid_request: a token is asked for by POST');
    // Nothing of that has used it up.
    expect((await partner.post({ client_assertion })).status).to.equal(200);
  });

  it('keeps of an assertion its digest alone, until it has run out', async () => {
    const own = await stage.let(makeKeyPair());
    const rows = () =>
      inDatabase(running.config.databaseUrl, async (client) => {
        const found = await client.query<{ digest: string }>(
          'select digest from record_client_assertions where client_id = $1',
          [own.clientId],
        );
        return found.rows.map(({ digest }) => digest);
      });
    const claims = { jti: 'a name that is not kept' };
    await own.post({ client_assertion: own.assertion({ claims }) });
    const [first = ''] = await rows();
    expect(first).to.match(/^[\w-]{43}$/);
    await own.token();
    expect(await rows())
      .to.have.lengthOf(2)
      .and.to.include(first);
    running.clock.forward(10 * 60_000);
    await own.token();
    expect(await rows())
      .to.have.lengthOf(1)
      .and.not.to.include(first);
  });

  it('is announced where SMART has clients look for it', async () => {
    const response = await fetch(`${running.url}/fhir/.well-known/smart-configuration`);
    expect(response.headers.get('content-type')).to.contain('application/json');
    const { scopes_supported: scopes, ...rest } = (await response.json()) as Record<string, unknown>;
    expect(rest).to.deep.equal({
      token_endpoint: partner.tokenAddress,
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      code_challenge_methods_supported: ['S256'],
      capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
    });
    expect(scopes).to.include.members(['system/*.cruds', 'system/Observation.cruds', 'system/Patient.cruds']);
  });
});

describe('who asks for tokens', () => {
  it('is refused for a while after too many failures, whichever system it says to be, and nobody else is', async () => {
    const address = { points: 4, seconds: 600 };
    await using running = await RunningServer.create({
      allowances: { ...defaultAllowances, address },
      env: { BEDSIDE_TRUST_PROXY: '1' },
    });
    const stage = await PartnerStage.create(running);
    const partner = await stage.let(ofCurve);
    for (let attempt = 0; attempt < address.points + 2; attempt += 1) {
      // Neither what is no failure of the key nor what succeeds is counted.
      await partner.token();
      await partner.post({ scope: 'x' });
    }
    for (let attempt = 0; attempt < address.points; attempt += 1) {
      expect(await partner.refusal({ header: { kid: 'another' } })).to.equal(notKnown);
    }
    const limited = await partner.post();
    expect(limited.status).to.equal(429);
    expect(Number(limited.headers.get('retry-after'))).to.be.within(1, 600);
    expect(await refusalIn(limited)).to.match(/^429 temporarily_unavailable: /);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: partner.assertion(),
      scope: 'system/*.rs',
    });
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const elsewhere = await fetch(`${running.url}/fhir-auth/token`, { method: 'POST', body: form, headers });
    expect(elsewhere.status).to.equal(200);
  });

  it('is never let in while it cannot be kept that an assertion is used, and is told to try again', async () => {
    await using running = await RunningServer.create({ log: new PassThrough().resume() });
    const stage = await PartnerStage.create(running);
    const partner = await stage.let(ofCurve);
    const client_assertion = partner.assertion();
    await setReadOnly(running.config.databaseUrl, 'on', 'ended');
    const refused = await partner.post({ client_assertion });
    expect(refused.headers.get('retry-after')).to.equal('5');
    expect(await refusalIn(refused)).to.equal(
      '503 temporarily_unavailable: this cannot be checked now; try again',
    );
    await setReadOnly(running.config.databaseUrl, 'off', 'ended');
    expect((await partner.post({ client_assertion })).status).to.equal(200);
    expect((await partner.post({ client_assertion })).status).to.equal(401);
  });

  it('leaves neither assertion nor token in the log', async () => {
    const lines: string[] = [];
    const written = new PassThrough();
    written.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
    await using running = await RunningServer.create({ log: written });
    const partner = await (await PartnerStage.create(running)).let(ofCurve);
    const client_assertion = partner.assertion();
    const response = await partner.post({ client_assertion });
    const { access_token } = (await response.json()) as { access_token: string };
    await partner.post({ client_assertion });
    const log = lines.join('');
    expect(log).to.contain('"route":"/fhir-auth/token"');
    for (const secret of [client_assertion, access_token, ofCurve.kid, partner.clientId]) {
      expect(log).not.to.contain(secret);
    }
  });
});

describe('a request of a partner’s system', () => {
  let running: RunningServer;
  let stage: PartnerStage;
  let partner: Partner;
  let recordTokens: RecordTokens;
  let url: string;
  const owned = new AsyncDisposableStack();

  before(async () => {
    running = owned.use(await RunningServer.create());
    stage = await PartnerStage.create(running);
    partner = await stage.let(ofCurve, { scopes: ['system/*.cruds'] });
    const { keyFile } = running.config.tokens;
    const { clock } = running;
    recordTokens = await RecordTokens.create({ keyFile, clock });
    const { store } = running.server.deps;
    // What stands behind it is another part's: here it is who has asked.
    const app = express();
    app.get('/fhir/who', async (request, response) => {
      response.json(await authenticateRecordClient({ recordTokens, store }, request.headers));
    });
    app.use(answerWithProblem(collectingLog().log));
    const { createServer } = await import('node:http');
    const server = createServer((request, response) => {
      app(request, response);
    });
    await listen(server, { host: '127.0.0.1', port: 0 });
    owned.defer(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/fhir/who`;
  });

  after(() => owned.disposeAsync());

  const who = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } });

  async function refusal(token: string): Promise<string> {
    const response = await who(token);
    expect(response.headers.get('www-authenticate')).to.equal('Bearer');
    return (await readProblem(response, 'unauthenticated')).detail;
  }

  it('is of the organisation that has let it in, for the scopes of its token', async () => {
    const { access_token } = await partner.token('system/Observation.rs');
    expect(await (await who(access_token)).json()).to.deep.equal({
      clientId: partner.clientId,
      organisationId: stage.organisationId,
      scopes: [{ type: 'Observation', allows: ['r', 's'] }],
    });
  });

  it('is refused from the moment in which an administrator has disabled it, and let in again when enabled', async () => {
    const own = await stage.let(makeKeyPair());
    const { access_token } = await own.token();
    expect((await who(access_token)).status).to.equal(200);
    const { token } = stage;
    const params = { clientId: own.clientId };
    await ask(running, 'disableRecordClient', { token, params });
    expect(await refusal(access_token)).to.equal('the system is disabled');
    expect(await own.refusal({})).to.equal(notKnown);
    await ask(running, 'enableRecordClient', { token, params });
    expect((await who(access_token)).status).to.equal(200);
    await own.token();
  });

  it('is refused without a token, with one that is over or not ours, and with one of a person', async () => {
    const response = await fetch(url);
    expect(response.headers.get('www-authenticate')).to.equal('Bearer');
    expect((await readProblem(response, 'unauthenticated')).detail).to.equal('an access token is needed');
    expect(await refusal('x')).to.equal('the access token is not one for the record');
    expect(await refusal(stage.token)).to.equal('the access token is not one for the record');
    expect(await refusal(partner.assertion())).to.equal('the access token is not one for the record');
    const { access_token } = await partner.token();
    const said = jwt.decode(access_token) as jwt.JwtPayload;
    const forged = signed(makeKeyPair(), { alg: 'ES384' }, said);
    expect(await refusal(forged)).to.equal('the access token is not one for the record');
    const late = await partner.token();
    running.clock.forward(301_000);
    expect(await refusal(late.access_token)).to.equal('the access token has expired');
  });

  it('does not reach what people ask for', async () => {
    const { access_token: token } = await partner.token();
    await askRefused(running, 'me', { token, code: 'unauthenticated' });
    const person = await running.addPerson(stage.organisationId, ['administrator']);
    await ask(running, 'me', { token: (await signInAs(running, person)).token });
  });
});
