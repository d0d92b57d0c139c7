import { useEffect, useState } from 'react';
import type { Board } from '../../../domain/contract/views.ts';
import type { Connection } from '../service/connection.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';

/** Many changes in one moment are read once. */
const gatherMs = 150;
const readAgainMs = 15_000;

/** Who is on call and what waits; read again whenever the service says that it has changed. */
export function useBoard(connection: Connection): Board | null {
  const { timers } = useServices();
  const [board, setBoard] = useState<Board | null>(null);
  const changes = useObservable(connection.boardChanges);
  const connects = useObservable(connection.connects);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const answer = await connection.command('board:read', {});
      if (answer.ok && wanted) setBoard(answer.value);
    };
    const readLater = () => {
      read().catch(reportError);
    };
    const stopFirst = timers.after(gatherMs, readLater);
    const stopAgain = timers.every(readAgainMs, readLater);
    return () => {
      wanted = false;
      stopFirst();
      stopAgain();
    };
  }, [connection, timers, changes, connects]);
  return board;
}
