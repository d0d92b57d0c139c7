import { useEffect, useState } from 'react';
import { type DeliveryId, deliveryId } from '../../../domain/ids.ts';
import { ApiError } from '../service/api.ts';
import { useAsk, useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';

/**
 * Somebody who has opened the address in a message has received it: says so once they are signed in. Shows nothing.
 * What the address said is kept from the start, because signing in and going home lose it.
 */
export function OpenedDelivery() {
  const [id, setId] = useState(() => deliveryIn(window.location.search));
  const { person } = useServices();
  const { phase } = useObservable(person.state);
  const ask = useAsk();
  useEffect(() => {
    // Of a notification that was pressed while this page was open already.
    const hear = ({ data }: MessageEvent<unknown>) => {
      const path = openedIn(data);
      if (path !== null) setId(deliveryIn(new URL(path, window.location.origin).search));
    };
    const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : null;
    workers?.addEventListener('message', hear);
    return () => {
      workers?.removeEventListener('message', hear);
    };
  }, []);
  useEffect(() => {
    if (id === null || phase !== 'granted') return;
    ask('acknowledgeDelivery', { params: { deliveryId: id } }).catch((error: unknown) => {
      // A message to somebody else, or the network is away: nothing that the person here could do about it.
      if (!(error instanceof ApiError)) reportError(error);
    });
  }, [ask, id, phase]);
  return null;
}

function deliveryIn(search: string): DeliveryId | null {
  const found = deliveryId.safeParse(new URLSearchParams(search).get('delivery'));
  return found.success ? found.data : null;
}

function openedIn(message: unknown): string | null {
  const named = typeof message === 'object' && message !== null && 'opened' in message;
  return named && typeof message.opened === 'string' ? message.opened : null;
}
