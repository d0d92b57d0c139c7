import { z } from 'zod';
import * as id from '../ids.ts';
import { queueSettings } from '../queues/queue.ts';
import { queueBody, queueView } from '../queues/wire.ts';
import { type Endpoint, instant, nothing } from '../wire.ts';
import { proposalState } from './proposal.ts';

const namedSettings = z.strictObject({ name: z.string(), settings: queueSettings });

const proposedChange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('settings'),
    queueId: id.queueId,
    before: namedSettings,
    after: namedSettings,
  }),
  z.strictObject({
    kind: z.literal('site'),
    siteId: id.siteId,
    fromQueueId: id.queueId,
    queueId: id.queueId,
  }),
]);

export const proposalView = z.strictObject({
  proposalId: id.proposalId,
  change: proposedChange,
  state: proposalState,
  proposedBy: id.personId,
  proposedByName: z.string(),
  proposedAt: instant,
  expiresAt: instant,
  /** What it would change is not any more as it was when it was proposed: it cannot be confirmed. */
  outdated: z.boolean(),
  settledByName: z.string().nullable(),
  settledAt: instant.nullable(),
  /** Why it was rejected. */
  reason: z.string().nullable(),
});
export type ProposalView = z.infer<typeof proposalView>;

/** Said by somebody who knows that nobody else of the organisation could confirm the change: it takes effect at once. */
const nobodyElse = z.literal(true).optional();
const effect = z.enum(['now', 'proposed']);
const proposalParams = z.strictObject({ proposalId: id.proposalId });

/** Changes of queues, of which the weaker ones have to be confirmed by a second person. */
export const proposalEndpoints = {
  changeQueue: {
    method: 'put',
    path: '/api/queues/:queueId',
    auth: 'person',
    status: 200,
    summary:
      'Changes the name and every setting of a queue, for waiting calls too. What makes it weaker for safety is proposed and takes effect when a second person has confirmed it.',
    params: z.strictObject({ queueId: id.queueId }),
    body: queueBody.extend({ nobodyElse }),
    reply: z.strictObject({ queue: queueView, effect }),
  },
  assignSite: {
    method: 'put',
    path: '/api/sites/:siteId/queue',
    auth: 'person',
    status: 200,
    summary:
      'Proposes the queue into which the calls of a site go. It takes effect when a second person has confirmed it.',
    params: z.strictObject({ siteId: id.siteId }),
    body: z.strictObject({ queueId: id.queueId, nobodyElse }),
    reply: z.strictObject({ effect }),
  },
  listProposals: {
    method: 'get',
    path: '/api/organisations/:organisationId/proposals',
    auth: 'person',
    status: 200,
    summary:
      'The changes of queues that wait for a second person, and those settled in the last 14 days, newest first.',
    params: z.strictObject({ organisationId: id.organisationId }),
    reply: z.strictObject({
      proposals: z.array(proposalView),
      /** How many people of the organisation could confirm what the asking person proposes. */
      others: z.int().min(0),
    }),
  },
  confirmProposal: {
    method: 'post',
    path: '/api/proposals/:proposalId/confirmation',
    auth: 'person',
    status: 200,
    summary: 'Confirms a change that somebody else has proposed: it takes effect at once.',
    params: proposalParams,
    reply: nothing,
  },
  rejectProposal: {
    method: 'post',
    path: '/api/proposals/:proposalId/rejection',
    auth: 'person',
    status: 200,
    summary: 'Rejects a change that somebody else has proposed, and says why.',
    params: proposalParams,
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    reply: nothing,
  },
  withdrawProposal: {
    method: 'post',
    path: '/api/proposals/:proposalId/withdrawal',
    auth: 'person',
    status: 200,
    summary: 'Takes one’s own proposal back.',
    params: proposalParams,
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
