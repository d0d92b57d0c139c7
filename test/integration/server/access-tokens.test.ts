import { createHmac, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { askRefused, ask, enrolStation, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const claims = z.looseObject({ sub: z.string(), kind: z.string(), exp: z.number(), iat: z.number() });

describe('access tokens over HTTP', () => {
  let running: RunningServer;
  let valid: string;
  let stationToken: string;
  let key: Buffer;
  let kid: string;

  before(async () => {
    running = await RunningServer.create();
    const { organisationId, stationId } = await running.addOrganisation('Northdale');
    const person = await running.addPerson(organisationId, ['administrator', 'clinician']);
    valid = (await signInAs(running, person)).token;
    stationToken = (await enrolStation(running, { token: valid, stationId })).token;
    key = await readFile(running.config.tokens.keyFile);
    kid = z.object({ kid: z.string() }).parse(jwt.decode(valid, { complete: true })?.header).kid;
  });

  after(() => running[Symbol.asyncDispose]());

  /** The claims of a valid token, changed and signed again. */
  function forged(
    change: Record<string, unknown>,
    { signWith = key, ...options }: jwt.SignOptions & { signWith?: jwt.Secret } = {},
  ): string {
    const said = { ...claims.parse(jwt.decode(valid)), ...change };
    return jwt.sign(said, signWith, { algorithm: 'ES256', keyid: kid, ...options });
  }

  async function refusal(token: string): Promise<string> {
    return (await askRefused(running, 'me', { token, code: 'unauthenticated' })).detail;
  }

  it('are ES256 with issuer, audience and a thumbprint for a kid, and live 15 minutes', () => {
    expect(jwt.decode(valid, { complete: true })?.header).to.deep.equal({ alg: 'ES256', typ: 'JWT', kid });
    const said = claims.parse(jwt.decode(valid));
    expect(said).to.include({ iss: 'bedside', aud: 'bedside-api', kind: 'person' });
    expect(said.exp - said.iat).to.equal(900);
    expect(kid).to.match(/^[\w-]{43}$/);
  });

  it('can be verified with the published key', async () => {
    const answer = await fetch(`${running.url}/.well-known/jwks.json`);
    const { keys } = z.object({ keys: z.array(z.record(z.string(), z.string())) }).parse(await answer.json());
    expect(keys).to.have.lengthOf(1);
    expect(keys[0]).to.include({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid });
    expect(keys[0]).not.to.have.property('d');
  });

  it('accepts what it has signed itself', async () => {
    await ask(running, 'me', { token: forged({}) });
  });

  it('refuses one that is missing, malformed or cut off', async () => {
    await askRefused(running, 'me', { code: 'unauthenticated' });
    expect(await refusal('garbage')).to.equal('the access token is malformed');
    expect(await refusal('a.b.c')).to.equal('the access token is malformed');
    expect(await refusal(valid.slice(0, -10))).to.equal('the access token is malformed');
  });

  it('refuses one that has expired', async () => {
    const past = Math.floor(Date.now() / 1000) - 1;
    expect(await refusal(forged({ exp: past, iat: past - 900 }))).to.equal('the access token has expired');
  });

  it('refuses alg none and HS256 signed with the public key', async () => {
    const [, payload = ''] = valid.split('.');
    const header = (alg: string) =>
      Buffer.from(JSON.stringify({ alg, typ: 'JWT', kid })).toString('base64url');
    expect(await refusal(`${header('none')}.${payload}.`)).to.equal(
      'the access token is not signed with ES256',
    );
    const unsigned = `${header('HS256')}.${payload}`;
    const signature = createHmac('sha256', key).update(unsigned).digest('base64url');
    expect(await refusal(`${unsigned}.${signature}`)).to.equal('the access token is not signed with ES256');
  });

  it('refuses one for another audience, from another issuer or with another key', async () => {
    expect(await refusal(forged({ aud: 'another' }))).to.equal('the access token is for another audience');
    expect(await refusal(forged({ iss: 'another' }))).to.equal('the access token is from another issuer');
    expect(await refusal(forged({}, { keyid: 'another' }))).to.equal(
      'the access token is signed with an unknown key',
    );
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(await refusal(forged({}, { signWith: privateKey }))).to.equal(
      'the access token is not signed by us',
    );
  });

  it('refuses one that does not say whose it is', async () => {
    expect(await refusal(forged({ kind: 'robot' }))).to.equal('the access token does not say whose it is');
    expect(await refusal(forged({ sub: 'x' }))).to.equal('the access token does not say whose it is');
    expect(await refusal(forged({ family: undefined }))).to.equal(
      'the access token does not say whose it is',
    );
  });

  it("keeps stations out of people's endpoints and people out of stations'", async () => {
    await askRefused(running, 'me', { token: stationToken, code: 'forbidden' });
    await askRefused(running, 'readBoard', { token: stationToken, code: 'forbidden' });
    await askRefused(running, 'startCall', { token: valid, code: 'forbidden' });
    const { value } = await ask(running, 'readState', { token: stationToken });
    expect(value.state.kind).to.equal('station');
  });

  it('runs out with the clock, and so does the sign-in behind it', async () => {
    await using own = await RunningServer.create();
    const { organisationId } = await own.addOrganisation('Northdale');
    const { token, cookie } = await signInAs(own, await own.addPerson(organisationId, ['clinician']));
    own.clock.forward(901_000);
    await askRefused(own, 'me', { token, code: 'unauthenticated' });
    own.clock.forward(15 * 3_600_000);
    await askRefused(own, 'refresh', { cookie, code: 'unauthenticated' });
  });
});
