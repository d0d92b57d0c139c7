import type { IncomingHttpHeaders } from 'node:http';
import { findActor } from '../../domain/actor-kinds.ts';
import type { Actor, Subject } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AccessTokens, Store } from '../../domain/ports.ts';

/**
 * Authenticates by the access token in `Authorization: Bearer`. The token says only whom it was made for; whether
 * they are still enabled, enrolled and signed in is read each time, so that a revocation holds at once.
 */
export async function authenticate(
  deps: { accessTokens: AccessTokens; store: Store },
  headers: IncomingHttpHeaders,
): Promise<Actor> {
  const { subject } = deps.accessTokens.verify(bearer(headers));
  const actor = await findActor(deps.store, subject);
  if (actor === undefined) {
    throw new DomainError('unauthenticated', noLonger[subject.kind]);
  }
  return actor;
}

const noLonger: Readonly<Record<Subject['kind'], string>> = {
  person: 'the sign-in has ended; sign in again',
  station: 'the station is revoked',
  guest: 'the guest’s part in the visit is over',
};

/** The token of an `Authorization: Bearer` header; throws `unauthenticated` without one. */
export function bearer(headers: IncomingHttpHeaders): string {
  const token = /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) {
    throw new DomainError('unauthenticated', 'an access token is needed');
  }
  return token;
}
