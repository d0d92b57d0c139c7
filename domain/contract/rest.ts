import { z } from 'zod';
import { accountEndpoints, administrationEndpoints } from '../accounts/wire.ts';
import { documentEndpoints } from '../clinics/document-wire.ts';
import { messageEndpoints } from '../clinics/message-wire.ts';
import { personMoveEndpoints } from '../clinics/person-move-wire.ts';
import { listEndpoints } from '../clinics/list-wire.ts';
import { preflightEndpoints } from '../clinics/preflight-wire.ts';
import { prisonModeEndpoints } from '../clinics/prison-mode-wire.ts';
import { activityEndpoints } from '../clinics/activity-wire.ts';
import { clinicRunningEndpoints } from '../clinics/running-wire.ts';
import { interpreterEndpoints } from '../clinics/interpreter-wire.ts';
import { knownPerson, knownPersonEndpoints } from '../clinics/known-wire.ts';
import { letterEndpoints } from '../clinics/letter-wire.ts';
import { gpLetterEndpoints } from '../gp-letters/wire.ts';
import { linkEndpoints } from '../clinics/link-wire.ts';
import { clinicTaskEndpoints } from '../clinics/task-wire.ts';
import { clinicEndpoints } from '../clinics/wire.ts';
import { callEndpoints } from './call-endpoints.ts';
import type { nothing } from '../wire.ts';
import { escalationEndpoints } from '../escalation/wire.ts';
import { guestEndpoints } from '../guests/wire.ts';
import { mediaNodeEndpoints } from '../rooms/wire.ts';
import { oversightEndpoints } from '../oversight/wire.ts';
import { proposalEndpoints } from '../proposals/wire.ts';
import { qualityEndpoints } from '../quality/wire.ts';
import { queueEndpoints } from '../queues/wire.ts';
import { residentEndpoints } from '../residents/wire.ts';
import { recordClientEndpoints } from '../record/record-client-wire.ts';
import { grantEndpoints } from '../record/grant-wire.ts';
import { readerEndpoints } from '../record/reader-wire.ts';
import { recordEndpoints } from '../shared-record/record-view.ts';
import { retentionEndpoints } from '../retention/wire.ts';
import { rotaEndpoints } from '../rota/wire.ts';

export type { Access } from '../accounts/wire.ts';
export type { AuditEvent, Organisation, Person, Site, Station } from '../accounts/wire.ts';
export { siteKind } from '../accounts/wire.ts';

/** The REST interface in one place: routes, the OpenAPI document and the web client's types all come from it. */
export const endpoints = {
  ...accountEndpoints,
  ...callEndpoints,
  ...guestEndpoints,
  ...administrationEndpoints,
  ...mediaNodeEndpoints,
  ...queueEndpoints,
  ...proposalEndpoints,
  ...rotaEndpoints,
  ...residentEndpoints,
  ...recordEndpoints,
  ...clinicEndpoints,
  ...prisonModeEndpoints,
  ...clinicRunningEndpoints,
  ...activityEndpoints,
  ...listEndpoints,
  ...letterEndpoints,
  ...gpLetterEndpoints,
  ...preflightEndpoints,
  ...documentEndpoints,
  ...clinicTaskEndpoints,
  ...interpreterEndpoints,
  ...linkEndpoints,
  ...messageEndpoints,
  ...personMoveEndpoints,
  ...knownPersonEndpoints,
  ...oversightEndpoints,
  ...qualityEndpoints,
  ...escalationEndpoints,
  ...retentionEndpoints,
  ...recordClientEndpoints,
  ...grantEndpoints,
  ...readerEndpoints,
} as const;

export type EndpointName = keyof typeof endpoints;
type Schema<N extends EndpointName, K extends string> =
  (typeof endpoints)[N] extends Record<K, z.ZodType> ? (typeof endpoints)[N][K] : typeof nothing;
export type Params<N extends EndpointName> = z.output<Schema<N, 'params'>>;
export type Query<N extends EndpointName> = z.output<Schema<N, 'query'>>;
export type Headers<N extends EndpointName> = z.output<Schema<N, 'headers'>>;
export type HeadersInput<N extends EndpointName> = z.input<Schema<N, 'headers'>>;
export type Body<N extends EndpointName> = z.output<Schema<N, 'body'>>;
export type BodyInput<N extends EndpointName> = z.input<Schema<N, 'body'>>;
export type EndpointReply<N extends EndpointName> = z.infer<(typeof endpoints)[N]['reply']>;

/** RFC 9457 problem details; `code` is from the closed list of `domain/errors.ts`. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  reference: z.string().optional(),
  /** Of a patient who was to be added, and is known already. */
  known: knownPerson.optional(),
});
