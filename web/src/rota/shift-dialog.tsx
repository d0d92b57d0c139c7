import { useState } from 'react';
import type { Rota } from '../../../domain/rota/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import {
  readDraft,
  readEnd,
  readStart,
  type ShiftDraft,
  usualTimes,
  withStartDate,
  withTimes,
} from './shift-draft.ts';
import { lengthWords } from './week.ts';

type ShiftDialogProps = {
  rota: Rota;
  organisationId: OrganisationId;
  initial: ShiftDraft;
  onSaved: (said: string) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** A shift, new or not. What the rota refuses is said at the top of the form. */
export function ShiftDialog({ rota, organisationId, initial, onSaved, onRemove, onClose }: ShiftDialogProps) {
  const ask = useAsk();
  const [draft, setDraft] = useState(initial);
  const { shiftId } = initial;
  const send = async (): Promise<Problem[]> => {
    const read = readDraft(draft);
    if ('problems' in read) return read.problems;
    const { body } = read;
    await (shiftId === null
      ? ask('addShift', { params: { organisationId }, body })
      : ask('changeShift', { params: { shiftId }, body }));
    onSaved(shiftId === null ? 'The shift was added.' : 'The shift was changed.');
    return [];
  };
  return (
    <FormDialog
      title={shiftId === null ? 'Add a shift' : 'Change a shift'}
      confirm={{ label: shiftId === null ? 'Add the shift' : 'Save the shift', testId: 'save-shift' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <ClinicianField {...{ rota, draft, setDraft }} error={errorOf('shift-clinician')} />
          <Times {...{ draft, setDraft, errorOf }} />
          <QueuesField {...{ rota, draft, setDraft }} error={errorOf('shift-queues')} />
          <TierField {...{ draft, setDraft }} />
          {shiftId === null ? null : (
            <button
              type="button"
              className="bedside-link-button"
              data-testid="remove-shift"
              onClick={onRemove}
            >
              Take this shift off the rota
            </button>
          )}
        </>
      )}
    </FormDialog>
  );
}

type DraftProps = { draft: ShiftDraft; setDraft: (draft: ShiftDraft) => void };

function ClinicianField(props: DraftProps & { rota: Rota; error: string | undefined }) {
  const { rota, draft, setDraft, error } = props;
  return (
    <SelectField
      id="shift-clinician"
      label="Clinician"
      value={draft.clinicianId}
      error={error}
      onChange={({ target }) => {
        setDraft({ ...draft, clinicianId: target.value });
      }}
    >
      {rota.clinicians
        .filter(({ active, clinicianId }) => active || clinicianId === draft.clinicianId)
        .map(({ clinicianId, name }) => (
          <option key={clinicianId} value={clinicianId}>
            {name}
          </option>
        ))}
    </SelectField>
  );
}

function QueuesField(props: DraftProps & { rota: Rota; error: string | undefined }) {
  const { rota, draft, setDraft, error } = props;
  return (
    <Checkboxes<string>
      id="shift-queues"
      legend="On call for"
      large={false}
      name="shift-queues"
      choices={rota.queues.map(({ queueId, name }) => ({ value: queueId, label: name }))}
      values={draft.queueIds}
      error={error}
      onChange={(queueIds) => {
        setDraft({ ...draft, queueIds });
      }}
    />
  );
}

function TierField({ draft, setDraft }: DraftProps) {
  return (
    <Radios
      legend="Tier"
      hint="The second tier is rung when nobody in the first can answer."
      large={false}
      name="shift-tier"
      inline
      choices={[
        { value: '1', label: 'First' },
        { value: '2', label: 'Second' },
      ]}
      value={draft.tier}
      onChoose={(tier) => {
        setDraft({ ...draft, tier });
      }}
    />
  );
}

function Times(props: DraftProps & { errorOf: (field: string) => string | undefined }) {
  const { draft, setDraft, errorOf } = props;
  return (
    <>
      <div className="bedside-shift-times">
        <TextField
          id="shift-start-date"
          label="Starts on"
          type="date"
          value={draft.start.date}
          onChange={({ target }) => {
            setDraft(withStartDate(draft, target.value));
          }}
        />
        <TimeField
          side="start"
          label="Starts at"
          {...{ draft, setDraft }}
          error={errorOf('shift-start-time')}
        />
        <TextField
          id="shift-end-date"
          label="Ends on"
          type="date"
          value={draft.end.date}
          onChange={({ target }) => {
            setDraft({ ...draft, end: { ...draft.end, date: target.value } });
          }}
        />
        <TimeField side="end" label="Ends at" {...{ draft, setDraft }} error={errorOf('shift-end-time')} />
      </div>
      <p className="bedside-shift-length" role="status" data-testid="shift-length">
        {lengthOf(draft)}
      </p>
      <UsualTimes {...{ draft, setDraft }} />
    </>
  );
}

function TimeField(props: DraftProps & { side: 'start' | 'end'; label: string; error: string | undefined }) {
  const { draft, setDraft, side, label, error } = props;
  return (
    <TextField
      id={`shift-${side}-time`}
      label={label}
      type="time"
      value={draft[side].time}
      error={error}
      onChange={({ target }) => {
        setDraft({ ...draft, [side]: { ...draft[side], time: target.value } });
      }}
    />
  );
}

function UsualTimes({ draft, setDraft }: DraftProps) {
  return (
    <div className="bedside-actions">
      {(['day', 'night'] as const).map((kind) => (
        <Button
          key={kind}
          variant="secondary"
          small
          data-testid={`usual-${kind}`}
          onClick={() => {
            setDraft(withTimes(draft, usualTimes[kind]));
          }}
        >
          {kind === 'day' ? 'Day' : 'Night'}, {usualTimes[kind].start} to {usualTimes[kind].end}
        </Button>
      ))}
    </div>
  );
}

function lengthOf(draft: ShiftDraft): string {
  const start = readStart(draft);
  const end = readEnd(draft);
  if (start.instant === null || end.instant === null || end.instant <= start.instant) return '';
  const first = start.twice || end.twice ? ' A time that comes twice that night means the first one.' : '';
  return `${lengthWords(start.instant, end.instant)}.${first}`;
}
