import { z } from 'zod';
import { role } from '../actors.ts';
import * as id from '../ids.ts';
import { establishmentCode } from '../organisations/establishment.ts';
import { iceTransportPolicy } from '../rooms/wire.ts';
import { email, type Endpoint, instant, name, nothing, phone, region } from '../wire.ts';

export const me = z.strictObject({
  personId: id.personId,
  name: z.string(),
  email: z.string(),
  organisationId: id.organisationId,
  organisationName: z.string(),
  roles: z.array(role),
  mustChangePassword: z.boolean(),
});
export type Me = z.infer<typeof me>;

/** `token` is an access token (JWT, ES256) for `Authorization: Bearer` and for Socket.IO's `auth.token`. */
export const access = z.strictObject({ token: z.string(), expiresAt: instant });
export type Access = z.infer<typeof access>;

/** `region` is where its media must stay, null for the service's own. */
export const organisation = z.strictObject({
  organisationId: id.organisationId,
  name: z.string(),
  region: region.nullable(),
  createdAt: instant,
});
/** `home`: patients who are at home and join by a link; it has no stations that anybody sets up. */
export const siteKind = z.enum(['care-home', 'prison', 'hospital-hub', 'home']);
export const site = z.strictObject({
  siteId: id.siteId,
  organisationId: id.organisationId,
  name: z.string(),
  kind: siteKind,
  phone: z.string().nullable(),
  iceTransportPolicy,
  /** Of a prison: its code in the public register, where somebody has said it. */
  establishment: z.string().optional(),
});
export const station = z.strictObject({
  stationId: id.stationId,
  siteId: id.siteId,
  name: z.string(),
  enrolledAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
});
export const person = z.strictObject({
  personId: id.personId,
  organisationId: id.organisationId,
  name: z.string(),
  email: z.string(),
  roles: z.array(role),
  disabledAt: instant.nullable(),
});
export const auditEvent = z.strictObject({
  id: z.string(),
  at: instant,
  actorKind: z.enum(['station', 'person', 'guest', 'record-client', 'system']),
  actorName: z.string().nullable(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export type Organisation = z.infer<typeof organisation>;
export type Site = z.infer<typeof site>;
export type Station = z.infer<typeof station>;
export type Person = z.infer<typeof person>;
export type AuditEvent = z.infer<typeof auditEvent>;

/** Twelve characters at least, as NCSC advises against composition rules and for length. */
export const password = z.string().min(12).max(200);

/** Signing in and out, and enrolling a device. */
export const accountEndpoints = {
  signIn: {
    method: 'post',
    path: '/api/sign-in',
    auth: 'none',
    status: 200,
    summary: 'Signs a person in. Sets the refresh cookie (HttpOnly, SameSite=Strict).',
    body: z.strictObject({ email, password: z.string().min(1).max(200) }),
    reply: access.extend({ me }),
  },
  refresh: {
    method: 'post',
    path: '/api/token',
    auth: 'cookie',
    status: 200,
    summary:
      'Spends the refresh cookie for a new one and a new access token. A spent one used again revokes the family.',
    reply: access.extend({ me }),
  },
  signOut: {
    method: 'post',
    path: '/api/sign-out',
    auth: 'cookie',
    status: 200,
    summary: 'Revokes the family of the refresh cookie and ends its sockets.',
    reply: nothing,
  },
  changePassword: {
    method: 'post',
    path: '/api/password',
    auth: 'person',
    status: 200,
    summary: 'Changes the own password; every other sign-in of this person is revoked.',
    body: z.strictObject({ current: z.string().min(1).max(200), next: password }),
    reply: nothing,
  },
  me: {
    method: 'get',
    path: '/api/me',
    auth: 'person',
    status: 200,
    summary: 'Who is signed in.',
    reply: me,
  },
  enrol: {
    method: 'post',
    path: '/api/enrolment',
    auth: 'none',
    status: 200,
    summary:
      'Enrols this device as a station with an administrator’s one-time code. Sets the station cookie.',
    body: z.strictObject({ code: z.string().trim().min(4).max(32) }),
    reply: access.extend({ stationId: id.stationId }),
  },
  stationToken: {
    method: 'post',
    path: '/api/station-token',
    auth: 'cookie',
    status: 200,
    summary: 'A new access token for an enrolled station, from its cookie.',
    reply: access.extend({ stationId: id.stationId }),
  },
} as const satisfies Record<string, Endpoint>;

const organisationParams = z.strictObject({ organisationId: id.organisationId });
const siteParams = z.strictObject({ siteId: id.siteId });
const stationParams = z.strictObject({ stationId: id.stationId });
const personParams = z.strictObject({ personId: id.personId });
const roles = z.array(role).min(1).max(role.options.length);

/** What administrators do. */
export const administrationEndpoints = {
  listOrganisations: {
    method: 'get',
    path: '/api/organisations',
    auth: 'person',
    status: 200,
    summary: 'The organisations one may administer.',
    reply: z.strictObject({ organisations: z.array(organisation) }),
  },
  addOrganisation: {
    method: 'post',
    path: '/api/organisations',
    auth: 'person',
    status: 201,
    summary: 'Adds an organisation (platform administrators).',
    body: z.strictObject({ name }),
    reply: organisation,
  },
  setOrganisationRegion: {
    method: 'put',
    path: '/api/organisations/:organisationId/region',
    auth: 'person',
    status: 200,
    summary:
      'Where the media of an organisation’s visits must stay (platform administrators); null is the service’s own region.',
    params: organisationParams,
    body: z.strictObject({ region: region.nullable() }),
    reply: organisation,
  },
  listSites: {
    method: 'get',
    path: '/api/organisations/:organisationId/sites',
    auth: 'person',
    status: 200,
    summary: 'The sites of an organisation, with their stations.',
    params: organisationParams,
    reply: z.strictObject({ sites: z.array(site.extend({ stations: z.array(station) })) }),
  },
  addSite: {
    method: 'post',
    path: '/api/organisations/:organisationId/sites',
    auth: 'person',
    status: 201,
    summary: 'Adds a site.',
    params: organisationParams,
    body: z.strictObject({
      name,
      kind: siteKind,
      phone: phone.nullable(),
      /** Of a prison only. `conflict` when another site of the organisation has it. */
      establishment: establishmentCode.optional(),
    }),
    reply: site,
  },
  setEstablishment: {
    method: 'put',
    path: '/api/sites/:siteId/establishment',
    auth: 'person',
    status: 200,
    summary:
      'Says which prison of the public register a prison is, or that it is none of it. `conflict` when another site of the organisation has that code.',
    params: z.strictObject({ siteId: id.siteId }),
    body: z.strictObject({ establishment: establishmentCode.nullable() }),
    reply: site,
  },
  setSiteMediaPath: {
    method: 'put',
    path: '/api/sites/:siteId/media-path',
    auth: 'person',
    status: 200,
    summary:
      'How media of a site’s stations gets to the SFU, from the next join on; `relay` needs a TURN relay.',
    params: siteParams,
    body: z.strictObject({ iceTransportPolicy }),
    reply: site,
  },
  addStation: {
    method: 'post',
    path: '/api/sites/:siteId/stations',
    auth: 'person',
    status: 201,
    summary: 'Adds a station to a site. It still has to be enrolled.',
    params: siteParams,
    body: z.strictObject({ name }),
    reply: station,
  },
  issueEnrolmentCode: {
    method: 'post',
    path: '/api/stations/:stationId/enrolment-code',
    auth: 'person',
    status: 201,
    summary: 'A one-time code, valid 15 minutes; it replaces an unused earlier one.',
    params: stationParams,
    reply: z.strictObject({ code: z.string(), expiresAt: instant }),
  },
  revokeStation: {
    method: 'post',
    path: '/api/stations/:stationId/revocation',
    auth: 'person',
    status: 200,
    summary: 'Revokes a station: its sockets end at once and an open call of its is ended.',
    params: stationParams,
    reply: station,
  },
  listPeople: {
    method: 'get',
    path: '/api/organisations/:organisationId/people',
    auth: 'person',
    status: 200,
    summary: 'The people of an organisation.',
    params: organisationParams,
    reply: z.strictObject({ people: z.array(person) }),
  },
  addPerson: {
    method: 'post',
    path: '/api/organisations/:organisationId/people',
    auth: 'person',
    status: 201,
    summary:
      'Adds a person. Answers with a temporary password, shown this once, that must be changed at the first sign-in.',
    params: organisationParams,
    body: z.strictObject({ name, email, roles }),
    reply: z.strictObject({ person, temporaryPassword: z.string() }),
  },
  setRoles: {
    method: 'put',
    path: '/api/people/:personId/roles',
    auth: 'person',
    status: 200,
    summary: 'Sets a person’s roles; their sockets end and come back with the new ones.',
    params: personParams,
    body: z.strictObject({ roles }),
    reply: person,
  },
  disablePerson: {
    method: 'post',
    path: '/api/people/:personId/disablement',
    auth: 'person',
    status: 200,
    summary: 'Disables a person: sign-ins are revoked, sockets end, a call they held goes back to the queue.',
    params: personParams,
    reply: person,
  },
  enablePerson: {
    method: 'post',
    path: '/api/people/:personId/enablement',
    auth: 'person',
    status: 200,
    summary: 'Lets a disabled person sign in again.',
    params: personParams,
    reply: person,
  },
  resetPassword: {
    method: 'post',
    path: '/api/people/:personId/temporary-password',
    auth: 'person',
    status: 201,
    summary: 'A new temporary password, shown this once; the person’s sign-ins are revoked.',
    params: personParams,
    reply: z.strictObject({ temporaryPassword: z.string() }),
  },
  readAudit: {
    method: 'get',
    path: '/api/organisations/:organisationId/audit',
    auth: 'person',
    status: 200,
    summary: 'The audit trail, newest first, 50 a page.',
    params: organisationParams,
    query: z.strictObject({
      before: z
        .string()
        .regex(/^\d{1,19}$/)
        .optional(),
    }),
    reply: z.strictObject({ events: z.array(auditEvent), next: z.string().nullable() }),
  },
} as const satisfies Record<string, Endpoint>;
