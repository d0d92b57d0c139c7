import { createHash } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { recordClientId } from '../../domain/ids.ts';
import type { Clock, Store } from '../../domain/ports.ts';
import { algorithmOf, assertionAlgorithms } from '../../domain/record/client-keys.ts';
import type { RegisteredClient, UsedAssertion } from '../../domain/record/record-client-port.ts';
import { OAuthRefusal } from './oauth-refusal.ts';
import type { PublishedKeys } from './partner-keys.ts';

/** SMART allows an assertion to be good for so long at most. */
const longestSeconds = 300;

const header = z.looseObject({
  alg: z.enum(assertionAlgorithms, 'alg must be RS384 or ES384'),
  kid: z.string('kid is missing').min(1).max(200),
  typ: z.literal('JWT', 'typ must be JWT').optional(),
  jku: z.string().optional(),
  // What is marked as critical must be understood, and `jsonwebtoken` passes over it.
  crit: z.undefined('crit is not understood').optional(),
});

const claims = z.looseObject({
  iss: recordClientId,
  sub: z.string('sub is missing'),
  // An assertion for several audiences could be shown to us by one of the others.
  aud: z.string('aud must be one address'),
  exp: z.number('exp is missing'),
  jti: z.string('jti is missing').min(1, 'jti is missing').max(200, 'jti is too long'),
});

type Said = { header: z.output<typeof header>; claims: z.output<typeof claims> };

/** The assertions by which systems of partners show who they are (RFC 7523, SMART's "Asymmetric client authentication"). */
export class ClientAssertions {
  readonly #store: Pick<Store, 'reads'>;
  readonly #clock: Clock;
  readonly #keys: PublishedKeys;
  readonly #audience: string;

  constructor(parts: {
    store: Pick<Store, 'reads'>;
    clock: Clock;
    keys: PublishedKeys;
    /** The token endpoint. */
    audience: string;
  }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#keys = parts.keys;
    this.#audience = parts.audience;
  }

  /**
   * Who has signed it, and by what it is known when it comes again. Throws `OAuthRefusal`; an unknown system, a disabled one and a
   * wrong signature are refused in the same words.
   */
  async check(assertion: string): Promise<UsedAssertion> {
    const said = read(assertion);
    const client = await this.#store.reads.findRecordClient(said.claims.iss);
    if (client === undefined || client.disabledAt !== null) throw notKnown();
    await this.#checkSignature(assertion, said, client);
    this.#checkTimes(said.claims.exp);
    const digest = createHash('sha256').update(said.claims.jti).digest('base64url');
    return { clientId: client.id, digest, expiresAt: new Date(said.claims.exp * 1000) };
  }

  async #checkSignature(assertion: string, said: Said, { keys }: RegisteredClient): Promise<void> {
    const { kid, alg, jku } = said.header;
    if (jku !== undefined && !(keys.kind === 'address' && keys.address === jku)) {
      throw notAllowed('jku is not the address that is registered');
    }
    const found = await this.#keys.find(keys, kid);
    if (found === undefined || algorithmOf(found.key) !== alg) throw notKnown();
    const { iss } = said.claims;
    try {
      jwt.verify(assertion, found.object, {
        algorithms: [alg],
        audience: this.#audience,
        issuer: iss,
        subject: iss,
        clockTimestamp: this.#seconds(),
      });
    } catch (error) {
      throw reasonOf(error);
    }
  }

  #checkTimes(exp: number): void {
    if (exp > this.#seconds() + longestSeconds) throw notAllowed('exp is more than five minutes away');
  }

  #seconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

/** What it says before anything of it is believed. */
function read(assertion: string): Said {
  const [head, body] = assertion.split('.').map(jsonOf);
  const parsedHeader = header.safeParse(head);
  if (!parsedHeader.success) throw notAllowed(faultOf(parsedHeader.error));
  const parsedClaims = claims.safeParse(body);
  if (!parsedClaims.success) throw notAllowed(faultOf(parsedClaims.error));
  return { header: parsedHeader.data, claims: parsedClaims.data };
}

/** `jwt.decode` throws errors that quote what was sent. */
function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Which part is at fault and what it must be, never what it was. */
function faultOf({ issues: [issue] }: z.ZodError): string {
  const [field] = issue?.path ?? [];
  if (field === undefined) return 'the assertion is not a JWT';
  const name = String(field);
  return issue?.message.startsWith(`${name} `) === true ? issue.message : `${name} is not what it must be`;
}

/** Says what is wrong with an assertion, which its sender may know. */
function reasonOf(error: unknown): OAuthRefusal {
  if (error instanceof jwt.TokenExpiredError) return notAllowed('the assertion has expired');
  if (error instanceof jwt.NotBeforeError) return notAllowed('the assertion is not good yet');
  const said = error instanceof jwt.JsonWebTokenError ? error.message : '';
  if (said.startsWith('jwt audience')) return notAllowed('aud must be the address of this token endpoint');
  if (said.startsWith('jwt subject')) return notAllowed('sub must be the same as iss');
  return notKnown();
}

function notKnown(): OAuthRefusal {
  return notAllowed('no system is known by this iss, kid and signature, or it is disabled');
}

function notAllowed(description: string): OAuthRefusal {
  return new OAuthRefusal('invalid_client', description);
}
