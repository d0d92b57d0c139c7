import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, nothing } from '../wire.ts';

const endpoint = z.url().max(2048);
const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]+=*$/);

/** Web push, and saying that a message has arrived. */
export const escalationEndpoints = {
  readPushKey: {
    method: 'get',
    path: '/api/push-key',
    auth: 'person',
    status: 200,
    summary: 'The key with which a browser subscribes to web push; null where the service sends none.',
    reply: z.strictObject({ key: z.string().nullable() }),
  },
  subscribeToPush: {
    method: 'post',
    path: '/api/push-subscriptions',
    auth: 'person',
    status: 201,
    summary:
      'Rings this browser too when a call waits for too long, also while no page of ours is open in it.',
    body: z.strictObject({
      endpoint,
      keys: z.strictObject({ p256dh: base64url(100), auth: base64url(50) }),
    }),
    reply: nothing,
  },
  findPushSubscription: {
    method: 'post',
    path: '/api/push-subscriptions/search',
    auth: 'person',
    status: 200,
    summary:
      'Whether this browser rings for whoever asks: at a shared one it rings for whoever turned it on last.',
    body: z.strictObject({ endpoint }),
    reply: z.strictObject({ own: z.boolean() }),
  },
  unsubscribeFromPush: {
    method: 'post',
    path: '/api/push-subscriptions/removal',
    auth: 'person',
    status: 200,
    summary: 'No longer rings this browser.',
    body: z.strictObject({ endpoint }),
    reply: nothing,
  },
  acknowledgeDelivery: {
    method: 'post',
    path: '/api/deliveries/:deliveryId/acknowledgement',
    auth: 'person',
    status: 200,
    summary: 'The person to whom a message went has opened it.',
    params: z.strictObject({ deliveryId: id.deliveryId }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
