import type { EnteredRoom, SourceStates } from '../domain/contract/media.ts';
import { DomainError } from '../domain/errors.ts';
import type { Log } from '../domain/ports.ts';
import { unkeptChoices } from '../domain/rooms/source-choices.ts';
import type { Connection } from './connection.ts';
import type { Handler } from './handler-sets.ts';
import { type Identities, isSameSubject } from './identity.ts';
import type { RoomReconciler } from './room-warden.ts';
import type { UseCases } from './use-cases.ts';

/** The commands that stations and clinicians share, and guests in part. */
export type SharedHandlers = {
  readonly [N in 'state:read' | 'auth:renew' | 'visit:end' | 'room:join' | 'room:take-up']: Handler<N>;
};

type SharedOptions = { useCases: UseCases; identities: Identities; reconciler: RoomReconciler; log: Log };

export function sharedHandlers(options: SharedOptions): SharedHandlers {
  const { useCases } = options;
  return {
    'state:read': ({ connection }) => useCases.readState(connection.actor),
    'auth:renew': renewal(options.identities),
    'visit:end': async ({ connection }, payload) => {
      await useCases.endVisit(connection.actor, payload);
      return {};
    },
    ...roomDoors(options),
  };
}

/** The ways into a media room. */
function roomDoors({
  useCases,
  reconciler,
  log,
}: SharedOptions): Pick<SharedHandlers, 'room:join' | 'room:take-up'> {
  const follow = (connection: Connection, work: Promise<unknown>) => {
    work.catch((error: unknown) => {
      log.error('room work failed', error, { socketId: connection.id });
    });
  };
  return {
    'room:join': async ({ connection, afterAnswer }, payload) => {
      const { entered, open } = await connection.roomSession.join(connection.actor, payload);
      afterAnswer(() => {
        open();
        // The call may have been answered between the question and the seat: nobody else would admit then.
        follow(connection, reconciler.check(connection));
        follow(connection, keepUnkept(useCases, connection, { entered, said: payload.sources }));
      });
      return entered;
    },
    'room:take-up': async ({ connection, afterAnswer }, payload) => {
      const { snapshot, open } = await connection.roomSession.takeUp(connection.actor, payload);
      afterAnswer(() => {
        open();
        follow(connection, reconciler.check(connection));
      });
      return snapshot;
    },
  };
}

/** What was switched off before the room was entered, or while the service could not be told. */
async function keepUnkept(
  useCases: UseCases,
  connection: Connection,
  { entered, said }: { entered: EnteredRoom; said: SourceStates },
): Promise<void> {
  const { occupied } = connection.roomSession;
  if (occupied === undefined) return;
  const { roomId, key } = occupied;
  for (const source of unkeptChoices(said, entered.chosen)) {
    await useCases.keepChoice(connection.actor, { roomId, key, source, state: 'off' });
  }
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
