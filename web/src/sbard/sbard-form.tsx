import { type ReactNode, useState } from 'react';
import type { CallId } from '../../../domain/ids.ts';
import {
  type Answers,
  type QuestionItem,
  questionsOf,
} from '../../../domain/record/questionnaires/questionnaire.ts';
import {
  mayAnswer,
  sbard,
  type SbardSide,
  sbardQuestion,
} from '../../../domain/record/questionnaires/sbard.ts';
import { type ObservationSetView, scoreOf } from '../../../domain/record/observation-set.ts';
import { type Disposition, dispositionLabels } from '../../../domain/visits/outcome.ts';
import { agoWords, scoreWords } from '../observations/observation-words.ts';
import { QuestionnaireForm } from '../record/questionnaire.tsx';
import type { Connection } from '../service/connection.ts';
import { useObservable, useServerNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { AnswerState } from './answer-state.tsx';
import type { SbardDrafts } from './sbard-drafts.ts';
import { type SbardSync, type SbardView, type ShownSbard, typedFault, valueShown } from './sbard-sync.ts';

export type SbardFormProps = {
  callId: CallId;
  shown: ShownSbard;
  side: SbardSide;
  sbards: SbardDrafts;
  connection: Connection;
  observations: readonly ObservationSetView[];
  /** What was typed of the call as its concern. */
  concern: string | null;
  outcome: { disposition: Disposition; advice: string | null } | null;
  /** Whoever advises reads it and writes nothing. */
  readOnly?: boolean;
};

/** The SBARD of a call, for both sides: closed until somebody opens it or has written in it. A new one for each call (`key`). */
export function SbardForm(props: SbardFormProps) {
  const { callId, shown, sbards } = props;
  const [sync] = useState(() => sbards.of(callId));
  const view = useObservable(sync.view);
  const [wasUsed] = useState(() => Object.keys(view.drafts).length > 0);
  const count = shown.answers.filter(({ value }) => value !== null).length;
  const toCheck = Object.values(view.drafts).filter(({ problem }) => problem !== null).length;
  return (
    <section className="bedside-sbard" aria-labelledby="sbard-title" data-testid="sbard">
      <h2 className="nhsuk-heading-m" id="sbard-title">
        SBARD
      </h2>
      {toCheck === 0 ? null : (
        <p className="bedside-note bedside-note--problem" role="alert" data-testid="sbard-to-check">
          {toCheck === 1 ? 'One answer is' : `${String(toCheck)} answers are`} not saved. Open the SBARD and
          look.
        </p>
      )}
      <details className="nhsuk-details" open={wasUsed}>
        <summary className="nhsuk-details__summary" data-testid="open-sbard">
          <span className="nhsuk-details__summary-text">
            {count === 0 ? 'Fill in an SBARD, if there is time' : `SBARD: ${answersWords(count)}`}
          </span>
        </summary>
        <div className="nhsuk-details__text">
          <Filled {...props} sync={sync} view={view} />
        </div>
      </details>
    </section>
  );
}

function answersWords(count: number): string {
  return count === 1 ? '1 answer' : `${String(count)} answers`;
}

type Synced = SbardFormProps & { sync: SbardSync; view: SbardView };

function Filled(props: Synced) {
  const { shown, side, outcome, sync, view, readOnly = false } = props;
  const linkIds = questionsOf(sbard.item).map(({ linkId }) => linkId);
  const answers: Answers = {
    ...Object.fromEntries(linkIds.map((linkId) => [linkId, valueShown(linkId, view, shown.answers)])),
    'decision.disposition': outcome === null ? '' : dispositionLabels[outcome.disposition],
    'decision.advice': outcome?.advice ?? '',
  };
  const problems = linkIds.flatMap((linkId) => {
    const fault = typedFault(linkId, view.drafts[linkId]?.value ?? '');
    return fault === undefined ? [] : [[linkId, fault] as const];
  });
  const mine = (item: QuestionItem) => !readOnly && mayAnswer(side, item);
  return (
    <>
      <p className="nhsuk-hint">
        {readOnly
          ? 'Whoever leads the visit and the staff fill it in.'
          : 'Both sides see it and can write. It is saved as you type; nothing has to be filled in.'}
      </p>
      <QuestionnaireForm
        questionnaire={sbard}
        answers={answers}
        problems={Object.fromEntries(problems)}
        idPrefix="sbard"
        mayAnswer={mine}
        onAnswer={(linkId, value) => {
          sync.type(linkId, value, shown);
        }}
        onLeave={() => {
          sync.leave();
        }}
        below={({ linkId }) => (
          <Beside {...props} linkId={linkId} answer={answers[linkId] ?? ''} mine={mine} />
        )}
      />
      {readOnly ? null : <Saving view={view} />}
    </>
  );
}

/** What is known beside one question or line. */
function Beside(props: Synced & { linkId: string; answer: string; mine: (item: QuestionItem) => boolean }) {
  const { linkId, answer, mine, shown, sync, view, connection, callId } = props;
  if (linkId === 'assessment.observations') return <Score {...props} />;
  const question = sbardQuestion(linkId);
  if (question === undefined) return null;
  if (question.readOnly === true) return answer === '' ? <FromOutcome /> : null;
  const isOffered = linkId === 'situation.concern' && mine(question) && answer === '';
  return (
    <>
      {isOffered ? <Suggested {...props} /> : null}
      <AnswerState {...{ question, shown, sync, view, connection, callId }} readOnly={!mine(question)} />
    </>
  );
}

function FromOutcome() {
  return <p className="bedside-question__by">Comes from the outcome, once the clinician has written it.</p>;
}

/** What was typed of the call already: offered, and kept only where somebody takes it. */
function Suggested({ concern, sync, shown }: Synced): ReactNode {
  if (concern === null) return null;
  return (
    <div className="bedside-question__beside" data-testid="suggested-concern">
      <p>In the details of the call: “{concern}”</p>
      <Button
        variant="secondary"
        small
        onClick={() => {
          sync.type('situation.concern', concern.slice(0, 1000), shown);
          sync.leave();
        }}
      >
        Use it here
      </Button>
    </div>
  );
}

/** The newest observations, in words. */
function Score({ observations, connection }: SbardFormProps) {
  const now = useServerNow(connection);
  const [newest] = observations;
  return (
    <p className="bedside-question__beside" data-testid="sbard-score">
      {newest === undefined ? (
        'No observations are recorded yet.'
      ) : (
        <>
          <strong>{scoreWords(scoreOf(newest))}</strong>, taken {agoWords(newest.takenAt, now)}
          {newest.ofThisCall ? '' : ', in an earlier call'}
        </>
      )}
    </p>
  );
}

function Saving({ view }: { view: SbardView }) {
  const words = {
    'nothing-yet': '',
    saving: 'Saving…',
    waiting: 'Not saved yet: no connection. It is kept here and sent by itself.',
    saved: 'Saved.',
  };
  return (
    <p role="status" className="bedside-sbard__saving" data-testid="sbard-saving" data-saving={view.saving}>
      {words[view.saving]}
    </p>
  );
}
