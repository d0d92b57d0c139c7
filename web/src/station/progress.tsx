import classNames from 'classnames';
import type { StationCall } from '../../../domain/states/wire.ts';
import { asDuration, inWords } from '../service/clock.ts';
import { aboutWords, clockTime, listed } from '../service/words.ts';
import { Announcement } from '../ui/status.tsx';
import { stepWords } from './escalation-words.ts';

/** Who is being rung, the place in the queue, how long it may take and has taken. */
export function Progress({ call, waitedMs }: { call: StationCall | null; waitedMs: number }) {
  const life = call?.life;
  const ringing = life?.phase === 'ringing' ? life.clinicianNames : [];
  const queued = life?.phase === 'ringing' || life?.phase === 'waiting' ? life : null;
  const ringingWords = ringing.length === 0 ? 'Looking for a free clinician' : `Ringing ${listed(ringing)}`;
  return (
    <>
      <dl className="bedside-progress">
        <div
          className={classNames('bedside-progress__now', {
            'bedside-progress__now--ringing': ringing.length > 0,
          })}
        >
          <dt>Now</dt>
          <dd data-testid="being-rung">{call === null ? 'Sending your call' : ringingWords}</dd>
        </div>
        <div>
          <dt>Place in the queue</dt>
          <dd data-testid="queue-position">{queued?.position ?? '–'}</dd>
        </div>
        <div>
          <dt>Waited</dt>
          <dd>
            <span role="timer" aria-label={`Waited ${inWords(waitedMs)}`}>
              {asDuration(waitedMs)}
            </span>
          </dd>
        </div>
        <div className="bedside-progress__estimate">
          <dt>How long it may take</dt>
          <dd data-testid="estimate">{queued === null ? '–' : estimateWords(queued.estimateSeconds)}</dd>
        </div>
      </dl>
      <Announcement>
        {call === null ? 'Placing your call' : `Your call is placed. ${ringingWords}.`}
      </Announcement>
    </>
  );
}

function estimateWords(seconds: number | null): string {
  return seconds === null ? 'We cannot say how long' : aboutWords(seconds);
}

/** What has been done about a call that nobody has answered yet, each step as it happens. */
export function EscalationSteps({
  ladder,
  onCall,
}: {
  ladder: StationCall['ladder'];
  onCall: number | null;
}) {
  const last = ladder.at(-1);
  return (
    <>
      {last === undefined ? null : (
        <section className="bedside-ladder" aria-labelledby="ladder-title">
          <h2 className="nhsuk-heading-s" id="ladder-title">
            What is being done
          </h2>
          <ol data-testid="ladder">
            {ladder.map((step) => (
              <li
                key={`${step.action} ${step.at}`}
                className={step.result === 'failed' ? 'bedside-ladder__failed' : undefined}
                data-action={step.action}
                data-result={step.result}
              >
                <time dateTime={step.at}>{clockTime(step.at)}</time> <span>{stepWords(step, onCall)}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
      <Announcement>{last === undefined ? '' : `${stepWords(last, onCall)}.`}</Announcement>
    </>
  );
}
