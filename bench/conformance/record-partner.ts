import { randomUUID } from 'node:crypto';
import { keySet } from '../../domain/record/client-keys.ts';
import { type KeyPair, makeKeyPair, signed } from '../../test/support/partner.ts';
import { ask } from '../../test/support/rest-client.ts';
import type { RunningService } from '../running-service.ts';

export type Heard = { readonly status: number; readonly text: string };

/** Tokens are good for five minutes. */
const renewAfterMs = 240_000;

/** A partner's system that an administrator has let in for all of the record; it signs who it is and talks FHIR. */
export class RecordPartner {
  readonly url: string;
  readonly #clientId: string;
  readonly #pair: KeyPair;
  #token: { text: string; at: number } | undefined;

  private constructor(url: string, clientId: string, pair: KeyPair) {
    this.url = url;
    this.#clientId = clientId;
    this.#pair = pair;
  }

  static async create(service: RunningService): Promise<RecordPartner> {
    const { email, password } = service.personWith('administrator');
    const { token, me } = (await ask(service, 'signIn', { body: { email, password } })).value;
    const pair = makeKeyPair();
    const keys = { kind: 'inline' as const, keySet: keySet.parse({ keys: [pair.jwk] }) };
    const added = await ask(service, 'addRecordClient', {
      token,
      params: { organisationId: me.organisationId },
      body: { name: 'Conformance', keys, scopes: ['system/*.cruds'] },
    });
    return new RecordPartner(service.url, added.value.client.clientId, pair);
  }

  async ask(method: string, path: string, body?: string): Promise<Heard> {
    const response = await fetch(`${this.url}/fhir/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
      },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, text: await response.text() };
  }

  /** An access token that is good for a minute at least. */
  async token(): Promise<string> {
    if (this.#token !== undefined && Date.now() - this.#token.at < renewAfterMs) return this.#token.text;
    const found = await fetch(`${this.url}/fhir/.well-known/smart-configuration`);
    const { token_endpoint: aud } = (await found.json()) as { token_endpoint: string };
    const exp = Math.floor(Date.now() / 1000) + 240;
    const who = { iss: this.#clientId, sub: this.#clientId };
    const assertion = signed(
      this.#pair,
      { alg: this.#pair.alg, kid: this.#pair.kid, typ: 'JWT' },
      { ...who, aud, exp, jti: randomUUID() },
    );
    const at = Date.now();
    const response = await fetch(aud, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
        scope: 'system/*.cruds',
      }),
    });
    const said = (await response.json()) as { access_token?: string };
    if (said.access_token === undefined) throw new Error(`no token: ${String(response.status)}`);
    this.#token = { text: said.access_token, at };
    return said.access_token;
  }
}
