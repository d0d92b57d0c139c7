import { useState } from 'react';
import { z } from 'zod';
import type { VisitId } from '../../../domain/ids.ts';
import type { MissingOutcome } from '../../../domain/states/wire.ts';
import {
  disposition,
  type Disposition,
  dispositionLabels,
  dispositions,
  isOfClinic,
  recordedOutcome,
} from '../../../domain/visits/outcome.ts';
import type { Connection } from '../service/connection.ts';
import { recallJson, remember } from '../service/remembered.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { FieldError } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { notSaved, Words } from './outcome-words.tsx';

const kept = z.strictObject({ disposition: disposition.nullable(), advice: z.string(), note: z.string() });

/** An outcome as it is typed; kept in this tab until it is saved, so that a reload or a ringing call loses nothing. */
export type OutcomeDraft = z.infer<typeof kept>;

const key = (visitId: string) => `bedside:outcome:${visitId}`;

export function recallOutcome(visitId: string): OutcomeDraft {
  const found = kept.safeParse(recallJson(sessionStorage, key(visitId)));
  return found.success ? found.data : { disposition: null, advice: '', note: '' };
}

export function rememberOutcome(visitId: string, draft: OutcomeDraft | null): void {
  remember(sessionStorage, key(visitId), draft === null ? null : JSON.stringify(draft));
}

type Group = 'Stays there' | 'Community care' | 'Urgent and hospital' | 'Not completed';
/** Passing on is done in the visit, not written down after it; what a clinic ends with has a form of its own. */
type Recordable = Exclude<Disposition, 'passed-on' | `clinic-${string}`>;
const recordable = dispositions.filter(
  (code): code is Recordable => code !== 'passed-on' && !isOfClinic(code),
);
const groupOf: Record<Recordable, Group> = {
  'home-with-advice': 'Stays there',
  'monitor-and-call-back': 'Stays there',
  'no-clinical-need': 'Stays there',
  'gp-today': 'Community care',
  'gp-routine': 'Community care',
  'community-nurse': 'Community care',
  pharmacy: 'Community care',
  'palliative-care': 'Community care',
  'mental-health-team': 'Community care',
  'nhs-111': 'Urgent and hospital',
  'emergency-999': 'Urgent and hospital',
  'transfer-to-hospital': 'Urgent and hospital',
  'technical-failure': 'Not completed',
};
const groups: readonly Group[] = ['Stays there', 'Community care', 'Urgent and hospital', 'Not completed'];

/** How the visit ended, what the staff are told, and the clinical note. */
export function OutcomeForm(props: { missing: MissingOutcome; connection: Connection; onSaved: () => void }) {
  const { missing, connection, onSaved } = props;
  const [draft, setDraft] = useState(() => recallOutcome(missing.visitId));
  const change = (part: Partial<OutcomeDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    rememberOutcome(missing.visitId, next);
  };
  const save = async () => {
    const found = await saveOutcome({ draft, visitId: missing.visitId, connection });
    if (found.length > 0) return found;
    rememberOutcome(missing.visitId, null);
    onSaved();
    return [];
  };
  const { busy, problems, send, errorOf } = useSending(save);
  return (
    <Form className="bedside-outcome" data-testid="outcome-form" aria-label="Outcome" send={send}>
      <ErrorSummary problems={problems} />
      <Dispositions
        value={draft.disposition}
        error={errorOf('disposition')}
        onChoose={(disposition) => {
          change({ disposition });
        }}
      />
      <Words draft={draft} onChange={change} />
      <Button type="submit" data-testid="save-outcome" disabled={busy}>
        {busy ? 'Saving…' : 'Save and finish'}
      </Button>
    </Form>
  );
}

/** Saves the draft; answers with what was wrong, or nothing. */
async function saveOutcome(given: {
  draft: OutcomeDraft;
  visitId: VisitId;
  connection: Connection;
}): Promise<Problem[]> {
  const { draft, visitId, connection } = given;
  if (draft.disposition === null) return [{ message: 'Choose how the visit ended', field: 'disposition' }];
  const text = (value: string) => (value.trim() === '' ? null : value.trim());
  const outcome = recordedOutcome.parse({
    disposition: draft.disposition,
    advice: text(draft.advice),
    note: text(draft.note),
  });
  const answer = await connection.command('outcome:record', { visitId, ...outcome });
  if (answer.ok) {
    await connection.refresh();
    return [];
  }
  return notSaved(answer);
}

function Dispositions(props: {
  value: Disposition | null;
  error: string | undefined;
  onChoose: (value: Disposition) => void;
}) {
  const { value, error, onChoose } = props;
  return (
    <div className={error === undefined ? 'nhsuk-form-group' : 'nhsuk-form-group nhsuk-form-group--error'}>
      <fieldset
        className="nhsuk-fieldset"
        aria-describedby={error === undefined ? undefined : 'disposition-error'}
      >
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">How did the visit end?</legend>
        <FieldError id="disposition" error={error} />
        <div className="bedside-dispositions">
          {groups.map((group) => (
            <div key={group} role="group" aria-label={group}>
              <p className="bedside-dispositions__group" aria-hidden="true">
                {group}
              </p>
              <DispositionRadios {...{ group, value, onChoose }} />
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function DispositionRadios(props: {
  group: Group;
  value: Disposition | null;
  onChoose: (value: Disposition) => void;
}) {
  const { group, value, onChoose } = props;
  const first = recordable[0];
  return (
    <div className="nhsuk-radios nhsuk-radios--small">
      {recordable
        .filter((code) => groupOf[code] === group)
        .map((code) => (
          <div className="nhsuk-radios__item" key={code}>
            <input
              className="nhsuk-radios__input"
              type="radio"
              // The error summary's link goes to the first.
              id={code === first ? 'disposition' : `disposition-${code}`}
              name="disposition"
              value={code}
              checked={value === code}
              data-testid={`disposition-${code}`}
              onChange={() => {
                onChoose(code);
              }}
            />
            <label
              className="nhsuk-label nhsuk-radios__label"
              htmlFor={code === first ? 'disposition' : `disposition-${code}`}
            >
              {dispositionLabels[code]}
            </label>
          </div>
        ))}
    </div>
  );
}
