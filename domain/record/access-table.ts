import {
  type Actor,
  grants,
  type Permission,
  type PersonActor,
  type Role,
  requirePerson,
} from '../actors.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import type { OrganisationId } from '../ids.ts';
import type { RelationshipKind } from './relationships.ts';

/** What a person may do with the record of a patient, and what it takes beside a role that has the permission. */
type RightRow = {
  readonly words: string;
  readonly permission: Permission;
  /** `absent`: who has a relationship needs no other way in. */
  readonly relationship: 'needed' | 'not-needed' | 'absent';
  /** Of whom: every patient of the own organisation, or those whose list the person keeps. Reviewers reach all. */
  readonly reach: 'organisation' | 'own-lists';
};

/**
 * Who may do what with the record of a patient. Checks, `docs/record-access.md` and a test over the wire of every role, every
 * relationship and both tenants go by it. What other organisations keep is there for nobody.
 */
export const recordRights = {
  find: {
    words: 'Find who the patient is',
    permission: 'patient:find',
    relationship: 'not-needed',
    reach: 'organisation',
  },
  see: { words: 'See the record', permission: 'record:read', relationship: 'needed', reach: 'organisation' },
  'break-glass': {
    words: 'Open the record with a reason',
    permission: 'record:break-glass',
    relationship: 'absent',
    reach: 'organisation',
  },
  review: {
    words: 'Review who has opened it so',
    permission: 'record:review-access',
    relationship: 'not-needed',
    reach: 'organisation',
  },
  'list-readers': {
    words: 'List who has read it',
    permission: 'record:list-readers',
    relationship: 'not-needed',
    reach: 'own-lists',
  },
} as const satisfies Record<string, RightRow>;

export type RecordRight = keyof typeof recordRights;
export const recordRightNames = Object.keys(recordRights) as RecordRight[];

/** Somebody and a patient, as far as access goes by it. */
export type Standing = {
  readonly roles: readonly Role[];
  /** Whether the own organisation keeps the record. */
  readonly tenant: 'own' | 'foreign';
  readonly relationships: readonly RelationshipKind[];
  /** Whether the patient is on a list that the person keeps. */
  readonly onOwnList: boolean;
};

/** Whether they may, or with what it is refused. `not-found` does not say that there is such a patient. */
export function recordAccess(
  { roles, tenant, relationships, onOwnList }: Standing,
  right: RecordRight,
): 'allowed' | Extract<ErrorCode, 'forbidden' | 'not-found' | 'wrong-phase'> {
  const row: RightRow = recordRights[right];
  if (!grants(roles, row.permission)) return 'forbidden';
  if (tenant === 'foreign') return 'not-found';
  if (row.reach === 'own-lists' && !onOwnList && !grants(roles, recordRights.review.permission)) {
    return 'not-found';
  }
  if (row.relationship === 'needed' && relationships.length === 0) return 'not-found';
  if (row.relationship === 'absent' && relationships.length > 0) return 'wrong-phase';
  return 'allowed';
}

/** The first line of a use case about records: whoever has no role for it is refused before anything is read. */
export function requireRecordRole(actor: Actor, right: RecordRight): PersonActor {
  return requirePerson(actor, recordRights[right].permission);
}

/**
 * Goes by the table, with who keeps the record.
 * @throws DomainError with what the table refuses by
 */
export function requireRecordRight(
  person: PersonActor,
  right: RecordRight,
  about: { organisationId: OrganisationId; relationships?: readonly RelationshipKind[]; onOwnList?: boolean },
): void {
  const { organisationId, relationships = [], onOwnList = false } = about;
  const tenant = person.organisationId === organisationId ? 'own' : 'foreign';
  const answer = recordAccess({ roles: person.roles, tenant, relationships, onOwnList }, right);
  if (answer !== 'allowed') throw new DomainError(answer, refusals[answer]);
}

const refusals = {
  forbidden: 'this needs another role',
  'not-found': 'no such patient',
  'wrong-phase': 'you can see this record already',
} as const;
