import { useEffect, useState } from 'react';
import type { Connection } from '../service/connection.ts';
import { useServices } from '../service/services.ts';
import { SbardDrafts } from './sbard-drafts.ts';

/** The SBARDs of this tab, as long as its page is open, and not as long as a call is on its screen. */
export function useSbards(connection: Connection): SbardDrafts {
  const { timers } = useServices();
  const [sbards] = useState(() => new SbardDrafts({ connection, timers, storage: sessionStorage }));
  useEffect(() => {
    sbards.open();
    return () => {
      sbards.close();
    };
  }, [sbards]);
  return sbards;
}
