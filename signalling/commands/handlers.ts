import type { CommandName } from '../../domain/contract/commands.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { unkeptChoices } from '../../domain/rooms/source-choices.ts';
import type { EnteredRoom, SourceStates } from '../../domain/rooms/wire.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { RoomReconciler } from '../rooms/room-reconciler.ts';
import type { Connection } from '../sockets/connection.ts';
import { type Identities, isSameSubject } from '../sockets/identity.ts';
import type { CheckHandlers } from './check-handlers.ts';
import type { Handler, SocketHandlers } from './registry.ts';

type Options = { useCases: UseCases; identities: Identities; reconciler: RoomReconciler; log: Log };

/** The commands that have work to do on the socket or in its media room, beside a use case or without one. */
export function socketHandlers({ checks, ...options }: Options & { checks: CheckHandlers }): SocketHandlers {
  return {
    'auth:renew': renewal(options.identities),
    ...guestHandlers(options),
    ...roomDoors(options),
    ...roomHandlers(options.useCases),
    ...checks,
  };
}

/** The ways into a media room. */
function roomDoors({
  useCases,
  reconciler,
  log,
}: Options): Pick<SocketHandlers, 'room:join' | 'room:take-up'> {
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
        // The call may have been answered between the read and the join: nobody else would admit then.
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

/** A guest goes from the lobby into the visit, or away for good. */
function guestHandlers({
  useCases,
  identities,
}: Options): Pick<SocketHandlers, 'guest:enter' | 'guest:leave'> {
  return {
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
}

type RoomCommand = Exclude<Extract<CommandName, `room:${string}`>, 'room:join' | 'room:take-up'>;

/** What may be said by whoever is in a media room. */
function roomHandlers(useCases: UseCases): Pick<SocketHandlers, RoomCommand> {
  return {
    'room:connect': async ({ connection }, { direction, dtlsParameters }) => {
      await connection.roomSession.participation.connect(direction, dtlsParameters);
      return {};
    },
    'room:restart-ice': ({ connection }, { direction }) => connection.roomSession.restartIce(direction),
    'room:produce': ({ connection }, payload) => connection.roomSession.participation.produce(payload),
    'room:receive': async ({ connection }, { rtpCapabilities }) => {
      await connection.roomSession.participation.receive(rtpCapabilities);
      return {};
    },
    'room:resume': async ({ connection }, { consumerId }) => {
      await connection.roomSession.participation.resume(consumerId);
      return {};
    },
    'room:show-large': async ({ connection }, { large }) => {
      await connection.roomSession.participation.showLarge(large);
      return {};
    },
    'room:set-source': async ({ connection }, change) => {
      const { roomId, key, participation } = connection.roomSession.inside;
      // The packets stop or start first; where keeping it fails the browser is told so, and says it again.
      await participation.setSource(change.source, change.state);
      await useCases.keepChoice(connection.actor, { roomId, key, ...change });
      return {};
    },
    'room:report-quality': async ({ connection }, report) => {
      const { roomId, key, admitted } = connection.roomSession.inside;
      await useCases.takeReport(connection.actor, { roomId, key, admitted, report });
      return {};
    },
    'room:leave': async ({ connection }) => {
      await connection.roomSession.leave();
      return {};
    },
  };
}
