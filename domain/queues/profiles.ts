import type { AccountDeps } from '../accounts/account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';
import { type Actor, auditActor, requireOrganisation, requirePermission } from '../actors.ts';
import type { ProfileView } from './wire.ts';
import type { Person } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PersonId } from '../ids.ts';
import { transact } from '../transact.ts';
import type { Skill } from '../clinicians/skill.ts';
import { readTelephone } from '../telephone.ts';

/** The people with their skills and contacts for routing and escalation. */
export async function listProfiles(
  deps: AccountDeps,
  actor: Actor,
  { organisationId }: { organisationId: OrganisationId },
): Promise<ProfileView[]> {
  await requireKnownOrganisation(deps, actor, { permission: 'person:read', organisationId });
  const { reads } = deps.store;
  const [people, profiles] = await Promise.all([
    reads.listPeople(organisationId),
    reads.listProfiles(organisationId),
  ]);
  const known = new Map(profiles.map((profile) => [profile.personId, profile]));
  return people.map((person) => viewOf(person, known.get(person.personId)));
}

/** Skills decide from now on who is rung; the number is where SMS and voice reach them. */
export async function setProfile(
  deps: AccountDeps,
  actor: Actor,
  { personId, ...given }: { personId: PersonId; skills: readonly Skill[]; phone: string | null },
): Promise<ProfileView> {
  requirePermission(actor, 'queue:manage');
  const skills = [...new Set(given.skills)];
  const phone = readTelephone(deps, 'phone', given.phone);
  const person = await transact(deps, async (tx) => {
    const found = await tx.accounts.lockPerson(personId);
    if (found === undefined) {
      throw new DomainError('not-found', 'no such person');
    }
    requireOrganisation(actor, found.organisationId, 'person');
    await tx.queues.setProfile(personId, { skills, phone });
    await tx.audit([
      {
        actor: auditActor(actor),
        organisationId: found.organisationId,
        action: 'person.profile-set',
        subject: { kind: 'person', id: personId },
        // The number itself is nothing for the trail.
        detail: { skills: skills.join(' '), hasPhone: phone !== null },
      },
    ]);
    tx.boardChanged(found.organisationId);
    return found;
  });
  return viewOf(person, { skills, phone });
}

function viewOf(
  { personId, name, roles, disabledAt }: Person,
  profile: { skills: Skill[]; phone: string | null } = { skills: [], phone: null },
): ProfileView {
  const { skills, phone } = profile;
  return { personId, name, roles, disabled: disabledAt !== null, skills, phone };
}
