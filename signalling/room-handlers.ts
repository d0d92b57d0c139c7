import type { HandlerSets } from './handler-sets.ts';
import type { UseCases } from './use-cases.ts';

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
