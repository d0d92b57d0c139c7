import { useEffect, useState } from 'react';
import type { Connection } from '../../service/connection.ts';
import { QualitySampler } from '../quality/quality-sampler.ts';
import { useServices } from '../../service/services.ts';
import type { RoomRole } from './arrangement.ts';
import { keepDevicesOf } from '../devices/device-memory.ts';
import { RoomSession } from './room-session.ts';

/** A room session as long as the page is there. */
export function useRoomSession(role: RoomRole, connection: Connection): RoomSession {
  const { timers } = useServices();
  const [session] = useState(() => new RoomSession({ role, connection, timers }));
  useEffect(() => {
    session.open();
    const sampler = new QualitySampler({
      transports: () => {
        const { status, room } = session.view.get();
        return status === 'in-room' && room?.admitted === true ? room.transports : null;
      },
      tell: (report) => connection.command('room:report-quality', report),
    });
    const stops = [sampler.open(timers), session.pictureWatch.open(timers)];
    return () => {
      for (const stopLooking of stops) stopLooking();
      session.close();
    };
  }, [session, connection, timers]);
  useEffect(() => {
    const know = () => {
      const state = connection.audience.get()?.state;
      if (state === undefined) return;
      keepDevicesOf(
        state.kind === 'clinician' ? { kind: state.kind, clinicianId: state.clinician.clinicianId } : state,
      );
    };
    know();
    return connection.audience.subscribe(know);
  }, [connection]);
  return session;
}
