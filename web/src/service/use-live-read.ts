import { useCallback, useEffect, useState } from 'react';
import type { PayloadInput, Reply } from '../../../domain/contract/commands.ts';
import type { Connection } from './connection.ts';
import { useObservable } from './hooks.ts';
import { useServices } from './services.ts';

/** Many changes in one moment are read once. */
const gatherMs = 150;
const readAgainMs = 10_000;

/**
 * A board; read again whenever the service says that something has changed, on `reread`, and every 10 s. By hand and
 * not a query: it is read over the socket, and by timers that do not slow down in a hidden tab.
 */
export function useLiveRead<N extends 'board:read' | 'oversight:read'>(
  connection: Connection,
  name: N,
): { board: Reply<N> | null; reread: () => void } {
  const { timers } = useServices();
  const [board, setBoard] = useState<Reply<N> | null>(null);
  const [asked, setAsked] = useState(0);
  const changes = useObservable(connection.boardChanges);
  const connects = useObservable(connection.connects);
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      const answer = await connection.command(name, {} as PayloadInput<N>);
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
  }, [connection, name, timers, changes, connects, asked]);
  const reread = useCallback(() => {
    setAsked((n) => n + 1);
  }, []);
  return { board, reread };
}
