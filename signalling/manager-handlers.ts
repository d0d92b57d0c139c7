import type { HandlerSets } from './handler-sets.ts';
import type { SharedHandlers } from './shared-handlers.ts';
import type { UseCases } from './use-cases.ts';

/** What a manager may say: look, warn, and see to what is left open. Calls are the clinicians'. */
export function managerHandlers(
  useCases: UseCases,
  shared: Pick<SharedHandlers, 'auth:renew'>,
): HandlerSets['manager'] {
  return {
    'auth:renew': shared['auth:renew'],
    'board:read': ({ connection }) => useCases.readBoard(connection.actor),
    'oversight:read': ({ connection }) => useCases.readOversight(connection.actor),
    'call:message': async ({ connection }, payload) => {
      await useCases.messageStation(connection.actor, payload);
      return {};
    },
    'call-back:close': async ({ connection }, payload) => {
      await useCases.closeCallBack(connection.actor, payload);
      return {};
    },
    'notice:acknowledge': async ({ connection }, payload) => {
      await useCases.acknowledgeNotice(connection.actor, payload);
      return {};
    },
  };
}
