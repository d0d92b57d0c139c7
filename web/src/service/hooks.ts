import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { EndpointName, EndpointReply } from '../../../domain/contract/rest.ts';
import type { Access } from './access.ts';
import { ApiError, type ApiInput, ask } from './api.ts';
import { type Beat, Connection } from './connection.ts';
import type { Observable } from './observable.ts';
import { useServices } from './services.ts';
import { withLabels } from './field-words.ts';
import { asSentence } from './words.ts';

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

export type Reading<T> = { loaded: Loaded<T>; reload: () => void };

/** What an endpoint answers to the signed-in person, and a way to ask it again. */
export function useEndpoint<N extends EndpointName>(
  name: N,
  input: ApiInput<N> = {},
): Reading<EndpointReply<N>> {
  const ask = useAsk();
  return useLoaded([name, input], () => ask(name, input));
}

/** What `load` answers, and a way to load it again. `key` names what is read: components of one key share it. */
export function useLoaded<T>(key: QueryKey, load: () => Promise<T>): Reading<T> {
  const { data, error, status, refetch } = useQuery({ queryKey: key, queryFn: load });
  const reload = useCallback(() => {
    refetch().catch(reportError);
  }, [refetch]);
  if (status === 'pending') return { loaded: { state: 'loading' }, reload };
  if (status === 'error') return { loaded: { state: 'failed', message: messageOf(error) }, reload };
  return { loaded: { state: 'ready', value: data }, reload };
}

/** A failure in words for people. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError
    ? asSentence(withLabels(error.message))
    : 'Something went wrong in this page. Reload it and try again.';
}
