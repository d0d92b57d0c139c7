import { scoreOf } from '../../../domain/record/observation-set.ts';
import { agoWords, scoreWords } from '../observations/observation-words.ts';
import type { Connection } from '../service/connection.ts';
import { useServerNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { isEmpty } from './observations-draft.ts';
import type { ObservationsSync, ObservationsView, WaitingSet } from './observations-sync.ts';

type Props = { connection: Connection; sync: ObservationsSync; view: ObservationsView };

/** Sets of this call that the service does not have: on their way, or refused. */
export function WaitingSets(props: Props) {
  const { view } = props;
  if (view.pending.length === 0) return null;
  return (
    <ul className="bedside-observations__saved">
      {view.pending.map((one) => (
        <li key={one.set.requestId} data-testid="waiting-observations">
          <Waiting {...props} one={one} />
        </li>
      ))}
    </ul>
  );
}

function Waiting({ connection, sync, view, one }: Props & { one: WaitingSet }) {
  const now = useServerNow(connection);
  const { set, refused } = one;
  const { requestId } = set;
  return (
    <>
      <strong>Not saved yet:</strong> {scoreWords(scoreOf(set))}, taken {agoWords(set.takenAt, now)}
      {set.corrects === null ? '' : ', a correction'}
      {refused === null ? null : (
        <>
          <p className="bedside-note bedside-note--problem" role="alert">
            {refused.words}
            {isEmpty(view.draft) ? '' : ' Save what you type first; then you can change these.'}
          </p>
          <div className="bedside-actions">
            {isEmpty(view.draft) && view.corrects === null ? (
              <Button
                variant="secondary"
                small
                onClick={() => {
                  sync.change(requestId);
                }}
              >
                Change them
              </Button>
            ) : null}
            <Button
              variant="secondary"
              small
              onClick={() => {
                sync.drop(requestId);
              }}
            >
              Delete them
            </Button>
          </div>
        </>
      )}
    </>
  );
}
