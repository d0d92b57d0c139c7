import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { EndpointName, EndpointReply } from '../../../domain/contract/rest.ts';
import type { Access } from './access.ts';
import { ApiError, type ApiInput, ask } from './api.ts';
import { type Beat, Connection } from './connection.ts';
import type { Observable } from './observable.ts';
import { useServices } from './services.ts';

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}

/** A connection for as long as the page is mounted. */
export function useConnection(access: Access, beat: Beat = 'state:read'): Connection {
  const { timers } = useServices();
  const [connection] = useState(() => new Connection({ access, timers, beat }));
  useEffect(() => {
    connection.open();
    return () => {
      connection.close();
    };
  }, [connection]);
  return connection;
}

/** The time of `read`, read again every second. */
export function useNow(read: () => number): number {
  const [now, setNow] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(read());
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [read]);
  return now;
}

/** The server's time, by the second. */
export function useServerNow(connection: Connection): number {
  const read = useCallback(() => connection.now(), [connection]);
  return useNow(read);
}

export type Ask = <N extends EndpointName>(name: N, input?: ApiInput<N>) => Promise<EndpointReply<N>>;

/** Asks as the signed-in person; a token that is refused is renewed once. */
export function useAsk(): Ask {
  const { person } = useServices();
  return useCallback(
    async (name, input) => {
      try {
        return await ask(name, { ...input, token: await person.token() });
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'unauthenticated') throw error;
        return await ask(name, { ...input, token: await person.renew() });
      }
    },
    [person],
  );
}

export type Loaded<T> =
  { state: 'loading' } | { state: 'failed'; message: string } | { state: 'ready'; value: T };

/** What `load` answers, and a way to load it again. `load` must be stable (`useCallback`). */
export function useLoaded<T>(load: () => Promise<T>): { loaded: Loaded<T>; reload: () => void } {
  const [found, setFound] = useState<{ by: () => Promise<T>; loaded: Loaded<T> } | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    const tell = (loaded: Loaded<T>) => {
      if (wanted) setFound({ by: load, loaded });
    };
    load().then(
      (value) => {
        tell({ state: 'ready', value });
      },
      (error: unknown) => {
        tell({ state: 'failed', message: messageOf(error) });
      },
    );
    return () => {
      wanted = false;
    };
  }, [load, round]);
  const reload = useCallback(() => {
    setRound((n) => n + 1);
  }, []);
  // The result of an earlier `load` belongs to another page or organisation.
  return { loaded: found?.by === load ? found.loaded : { state: 'loading' }, reload };
}

/** A failure in words for people. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : 'Something went wrong in this page. Reload it and try again.';
}
