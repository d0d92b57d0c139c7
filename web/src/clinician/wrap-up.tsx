import { startsAgainUntil } from '../../../domain/clinics/attendance.ts';
import type { MissingOutcome, PresenceView } from '../../../domain/states/wire.ts';
import { asDuration } from '../service/clock.ts';
import type { SbardDrafts } from '../sbard/sbard-drafts.ts';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { RecordPanel } from './record-panel.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { Part } from '../ui/failure.tsx';
import { useSending } from '../ui/form.tsx';
import { VisitDetails } from './call-details.tsx';
import { BookedOutcomeForm } from './booked-outcome-form.tsx';
import { OutcomeForm } from './outcome-form.tsx';
import { endWords, visitedName } from './clinician-words.ts';
import { VisitSbard } from './visit-sbard.tsx';

/** Writing up a visit, right after it or later from the to-do list (`onBack`). */
export function WriteUp(props: {
  missing: MissingOutcome;
  presence: PresenceView;
  connection: Connection;
  sbards: SbardDrafts;
  onSaved: () => void;
  onBack?: () => void;
}) {
  const { missing, presence, connection, sbards, onSaved, onBack } = props;
  const now = useServerNow(connection);
  const until =
    presence.state === 'wrap-up' && presence.visitId === missing.visitId ? Date.parse(presence.until) : null;
  return (
    <div className="bedside-write-up">
      {onBack === undefined ? null : (
        <button type="button" className="bedside-link-button" onClick={onBack}>
          Back to the overview
        </button>
      )}
      <h1 className="nhsuk-heading-l">Write up the visit: {visitedName(missing.card)}</h1>
      <p>
        {endWords(missing)} after {asDuration(Date.parse(missing.endedAt) - Date.parse(missing.startedAt))}.
        {until === null ? null : (
          <>
            {' '}
            <strong role="timer">
              {missing.card.kind === 'booking' ? 'If you are on call, calls' : 'Next calls'} ring in{' '}
              {asDuration(until - now)}
            </strong>
            , or as soon as you save. What you have typed stays on your list.
          </>
        )}
      </p>
      <div className="bedside-write-up__columns">
        <OutcomeOf {...{ missing, connection, onSaved }} />
        <aside aria-label="About this call">
          <HungUpByMistake missing={missing} connection={connection} now={now} />
          <VisitDetails card={missing.card} now={now} />
          <VisitSbard card={missing.card} {...{ connection, sbards }} />
          <Part name="the record">
            <RecordPanel card={missing.card} />
          </Part>
        </aside>
      </div>
    </div>
  );
}

/** Whoever hangs up by mistake takes the same booking up again, while nothing is recorded of it. */
function HungUpByMistake(props: { missing: MissingOutcome; connection: Connection; now: number }) {
  const { missing, connection, now } = props;
  const { card, endedAt } = missing;
  const { busy, problems, send } = useSending(async () =>
    card.kind === 'booking'
      ? problemsOf(await connection.command('visit:start', { bookingId: card.bookingId }))
      : [],
  );
  if (card.kind !== 'booking' || !card.toBeSettled) return null;
  if (startsAgainUntil({ doneAt: new Date(endedAt) }).getTime() <= now) return null;
  return (
    <>
      <ErrorSummary problems={problems} />
      <p>Hung up by mistake, or cut off?</p>
      <Button
        variant="secondary"
        small
        data-testid="start-again"
        disabled={busy}
        onClick={() => {
          send().catch(reportError);
        }}
      >
        Start again
      </Button>
    </>
  );
}

/** One that was cut short, while its booking goes on, is written up as a call is. */
function OutcomeOf(props: { missing: MissingOutcome; connection: Connection; onSaved: () => void }) {
  const { missing, ...rest } = props;
  const { card } = missing;
  return card.kind === 'booking' && card.toBeSettled ? (
    <BookedOutcomeForm key={missing.visitId} missing={{ ...missing, card }} {...rest} />
  ) : (
    <OutcomeForm key={missing.visitId} {...props} />
  );
}
