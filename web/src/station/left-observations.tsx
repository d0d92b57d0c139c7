import type { CallId } from '../../../domain/ids.ts';
import type { News2Observations } from '../../../domain/record/news2.ts';
import { parameterNames, parameters, valueWords } from '../observations/observation-words.ts';
import { useObservable } from '../service/hooks.ts';
import { clockOnDay } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { isEmpty, readObservations } from './observations-draft.ts';
import { leftToSave, type WaitingSet } from './observations-sync.ts';
import type { StationObservations, UnsavedOfCall } from './station-observations.ts';

/**
 * Observations of calls that have left the screen and are not saved: they are sent, or offered again. Below the screen: a
 * button that moves under a finger loses the press.
 */
export function LeftObservations({
  observations,
  shown,
}: {
  observations: StationObservations;
  /** The call whose form is on the screen. */
  shown: CallId | null;
}) {
  const unsaved = useObservable(observations.unsaved).filter(({ callId }) => callId !== shown);
  return (
    <div role="status">
      {unsaved.map((left) => (
        <LeftOfCall key={left.callId} {...left} />
      ))}
    </div>
  );
}

function LeftOfCall({ sync, view }: UnsavedOfCall) {
  const { draft, pending } = view;
  const isTried = pending.some(({ refused }) => refused === null);
  return (
    <div className="bedside-note bedside-note--problem" data-testid="left-observations">
      {isTried ? <p>Observations of the last call are not saved yet: trying again.</p> : null}
      {pending.map((one) =>
        one.refused === null ? null : (
          <Refused
            key={one.set.requestId}
            one={one}
            onDelete={() => {
              sync.drop(one.set.requestId);
            }}
          />
        ),
      )}
      {isEmpty(draft) ? null : <Typed sync={sync} view={view} />}
    </div>
  );
}

function Refused({ one: { set, refused }, onDelete }: { one: WaitingSet; onDelete: () => void }) {
  return (
    <>
      <p>
        <strong>Observations of the last call are not saved.</strong> {refused?.words}{' '}
        {valuesWords(set.values)}
      </p>
      <Delete onDelete={onDelete} />
    </>
  );
}

/** What was typed and never saved, as it would be saved now. */
function Typed({ sync, view }: Pick<UnsavedOfCall, 'sync' | 'view'>) {
  const { values, problems } = readObservations(view.draft);
  const canBeSaved = leftToSave(view) !== null;
  const takenAt = view.saidAt ?? view.standingAt ?? new Date(view.touchedAt).toISOString();
  return (
    <>
      <p>
        <strong>
          Observations of the last call, taken at {clockOnDay(takenAt, new Date())}, are not saved.
        </strong>{' '}
        {view.refused} {valuesWords(values)}
      </p>
      {Object.values(problems).map((problem) => (
        <p key={problem}>
          {canBeSaved ? 'Left out' : 'They cannot be saved'}: {problem}.
        </p>
      ))}
      <div className="bedside-actions">
        {canBeSaved ? (
          <Button
            variant="secondary"
            small
            data-testid="save-left-observations"
            onClick={() => {
              sync.saveLeft();
            }}
          >
            Save them
          </Button>
        ) : null}
        <Delete
          onDelete={() => {
            sync.clear();
          }}
        />
      </div>
    </>
  );
}

function Delete({ onDelete }: { onDelete: () => void }) {
  return (
    <ConfirmedButton
      label="Delete them"
      testId="delete-left-observations"
      small
      question={{
        title: 'Delete these observations?',
        text: 'Nobody sees them any more.',
        yes: 'Yes, delete them',
        yesTestId: 'confirm-delete-left',
        no: 'No, keep them',
      }}
      act={() => {
        onDelete();
        return Promise.resolve([]);
      }}
    />
  );
}

/** `Pulse 140 /min, On air.`: the values alone, because others may stand in front of the screen. */
function valuesWords(values: News2Observations): string {
  const words = parameters.flatMap((one) => {
    const value = valueWords(values, one);
    if (value === undefined) return [];
    return one === 'oxygen' || one === 'consciousness' ? [value] : [`${parameterNames[one]} ${value}`];
  });
  return words.length === 0 ? '' : `${words.join(', ')}.`;
}
