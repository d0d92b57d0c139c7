import type { Actor, GuestActor, Role } from '../../domain/actors.ts';
import type { CommandPhase } from '../../domain/contract/commands.ts';
import type { ConnectionEnd } from '../../domain/contract/facts.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AccessTokens, Reads } from '../../domain/ports.ts';

/** The actor of a socket, the commands it may use, and until when its token is valid. */
export type Identity = {
  readonly phases: readonly CommandPhase[];
  /** The one phase that the page asked for; a board on the wall must not count as a clinician at their desk. */
  readonly only: unknown;
  readonly actor: Actor;
  readonly expiresAt: Date;
};

/** Which roles make which commands known; a clinician who manages has both sets. */
const phaseOf: Readonly<Partial<Record<Role, CommandPhase>>> = {
  clinician: 'clinician',
  manager: 'manager',
  administrator: 'manager',
};

const longestToken = 4096;

type ActorReads = Pick<Reads, 'findPersonActor' | 'findStationActor' | 'findGuestActor'>;

/** Learns from tokens and the database who is speaking. */
export class Identities {
  readonly #accessTokens: AccessTokens;
  readonly #reads: ActorReads;

  constructor(options: { accessTokens: AccessTokens; reads: ActorReads }) {
    this.#accessTokens = options.accessTokens;
    this.#reads = options.reads;
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
    if (subject.kind === 'station') {
      const actor = await this.#reads.findStationActor(subject.stationId);
      return { phases: ['station'], only: undefined, actor: requireKnown(actor), expiresAt };
    }
    if (subject.kind === 'guest') {
      const actor = requireKnown(await this.#reads.findGuestActor(subject.guestId));
      return { phases: phasesOfGuest(actor), only: undefined, actor, expiresAt };
    }
    const actor = requireKnown(await this.#reads.findPersonActor(subject.personId, subject.familyId));
    const phases = phasesOf(actor.roles, only);
    if (phases.length === 0) {
      throw new DomainError('forbidden', 'only stations, clinicians and managers connect here');
    }
    return { phases, only, actor, expiresAt };
  }

  /** Reads the actor again: their current state, or why their connection must end. */
  async reread(identity: Identity): Promise<{ identity: Identity } | { end: ConnectionEnd }> {
    const known = identity.actor;
    if (known.kind === 'station') {
      const actor = await this.#reads.findStationActor(known.stationId);
      return actor === undefined ? { end: 'station-revoked' } : { identity: { ...identity, actor } };
    }
    if (known.kind === 'guest') {
      const actor = await this.#reads.findGuestActor(known.guestId);
      // A guest who has been let in meanwhile has more to say from now on.
      return actor === undefined
        ? { end: 'guest-over' }
        : { identity: { ...identity, actor, phases: phasesOfGuest(actor) } };
    }
    const actor = await this.#reads.findPersonActor(known.personId, known.familyId);
    if (actor === undefined) {
      return { end: 'signed-out' };
    }
    // The rooms of a socket are those of its roles when it connected.
    return samePhases(phasesOf(actor.roles, identity.only), identity.phases)
      ? { identity: { ...identity, actor } }
      : { end: 'roles-changed' };
  }
}

/**
 * Whether both are the same station, the same guest, or the same person in the same sign-in, with the same commands.
 */
export function isSameSubject(known: Identity, renewed: Identity): boolean {
  const [one, other] = [known.actor, renewed.actor];
  if (one.kind === 'station') {
    return other.kind === 'station' && one.stationId === other.stationId;
  }
  if (one.kind === 'guest') {
    return other.kind === 'guest' && one.guestId === other.guestId;
  }
  const samePerson =
    other.kind === 'person' && one.personId === other.personId && one.familyId === other.familyId;
  return samePerson && samePhases(known.phases, renewed.phases);
}

function phasesOfGuest({ standing }: GuestActor): CommandPhase[] {
  return [standing === 'admitted' ? 'guest' : 'lobby'];
}

function phasesOf(roles: readonly Role[], only: unknown): CommandPhase[] {
  const phases = roles
    .flatMap((role) => phaseOf[role] ?? [])
    .filter((phase) => only === undefined || phase === only);
  return [...new Set(phases)].toSorted();
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
