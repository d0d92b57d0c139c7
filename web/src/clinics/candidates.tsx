import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { isByLink } from '../../../domain/clinics/at-home.ts';
import type { BookingView, Candidate, SessionCandidates } from '../../../domain/clinics/wire.ts';
import { type ClinicSessionId, clinicSessionId, type ReferralId } from '../../../domain/ids.ts';
import { longDayWords } from '../rota/week.ts';
import { messageOf, useAsk, useLoaded } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { useHoldRequests } from './book-page.tsx';
import {
  clockAt,
  identifiers,
  notOfferedWords,
  priorityWords,
  waitedWords,
  whenWords,
} from './clinic-words.ts';
import { HeldScreen, useTypedDetails } from './held-screen.tsx';
import { giveUpHold, type Held, rememberHold } from './hold.ts';
import { useToday } from './hooks.ts';
import { ProblemNote, Screen } from './screen.tsx';

/** `/clinics/sessions/:sessionId`: who could be booked into a clinic, those first who should be. */
export function Candidates() {
  const { sessionId } = useParams();
  const known = clinicSessionId.safeParse(sessionId);
  return known.success ? (
    <OfSession sessionId={known.data} />
  ) : (
    <p className="bedside-empty">There is no such clinic.</p>
  );
}

function OfSession({ sessionId }: { sessionId: ClinicSessionId }) {
  const [held, setHeld] = useState<Held | null>(null);
  const [said, setSaid] = useState('');
  const typed = useTypedDetails();
  const back = () => {
    setHeld(null);
  };
  if (held !== null) {
    return (
      <HeldScreen
        {...{ held, typed }}
        onBack={back}
        onBooked={(booking) => {
          setSaid(bookedWords(booking));
          back();
        }}
      />
    );
  }
  return <Proposed {...{ sessionId, said }} onHeld={setHeld} />;
}

function bookedWords({ patient, reference, ...time }: BookingView): string {
  return `${patient.name} is booked: ${whenWords(time)}, reference ${reference}.`;
}

type ProposedProps = { sessionId: ClinicSessionId; said: string; onHeld: (held: Held) => void };

function Proposed({ sessionId, said, onHeld }: ProposedProps) {
  const ask = useAsk();
  const { loaded, reload } = useLoaded(['candidates', sessionId], async () => {
    // What this tab still holds would itself stand in the way of others.
    await giveUpHold(ask);
    return await ask('proposePatients', { params: { sessionId } });
  });
  return (
    <Screen title="Propose patients" testId="candidates" fresh={said !== ''}>
      <p>
        <Link to="/clinics/sessions">Back to the clinics</Link>
      </p>
      <p role="status" data-testid="candidates-said">
        {said === '' ? null : <span className="bedside-note bedside-clinics__said">{said}</span>}
      </p>
      {loaded.state === 'loading' ? <Loading what="who could come" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? <Found found={loaded.value} onHeld={onHeld} onTaken={reload} /> : null}
    </Screen>
  );
}

type FoundProps = { found: SessionCandidates; onHeld: (held: Held) => void; onTaken: () => void };

function Found({ found, onHeld, onTaken }: FoundProps) {
  const { service, date, startsAtClock, endsAtClock, candidates, more } = found;
  const [skipped, setSkipped] = useState<readonly ReferralId[]>([]);
  const { problem, busy, take } = useTaking(onHeld, onTaken);
  const shown = candidates.filter(({ referral }) => !skipped.includes(referral.referralId));
  return (
    <>
      <h3 className="nhsuk-heading-s">
        {service}, {longDayWords(date)}, {startsAtClock} to {endsAtClock}
      </h3>
      <ProblemNote>{problem}</ProblemNote>
      <p className="bedside-clinics__read">
        {candidates.length === 0
          ? `Nobody waits for ${service}.`
          : 'Those first who should be booked first. Two patients may be proposed the same time.'}
      </p>
      <ol className="bedside-rows" data-testid="candidate-list">
        {shown.map((candidate) => (
          <CandidateRow
            key={candidate.referral.referralId}
            {...{ candidate, busy, take }}
            onSkip={() => {
              setSkipped([...skipped, candidate.referral.referralId]);
            }}
          />
        ))}
      </ol>
      {more > 0 ? <p>{counted(more, 'more patient')} waiting after these.</p> : null}
      {skipped.length > 0 ? (
        <Button
          variant="secondary"
          small
          data-testid="show-skipped"
          onClick={() => {
            setSkipped([]);
          }}
        >
          Show the {counted(skipped.length, 'skipped patient')}
        </Button>
      ) : null}
    </>
  );
}

/** Holds the proposed time; who is too late sees the list anew. */
function useTaking(onHeld: (held: Held) => void, onTaken: () => void) {
  const requests = useHoldRequests();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hold = async ({ referral, time }: Candidate) => {
    if (time === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const held = await requests.hold(referral.referralId, time);
      rememberHold(held.booking);
      onHeld(held);
    } catch (error) {
      setProblem(messageOf(error));
      onTaken();
    } finally {
      setBusy(false);
    }
  };
  return {
    problem,
    busy,
    take: (candidate: Candidate) => {
      hold(candidate).catch(reportError);
    },
  };
}

type RowProps = {
  candidate: Candidate;
  busy: boolean;
  take: (candidate: Candidate) => void;
  onSkip: () => void;
};

function CandidateRow({ candidate, busy, take, onSkip }: RowProps) {
  const { referral, time } = candidate;
  const { patient, priority, clockStart, state } = referral;
  const today = useToday();
  return (
    <li data-testid="candidate">
      <span className="bedside-rows__main">
        <strong>{patient.name}</strong>{' '}
        <Tag colour={priorityWords[priority].colour}>{priorityWords[priority].words}</Tag>{' '}
        {state === 'to-rebook' ? <Tag colour="yellow">To be booked again</Tag> : null}
        <span className="bedside-rows__more">
          {identifiers(patient)}, {patient.siteName}. {waitedWords(clockStart, today)}.
        </span>
        <CandidateTime candidate={candidate} />
      </span>
      <span className="bedside-rows__actions">
        {time === null ? null : (
          <Button
            small
            disabled={busy}
            data-testid="take-candidate"
            onClick={() => {
              take(candidate);
            }}
          >
            Book {clockAt(time.startsAt)}
            <span className="nhsuk-u-visually-hidden"> for {patient.name}</span>
          </Button>
        )}
        <Button variant="secondary" small data-testid="skip-candidate" onClick={onSkip}>
          Skip<span className="nhsuk-u-visually-hidden"> {patient.name}</span>
        </Button>
      </span>
    </li>
  );
}

/** The time, or every reason why there is none. */
function CandidateTime({ candidate: { time, referral, notOffered } }: Pick<RowProps, 'candidate'>) {
  if (time === null) {
    return (
      <span className="bedside-rows__more" data-testid="no-candidate-time">
        No time of this clinic: {notOffered.map(notOfferedWords).join('; ')}.
      </span>
    );
  }
  return (
    <span className="bedside-rows__more" data-testid="candidate-time">
      {clockAt(time.startsAt)} to {clockAt(time.endsAt)}, {time.stationName}.
      {isByLink({ ...time, patientId: referral.patient.patientId })
        ? ''
        : ` Fetched at ${clockAt(time.beginsAt)}.`}
    </span>
  );
}
