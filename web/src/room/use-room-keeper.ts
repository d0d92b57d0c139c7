import { useEffect, useState } from 'react';
import type { Connection } from '../service/connection.ts';
import { useServices } from '../service/services.ts';
import type { RoomRole } from './arrangement.ts';
import { RoomKeeper } from './room-keeper.ts';

/** A room keeper as long as the page is there. */
export function useRoomKeeper(role: RoomRole, connection: Connection): RoomKeeper {
  const { timers } = useServices();
  const [keeper] = useState(() => new RoomKeeper({ role, connection, timers }));
  useEffect(() => {
    keeper.open();
    return () => {
      keeper.close();
    };
  }, [keeper]);
  return keeper;
}
