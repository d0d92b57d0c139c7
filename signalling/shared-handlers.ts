import { DomainError } from '../domain/errors.ts';
import type { Log } from '../domain/ports.ts';
import type { Handler } from './handler-sets.ts';
import { type Identities, isSameSubject } from './identity.ts';
import type { RoomWarden } from './room-warden.ts';
import type { UseCases } from './use-cases.ts';

/** The commands that stations and clinicians share, and guests in part. */
export type SharedHandlers = {
  readonly [N in 'state:read' | 'auth:renew' | 'visit:end' | 'room:join']: Handler<N>;
};

export function sharedHandlers(options: {
  useCases: UseCases;
  identities: Identities;
  warden: RoomWarden;
  log: Log;
}): SharedHandlers {
  const { useCases, warden, log } = options;
  return {
    'state:read': ({ connection }) => useCases.readState(connection.actor),
    'auth:renew': renewal(options.identities),
    'visit:end': async ({ connection }, payload) => {
      await useCases.endVisit(connection.actor, payload);
      return {};
    },
    'room:join': async ({ connection, afterAnswer }, payload) => {
      const { joined, open } = await connection.seat.join(connection.actor, payload);
      afterAnswer(() => {
        open();
        // The call may have been answered between the question and the seat: nobody else would admit then.
        warden.check(connection).catch((error: unknown) => {
          log.error('room check failed', error, { socketId: connection.id });
        });
      });
      return joined;
    },
  };
}

/** The new token must be of the same subject, who must still be known. */
function renewal(identities: Identities): Handler<'auth:renew'> {
  return async ({ connection }, { token }) => {
    const renewed = await identities.identify(token, connection.identity.only);
    if (!isSameSubject(connection.identity, renewed)) {
      throw new DomainError('forbidden', 'the token is of somebody else, or of somebody with other roles');
    }
    connection.renew(renewed);
    return {};
  };
}
