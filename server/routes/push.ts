import { acknowledgeDelivery } from '../../domain/escalation/acknowledge.ts';
import { subscribeToPush, unsubscribeFromPush } from '../../domain/escalation/push.ts';
import type { Deps } from '../../domain/ports.ts';
import type { Handlers } from '../http/bind.ts';

type PushHandlers = Pick<
  Handlers,
  'readPushKey' | 'subscribeToPush' | 'unsubscribeFromPush' | 'acknowledgeDelivery'
>;

/** What the server knows of web push; undefined where none is configured. */
export type PushSettings = { publicKey: string; services: readonly string[] };

/** Web push, and saying that a message has arrived. */
export function pushHandlers(deps: Deps, push: PushSettings | undefined): PushHandlers {
  return {
    readPushKey: () => Promise.resolve({ key: push?.publicKey ?? null }),
    subscribeToPush: async ({ actor, body }) => {
      const { endpoint, keys } = body;
      await subscribeToPush(deps, actor, {
        subscription: { endpoint, ...keys },
        services: push?.services ?? [],
      });
      return {};
    },
    unsubscribeFromPush: async ({ actor, body }) => {
      await unsubscribeFromPush(deps, actor, body);
      return {};
    },
    acknowledgeDelivery: async ({ actor, params }) => {
      await acknowledgeDelivery(deps, actor, params);
      return {};
    },
  };
}
