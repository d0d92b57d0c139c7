import { createPublicKey, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { recordClientId, type RecordClientId } from '../../domain/ids.ts';
import type { Clock, Store } from '../../domain/ports.ts';
import type { RecordClient, SystemScope } from '../../domain/record/record-client.ts';
import { parseSystemScope, writeSystemScope } from '../../domain/record/system-scopes.ts';
import { keyIdOf, readSigningKey } from './access-tokens.ts';
import { bearer } from './authenticate.ts';

const signing = { algorithm: 'ES256', issuer: 'bedside', audience: 'bedside-record' } as const;

/** SMART: access tokens of systems should be good for five minutes at most. */
export const recordTokenSeconds = 300;

const claims = z.object({ kind: z.literal('record-client'), sub: recordClientId, scope: z.string() });

/** Access tokens of partners' systems: ES256 like those of people, and good for `/fhir` alone. */
export class RecordTokens {
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #clock: Clock;

  private constructor(key: KeyObject, clock: Clock) {
    this.#key = key;
    this.#publicKey = createPublicKey(key);
    this.#clock = clock;
  }

  /** Reads the private key from the PEM file that has the key of all access tokens. */
  static async create({ keyFile, clock }: { keyFile: string; clock: Clock }): Promise<RecordTokens> {
    return new RecordTokens(await readSigningKey(keyFile), clock);
  }

  issue({ clientId, scopes }: { clientId: RecordClientId; scopes: readonly SystemScope[] }): string {
    const iat = this.#seconds();
    const scope = scopes.map(writeSystemScope).join(' ');
    return jwt.sign({ kind: 'record-client', scope, iat, exp: iat + recordTokenSeconds }, this.#key, {
      ...signing,
      subject: clientId,
      keyid: keyIdOf(this.#publicKey),
    });
  }

  /** Throws `unauthenticated` for anything but a valid, unexpired token of ours for this. */
  verify(token: string): { clientId: RecordClientId; scopes: readonly SystemScope[] } {
    const { sub, scope } = this.#claimsOf(token);
    return { clientId: sub, scopes: scope.split(' ').flatMap((text) => parseSystemScope(text) ?? []) };
  }

  #claimsOf(token: string): z.output<typeof claims> {
    const { algorithm, issuer, audience } = signing;
    try {
      const expected = { algorithms: [algorithm], issuer, audience, clockTimestamp: this.#seconds() };
      return claims.parse(jwt.verify(token, this.#publicKey, expected));
    } catch (cause) {
      const isOver = cause instanceof jwt.TokenExpiredError;
      const reason = isOver ? 'the access token has expired' : 'the access token is not one for the record';
      throw new DomainError('unauthenticated', reason, { cause });
    }
  }

  #seconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

/**
 * Authenticates a partner's system by `Authorization: Bearer`. Whether it is still let in, and for which organisation, is read each
 * time: one that has been disabled is refused at its next request, whatever its token says.
 */
export async function authenticateRecordClient(
  { recordTokens, store }: { recordTokens: RecordTokens; store: Pick<Store, 'reads'> },
  headers: IncomingHttpHeaders,
): Promise<RecordClient> {
  const { clientId, scopes } = recordTokens.verify(bearer(headers));
  const client = await store.reads.findRecordClient(clientId);
  if (client === undefined || client.disabledAt !== null) {
    throw new DomainError('unauthenticated', 'the system is disabled');
  }
  return { clientId, organisationId: client.organisationId, scopes };
}
