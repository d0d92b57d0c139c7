import { useState } from 'react';
import type { CallId } from '../../../domain/ids.ts';
import type { QuestionItem } from '../../../domain/record/questionnaires/questionnaire.ts';
import type { SbardAnswerView } from '../../../domain/record/sbard.ts';
import { answerWords } from '../record/questionnaire.tsx';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import type { AnswerDraft, SbardSync, SbardView, ShownSbard } from './sbard-sync.ts';

type Props = {
  question: QuestionItem;
  shown: ShownSbard;
  sync: SbardSync;
  view: SbardView;
  connection: Connection;
  callId: CallId;
  readOnly: boolean;
};

/** What is known of one answer: who gave it, what is in its way, and what stood before. */
export function AnswerState(props: Props) {
  const { question, shown, view, readOnly } = props;
  const standing = shown.answers.find(({ linkId }) => linkId === question.linkId);
  const typed = view.drafts[question.linkId];
  return (
    <>
      {typed === undefined || typed.problem === null ? null : <Problem {...props} typed={typed} />}
      {standing?.ofAnother === true && typed === undefined ? (
        <OfAnother {...props} standing={standing} />
      ) : null}
      {standing === undefined ? null : <WrittenBy {...props} standing={standing} />}
      {readOnly || standing === undefined || standing.version < 2 ? null : (
        <Earlier key={standing.version} {...props} />
      )}
    </>
  );
}

function WrittenBy({ standing }: { standing: SbardAnswerView }) {
  const { value, version, byName, at } = standing;
  const what = value === null ? 'Cleared' : version === 1 ? 'Written' : 'Changed';
  return (
    <p className="bedside-question__by">
      {what} by {byName} at {clockTime(at)}
    </p>
  );
}

/** Why what is typed is not saved, and what can be done. */
function Problem(props: Props & { typed: AnswerDraft }) {
  const { question, sync, shown, typed } = props;
  const { problem, value } = typed;
  const { linkId } = question;
  if (problem === null) return null;
  if (problem.kind === 'conflict') return <Conflict {...props} standing={problem.standing} />;
  return (
    <div className="bedside-note bedside-note--problem" role="alert" data-testid="answer-refused">
      <p>{problem.words}</p>
      <div className="bedside-actions">
        <Choice
          label="Save it again"
          onChoose={() => {
            sync.replace(linkId, value, shown);
          }}
        />
        <GiveUp {...{ sync, linkId }} label="Delete what is typed here" />
      </div>
    </div>
  );
}

/** Two texts of one answer: somebody chooses, and neither is lost until then. */
function Conflict(props: Props & { typed: AnswerDraft; standing: SbardAnswerView | null }) {
  const { question, sync, shown, typed } = props;
  const { linkId } = question;
  const standing = shown.answers.find((one) => one.linkId === linkId) ?? props.standing;
  const theirs = standing?.value ?? '';
  const both = `${theirs}\n${typed.value}`;
  const keep = (value: string) => () => {
    sync.replace(linkId, value, shown);
  };
  return (
    <div className="bedside-note bedside-note--problem" role="alert" data-testid="answer-conflict">
      <p>
        <strong>{standing?.byName ?? 'Somebody'} has changed this answer too.</strong> Nothing is lost: choose
        which one stands.
      </p>
      <p>
        Theirs: <span className="bedside-question__answer">{answerWords(question, theirs)}</span>
      </p>
      <p>
        Yours: <span className="bedside-question__answer">{answerWords(question, typed.value)}</span>
      </p>
      <div className="bedside-actions">
        <Choice label="Keep mine" onChoose={keep(typed.value)} />
        <GiveUp {...{ sync, linkId }} label="Take theirs" />
        {question.type === 'text' && both.length <= (question.maxLength ?? 0) ? (
          <Choice label="Keep both" onChoose={keep(both)} />
        ) : null}
      </div>
    </div>
  );
}

function Choice({ label, onChoose }: { label: string; onChoose: () => void }) {
  return (
    <Button variant="secondary" small onClick={onChoose}>
      {label}
    </Button>
  );
}

function GiveUp({ sync, linkId, label }: { sync: SbardSync; linkId: string; label: string }) {
  return (
    <Choice
      label={label}
      onChoose={() => {
        sync.giveUp(linkId);
      }}
    />
  );
}

/** It was written before staff picked somebody else: it is in nobody's record as of this one. */
function OfAnother({ question, sync, shown, standing, readOnly }: Props & { standing: SbardAnswerView }) {
  const { linkId } = question;
  return (
    <div className="bedside-note bedside-note--problem" data-testid="answer-of-another">
      <p>
        <strong>Written when the call was about another resident.</strong> It is not in the record of this one
        until somebody says that it is right.
      </p>
      {readOnly ? null : (
        <div className="bedside-actions">
          <Choice
            label="It is right for this one"
            onChoose={() => {
              sync.replace(linkId, standing.value ?? '', shown);
            }}
          />
          <Choice
            label="Clear it"
            onChoose={() => {
              sync.replace(linkId, '', shown);
            }}
          />
        </div>
      )}
    </div>
  );
}

/** What stood before, when somebody asks for it. */
function Earlier({ question, connection, callId }: Props) {
  const [versions, setVersions] = useState<readonly SbardAnswerView[] | null>(null);
  const [failed, setFailed] = useState(false);
  const read = async () => {
    const { linkId } = question;
    const answer = await connection.command('call:read-answer-versions', { callId, linkId });
    setFailed(!answer.ok);
    if (answer.ok) setVersions(answer.value.versions.slice(1));
  };
  if (versions === null)
    return (
      <>
        <button
          type="button"
          className="bedside-link-button"
          onClick={() => {
            read().catch(reportError);
          }}
        >
          Show what stood before
          <span className="nhsuk-u-visually-hidden">: {question.text}</span>
        </button>
        {failed ? <p role="alert">That could not be read. Try again.</p> : null}
      </>
    );
  return (
    <ul className="bedside-question__earlier" data-testid="earlier-answers">
      {versions.map(({ version, value, byName, at }) => (
        <li key={version}>
          <span className="bedside-question__answer">
            {value === null ? 'Cleared' : answerWords(question, value)}
          </span>{' '}
          <span className="bedside-question__by">
            {byName}, {clockTime(at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
