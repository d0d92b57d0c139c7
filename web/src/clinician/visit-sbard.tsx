import type { VisitCard } from '../../../domain/states/wire.ts';
import { SbardForm } from '../sbard/sbard-form.tsx';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import type { Connection } from '../service/connection.ts';

/** The SBARD of the call that has led to a visit. There is none of a booking. */
export function VisitSbard({
  card,
  connection,
  sbards,
  readOnly = false,
}: {
  card: VisitCard;
  connection: Connection;
  sbards: SbardDrafts;
  readOnly?: boolean;
}) {
  if (card.kind !== 'call') return null;
  const { callId, details, observations, sbard } = card;
  return (
    <SbardForm
      key={callId}
      {...{ callId, connection, observations, readOnly }}
      shown={{ patientId: details.patientId, answers: sbard }}
      side="clinician"
      sbards={sbards}
      concern={details.concern}
      outcome={null}
    />
  );
}
