import { z } from 'zod';
import { role } from '../actors.ts';
import * as id from '../ids.ts';
import type { Endpoint } from './endpoint.ts';
import { iceTransportPolicy } from './media.ts';
import {
  auditEvent,
  email,
  name,
  organisation,
  person,
  phone,
  region,
  site,
  siteKind,
  station,
} from './organisation-views.ts';
import { instant } from './views.ts';

const organisationParams = z.strictObject({ organisationId: id.organisationId });
const siteParams = z.strictObject({ siteId: id.siteId });
const stationParams = z.strictObject({ stationId: id.stationId });
const personParams = z.strictObject({ personId: id.personId });

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
    body: z.strictObject({ name, kind: siteKind, phone: phone.nullable() }),
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
    body: z.strictObject({ name, email, roles: z.array(role).min(1).max(4) }),
    reply: z.strictObject({ person, temporaryPassword: z.string() }),
  },
  setRoles: {
    method: 'put',
    path: '/api/people/:personId/roles',
    auth: 'person',
    status: 200,
    summary: 'Sets a person’s roles; their sockets end and come back with the new ones.',
    params: personParams,
    body: z.strictObject({ roles: z.array(role).min(1).max(4) }),
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
