import { useState } from 'react';
import { type Consciousness, consciousness, type News2Parameter } from '../../../domain/record/news2.ts';
import { type ObservationSetView, scoreOf } from '../../../domain/record/observation-set.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import {
  agoWords,
  consciousnessWords,
  namesOf,
  parameterNames,
  scoreWords,
} from '../observations/observation-words.ts';
import type { Connection } from '../service/connection.ts';
import { useObservable, useServerNow } from '../service/hooks.ts';
import { clockOnDay } from '../service/words.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { TextField } from '../ui/field.tsx';
import {
  isEmpty,
  liveScoreWords,
  type ObservationsField,
  type ReadObservations,
  readObservations,
} from './observations-draft.ts';
import { isOfNothing, type ObservationsSync, type ObservationsView } from './observations-sync.ts';
import type { StationObservations } from './station-observations.ts';
import { WaitingSets } from './waiting-sets.tsx';

type Props = { call: StationCall; connection: Connection };

/** What was observed of the call's patient, as one set that is scored as it is typed. A new one for each call (`key`). */
export function ObservationsForm({
  call,
  connection,
  observations,
}: Props & { observations: StationObservations }) {
  const [sync] = useState(() => observations.of(call.callId));
  const view = useObservable(sync.view);
  const [wasUsed] = useState(
    () => call.observations.length > 0 || view.pending.length > 0 || !isEmpty(view.draft),
  );
  return (
    <section className="bedside-observations" aria-labelledby="observations-title">
      <h2 className="nhsuk-heading-m" id="observations-title">
        Observations
      </h2>
      <WaitingSets {...{ connection, sync, view }} />
      <SavedSets {...{ call, connection, sync }} />
      <details className="nhsuk-details" open={wasUsed}>
        <summary className="nhsuk-details__summary" data-testid="add-observations">
          <span className="nhsuk-details__summary-text">
            Add observations (NEWS2), if you have taken them
          </span>
        </summary>
        <div className="nhsuk-details__text">
          <SetForm {...{ call, sync, view }} />
        </div>
      </details>
    </section>
  );
}

function SetForm({
  call,
  sync,
  view,
}: {
  call: StationCall;
  sync: ObservationsSync;
  view: ObservationsView;
}) {
  const [asked, setAsked] = useState(false);
  const read = readObservations(view.draft);
  const hasProblems = Object.keys(read.problems).length > 0;
  const submit = () => {
    // The first press asks for what is missing, the second saves what there is.
    if (hasProblems || (read.missing.length > 0 && !asked)) {
      setAsked(true);
      return;
    }
    setAsked(false);
    sync.save(call);
  };
  const saveLabel =
    asked && read.missing.length > 0 && !hasProblems ? 'Save what there is' : 'Save the observations';
  return (
    <form
      aria-labelledby="observations-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Preface call={call} view={view} />
      <Fields sync={sync} view={view} read={read} showProblems={asked} />
      <LiveScore call={call} view={view} />
      <Asked {...{ asked, view, read }} />
      <Saving {...{ sync, view }} saveLabel={saveLabel} />
    </form>
  );
}

function Preface({ call, view }: { call: StationCall; view: ObservationsView }) {
  return (
    <>
      <p className="nhsuk-hint">
        {call.oxygenScale === 2
          ? 'Oxygen saturation is scored by scale 2: a target of 88 to 92 % is recorded for this resident. '
          : 'Oxygen saturation is scored by scale 1. '}
        Not for anybody under 16 or pregnant. Always say what worries you, whatever the score.
      </p>
      {view.corrects === null ? null : (
        <p>
          {isOfNothing(view.corrects, call) ? (
            <strong>The set that you correct is not there any more: this is saved as a new one.</strong>
          ) : (
            <>
              <strong>You correct a set that is saved.</strong> The old values are kept.
            </>
          )}
        </p>
      )}
    </>
  );
}

/** What stands in the way, in words. */
function Asked({ asked, view, read }: { asked: boolean; view: ObservationsView; read: ReadObservations }) {
  return (
    <>
      {asked && read.missing.length > 0 && !isEmpty(view.draft) ? (
        <p className="bedside-note bedside-note--problem" role="alert" data-testid="missing-observations">
          Not typed yet: {namesOf(read.missing)}. There is no score until all seven are typed. Go on typing,
          or press again to save what there is.
        </p>
      ) : null}
      {view.refused === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {view.refused}
        </p>
      )}
    </>
  );
}

function Saving({
  sync,
  view,
  saveLabel,
}: {
  sync: ObservationsSync;
  view: ObservationsView;
  saveLabel: string;
}) {
  return (
    <>
      <div className="bedside-actions">
        <Button type="submit" data-testid="save-observations">
          {saveLabel}
        </Button>
        {view.corrects === null && view.standingAt === null ? null : (
          <Button
            variant="secondary"
            onClick={() => {
              sync.clear();
            }}
          >
            {view.corrects === null ? 'Empty the form' : 'Keep them as they were'}
          </Button>
        )}
      </div>
      <p role="status" data-testid="observations-status">
        {
          { typing: '', saving: 'Saving…', waiting: 'Not saved yet: trying again', saved: 'Saved' }[
            view.saving
          ]
        }
      </p>
    </>
  );
}

type FieldProps = {
  sync: ObservationsSync;
  view: ObservationsView;
  read: ReadObservations;
  showProblems: boolean;
};

const measured: readonly { field: Exclude<News2Parameter, 'oxygen' | 'consciousness'>; hint: string }[] = [
  { field: 'respiration', hint: 'Breaths in one whole minute' },
  { field: 'spo2', hint: 'Per cent, from the finger probe' },
  { field: 'systolic', hint: 'mmHg, the upper number' },
  { field: 'pulse', hint: 'Beats a minute' },
  { field: 'temperature', hint: '°C, such as 37.2' },
];

function Fields({ sync, view, read, showProblems }: FieldProps) {
  const [left, setLeft] = useState<readonly ObservationsField[]>([]);
  const input = (field: (typeof measured)[number]['field'] | 'minutesAgo') => ({
    id: `observation-${field}`,
    value: view.draft[field],
    className: 'nhsuk-input--width-4',
    inputMode: 'decimal' as const,
    autoComplete: 'off',
    maxLength: 8,
    // A field that is being typed in is not wrong yet.
    error: showProblems || left.includes(field) ? read.problems[field] : undefined,
    onChange: ({ target }: { target: { value: string } }) => {
      sync.type(field, target.value);
    },
    onFocus: () => {
      setLeft(left.filter((one) => one !== field));
    },
    onBlur: () => {
      setLeft([...left, field]);
    },
  });
  const number = (place: number) => {
    const one = measured[place];
    return one === undefined ? null : (
      <TextField label={parameterNames[one.field]} hint={one.hint} {...input(one.field)} />
    );
  };
  return (
    <div className="bedside-observations__fields">
      {number(0)}
      {number(1)}
      <AirOrOxygen sync={sync} view={view} />
      {number(2)}
      {number(3)}
      <ConsciousnessField sync={sync} view={view} />
      {number(4)}
      <TextField label="How many minutes ago?" hint={takenHint(view)} {...input('minutesAgo')} />
    </div>
  );
}

/** What the time of taking is, and what an empty field means. */
function takenHint({ saidAt, standingAt }: ObservationsView): string {
  if (saidAt !== null) return `Taken at ${clockOnDay(saidAt, new Date())}`;
  return standingAt === null
    ? 'Leave empty if it was just now'
    : `Taken at ${clockOnDay(standingAt, new Date())}. Type only if that is wrong`;
}

type ChosenProps = Pick<FieldProps, 'sync' | 'view'>;

function AirOrOxygen({ sync, view }: ChosenProps) {
  return (
    <Radios
      legend={parameterNames.oxygen}
      large={false}
      name="oxygen"
      id="observation-oxygen"
      inline
      choices={[
        { value: 'air', label: 'Air', testId: 'oxygen-air' },
        { value: 'oxygen', label: 'Oxygen', testId: 'oxygen-oxygen' },
      ]}
      value={view.draft.oxygen === '' ? null : view.draft.oxygen}
      onChoose={(value) => {
        sync.type('oxygen', value);
      }}
    />
  );
}

function ConsciousnessField({ sync, view }: ChosenProps) {
  return (
    <Radios<Consciousness>
      legend={parameterNames.consciousness}
      hint="If you do not know whether confusion is new, choose “Newly confused”"
      large={false}
      name="consciousness"
      id="observation-consciousness"
      choices={consciousness.options.map((value) => ({
        value,
        label: consciousnessWords[value],
        testId: `consciousness-${value}`,
      }))}
      value={view.draft.consciousness === '' ? null : view.draft.consciousness}
      onChoose={(value) => {
        sync.type('consciousness', value);
      }}
    />
  );
}

/** The score as it is typed. What is missing has none, in words and never as a zero. */
function LiveScore({ call, view }: { call: StationCall; view: ObservationsView }) {
  const words = liveScoreWords(view.draft, {
    scale: call.oxygenScale,
    dateOfBirth: call.details.dateOfBirth,
    today: wallDateOf(new Date()),
  });
  if (words === null) return null;
  return (
    <p className="bedside-observations__score" data-testid="live-score">
      {words}
    </p>
  );
}

function SavedSets({ call, connection, sync }: Props & { sync: ObservationsSync }) {
  const now = useServerNow(connection);
  if (call.observations.length === 0) return null;
  return (
    <ul className="bedside-observations__saved">
      {call.observations.map((set) => (
        <li key={set.setId} data-testid="saved-observations">
          <strong>{scoreWords(scoreOf(set))}</strong>, taken {agoWords(set.takenAt, now)}
          {set.state === 'amended' ? ', corrected' : ''}
          <SetActions {...{ call, connection, sync, set }} />
        </li>
      ))}
    </ul>
  );
}

function SetActions(props: Props & { sync: ObservationsSync; set: ObservationSetView }) {
  const { call, connection, sync, set } = props;
  const { corrects } = useObservable(sync.view);
  const withdraw = async () => {
    const { setId } = set;
    return problemsOf(await connection.command('call:withdraw-observations', { callId: call.callId, setId }));
  };
  return (
    <div className="bedside-actions">
      <Button
        variant="secondary"
        small
        data-testid="correct-observations"
        disabled={sync.isBeingCorrected(set) || corrects?.setId === set.setId}
        onClick={() => {
          sync.correct(set);
          document.getElementById('observation-respiration')?.focus();
        }}
      >
        Correct them
      </Button>
      <ConfirmedButton
        label="Recorded by mistake"
        testId="withdraw-observations"
        question={{
          title: 'Mark these observations as a mistake?',
          text: 'They are kept and marked, and count for nothing. The urgency of the call stays as it is.',
          yes: 'Yes, they are a mistake',
          yesTestId: 'confirm-withdraw',
          no: 'No, they are right',
          kept: 'The observations stand.',
        }}
        act={withdraw}
      />
    </div>
  );
}
