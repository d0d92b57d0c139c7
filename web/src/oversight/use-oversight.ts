import { useEffect, useState } from 'react';
import type { OversightBoard } from '../../../domain/contract/oversight-views.ts';
import type { Connection } from '../service/connection.ts';
import { useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';

/** Many changes in one moment are read once. */
const gatherMs = 150;
const readAgainMs = 10_000;

/** The manager's board; read again whenever the service says that something has changed, and every 10 s. */
export function useOversight(connection: Connection): { board: OversightBoard | null; reread: () => void } {
  const { timers } = useServices();
  const [board, setBoard] = useState<OversightBoard | null>(null);
  const [asked, setAsked] = useState(0);
  const changes = useObservable(connection.boardChanges);
  const connects = useObservable(connection.connects);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const answer = await connection.command('oversight:read', {});
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
  }, [connection, timers, changes, connects, asked]);
  const reread = () => {
    setAsked((n) => n + 1);
  };
  return { board, reread };
}
