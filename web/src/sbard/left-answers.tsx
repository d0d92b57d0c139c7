import type { CallId } from '../../../domain/ids.ts';
import { sbardQuestion } from '../../../domain/record/questionnaires/sbard.ts';
import { useObservable } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { SbardDrafts, UnsavedSbard } from './sbard-drafts.ts';

/** Answers of calls that have left the screen and are not saved: they are sent, or shown with the reason. */
export function LeftAnswers({
  sbards,
  shown,
}: {
  sbards: SbardDrafts;
  /** Calls whose forms are on the screen. */
  shown: readonly CallId[];
}) {
  const unsaved = useObservable(sbards.unsaved).filter(({ callId }) => !shown.includes(callId));
  return (
    <div role="status">
      {unsaved.map((left) => (
        <LeftOfCall key={left.callId} {...left} />
      ))}
    </div>
  );
}

function LeftOfCall({ sync, view }: UnsavedSbard) {
  const stuck = Object.entries(view.drafts).filter(([, { problem }]) => problem !== null);
  return (
    <div className="bedside-note bedside-note--problem" data-testid="left-answers">
      {stuck.length < Object.keys(view.drafts).length ? (
        <p>Answers of the SBARD of an earlier call are not saved yet: trying again.</p>
      ) : null}
      {stuck.map(([linkId, { value }]) => (
        <div key={linkId}>
          <p>
            <strong>An answer of the SBARD of an earlier call is not saved.</strong>{' '}
            {sbardQuestion(linkId)?.text} <span className="bedside-question__answer">{value}</span>
          </p>
          <Button
            variant="secondary"
            small
            onClick={() => {
              sync.giveUp(linkId);
            }}
          >
            I have written it down elsewhere: delete it here
          </Button>
        </div>
      ))}
    </div>
  );
}
