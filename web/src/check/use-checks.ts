import { useEffect, useState } from 'react';
import type { Connection } from '../service/connection.ts';
import { useServices } from '../service/services.ts';
import { type CheckRun, mediaCheck } from './media-check.ts';
import { StationChecks } from './station-checks.ts';

/** Checks by hand, for everybody but stations. */
export function useMediaCheck(connection: Connection): CheckRun {
  const { timers } = useServices();
  const [run] = useState(() => mediaCheck({ wire: connection, timers }));
  return run;
}

/** A station's checks, in the background while `quiet`, and by hand. */
export function useStationChecks(connection: Connection, quiet: boolean): StationChecks {
  const { timers } = useServices();
  const [checks] = useState(
    () => new StationChecks({ wire: connection, timers, check: mediaCheck({ wire: connection, timers }) }),
  );
  useEffect(() => {
    checks.open();
    return () => {
      checks.close();
    };
  }, [checks]);
  useEffect(() => {
    checks.setQuiet(quiet);
  }, [checks, quiet]);
  return checks;
}
