import { DomainError } from '../domain/errors.ts';
import type { HandlerSets } from './handler-sets.ts';
import type { Identities } from './identity.ts';
import type { SharedHandlers } from './shared-handlers.ts';
import type { UseCases } from './use-cases.ts';

type HostCommands =
  | 'guest:invite'
  | 'guest:withdraw'
  | 'guest:admit'
  | 'guest:refuse'
  | 'guest:remove'
  | 'visit:mute-all'
  | 'visit:lock';

/** What the clinician whose visit it is says about guests. */
export function hostHandlers(useCases: UseCases): Pick<HandlerSets['clinician'], HostCommands> {
  return {
    'guest:invite': ({ connection }, payload) => useCases.inviteGuest(connection.actor, payload),
    'guest:withdraw': async ({ connection }, payload) => {
      await useCases.withdrawInvitation(connection.actor, payload);
      return {};
    },
    'guest:admit': async ({ connection }, payload) => {
      await useCases.admitGuest(connection.actor, payload);
      return {};
    },
    'guest:refuse': async ({ connection }, payload) => {
      await useCases.refuseGuest(connection.actor, payload);
      return {};
    },
    'guest:remove': async ({ connection }, payload) => {
      await useCases.removeGuest(connection.actor, payload);
      return {};
    },
    'visit:mute-all': async ({ connection }, payload) => {
      await useCases.muteAll(connection.actor, payload);
      return {};
    },
    'visit:lock': async ({ connection }, payload) => {
      await useCases.setLock(connection.actor, payload);
      return {};
    },
  };
}

/** What a guest says: in the lobby, and, with the media room, once let in. */
export function guestHandlers(options: {
  useCases: UseCases;
  identities: Identities;
  shared: SharedHandlers;
}): Pick<HandlerSets, 'lobby' | 'guest'> {
  const { useCases, shared, identities } = options;
  const lobby: HandlerSets['lobby'] = {
    'state:read': shared['state:read'],
    'auth:renew': shared['auth:renew'],
    'guest:enter': async ({ connection }) => {
      const reread = await identities.reread(connection.identity);
      if ('end' in reread) {
        throw new DomainError('expired', 'your part in this visit is over');
      }
      connection.renew(reread.identity);
      return useCases.enterVisit(reread.identity.actor);
    },
    'guest:leave': async ({ connection, afterAnswer }) => {
      await useCases.leaveAsGuest(connection.actor);
      // The answer would not outlive the connection.
      afterAnswer(() => {
        connection.end('guest-over');
      });
      return {};
    },
  };
  return {
    lobby,
    guest: { ...lobby, 'room:join': shared['room:join'], 'room:take-up': shared['room:take-up'] },
  };
}
