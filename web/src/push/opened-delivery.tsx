import { useEffect, useState } from 'react';
import { deliveryId } from '../../../domain/ids.ts';
import { ApiError } from '../service/api.ts';
import { useAsk, useObservable } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';

/**
 * Somebody who has opened the address in a message has received it: says so once they are signed in. Shows nothing.
 * What the address said is kept from the start, because signing in and going home lose it.
 */
export function OpenedDelivery() {
  const [opened] = useState(() =>
    deliveryId.safeParse(new URLSearchParams(window.location.search).get('delivery')),
  );
  const { person } = useServices();
  const { phase } = useObservable(person.state);
  const ask = useAsk();
  const id = opened.success ? opened.data : null;
  useEffect(() => {
    if (id === null || phase !== 'granted') return;
    ask('acknowledgeDelivery', { params: { deliveryId: id } }).catch((error: unknown) => {
      // A message to somebody else, or the network is away: nothing that the person here could do about it.
      if (!(error instanceof ApiError)) reportError(error);
    });
  }, [ask, id, phase]);
  return null;
}
