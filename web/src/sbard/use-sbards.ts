import { useEffect, useState } from 'react';
import type { Connection } from '../service/connection.ts';
import { useServices } from '../service/services.ts';
import { SbardKeeper } from './sbard-keeper.ts';

/** The SBARDs of this tab, as long as its page is open, and not as long as a call is on its screen. */
export function useSbards(connection: Connection): SbardKeeper {
  const { timers } = useServices();
  const [keeper] = useState(() => new SbardKeeper({ connection, timers, storage: sessionStorage }));
  useEffect(() => {
    keeper.open();
    return () => {
      keeper.close();
    };
  }, [keeper]);
  return keeper;
}
