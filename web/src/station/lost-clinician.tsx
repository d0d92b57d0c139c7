import type { Requeued } from '../../../domain/states/wire.ts';
import type { VisitId } from '../../../domain/ids.ts';
import type { Connection } from '../service/connection.ts';
import { useChime, useRingTone } from '../service/ring-tone.ts';
import { clockTime, listed } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { TelephoneLink } from '../ui/status.tsx';

type Visit = {
  visitId: VisitId;
  clinicianName: string;
  otherClinicians: readonly string[];
  clinicianLostAt: string | null;
};

/** The clinician is not in the visit any more, which is heard too: staff need not wait. One press, without a question. */
export function LostClinician({ visit, ...rest }: { visit: Visit } & Help) {
  const { clinicianLostAt } = visit;
  return clinicianLostAt === null ? null : <Lost visit={visit} lostAt={clinicianLostAt} {...rest} />;
}

type Help = {
  connection: Connection;
  hubPhone: string | null;
  /** Nobody else is on call for a booked visit: only a second who has joined can go on. */
  booked?: boolean;
};

function Lost(props: { visit: Visit; lostAt: string } & Help) {
  const { visit, lostAt, connection, hubPhone, booked = false } = props;
  const { visitId, clinicianName: name, otherClinicians } = visit;
  const { busy, problems, send } = useSending(async () => {
    const answer = await connection.command('visit:find-another', { visitId });
    await connection.refresh();
    return problemsOf(answer);
  });
  const tone = useRingTone();
  useChime(tone, { about: lostAt, again: true });
  const [second] = otherClinicians;
  return (
    <section
      className="bedside-lost-sound"
      data-testid="lost-clinician"
      aria-labelledby="lost-clinician-title"
    >
      <h2 id="lost-clinician-title" className="bedside-lost-sound__title">
        The connection to {name} is lost
      </h2>
      <p>
        Lost at {clockTime(lostAt)}.{' '}
        {second === undefined ? waitWords(booked) : `${listed(otherClinicians)} can go on with you.`}
      </p>
      <ErrorSummary problems={problems} />
      {second === undefined && booked ? null : (
        <Button
          data-testid="find-another"
          disabled={busy}
          onClick={() => {
            send().catch(reportError);
          }}
        >
          {second === undefined ? 'Find another clinician' : `Go on with ${second}`}
        </Button>
      )}
      {hubPhone === null ? null : (
        <p>
          You can also ring the hub: <TelephoneLink number={hubPhone} />
        </p>
      )}
      <p>
        Life in danger? <strong>Call 999.</strong>
      </p>
    </section>
  );
}

function waitWords(booked: boolean): string {
  return booked
    ? 'You can wait for them to come back, or ring the clinic.'
    : 'You can wait for them to come back, or have another clinician rung now. You do not go to the end of the queue.';
}

const whyWords: Record<Requeued['why'], (name: string) => string> = {
  'clinician-lost': (name) => `The connection to ${name} was lost.`,
  'clinician-removed': (name) => `${name} can no longer take part.`,
  'passed-on': (name) => `${name} has passed your call on.`,
};

/** Why a call that was in a visit waits again. */
export function WaitsAgain({ requeued }: { requeued: Requeued | null }) {
  if (requeued === null) return null;
  return (
    <div className="bedside-note" role="status" data-testid="waits-again">
      <strong>{whyWords[requeued.why](requeued.clinicianName)}</strong>
      <p>
        That was at {clockTime(requeued.at)}. Another clinician is being looked for: you have not gone to the
        end of the queue.
      </p>
    </div>
  );
}
