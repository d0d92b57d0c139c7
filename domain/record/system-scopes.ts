import { type RecordPermission, recordPermissions, type SystemScope } from './record-client.ts';
import { isResourceType } from './resource-types.ts';

/** What the scopes of SMART 1 mean in those of SMART 2 (hl7.org/fhir/smart-app-launch, "Scopes for requesting FHIR resources"). */
const earlier: Readonly<Record<string, readonly RecordPermission[]>> = {
  read: ['r', 's'],
  write: ['c', 'u', 'd'],
  '*': recordPermissions,
};

/** A token lists its scopes with spaces between; more than this is nobody's list. */
export const mostScopes = 50;

/**
 * One scope of a system, such as `system/Observation.rs`; undefined for everything else: of patients and users, with a search in it,
 * with the letters in another order than c, r, u, d, s, or of a type that is not kept in the record.
 */
export function parseSystemScope(text: string): SystemScope | undefined {
  const [, type = '', said = ''] =
    /^system\/([A-Za-z]{1,64}|\*)\.(read|write|\*|c?r?u?d?s?)$/.exec(text) ?? [];
  if (said === '' || (type !== '*' && type !== 'Subscription' && !isResourceType(type))) return undefined;
  return { type, allows: earlier[said] ?? recordPermissions.filter((one) => said.includes(one)) };
}

/** As SMART 2 spells it. */
export function writeSystemScope({ type, allows }: SystemScope): string {
  return `system/${type}.${allows.join('')}`;
}

/** Of what is asked for, what is allowed: by type and by permission, one scope for each type. */
export function grantScopes(allowed: readonly SystemScope[], asked: readonly SystemScope[]): SystemScope[] {
  const granted = allowed.flatMap((one) => asked.flatMap((other) => sharedBy(one, other)));
  return mergeScopes(granted);
}

/** One scope for each type, in the order in which the types come. */
export function mergeScopes(scopes: readonly SystemScope[]): SystemScope[] {
  return [...Map.groupBy(scopes, ({ type }) => type)].map(([type, ofType]) => ({
    type,
    allows: recordPermissions.filter((one) => ofType.some(({ allows }) => allows.includes(one))),
  }));
}

function sharedBy(one: SystemScope, other: SystemScope): SystemScope[] {
  const type = one.type === '*' ? other.type : one.type;
  if (other.type !== '*' && other.type !== type) return [];
  const allows = one.allows.filter((permission) => other.allows.includes(permission));
  return allows.length === 0 ? [] : [{ type, allows }];
}
