import { z } from 'zod';
import { declineReason } from '../calls/call.ts';
import * as id from '../ids.ts';
import { commands, presenceChoice, recordedOutcome } from './commands.ts';
import { type Endpoint, nothing } from './endpoint.ts';
import { audienceState, board, callCard } from './views.ts';

const callParams = z.strictObject({ callId: id.callId });
const offerParams = z.strictObject({ offerId: id.offerId });
const visitParams = z.strictObject({ visitId: id.visitId });

/** The same reads and actions as over the socket, as a partner system needs them. */
export const callEndpoints = {
  readState: {
    method: 'get',
    path: '/api/state',
    auth: 'any',
    status: 200,
    summary: 'The whole state of the asking station or clinician.',
    reply: audienceState,
  },
  startCall: {
    method: 'post',
    path: '/api/calls',
    auth: 'station',
    status: 201,
    summary: commands['call:start'].summary,
    body: commands['call:start'].payload,
    reply: commands['call:start'].reply,
  },
  readCall: {
    method: 'get',
    path: '/api/calls/:callId',
    auth: 'person',
    status: 200,
    summary: 'One call, for a clinician who is or was rung for it or an administrator. The read is audited.',
    params: callParams,
    reply: callCard.extend({ phase: z.enum(['waiting', 'ringing', 'active', 'ended']) }),
  },
  describeCall: {
    method: 'post',
    path: '/api/calls/:callId/description',
    auth: 'station',
    status: 200,
    summary: commands['call:describe'].summary,
    params: callParams,
    body: commands['call:describe'].payload.omit({ callId: true }),
    reply: nothing,
  },
  cancelCall: {
    method: 'post',
    path: '/api/calls/:callId/cancellation',
    auth: 'station',
    status: 200,
    summary: commands['call:cancel'].summary,
    params: callParams,
    reply: nothing,
  },
  setPresence: {
    method: 'put',
    path: '/api/presence',
    auth: 'person',
    status: 200,
    summary: commands['presence:set'].summary,
    body: presenceChoice,
    reply: nothing,
  },
  acceptOffer: {
    method: 'post',
    path: '/api/offers/:offerId/acceptance',
    auth: 'person',
    status: 200,
    summary: commands['offer:accept'].summary,
    params: offerParams,
    reply: commands['offer:accept'].reply,
  },
  declineOffer: {
    method: 'post',
    path: '/api/offers/:offerId/refusal',
    auth: 'person',
    status: 200,
    summary: commands['offer:decline'].summary,
    params: offerParams,
    body: z.strictObject({ reason: declineReason }),
    reply: nothing,
  },
  endVisit: {
    method: 'post',
    path: '/api/visits/:visitId/end',
    auth: 'any',
    status: 200,
    summary: commands['visit:end'].summary,
    params: visitParams,
    reply: nothing,
  },
  recordOutcome: {
    method: 'put',
    path: '/api/visits/:visitId/outcome',
    auth: 'person',
    status: 200,
    summary: commands['outcome:record'].summary,
    params: visitParams,
    body: recordedOutcome,
    reply: nothing,
  },
  readBoard: {
    method: 'get',
    path: '/api/board',
    auth: 'person',
    status: 200,
    summary: commands['board:read'].summary,
    reply: board,
  },
} as const satisfies Record<string, Endpoint>;
