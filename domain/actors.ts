import { z } from 'zod';
import { DomainError } from './errors.ts';
import type {
  FamilyId,
  GuestId,
  OrganisationId,
  PersonId,
  RecordClientId,
  SiteId,
  StationId,
  VisitId,
} from './ids.ts';

export const role = z.enum([
  'platform-administrator',
  'administrator',
  'manager',
  'clinician',
  'booker',
  'prison-healthcare',
  'wing-officer',
]);
export type Role = z.infer<typeof role>;

export type StationActor = {
  kind: 'station';
  stationId: StationId;
  siteId: SiteId;
  organisationId: OrganisationId;
};

export type PersonActor = {
  kind: 'person';
  personId: PersonId;
  organisationId: OrganisationId;
  roles: readonly Role[];
  familyId: FamilyId;
};

/** A guest in one visit, as long as it runs and they have not been turned away. */
export type GuestActor = {
  kind: 'guest';
  guestId: GuestId;
  visitId: VisitId;
  organisationId: OrganisationId;
  /** `lobby` until the clinician lets them in. */
  standing: 'lobby' | 'admitted';
};

/** An authenticated subject. */
export type Actor = StationActor | PersonActor | GuestActor;

/** What a token says of an actor, and by which the actor is read again each time. */
export type Subject =
  | { kind: 'person'; personId: PersonId; familyId: FamilyId }
  | { kind: 'station'; stationId: StationId }
  | { kind: 'guest'; guestId: GuestId };

/** Who is written into the audit trail; `system` is the service itself (a deadline, a sweep, set-up). */
export type AuditActor =
  | { kind: 'station'; id: StationId }
  | { kind: 'person'; id: PersonId }
  | { kind: 'guest'; id: GuestId }
  | { kind: 'record-client'; id: RecordClientId }
  | { kind: 'system' };

export function auditActor(actor: Actor): AuditActor {
  switch (actor.kind) {
    case 'station':
      return { kind: 'station', id: actor.stationId };
    case 'person':
      return { kind: 'person', id: actor.personId };
    case 'guest':
      return { kind: 'guest', id: actor.guestId };
  }
}

const permissionsOf = {
  station: [
    'call:place',
    'call:describe',
    'resident:read',
    'observation:record',
    'sbard:write',
    'call:cancel',
    'visit:join',
    'visit:end',
    'visit:confirm-room',
    'visit:find-another',
    'advice:acknowledge',
    'check:open',
    'check:report',
  ],
  guest: ['visit:join', 'guest:leave'],
  clinician: [
    'call:answer',
    'call:read',
    'visit:join',
    'visit:start',
    'visit:move-on',
    'visit:confirm-room',
    'visit:end',
    'outcome:record',
    'sbard:write',
    'presence:set',
    'board:read',
    'call:take',
    'call:message',
    'visit:transfer',
    'guest:host',
    'visit:telephone',
    'call-back:close',
    'rota:read',
    'push:subscribe',
    'delivery:acknowledge',
    'check:open',
    'quality:read',
    'clinic:read-own',
    'booking:read',
    'document:read',
    'document:add',
    'attendance:record',
    'attendance:correct',
    'letter:write',
    'letter:read',
    'gp-letter:write',
    // Of whoever they have a legitimate relationship to (`domain/record/relationships.ts`).
    'record:read',
    'patient:find',
    'record:break-glass',
  ],
  manager: [
    'organisation:read',
    'board:read',
    'oversight:read',
    'rota:read',
    'rota:manage',
    'queue:manage',
    'call:message',
    'call-back:close',
    'notice:acknowledge',
    'person:read',
    'push:subscribe',
    'delivery:acknowledge',
    'quality:read',
    // When clinics are held and how full they are, and nothing of whoever is booked into them.
    'clinic:read',
    // A governor's lockdown, in every prison of the organisation.
    'movement:stop',
    'movement:stop-everywhere',
    // After the five days in which those who were there can (A29).
    'attendance:correct-late',
    'activity:read',
    // Whether it was justified that somebody opened a record, but never of one that they have opened themselves.
    'record:review-access',
    'record:list-readers',
  ],
  // The booking clerk of a hospital.
  booker: [
    'delivery:acknowledge',
    'clinic:read',
    'clinic:manage',
    'booking:read',
    'booking:make',
    'document:read',
    'document:add',
    'attendance:correct',
    // Whoever posts it to the GP.
    'letter:read',
    'referral:read',
    // Of patients in no prison: nobody at a care home or at home does it.
    'referral:make',
    'patient:add',
    'resident:manage',
    'gp-practice:manage',
    'record:list-readers',
    'clinic-task:do',
    'rota:read',
    'organisation:read',
  ],
  // Whoever has no `clinic:manage` sees the patients of the prisons in which they work, and of no others.
  'prison-healthcare': [
    'delivery:acknowledge',
    'clinic:read',
    'booking:read',
    'booking:make',
    'document:read',
    'document:add',
    'referral:read',
    'referral:make',
    'patient:manage',
    'patient:add',
    'resident:manage',
    'record:list-readers',
    'station:block',
    'event:manage',
    'clinic-task:do',
    'movement:stop',
    'preflight:set',
    'list:read',
    'slip:print',
    'letter:read',
  ],
  // Whom to bring when, in the prisons in which they work, and nothing of why.
  'wing-officer': ['list:read'],
  administrator: [
    'resident:manage',
    'gp-practice:manage',
    'record:review-access',
    'record:list-readers',
    'delivery:acknowledge',
    'organisation:read',
    'site:manage',
    'station:manage',
    'person:manage',
    'audit:read',
    'board:read',
    'call:read',
    'oversight:read',
    'rota:read',
    'rota:manage',
    'queue:manage',
    'person:read',
    'operations:read',
    'record-client:manage',
    'quality:read',
    'retention:manage',
  ],
  'platform-administrator': [
    'organisation:manage',
    'media-node:manage',
    'record-client:manage',
    'organisation:read',
    'site:manage',
    'station:manage',
    'person:manage',
    'person:read',
    'audit:read',
    // An organisation that has just been added has nobody yet who could set up its queues and its rota.
    'rota:read',
    'rota:manage',
    'queue:manage',
  ],
} as const;

export type Permission = (typeof permissionsOf)[keyof typeof permissionsOf][number];

/** Whether any of the actor's roles grants the permission; deny by default. */
export function may(actor: Actor, permission: Permission): boolean {
  return grants(actor.kind === 'person' ? actor.roles : [actor.kind], permission);
}

/** Whether any of the roles grants the permission. */
export function grants(roles: readonly (Role | 'station' | 'guest')[], permission: Permission): boolean {
  return roles.some((name) => (permissionsOf[name] as readonly Permission[]).includes(permission));
}

/** The first line of every use case. Throws `forbidden`, naming the permission. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) {
    throw new DomainError('forbidden', `this needs the permission ${permission}`);
  }
}

/** Throws `forbidden` unless the actor is a station with the permission. */
export function requireStation(actor: Actor, permission: Permission): StationActor {
  requirePermission(actor, permission);
  if (actor.kind !== 'station') {
    throw new DomainError('forbidden', 'only a station may do this');
  }
  return actor;
}

/** Throws `forbidden` unless the actor is a guest with the permission. */
export function requireGuest(actor: Actor, permission: Permission): GuestActor {
  requirePermission(actor, permission);
  if (actor.kind !== 'guest') {
    throw new DomainError('forbidden', 'only a guest may do this');
  }
  return actor;
}

/** Throws `forbidden` unless the actor is a person with the permission. */
export function requirePerson(actor: Actor, permission: Permission): PersonActor {
  requirePermission(actor, permission);
  if (actor.kind !== 'person') {
    throw new DomainError('forbidden', 'only a person may do this');
  }
  return actor;
}

/**
 * Things of another organisation do not exist for the actor: `not-found`, so that ids cannot be probed.
 * The platform administrator manages organisations and so sees all of them.
 */
export function requireOrganisation(actor: Actor, organisationId: OrganisationId, what: string): void {
  const everywhere = actor.kind === 'person' && actor.roles.includes('platform-administrator');
  if (!everywhere && actor.organisationId !== organisationId) {
    throw new DomainError('not-found', `no such ${what}`);
  }
}

/** What somebody is in a visit for who is neither staff nor at a station. A patient at home comes by their own link. */
export const guestRole = z.enum(['interpreter', 'family', 'gp', 'ambulance-crew', 'observer', 'patient']);
export type GuestRole = z.infer<typeof guestRole>;

/** What is written on the screen beside a guest's name, because they have typed the name themselves. */
export const guestRoleLabels: Readonly<Record<GuestRole, string>> = {
  interpreter: 'interpreter',
  family: 'family',
  gp: 'GP',
  'ambulance-crew': 'ambulance crew',
  observer: 'observer',
  patient: 'patient',
};

/** What a clinician can ask somebody into a visit for. */
export const invitedRole = guestRole.exclude(['patient']);
export type InvitedRole = z.infer<typeof invitedRole>;
