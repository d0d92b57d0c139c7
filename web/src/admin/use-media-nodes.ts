import { useCallback, useEffect, useState } from 'react';
import type { EndpointReply } from '../../../domain/contract/rest.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';

const readAgainMs = 5_000;

type Found = { nodes: EndpointReply<'listMediaNodes'> | null; trouble: string | null };

/** The nodes, read again every 5 s and on `reread`. What was read last stays when reading fails, with the reason beside it. */
export function useMediaNodes(): Found & { reread: () => void } {
  const ask = useAsk();
  const { timers } = useServices();
  const [found, setFound] = useState<Found>({ nodes: null, trouble: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    let stop: () => void = () => undefined;
    const read = async () => {
      const next = await ask('listMediaNodes').then(
        (nodes) => (): Found => ({ nodes, trouble: null }),
        (error: unknown) => (before: Found) => ({ ...before, trouble: messageOf(error) }),
      );
      if (!wanted) return;
      setFound(next);
      // Only now, so that questions do not pile up on a slow network.
      stop = timers.after(readAgainMs, readAgain);
    };
    const readAgain = () => {
      read().catch(reportError);
    };
    readAgain();
    return () => {
      wanted = false;
      stop();
    };
  }, [ask, timers, round]);
  const reread = useCallback(() => {
    setRound((n) => n + 1);
  }, []);
  return { ...found, reread };
}
