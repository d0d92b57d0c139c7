import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, instant, name, nothing } from '../wire.ts';
import { keySet } from './client-keys.ts';
import { mostScopes, parseSystemScope } from './system-scopes.ts';

const scope = z
  .string()
  .max(80)
  .refine(
    (text) => parseSystemScope(text) !== undefined,
    'must be what a system may do, such as system/Observation.rs',
  );

const address = z
  .url('must be an address that begins with https://')
  .max(500)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === '' && url.password === '' && url.hash === '';
  }, 'must be an address without a name or password in it');

/** Without a path; one without TLS is of use only where the operator has listed it. */
const notifyOrigin = z
  .string()
  .max(300)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === text && !text.includes('*');
  }, 'must be an origin such as https://records.example.org, without a path');

/** The public keys of a partner's system, or where it publishes them. */
export const givenKeys = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inline'), keySet }),
  z.strictObject({ kind: z.literal('address'), address }),
]);
export type GivenKeys = z.output<typeof givenKeys>;

export const recordClientView = z.strictObject({
  clientId: id.recordClientId,
  name: z.string(),
  /** As SMART 2 spells them. */
  scopes: z.array(z.string()),
  keys: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('inline'), kids: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('address'), address: z.string() }),
  ]),
  madeAt: instant,
  madeByName: z.string(),
  /** When it last got an access token. */
  usedAt: instant.nullable(),
  disabled: z.strictObject({ at: instant, byName: z.string() }).nullable(),
  /** Where it may be told of changes; nowhere when it is empty. */
  notifyOrigins: z.array(z.string()),
  /** Since when an endpoint of it has not taken what it is told, after many tries; null while all of them do. */
  notifyFailingSince: instant.nullable(),
});
export type RecordClientView = z.infer<typeof recordClientView>;

const organisationParams = z.strictObject({ organisationId: id.organisationId });
const clientParams = z.strictObject({ clientId: id.recordClientId });

/** Which systems of partners may read or write the record. */
export const recordClientEndpoints = {
  listRecordClients: {
    method: 'get',
    path: '/api/organisations/:organisationId/record-clients',
    auth: 'person',
    status: 200,
    summary: 'The systems of partners that may read or write the record, and where they ask for a token.',
    params: organisationParams,
    reply: z.strictObject({
      clients: z.array(recordClientView),
      /** The token endpoint, which is also the audience of an assertion. */
      tokenAddress: z.string(),
      /** Where partners may publish their keys; nowhere when it is empty. */
      keyOrigins: z.array(z.string()),
    }),
  },
  addRecordClient: {
    method: 'post',
    path: '/api/organisations/:organisationId/record-clients',
    auth: 'person',
    status: 201,
    summary: 'Lets a partner’s system in, by its public keys and for the scopes that are named.',
    params: organisationParams,
    body: z.strictObject({ name, keys: givenKeys, scopes: z.array(scope).min(1).max(mostScopes) }),
    reply: z.strictObject({ client: recordClientView }),
  },
  setRecordClientKeys: {
    method: 'put',
    path: '/api/record-clients/:clientId/keys',
    auth: 'person',
    status: 200,
    summary:
      'Puts other public keys in the place of those of a system. Tokens that it has are good until they run out.',
    params: clientParams,
    body: z.strictObject({ keys: givenKeys }),
    reply: nothing,
  },
  setNotifyOrigins: {
    method: 'put',
    path: '/api/record-clients/:clientId/notify-origins',
    auth: 'person',
    status: 200,
    summary:
      'Says at which origins a system may be told of changes. What goes elsewhere is told no more, and waits there.',
    params: clientParams,
    body: z.strictObject({ origins: z.array(notifyOrigin).max(10) }),
    reply: nothing,
  },
  disableRecordClient: {
    method: 'post',
    path: '/api/record-clients/:clientId/disable',
    auth: 'person',
    status: 200,
    summary:
      'Refuses a system from its next request on, whatever token it has. A second time there is nothing left to do.',
    params: clientParams,
    reply: nothing,
  },
  enableRecordClient: {
    method: 'post',
    path: '/api/record-clients/:clientId/enable',
    auth: 'person',
    status: 200,
    summary: 'Lets a system in again. A second time there is nothing left to do.',
    params: clientParams,
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
