import { useEffect } from 'react';
import type { VisitView } from '../../../domain/contract/views.ts';
import type { RoomSession } from '../room/room-keeper.ts';
import { listeningTo, SoundWatch } from '../room/sound-watch.ts';
import type { Connection } from '../service/connection.ts';
import { useServices } from '../service/services.ts';

/** Whoever's visit it is listens, as long as the visit is on the screen. */
export function useSoundWatch(
  { visitId, role }: Pick<VisitView, 'visitId' | 'role'>,
  { connection, session }: { connection: Connection; session: RoomSession },
): void {
  const { timers } = useServices();
  useEffect(() => {
    if (role !== 'lead') return;
    const watch = new SoundWatch({
      // Who has no connection of their own cannot say whose fault the silence is, nor tell the service.
      listening: () =>
        connection.link.get().status === 'connected' ? listeningTo(session.view.get()) : 'unknown',
      isKnownLost: () => isKnownLost(connection, visitId),
      tell: (sound) => connection.command('visit:report-sound', { visitId, sound }),
    });
    return watch.open(timers);
  }, [visitId, role, connection, session, timers]);
}

function isKnownLost(connection: Connection, visitId: VisitView['visitId']): boolean {
  const state = connection.audience.get()?.state;
  const visit = state?.kind === 'clinician' ? state.visit : null;
  return visit?.visitId === visitId && visit.sound.lostAt !== null;
}
