import {
  type Actor,
  auditActor,
  type PersonActor,
  requireOrganisation,
  requirePermission,
  type Role,
} from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { removeClinician } from '../duty/remove-clinician.ts';
import type { Body, Person } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PersonId } from '../ids.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import type { AccountDeps } from './account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';

const permission = 'person:manage';

export async function listPeople(
  deps: AccountDeps,
  actor: Actor,
  input: { organisationId: OrganisationId },
): Promise<Person[]> {
  await requireKnownOrganisation(deps, actor, { permission, ...input });
  return deps.store.reads.listPeople(input.organisationId);
}

/** Adds a person with a temporary password, shown this once. Throws `conflict` when the e-mail address is taken. */
export async function addPerson(
  deps: AccountDeps,
  actor: Actor,
  input: Body<'addPerson'> & { organisationId: OrganisationId },
): Promise<{ person: Person; temporaryPassword: string }> {
  await requireKnownOrganisation(deps, actor, { permission, organisationId: input.organisationId });
  const roles = distinct(input.roles);
  requireMayGrant(actor, roles);
  const temporaryPassword = deps.secrets.password();
  const passwordHash = await deps.passwords.hash(temporaryPassword);
  const id = deps.newId() as PersonId;
  const person = await deps.store.transact(async (tx) => {
    const added = await tx.accounts.addPerson({
      ...input,
      id,
      roles,
      passwordHash,
      mustChangePassword: true,
    });
    await tx.audit([
      personEntry(actor, added, { action: 'person.added', detail: { roles: roles.join(' ') } }),
    ]);
    return added;
  });
  return { person, temporaryPassword };
}

/**
 * Sets a person's roles; their sockets end and reconnect with the new ones. A person who is no clinician any more
 * stops ringing.
 */
export async function setRoles(
  deps: AccountDeps,
  actor: Actor,
  input: { personId: PersonId; roles: readonly Role[] },
): Promise<Person> {
  requirePermission(actor, permission);
  const roles = distinct(input.roles);
  requireMayGrant(actor, roles);
  const before = await changePerson(deps, actor, input.personId, async (tx, person) => {
    requireKeepsOwnAdministration(actor, person, roles);
    await tx.accounts.setRoles(person.personId, roles);
    tx.afterCommit(() => {
      deps.facts.endConnections({ person: person.personId }, 'roles-changed');
    });
    return { action: 'person.roles-set', detail: { before: person.roles.join(' '), after: roles.join(' ') } };
  });
  if (before.roles.includes('clinician') && !roles.includes('clinician')) {
    await removeClinician(deps, auditActor(actor), input.personId);
  }
  return deps.store.reads.getPerson(input.personId);
}

/** Disables a person: sign-ins are revoked, sockets end, and a call they answered goes back to the queue. */
export async function disablePerson(
  deps: AccountDeps,
  actor: Actor,
  input: { personId: PersonId },
): Promise<Person> {
  requirePermission(actor, permission);
  const before = await changePerson(deps, actor, input.personId, async (tx, person) => {
    requireAnother(actor, person, 'you cannot disable yourself; ask another administrator');
    await tx.accounts.setDisabled(person.personId, true);
    tx.afterCommit(() => {
      deps.facts.endConnections({ person: person.personId }, 'disabled');
    });
    const families = await tx.accounts.revokeFamilies(person.personId, null);
    return { action: 'person.disabled', detail: { familiesRevoked: families.length } };
  });
  if (before.roles.includes('clinician')) {
    await removeClinician(deps, auditActor(actor), input.personId);
  }
  return deps.store.reads.getPerson(input.personId);
}

/** Lets a disabled person sign in again. */
export async function enablePerson(
  deps: AccountDeps,
  actor: Actor,
  input: { personId: PersonId },
): Promise<Person> {
  requirePermission(actor, permission);
  await changePerson(deps, actor, input.personId, async (tx, person) => {
    await tx.accounts.setDisabled(person.personId, false);
    return { action: 'person.enabled' };
  });
  return deps.store.reads.getPerson(input.personId);
}

/** A new temporary password, shown this once; the person's sign-ins are revoked. */
export async function resetPassword(
  deps: AccountDeps,
  actor: Actor,
  input: { personId: PersonId },
): Promise<{ temporaryPassword: string }> {
  requirePermission(actor, permission);
  const temporaryPassword = deps.secrets.password();
  const hash = await deps.passwords.hash(temporaryPassword);
  await changePerson(deps, actor, input.personId, async (tx, person) => {
    requireAnother(actor, person, 'change your own password with the current one');
    await tx.accounts.setPassword(person.personId, hash, { mustChange: true });
    tx.afterCommit(() => {
      deps.facts.endConnections({ person: person.personId }, 'signed-out');
    });
    const families = await tx.accounts.revokeFamilies(person.personId, null);
    return { action: 'person.password-reset', detail: { familiesRevoked: families.length } };
  });
  return { temporaryPassword };
}

type Change = { action: AuditAction; detail?: AuditDetail };

/**
 * One change of one person of the actor's organisation, with its audit entry, in one transaction; returns the person
 * as they were.
 */
function changePerson(
  deps: AccountDeps,
  actor: Actor,
  personId: PersonId,
  change: (tx: TellingTransaction, person: Person) => Promise<Change>,
): Promise<Person> {
  return transact(deps, async (tx) => {
    const person = await tx.accounts.lockPerson(personId);
    if (person === undefined) {
      throw new DomainError('not-found', 'no such person');
    }
    requireOrganisation(actor, person.organisationId, 'person');
    // Else an administrator could reset a platform administrator's password and become one.
    requireMayGrant(actor, person.roles);
    await tx.audit([personEntry(actor, person, await change(tx, person))]);
    return person;
  });
}

function requireMayGrant(actor: Actor, roles: readonly Role[]): void {
  if (roles.includes('platform-administrator')) {
    requirePermission(actor, 'organisation:manage');
  }
}

function requireAnother(actor: Actor, person: Person, otherwise: string): void {
  if (actor.kind === 'person' && actor.personId === person.personId) {
    throw new DomainError('conflict', otherwise);
  }
}

function requireKeepsOwnAdministration(actor: Actor, person: Person, roles: readonly Role[]): void {
  const lost = person.roles.filter((role) => role !== 'clinician' && !roles.includes(role));
  if (lost.length > 0) {
    requireAnother(actor, person, 'you cannot remove your own administrator role; ask another administrator');
  }
}

function distinct(roles: readonly Role[]): Role[] {
  return [...new Set(roles)];
}

function personEntry(
  actor: Actor,
  { personId, organisationId }: Pick<Person, 'personId' | 'organisationId'>,
  change: Change,
): AuditEntry {
  return auditEntry(auditActor(actor), {
    ...change,
    about: { kind: 'person', id: personId, organisationId },
  });
}

/** Changes one's own password; knowing the current one is the permission. Every other sign-in of the person ends. */
export async function changePassword(
  deps: AccountDeps,
  actor: PersonActor,
  input: { current: string; next: string },
): Promise<void> {
  const { passwordHash } = await deps.store.reads.getSecrets(actor.personId);
  if (!(await deps.passwords.verify(passwordHash, input.current))) {
    throw new DomainError('invalid', 'the current password is not right');
  }
  if (input.next === input.current) {
    throw new DomainError('invalid', 'the new password must differ from the current one');
  }
  const hash = await deps.passwords.hash(input.next);
  await transact(deps, async (tx) => {
    await tx.accounts.setPassword(actor.personId, hash, { mustChange: false });
    const families = await tx.accounts.revokeFamilies(actor.personId, actor.familyId);
    await tx.audit([
      personEntry(actor, actor, {
        action: 'person.password-changed',
        detail: { familiesRevoked: families.length },
      }),
    ]);
    tx.afterCommit(() => {
      for (const family of families) deps.facts.endConnections({ family }, 'signed-out');
    });
  });
}
