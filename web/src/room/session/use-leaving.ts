import { useEffect, useState } from 'react';
import type { Connection } from '../../service/connection.ts';
import { useObservable } from '../../service/hooks.ts';
import { useServices } from '../../service/services.ts';
import { type Exit, type Left, Leaving } from './leaving.ts';
import type { RoomSession } from './room-session.ts';

/**
 * Leaving, for as long as the page is there. `exit`: what can be left, `undefined` while that is not known. `left` is
 * what of it has been left: whoever has is not to be put into its room.
 */
export function useLeaving(
  { session, connection }: { session: RoomSession; connection: Connection },
  exit: Exit | null | undefined,
): { leaving: Leaving; left: Left | null } {
  const { timers } = useServices();
  const [leaving] = useState(() => new Leaving({ session, connection, timers, storage: sessionStorage }));
  useEffect(() => {
    leaving.open();
    return () => {
      leaving.close();
    };
  }, [leaving]);
  useEffect(() => {
    if (exit !== undefined) leaving.follow(exit);
  }, [leaving, exit]);
  const left = useObservable(leaving.left);
  return { leaving, left: left !== null && left.of === exit?.of ? left : null };
}
