import type { StationCall } from '../../../domain/states/wire.ts';
import { SbardForm } from '../sbard/sbard-form.tsx';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import type { Connection } from '../service/connection.ts';

/** The SBARD of a call at its station. A new one for each call (`key`). */
export function StationSbard({
  call,
  connection,
  sbards,
}: {
  call: StationCall;
  connection: Connection;
  sbards: SbardDrafts;
}) {
  const { callId, details, observations, sbard, life } = call;
  return (
    <SbardForm
      {...{ callId, connection, observations }}
      shown={{ patientId: details.patientId, answers: sbard }}
      side="station"
      sbards={sbards}
      concern={details.concern}
      outcome={life.phase === 'ended' ? life.outcome : null}
    />
  );
}
