import type { OrganisationId, RecordClientId } from '../ids.ts';
import type { ResourceType } from './resource-types.ts';

/** What a scope of SMART 2 may allow: create, read, update, delete, search (http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html). */
export const recordPermissions = ['c', 'r', 'u', 'd', 's'] as const;
export type RecordPermission = (typeof recordPermissions)[number];

/** What a scope can name: a type of the record, or what a system is to be told of. */
export type ScopeType = ResourceType | 'Subscription';

/** One scope such as `system/Observation.rs`. */
export type SystemScope = {
  readonly type: ScopeType | '*';
  readonly allows: readonly RecordPermission[];
};

/** A partner's own system that has shown who it is, and what its token allows within its organisation. */
export type RecordClient = {
  readonly clientId: RecordClientId;
  readonly organisationId: OrganisationId;
  readonly scopes: readonly SystemScope[];
};

/** Whether this client may do that to resources of this type. What no scope names is refused. */
export function mayDo({ scopes }: RecordClient, permission: RecordPermission, type: ScopeType): boolean {
  return scopes.some(
    (scope) => (scope.type === '*' || scope.type === type) && scope.allows.includes(permission),
  );
}
