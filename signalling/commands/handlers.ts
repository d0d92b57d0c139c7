import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { unkeptChoices } from '../../domain/rooms/source-choices.ts';
import type { EnteredRoom, SourceStates } from '../../domain/rooms/wire.ts';
import type { RoomReconciler } from '../rooms/room-reconciler.ts';
import type { Connection } from '../sockets/connection.ts';
import { type Identities, isSameSubject } from '../sockets/identity.ts';
import type { CheckHandlers } from './check-handlers.ts';
import type { Handler, HandlerSets } from './registry.ts';
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

/** What may be said by whoever is in a media room. */
export function roomHandlers(useCases: Pick<UseCases, 'keepChoice' | 'takeReport'>): HandlerSets['in-room'] {
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

/** Every command of the contract, each tied to its use case; the compiler holds it against the table. */
export function handlerSets(options: {
  useCases: UseCases;
  identities: Identities;
  shared: SharedHandlers;
  checks: CheckHandlers;
}): HandlerSets {
  const { useCases, shared, checks } = options;
  const { openCheck, reportCheck, checking } = checks;
  return {
    station: {
      ...shared,
      ...stationHandlers(useCases),
      'check:open': openCheck,
      'check:report': reportCheck,
    },
    clinician: { ...shared, ...clinicianHandlers(useCases), 'check:open': openCheck },
    manager: managerHandlers(useCases, shared),
    ...guestHandlers(options),
    'in-room': roomHandlers(useCases),
    checking,
  };
}

function stationHandlers(
  useCases: UseCases,
): Omit<HandlerSets['station'], keyof SharedHandlers | 'check:open' | 'check:report'> {
  return {
    'call:start': ({ connection }) => useCases.startCall(connection.actor),
    'call:describe': async ({ connection }, payload) => {
      await useCases.describeCall(connection.actor, payload);
      return {};
    },
    'call:cancel': async ({ connection }, payload) => {
      await useCases.cancelCall(connection.actor, payload);
      return {};
    },
    'call:acknowledge-advice': async ({ connection }, payload) => {
      await useCases.acknowledgeAdvice(connection.actor, payload);
      return {};
    },
    'call-back:answer': ({ connection }, payload) => useCases.answerCallBack(connection.actor, payload),
  };
}

function clinicianHandlers(
  useCases: UseCases,
): Omit<HandlerSets['clinician'], keyof SharedHandlers | 'check:open'> {
  return {
    'presence:set': async ({ connection }, payload) => {
      await useCases.setPresence(connection.actor, payload);
      return {};
    },
    'offer:hear': async ({ connection }, payload) => {
      await useCases.hearRing(connection.actor, payload);
      return {};
    },
    'offer:accept': ({ connection }, payload) => useCases.acceptOffer(connection.actor, payload),
    'offer:decline': async ({ connection }, payload) => {
      await useCases.declineOffer(connection.actor, payload);
      return {};
    },
    'call:take': ({ connection }, payload) => useCases.takeCall(connection.actor, payload),
    'call:message': async ({ connection }, payload) => {
      await useCases.messageStation(connection.actor, payload);
      return {};
    },
    'board:read': ({ connection }) => useCases.readBoard(connection.actor),
    'outcome:record': async ({ connection }, payload) => {
      await useCases.recordOutcome(connection.actor, payload);
      return {};
    },
    'call-back:close': async ({ connection }, payload) => {
      await useCases.closeCallBack(connection.actor, payload);
      return {};
    },
    ...secondClinicianHandlers(useCases),
    ...lostSoundHandlers(useCases),
    ...hostHandlers(useCases),
  };
}

/** When not even sound gets through. */
function lostSoundHandlers(
  useCases: UseCases,
): Pick<HandlerSets['clinician'], 'visit:report-sound' | 'visit:ring-site'> {
  return {
    'visit:report-sound': async ({ connection }, payload) => {
      await useCases.reportSound(connection.actor, payload);
      return {};
    },
    'visit:ring-site': async ({ connection }, payload) => {
      await useCases.ringSite(connection.actor, payload);
      return {};
    },
  };
}

/** A second clinician in a visit, and passing a call on. */
function secondClinicianHandlers(
  useCases: UseCases,
): Pick<HandlerSets['clinician'], 'visit:invite' | 'visit:hand-over' | 'visit:leave' | 'visit:pass-on'> {
  return {
    'visit:invite': async ({ connection }, payload) => {
      await useCases.inviteSecond(connection.actor, payload);
      return {};
    },
    'visit:hand-over': async ({ connection }, payload) => {
      await useCases.handOver(connection.actor, payload);
      return {};
    },
    'visit:leave': async ({ connection }, payload) => {
      await useCases.leaveVisit(connection.actor, payload);
      return {};
    },
    'visit:pass-on': async ({ connection }, payload) => {
      await useCases.passOn(connection.actor, payload);
      return {};
    },
  };
}
