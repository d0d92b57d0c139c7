import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type PushHandlers = Pick<
  Handlers,
  'readPushKey' | 'subscribeToPush' | 'unsubscribeFromPush' | 'acknowledgeDelivery'
>;

/** What the server knows of web push; undefined where none is configured. */
export type PushSettings = { publicKey: string; services: readonly string[] };

/** Web push, and saying that a message has arrived. */
export function pushHandlers(useCases: UseCases, push: PushSettings | undefined): PushHandlers {
  return {
    readPushKey: () => Promise.resolve({ key: push?.publicKey ?? null }),
    subscribeToPush: async ({ actor, body }) => {
      const { endpoint, keys } = body;
      await useCases.subscribeToPush(actor, {
        subscription: { endpoint, ...keys },
        services: push?.services ?? [],
      });
      return {};
    },
    unsubscribeFromPush: ({ actor, body }) => useCases.unsubscribeFromPush(actor, body),
    acknowledgeDelivery: ({ actor, params }) => useCases.acknowledgeDelivery(actor, params),
  };
}
