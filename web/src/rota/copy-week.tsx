import { useState } from 'react';
import type { CopiedWeek, Rota } from '../../../domain/rota/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { addDays, mondayOf } from '../../../domain/rota/wall-clock.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { leftOutWords } from './left-out-words.ts';
import { nameOf } from './week-grid.tsx';
import { dayOf, dayWords, shiftTimes, weekWords } from './week.ts';

/** What a copy has come to, until it is put away. */
export type Copied = CopiedWeek & { to: string };

/** Copies the week that is shown into another one. */
export function CopyWeek(props: {
  organisationId: OrganisationId;
  monday: string;
  onCopied: (copied: Copied) => void;
  onClose: () => void;
}) {
  const { organisationId, monday, onCopied, onClose } = props;
  const ask = useAsk();
  const [date, setDate] = useState(addDays(monday, 7));
  const complete = /^\d{4}-\d{2}-\d{2}$/.test(date);
  const to = complete ? mondayOf(date) : null;
  const send = async (): Promise<Problem[]> => {
    if (to === null) return [{ message: 'Choose a day of the week to copy to', field: 'copy-to' }];
    if (to === monday) return [{ message: 'Choose another week than this one', field: 'copy-to' }];
    const copied = await ask('copyWeek', { params: { organisationId }, body: { from: monday, to } });
    onCopied({ ...copied, to });
    return [];
  };
  return (
    <FormDialog
      title="Copy this week"
      confirm={{ label: 'Copy the week', testId: 'confirm-copy' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            Every shift that begins from {weekWords(monday)} is added again at the same times by the clock.
            Shifts that are there already stay; what would overlap them is left out.
          </p>
          <TextField
            id="copy-to"
            label="Any day of the week to copy to"
            type="date"
            value={date}
            error={errorOf('copy-to')}
            onChange={({ target }) => {
              setDate(target.value);
            }}
          />
          <p role="status">{to === null ? '' : `To the week from ${weekWords(to)}.`}</p>
        </>
      )}
    </FormDialog>
  );
}

/** How many shifts were copied, and each one that was not, with the reason. */
export function CopiedNote(props: {
  copied: Copied;
  rota: Pick<Rota, 'clinicians'>;
  onShow: () => void;
  onClose: () => void;
}) {
  const { copied, rota, onShow, onClose } = props;
  const { added, leftOut, to } = copied;
  return (
    <div className="bedside-note" role="status" data-testid="copied">
      <strong>
        {added} {added === 1 ? 'shift' : 'shifts'} copied to {weekWords(to)}
        {leftOut.length === 0 ? '' : `, ${String(leftOut.length)} left out`}
      </strong>
      {leftOut.length === 0 ? null : (
        <ul>
          {leftOut.map((shift) => (
            <li key={`${shift.clinicianId} ${shift.startsAt}`}>
              {nameOf(shift, rota)}, {dayWords(dayOf(shift, to))}, {shiftTimes(shift, dayOf(shift, to))}:{' '}
              {leftOutWords[shift.why]}
            </li>
          ))}
        </ul>
      )}
      <div className="bedside-actions">
        <Button small onClick={onShow}>
          Go to that week
        </Button>
        <Button variant="secondary" small onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
