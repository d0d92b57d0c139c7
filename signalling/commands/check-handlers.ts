import { randomUUID } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { againInSeconds } from '../../domain/checks/station-light.ts';
import { DomainError } from '../../domain/errors.ts';
import { participantId } from '../../domain/ids.ts';
import type { MediaRooms, Relays } from '../../domain/ports.ts';
import { mediaPathFor } from '../../domain/rooms/relays.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import type { Handler, SocketHandlers } from './registry.ts';

/** Points per seconds. Four whole checks of three paths in a minute: more than anybody presses, and no load for the SFU. */
const openings = { points: 12, duration: 60 };
/** A page checks every few hours, and whenever somebody presses. */
const reports = { points: 6, duration: 60 };

export type CheckHandlers = Pick<SocketHandlers, Extract<keyof SocketHandlers, `check:${string}`>>;

/** Checks of the path to the SFU, over sockets. */
export function checkHandlers(options: {
  useCases: Pick<UseCases, 'prepareCheck' | 'reportCheck'>;
  mediaRooms: Pick<MediaRooms, 'openCheck'>;
  relays: Relays;
  everySeconds: number;
}): CheckHandlers {
  const { useCases, everySeconds } = options;
  const reported = new RateLimiterMemory(reports);
  return {
    'check:open': opening(options),
    'check:report': async ({ connection: { actor } }, result) => {
      if (actor.kind === 'station') await requireLeft(reported, `station:${actor.stationId}`);
      await useCases.reportCheck(actor, result);
      return { againInSeconds: againInSeconds(result, { everySeconds, random: Math.random() }) };
    },
    'check:connect': async ({ connection }, { direction, dtlsParameters }) => {
      await connection.checkSession.check.connect(direction, dtlsParameters);
      return {};
    },
    'check:echo': ({ connection }, payload) => connection.checkSession.check.echo(payload),
    'check:close': ({ connection }) => connection.checkSession.release().close(),
  };
}

function opening({
  useCases,
  mediaRooms,
  relays,
}: {
  useCases: Pick<UseCases, 'prepareCheck'>;
  mediaRooms: Pick<MediaRooms, 'openCheck'>;
  relays: Relays;
}): Handler<'check:open'> {
  const opened = new RateLimiterMemory(openings);
  return async ({ connection }) => {
    if (connection.roomSession.occupied !== undefined) {
      throw new DomainError('wrong-phase', 'You are in a visit: nothing is checked meanwhile.');
    }
    const { checker, region, iceTransportPolicy: policy } = await useCases.prepareCheck(connection.actor);
    await requireLeft(opened, checker);
    const check = await connection.checkSession.take(() => mediaRooms.openCheck({ region }));
    // Anybody may have relay credentials; a check has no participant, so it gets an id of its own.
    const path = mediaPathFor(relays, { participantId: participantId.parse(randomUUID()), policy });
    return { ...check.opened, ...path };
  };
}

async function requireLeft(limiter: RateLimiterMemory, key: string): Promise<void> {
  await limiter.consume(key).catch(() => {
    throw new DomainError('too-many', 'There were many checks just now. Wait a minute, then try again.');
  });
}
