import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { idOf } from '../../domain/actor-kinds.ts';
import type { Actor, Subject } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import * as id from '../../domain/ids.ts';
import type { AccessTokens, Clock } from '../../domain/ports.ts';

const algorithm = 'ES256';
const issuer = 'bedside';

/** What a token is good for; one that is made for one thing is refused everywhere else. */
export type TokenAudience = 'bedside-api' | 'bedside-operations';
const lifetimeSeconds = 15 * 60;

const claims = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), sub: id.personId, family: id.familyId, exp: z.int() }),
  z.object({ kind: z.literal('station'), sub: id.stationId, exp: z.int() }),
  z.object({ kind: z.literal('guest'), sub: id.guestId, exp: z.int() }),
]);

const publicKeyShape = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
});

/** The public key as in RFC 7517, for others who want to verify our tokens. */
export type PublicKeySet = { keys: readonly Record<string, string>[] };

/** Access tokens: JSON Web Tokens signed with ES256, good for 15 minutes; `kid` is the key's RFC 7638 thumbprint. */
export class SignedAccessTokens implements AccessTokens {
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #kid: string;
  readonly #clock: Clock;
  readonly #audience: TokenAudience;
  readonly publicKeys: PublicKeySet;

  constructor(key: KeyObject, clock: Clock, audience: TokenAudience = 'bedside-api') {
    this.#key = key;
    this.#publicKey = createPublicKey(key);
    this.#clock = clock;
    this.#audience = audience;
    const shape = publicKeyShape.parse(this.#publicKey.export({ format: 'jwk' }));
    this.#kid = thumbprint(shape);
    this.publicKeys = { keys: [{ ...shape, kid: this.#kid, use: 'sig', alg: algorithm }] };
  }

  /** Reads the private key from a PEM file; rejects anything but an elliptic-curve key on P-256. */
  static async create({
    keyFile,
    clock,
    audience = 'bedside-api',
  }: {
    keyFile: string;
    clock: Clock;
    audience?: TokenAudience;
  }): Promise<SignedAccessTokens> {
    return new SignedAccessTokens(await readSigningKey(keyFile), clock, audience);
  }

  issue(actor: Actor): { token: string; expiresAt: Date } {
    const issuedAt = this.#seconds();
    const expires = issuedAt + lifetimeSeconds;
    const about =
      actor.kind === 'person' ? { kind: actor.kind, family: actor.familyId } : { kind: actor.kind };
    const token = jwt.sign({ ...about, iat: issuedAt, exp: expires }, this.#key, {
      algorithm,
      issuer,
      audience: this.#audience,
      subject: idOf(actor),
      keyid: this.#kid,
    });
    return { token, expiresAt: new Date(expires * 1000) };
  }

  verify(token: string): ReturnType<AccessTokens['verify']> {
    const said = this.#claimsOf(token);
    return { subject: subjectIn(said), expiresAt: new Date(said.exp * 1000) };
  }

  #claimsOf(token: string): z.infer<typeof claims> {
    const verified = this.#verifySignature(token);
    if (verified.header.kid !== this.#kid) {
      throw new DomainError('unauthenticated', 'the access token is signed with an unknown key');
    }
    const parsed = claims.safeParse(verified.payload);
    if (!parsed.success) {
      throw new DomainError('unauthenticated', 'the access token does not say whose it is');
    }
    return parsed.data;
  }

  #verifySignature(token: string): jwt.Jwt {
    try {
      return jwt.verify(token, this.#publicKey, {
        complete: true,
        algorithms: [algorithm],
        issuer,
        audience: this.#audience,
        clockTimestamp: this.#seconds(),
      });
    } catch (error) {
      throw new DomainError('unauthenticated', reasonOf(error), { cause: error });
    }
  }

  #seconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

function subjectIn(said: z.infer<typeof claims>): Subject {
  switch (said.kind) {
    case 'person':
      return { kind: 'person', personId: said.sub, familyId: said.family };
    case 'station':
      return { kind: 'station', stationId: said.sub };
    case 'guest':
      return { kind: 'guest', guestId: said.sub };
  }
}

/** Says what is wrong with a token, which its holder may know, and nothing that it contains. */
function reasonOf(error: unknown): string {
  if (error instanceof jwt.TokenExpiredError) {
    return 'the access token has expired';
  }
  const said = error instanceof Error ? error.message : '';
  if (said.startsWith('jwt audience invalid')) {
    return 'the access token is for another audience';
  }
  if (said.startsWith('jwt issuer invalid')) {
    return 'the access token is from another issuer';
  }
  if (said === 'invalid algorithm' || said === 'jwt signature is required') {
    return 'the access token is not signed with ES256';
  }
  return said === 'invalid signature'
    ? 'the access token is not signed by us'
    : 'the access token is malformed';
}

/** The private key of all access tokens; rejects anything but an elliptic-curve key on P-256. */
export async function readSigningKey(keyFile: string): Promise<KeyObject> {
  const key = createPrivateKey(await readFile(keyFile));
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error('the key file of the access tokens must hold an EC private key on the curve P-256');
  }
  return key;
}

/** What names a public key in the tokens that it checks. */
export function keyIdOf(publicKey: KeyObject): string {
  return thumbprint(publicKeyShape.parse(publicKey.export({ format: 'jwk' })));
}

/** RFC 7638: the SHA-256 of the required members in alphabetical order, without spaces. */
function thumbprint({ crv, kty, x, y }: z.infer<typeof publicKeyShape>): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
