import { RoomCheckPanel } from '../booked/room-check.tsx';
import { clinicianPartWords } from '../booked/part-words.ts';
import type { VisitPart } from '../../../domain/clinics/visit-part.ts';
import type { VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { TelephoneLink } from '../ui/status.tsx';

const next: Partial<Record<VisitPart, { to: 'main' | 'debrief'; label: string }>> = {
  pre: { to: 'main', label: 'Patient is here' },
  main: { to: 'debrief', label: 'Patient has left: debrief' },
};

/** How far a booked visit has come, the button that moves it on, and who is in the room; nothing for a call. */
export function VisitParts({ visit, connection }: { visit: VisitView; connection: Connection }) {
  const { visitId, progress } = visit;
  const step = progress === null ? undefined : next[progress.part];
  const { busy, problems, send } = useSending(async () =>
    step === undefined ? [] : problemsOf(await connection.command('visit:move-on', { visitId, to: step.to })),
  );
  if (progress === null) return null;
  return (
    <section className="bedside-panel" aria-label="Where the visit stands">
      <p role="status" data-testid="visit-part" data-part={progress.part}>
        <strong>{clinicianPartWords[progress.part]}</strong>
      </p>
      <NobodyThere visit={visit} />
      <ErrorSummary problems={problems} />
      {step === undefined ? null : (
        <Button
          small
          data-testid="move-on"
          disabled={busy}
          onClick={() => {
            send().catch(reportError);
          }}
        >
          {step.label}
        </Button>
      )}
      <RoomCheckPanel {...{ visitId, progress, connection }} />
    </section>
  );
}

/** Ten minutes after the time of the appointment nobody at the prison has joined. */
function NobodyThere({ visit: { progress, card } }: { visit: VisitView }) {
  const rangAt = progress?.stationRangAt ?? null;
  return (
    <div role="alert">
      {rangAt === null ? null : (
        <p className="bedside-note bedside-note--problem" data-testid="nobody-there">
          Nobody at {card.siteName} has joined. Its screen rings since {clockTime(rangAt)}.{' '}
          {card.sitePhone === null ? (
            'No telephone number of it is known.'
          ) : (
            <>
              Telephone: <TelephoneLink number={card.sitePhone} />
            </>
          )}
        </p>
      )}
    </div>
  );
}
