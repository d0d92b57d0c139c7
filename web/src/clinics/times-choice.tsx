import { useState } from 'react';
import { isByLink } from '../../../domain/clinics/at-home.ts';
import type { FreeTime, FreeTimes } from '../../../domain/clinics/wire.ts';
import type { PatientId, ReferralId } from '../../../domain/ids.ts';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { longDayWords } from '../rota/week.ts';
import { ApiError } from '../service/api.ts';
import { messageOf, useAsk, useLoaded } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { clockAt, notOfferedWords, whenWords } from './clinic-words.ts';
import { ClashReason } from './clash-reason.tsx';
import { DayForm } from './day-choice.tsx';
import { giveUpHold, isUnanswered } from './hold.ts';
import { clashesWords } from './prison-words.ts';
import { ProblemNote } from './screen.tsx';

/** How many times are shown at first, and over how many days they are sought. */
const atFirst = 3;
const days = 14;

/** `take` throws what the service says against it. The reason is why, where the patient has something else on. */
type Take = (time: FreeTime, clashReason?: string) => Promise<void>;

type Props = {
  referralId: ReferralId;
  patientId: PatientId;
  today: string;
  verb: string;
  take: Take;
  /** Of an interpreter who has to be free, too. */
  language?: string | undefined;
};

/** Times that all can keep, the three earliest first. When one is taken meanwhile, they are read anew. */
export function TimesChoice({ referralId, patientId, today, verb, take, language }: Props) {
  const ask = useAsk();
  const [from, setFrom] = useState(today);
  const { loaded, reload } = useLoaded(['times', referralId, from, language], async () => {
    // What this tab still holds would itself stand in the way of the patient.
    await giveUpHold(ask);
    return await ask('findTimes', { params: { referralId }, query: { from, days, language } });
  });
  const { problem, busy, choose } = useChoosing(take, reload);
  const [asking, setAsking] = useState<FreeTime | null>(null);
  return (
    <>
      <ProblemNote>{problem}</ProblemNote>
      {loaded.state === 'loading' ? <Loading what="the times" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <Found
          key={from}
          {...{ found: loaded.value, patientId, from, verb, busy }}
          onChoose={(time) => {
            if (time.clashes.length > 0) setAsking(time);
            else choose(time).catch(reportError);
          }}
        />
      ) : null}
      {asking === null ? null : (
        <ClashReason
          time={asking}
          verb={verb}
          take={(reason) => choose(asking, reason)}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
      <DayForm
        key={`from ${from}`}
        id="times-from"
        label="Show times from this day on"
        initial={from === today ? addDays(today, days) : from}
        earliest={today}
        onChoose={setFrom}
      />
    </>
  );
}

/** Takes a time, and says what is against it; then the times are read anew. */
function useChoosing(take: Take, reload: () => void) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const choose: Take = async (time, clashReason) => {
    setBusy(true);
    setProblem(null);
    try {
      await take(time, clashReason);
    } catch (error) {
      setProblem(refusalWords(error));
      if (error instanceof ApiError && !isUnanswered(error)) reload();
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, choose };
}

function refusalWords(error: unknown): string {
  if (isUnanswered(error)) {
    return 'The service has not answered, so we do not know whether you have that time. Press it once more: you cannot get it twice.';
  }
  const message = messageOf(error);
  return `${message}${message.endsWith('.') ? '' : '.'} The times below have been read again.`;
}

type FoundProps = {
  patientId: PatientId;
  found: FreeTimes;
  from: string;
  verb: string;
  busy: boolean;
  onChoose: (time: FreeTime) => void;
};

function Found({ found, patientId, from, verb, busy, onChoose }: FoundProps) {
  const { times, more, notOffered } = found;
  const [all, setAll] = useState(false);
  const shown = all ? times : times.slice(0, atFirst);
  return (
    <>
      {times.length === 0 ? (
        <p className="bedside-empty" data-testid="no-times">
          No time is free in the {days} days from {longDayWords(from)}.
        </p>
      ) : null}
      <ol className="bedside-rows" data-testid="times">
        {shown.map((time) => (
          <TimeRow
            key={`${time.sessionId} ${time.startsAt}`}
            {...{ time, patientId, verb, busy, onChoose }}
          />
        ))}
      </ol>
      {!all && times.length > atFirst ? (
        <Button
          variant="secondary"
          small
          data-testid="more-times"
          onClick={() => {
            setAll(true);
          }}
        >
          Show more times
        </Button>
      ) : null}
      {(all || times.length <= atFirst) && more > 0 ? (
        <p>{counted(more, 'more time')} free after these: choose a later day below.</p>
      ) : null}
      {notOffered.length === 0 ? null : <NotOffered reasons={notOffered} />}
    </>
  );
}

function TimeRow({
  time,
  patientId,
  verb,
  busy,
  onChoose,
}: Omit<FoundProps, 'found' | 'from'> & { time: FreeTime }) {
  return (
    <li data-testid="time">
      <span className="bedside-rows__main">
        <strong>{whenWords(time)}</strong>
        <span className="bedside-rows__more">
          {isByLink({ ...time, patientId }) ? '' : `Fetch the patient at ${clockAt(time.beginsAt)}. `}
          {time.clinicianName}, {time.stationName}
        </span>
        {time.clashes.length === 0 ? null : (
          <span className="bedside-rows__more bedside-clinics__clash" data-testid="time-clash">
            {clashesWords(time.clashes)}
          </span>
        )}
      </span>
      <span className="bedside-rows__actions">
        <Button
          small
          disabled={busy}
          data-testid="choose-time"
          onClick={() => {
            onChoose(time);
          }}
        >
          {verb}
          <span className="nhsuk-u-visually-hidden"> {whenWords(time)}</span>
        </Button>
      </span>
    </li>
  );
}

function NotOffered({ reasons }: { reasons: FreeTimes['notOffered'] }) {
  return (
    <details className="nhsuk-details" data-testid="not-offered">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">Why are other times not offered?</span>
      </summary>
      <div className="nhsuk-details__text">
        <ul>
          {reasons.map((reason) => (
            <li key={reason.why}>{notOfferedWords(reason)}</li>
          ))}
        </ul>
      </div>
    </details>
  );
}
