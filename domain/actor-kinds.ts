import type { Actor, GuestActor, PersonActor, Role, StationActor, Subject } from './actors.ts';
import { type Audience, clinicianAudience, guestAudience, stationAudience } from './audience.ts';
import type { CommandPhase } from './contract/commands.ts';
import type { ConnectionEnd } from './contract/facts.ts';
import type { Reads } from './ports.ts';

type ActorReads = Pick<Reads, 'findPersonActor' | 'findStationActor' | 'findGuestActor'>;

/** Where actors are read. Whoever presses is looked up first, so stations and people go by the store of presses. */
export type ActorStore = {
  readonly reads: Pick<ActorReads, 'findGuestActor'>;
  readonly presses: { readonly reads: Omit<ActorReads, 'findGuestActor'> };
};

type Actors = { station: StationActor; person: PersonActor; guest: GuestActor };
type Kind = keyof Actors;
type SubjectOf<K extends Kind> = Extract<Subject, { kind: K }>;

type KindRow<K extends Kind> = {
  /** What the subject of a token is. */
  id(actor: Actors[K]): string;
  subject(actor: Actors[K]): SubjectOf<K>;
  /** Reads the actor as they stand now; undefined for one who is revoked, disabled, signed out or whose part is over. */
  find(store: ActorStore, subject: SubjectOf<K>): Promise<Actor | undefined>;
  /** As whom the actor is told facts; undefined for a person who is no clinician and so has no state of their own. */
  audience(actor: Actors[K]): Audience | undefined;
  /** Which commands are known to the actor over a socket. */
  phases(actor: Actors[K]): readonly CommandPhase[];
  /** Why the connection of an actor ends who is not known any more. */
  goneAs: ConnectionEnd;
};

/** Which roles make which commands known; a clinician who manages has both sets. */
const phaseOfRole: Readonly<Partial<Record<Role, CommandPhase>>> = {
  clinician: 'clinician',
  manager: 'manager',
  administrator: 'manager',
};

/** What differs by the kind of actor. A new kind is a row here, its permissions in `actors.ts`, and its claims in a token. */
const kinds: { readonly [K in Kind]: KindRow<K> } = {
  station: {
    id: ({ stationId }) => stationId,
    subject: ({ kind, stationId }) => ({ kind, stationId }),
    find: ({ presses }, { stationId }) => presses.reads.findStationActor(stationId),
    audience: ({ stationId }) => stationAudience(stationId),
    phases: () => ['station'],
    goneAs: 'station-revoked',
  },
  person: {
    id: ({ personId }) => personId,
    subject: ({ kind, personId, familyId }) => ({ kind, personId, familyId }),
    find: ({ presses }, { personId, familyId }) => presses.reads.findPersonActor(personId, familyId),
    audience: ({ personId, roles }) =>
      roles.includes('clinician') ? clinicianAudience(personId) : undefined,
    phases: ({ roles }) => [...new Set(roles.flatMap((role) => phaseOfRole[role] ?? []))].toSorted(),
    goneAs: 'signed-out',
  },
  guest: {
    id: ({ guestId }) => guestId,
    subject: ({ kind, guestId }) => ({ kind, guestId }),
    find: ({ reads }, { guestId }) => reads.findGuestActor(guestId),
    audience: ({ guestId }) => guestAudience(guestId),
    // One who has been let in has more to say.
    phases: ({ standing }) => [standing === 'admitted' ? 'guest' : 'lobby'],
    goneAs: 'guest-over',
  },
};

export function idOf(actor: Actor): string {
  return rowOf(actor).id(actor);
}

export function subjectOf(actor: Actor): Subject {
  return rowOf(actor).subject(actor);
}

export function findActor(store: ActorStore, subject: Subject): Promise<Actor | undefined> {
  return rowOf(subject).find(store, subject);
}

export function audienceOf(actor: Actor): Audience | undefined {
  return rowOf(actor).audience(actor);
}

export function phasesOf(actor: Actor): readonly CommandPhase[] {
  return rowOf(actor).phases(actor);
}

export function goneAs(actor: Actor): ConnectionEnd {
  return rowOf(actor).goneAs;
}

/** Only here is a row taken for that of any kind: it is given what it was found by, so their kinds are the same. */
function rowOf({ kind }: { kind: Kind }): KindRow<Kind> {
  return kinds[kind] as KindRow<Kind>;
}
