import type { PersonActor, StationActor } from '../domain/actors.ts';
import type { ConnectionEnd } from '../domain/contract/facts.ts';
import { DomainError } from '../domain/errors.ts';
import type { AccessTokens, Reads } from '../domain/ports.ts';

/** Who a socket speaks for, which commands that makes known, and until when the token holds. */
export type Identity =
  | { phase: 'station'; actor: StationActor; expiresAt: Date }
  | { phase: 'clinician'; actor: PersonActor; expiresAt: Date };

const longestToken = 4096;

/** Learns from tokens and the database who is speaking. */
export class Identities {
  readonly #accessTokens: AccessTokens;
  readonly #reads: Pick<Reads, 'findPersonActor' | 'findStationActor'>;

  constructor(options: {
    accessTokens: AccessTokens;
    reads: Pick<Reads, 'findPersonActor' | 'findStationActor'>;
  }) {
    this.#accessTokens = options.accessTokens;
    this.#reads = options.reads;
  }

  /**
   * Throws `unauthenticated` for a bad token and for somebody disabled, revoked or signed out since it was issued;
   * `forbidden` for a person who has no use for a socket (an administrator who is no clinician).
   */
  async identify(token: unknown): Promise<Identity> {
    if (typeof token !== 'string' || token.length > longestToken) {
      throw new DomainError('unauthenticated', 'a token is needed');
    }
    const { subject, expiresAt } = this.#accessTokens.verify(token);
    if (subject.kind === 'station') {
      const actor = await this.#reads.findStationActor(subject.stationId);
      return { phase: 'station', actor: requireKnown(actor), expiresAt };
    }
    const actor = requireKnown(await this.#reads.findPersonActor(subject.personId, subject.familyId));
    if (!actor.roles.includes('clinician')) {
      throw new DomainError('forbidden', 'only stations and clinicians connect here');
    }
    return { phase: 'clinician', actor, expiresAt };
  }

  /** Reads the actor again: as it stands now, or why its connection must end. */
  async reread(identity: Identity): Promise<{ identity: Identity } | { end: ConnectionEnd }> {
    if (identity.phase === 'station') {
      const actor = await this.#reads.findStationActor(identity.actor.stationId);
      return actor === undefined ? { end: 'station-revoked' } : { identity: { ...identity, actor } };
    }
    const actor = await this.#reads.findPersonActor(identity.actor.personId, identity.actor.familyId);
    if (actor === undefined) {
      return { end: 'signed-out' };
    }
    return actor.roles.includes('clinician')
      ? { identity: { ...identity, actor } }
      : { end: 'roles-changed' };
  }
}

/** Whether both speak for the same station, or for the same person in the same sign-in. */
export function isSameSubject(one: Identity, other: Identity): boolean {
  if (one.phase === 'station') {
    return other.phase === 'station' && one.actor.stationId === other.actor.stationId;
  }
  return (
    other.phase === 'clinician' &&
    one.actor.personId === other.actor.personId &&
    one.actor.familyId === other.actor.familyId
  );
}

function requireKnown<A>(actor: A | undefined): A {
  if (actor === undefined) {
    throw new DomainError('unauthenticated', 'the token’s holder is no longer known');
  }
  return actor;
}
