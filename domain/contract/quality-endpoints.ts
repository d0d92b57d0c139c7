import { z } from 'zod';
import * as id from '../ids.ts';
import type { Endpoint } from './endpoint.ts';
import { qualityDay, visitQuality } from './quality.ts';

const ofOrganisation = z.strictObject({ organisationId: id.organisationId });
/** A day of Europe/London. */
const onDay = z.strictObject({ day: z.iso.date() });

/** How the connections of visits fared. */
export const qualityEndpoints = {
  readVisitQuality: {
    method: 'get',
    path: '/api/visits/:visitId/quality',
    auth: 'person',
    status: 200,
    summary: 'The connections of one visit over its last five minutes, for its clinicians and for managers.',
    params: z.strictObject({ visitId: id.visitId }),
    reply: visitQuality,
  },
  readQualityDay: {
    method: 'get',
    path: '/api/organisations/:organisationId/quality',
    auth: 'person',
    status: 200,
    summary: 'The visits of a day by how their connections fared, worst first, and by site and network path.',
    params: ofOrganisation,
    query: onDay,
    reply: qualityDay,
  },
  exportQualityDay: {
    method: 'get',
    path: '/api/organisations/:organisationId/quality.csv',
    auth: 'person',
    status: 200,
    summary: 'All measured visits of a day (RFC 4180), worst first: ids, places, times and figures.',
    produces: 'text/csv',
    params: ofOrganisation,
    query: onDay,
    reply: z.string(),
  },
} as const satisfies Record<string, Endpoint>;
