import type { Actor } from '../actors.ts';
import type { AuditEvent } from '../contract/rest.ts';
import type { OrganisationId } from '../ids.ts';
import type { AccountDeps } from './account-deps.ts';
import { requireKnownOrganisation } from '../organisations/organisations.ts';

/** One page of the audit trail, newest first; `next` is the cursor of the next page. */
export async function readAudit(
  deps: AccountDeps,
  actor: Actor,
  input: { organisationId: OrganisationId; before?: string | undefined },
): Promise<{ events: AuditEvent[]; next: string | null }> {
  await requireKnownOrganisation(deps, actor, {
    permission: 'audit:read',
    organisationId: input.organisationId,
  });
  return deps.store.reads.listAudit(input.organisationId, input.before ?? null);
}
