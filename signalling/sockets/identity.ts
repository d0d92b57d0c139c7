import { type ActorStore, findActor, goneAs, idOf, phasesOf, subjectOf } from '../../domain/actor-kinds.ts';
import type { Actor } from '../../domain/actors.ts';
import type { CommandPhase } from '../../domain/contract/commands.ts';
import type { ConnectionEnd } from '../../domain/contract/facts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AccessTokens } from '../../domain/ports.ts';

/** The actor of a socket, the commands it may use, and until when its token is valid. */
export type Identity = {
  readonly phases: readonly CommandPhase[];
  /** The one phase that the page asked for; a board on the wall must not count as a clinician at their desk. */
  readonly only: unknown;
  readonly actor: Actor;
  readonly expiresAt: Date;
};

const longestToken = 4096;

/** Learns from tokens and the database who is speaking. */
export class Identities {
  readonly #accessTokens: AccessTokens;
  readonly #store: ActorStore;

  constructor(options: { accessTokens: AccessTokens; store: ActorStore }) {
    this.#accessTokens = options.accessTokens;
    this.#store = options.store;
  }

  /**
   * Throws `unauthenticated` for a bad token and for somebody disabled, revoked or signed out since it was issued;
   * `forbidden` for a person who has no use for a socket (a platform administrator who is nothing else). `only`
   * narrows a person down to one of their phases.
   */
  async identify(token: unknown, only?: unknown): Promise<Identity> {
    if (typeof token !== 'string' || token.length > longestToken) {
      throw new DomainError('unauthenticated', 'a token is needed');
    }
    const { subject, expiresAt } = this.#accessTokens.verify(token);
    const actor = requireKnown(await findActor(this.#store, subject));
    const phases = narrowed(actor, only);
    if (phases.length === 0) {
      throw new DomainError('forbidden', 'only stations, clinicians and managers connect here');
    }
    return { phases, only, actor, expiresAt };
  }

  /** Reads the actor again: their current state, or why their connection must end. */
  async reread(identity: Identity): Promise<{ identity: Identity } | { end: ConnectionEnd }> {
    const actor = await findActor(this.#store, subjectOf(identity.actor));
    if (actor === undefined) {
      return { end: goneAs(identity.actor) };
    }
    const phases = narrowed(actor, identity.only);
    // The rooms of a socket are those of its roles when it connected. A guest has none: let in, they have more to say.
    return actor.kind !== 'person' || samePhases(phases, identity.phases)
      ? { identity: { ...identity, actor, phases } }
      : { end: 'roles-changed' };
  }
}

/**
 * Whether both are the same station, the same guest, or the same person in the same sign-in, with the same commands.
 */
export function isSameSubject(known: Identity, renewed: Identity): boolean {
  const [one, other] = [known.actor, renewed.actor];
  if (one.kind !== other.kind || idOf(one) !== idOf(other)) return false;
  if (one.kind !== 'person' || other.kind !== 'person') return true;
  return one.familyId === other.familyId && samePhases(known.phases, renewed.phases);
}

/** A person has more than one phase, and may ask for one of them alone. */
function narrowed(actor: Actor, only: unknown): readonly CommandPhase[] {
  const phases = phasesOf(actor);
  return actor.kind !== 'person' || only === undefined ? phases : phases.filter((phase) => phase === only);
}

function samePhases(one: readonly CommandPhase[], other: readonly CommandPhase[]): boolean {
  return one.join() === other.join();
}

function requireKnown<A>(actor: A | undefined): A {
  if (actor === undefined) {
    throw new DomainError('unauthenticated', 'the token’s holder is no longer known');
  }
  return actor;
}
