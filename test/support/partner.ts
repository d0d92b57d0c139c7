import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { z } from 'zod';
import type { OrganisationId, RecordClientId } from '../../domain/ids.ts';
import { keySet, type PublicKey } from '../../domain/record/client-keys.ts';
import type { GivenKeys } from '../../domain/record/record-client-wire.ts';
import { ask, signInAs } from './rest-client.ts';
import type { RunningServer } from './running-server.ts';

/** A key pair as a partner makes it; the public half as a JWK. */
export type KeyPair = { kid: string; alg: 'RS384' | 'ES384'; privateKey: KeyObject; jwk: PublicKey };

/** On the curve P-384 unless it is to be RSA. */
export function makeKeyPair(kind: 'EC' | 'RSA' = 'EC', bits = 2048): KeyPair {
  const { privateKey, publicKey } =
    kind === 'EC'
      ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
      : generateKeyPairSync('rsa', { modulusLength: bits });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid } as PublicKey;
  return { kid, alg: kind === 'EC' ? 'ES384' : 'RS384', privateKey, jwk };
}

/** A JWT made by hand, so that a test can write what no library would sign. */
export function signed(
  { privateKey }: Pick<KeyPair, 'privateKey'>,
  header: Record<string, unknown>,
  claims: Record<string, unknown>,
): string {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha384', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

const answered = z.object({ access_token: z.string(), scope: z.string(), expires_in: z.number() });
const refused = z.strictObject({ error: z.string(), error_description: z.string() });

/** An organisation with an administrator who is signed in. */
export class PartnerStage {
  readonly running: RunningServer;
  readonly organisationId: OrganisationId;
  readonly token: string;

  private constructor(parts: { running: RunningServer; organisationId: OrganisationId; token: string }) {
    this.running = parts.running;
    this.organisationId = parts.organisationId;
    this.token = parts.token;
  }

  static async create(running: RunningServer): Promise<PartnerStage> {
    const { organisationId } = await running.addOrganisation('Northdale');
    const person = await running.addPerson(organisationId, ['administrator']);
    return new PartnerStage({ running, organisationId, token: (await signInAs(running, person)).token });
  }

  /** A system that the administrator lets in, by its keys or where it publishes them. */
  async let(
    pair: KeyPair,
    given: { scopes?: string[]; name?: string; keys?: GivenKeys } = {},
  ): Promise<Partner> {
    const { running, organisationId, token } = this;
    const { scopes = ['system/*.rs'], name = `Synthetic ${randomUUID()}` } = given;
    const keys = given.keys ?? { kind: 'inline', keySet: keySet.parse({ keys: [pair.jwk] }) };
    const asking = { token, params: { organisationId }, body: { name, keys, scopes } };
    const { client } = (await ask(running, 'addRecordClient', asking)).value;
    return new Partner(running, client.clientId, pair);
  }
}

type Making = {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  pair?: KeyPair;
  /** In how many seconds it runs out. */
  seconds?: number;
};

/** A partner's system that has a key of its own and asks for tokens. */
export class Partner {
  readonly running: RunningServer;
  readonly clientId: RecordClientId;
  readonly pair: KeyPair;

  constructor(running: RunningServer, clientId: RecordClientId, pair: KeyPair) {
    this.running = running;
    this.clientId = clientId;
    this.pair = pair;
  }

  get tokenAddress(): string {
    return `${this.running.url.replace('127.0.0.1', 'localhost')}/fhir-auth/token`;
  }

  assertion({ claims = {}, header = {}, pair = this.pair, seconds = 240 }: Making = {}): string {
    const exp = Math.floor(this.running.clock.now().getTime() / 1000) + seconds;
    const said = { iss: this.clientId, sub: this.clientId, aud: this.tokenAddress, exp, jti: randomUUID() };
    return signed(pair, { alg: pair.alg, kid: pair.kid, typ: 'JWT', ...header }, { ...said, ...claims });
  }

  /** Asks for a token as a form; `undefined` leaves a field away. */
  post(change: Record<string, string | undefined> = {}): Promise<Response> {
    const form: Record<string, string | undefined> = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      scope: 'system/*.rs',
      ...change,
    };
    form['client_assertion'] ??= this.assertion();
    const given = Object.entries(form).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    return fetch(`${this.running.url}/fhir-auth/token`, {
      method: 'POST',
      body: new URLSearchParams(given),
    });
  }

  async token(scope?: string): Promise<z.output<typeof answered>> {
    const response = await this.post(scope === undefined ? {} : { scope });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${String(response.status)}: ${text}`);
    return answered.parse(JSON.parse(text));
  }

  /** What is answered to an assertion that is not as it must be: `401 invalid_client: why`. */
  async refusal(making: Making): Promise<string> {
    return refusalIn(await this.post({ client_assertion: this.assertion(making) }));
  }
}

/** `400 invalid_scope: why` */
export async function refusalIn(response: Response): Promise<string> {
  const { error, error_description } = refused.parse(await response.json());
  return `${String(response.status)} ${error}: ${error_description}`;
}
