import { z } from 'zod';
import * as id from '../ids.ts';
import type { Endpoint } from './endpoint.ts';
import { history } from './oversight-views.ts';
import { instant } from './views.ts';

const longestDays = 366;
const dayMs = 86_400_000;

const params = z.strictObject({ organisationId: id.organisationId });

/** Days of Europe/London, both included. */
const historyQuery = z
  .strictObject({ from: z.iso.date(), to: z.iso.date(), queue: id.queueId.optional() })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / dayMs < longestDays, {
    path: ['to'],
    message: `at most ${longestDays} days`,
  });

/** What managers read, and the operators' way to the queues. */
export const oversightEndpoints = {
  readHistory: {
    method: 'get',
    path: '/api/organisations/:organisationId/history',
    auth: 'person',
    status: 200,
    summary: 'The calls of up to 366 days in figures.',
    params,
    query: historyQuery,
    reply: history,
  },
  exportHistory: {
    method: 'get',
    path: '/api/organisations/:organisationId/history.csv',
    auth: 'person',
    status: 200,
    summary:
      'The same calls one by one (RFC 4180), without patients: ids, times, places, waits and outcomes.',
    produces: 'text/csv',
    params,
    query: historyQuery,
    reply: z.string(),
  },
  openOperations: {
    method: 'post',
    path: '/api/operations/pass',
    auth: 'person',
    status: 201,
    summary:
      'A cookie that lets an administrator look at /operations/queues in this browser for a quarter of an hour.',
    reply: z.strictObject({ expiresAt: instant }),
  },
} as const satisfies Record<string, Endpoint>;
