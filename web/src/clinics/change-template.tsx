import { useState } from 'react';
import type { TemplateEffects, TemplateView } from '../../../domain/clinics/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { longDayWords } from '../rota/week.ts';
import { ApiError } from '../service/api.ts';
import { useAsk } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { isDay, useToday } from './hooks.ts';
import {
  changeOf,
  draftOf,
  fieldId,
  readTemplate,
  refusedTemplate,
  type TemplateDraft,
} from './template-draft.ts';
import { HowLong, KeptPlaces, When } from './template-fields.tsx';
import { heldWords, leftToDoWords, standingWords } from './template-words.ts';

type Props = {
  template: TemplateView;
  onChanged: (said: string) => void;
  onClose: () => void;
};

/** The form's own field for its day. */
const dayId = fieldId('validFrom');

const changedByOther =
  'Somebody else has changed or ended this regular clinic meanwhile, so nothing of yours was done. It has been read again: this is how it stands now.';

/** Says when a regular clinic is held from a day on: first it is shown what stays as it is, then it is done. */
export function ChangeTemplate({
  organisationId,
  template,
  onChanged,
  onClose,
}: Props & { organisationId: OrganisationId }) {
  const today = useToday();
  const [draft, setDraft] = useState(() => draftOf(template, firstDay(template, today)));
  const [effects, setEffects] = useState<TemplateEffects | null>(null);
  const fields = {
    draft,
    setDraft: (next: TemplateDraft) => {
      setDraft(next);
      setEffects(null);
    },
  };
  const work = useChanging({ template, draft, effects, setEffects, onChanged });
  return (
    <FormDialog
      title="Change this regular clinic"
      confirm={confirmOf(effects, { label: 'Change the clinic', testId: 'confirm-change-template' })}
      refuse="No, keep it"
      send={() => orRefused(work, onChanged)}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {template.service}, {template.clinicianName}. {heldWords(template)}.
          </p>
          <When {...{ ...fields, errorOf }} firstDay="First day of the new times" />
          <HowLong {...{ ...fields, errorOf }} />
          <KeptPlaces {...{ organisationId, ...fields, errorOf }} />
          {effects === null ? null : <Effects effects={effects} of="change" />}
        </>
      )}
    </FormDialog>
  );
}

type Changing = {
  template: TemplateView;
  draft: TemplateDraft;
  effects: TemplateEffects | null;
  setEffects: (effects: TemplateEffects) => void;
  onChanged: (said: string) => void;
};

/** First what it would do, then the change itself. */
function useChanging({ template, draft, effects, setEffects, onChanged }: Changing) {
  const ask = useAsk();
  const { templateId, version } = template;
  const params = { templateId };
  return async (): Promise<Problem[] | 'next-step'> => {
    const read = readTemplate(draft);
    if ('problems' in read) return read.problems;
    const { body } = read;
    const from = body.validFrom;
    if (effects === null) {
      setEffects(await ask('previewTemplateChange', { params, query: { from } }));
      return 'next-step';
    }
    const { planned, standing } = await ask('changeClinicTemplate', {
      params,
      body: { ...changeOf(body), version, from },
    });
    onChanged(
      `${template.service} is changed from ${longDayWords(from)}. ${counted(planned, 'clinic')} planned at the new times.${leftToDoWords(standing)}`,
    );
    return [];
  };
}

/** Ends a regular clinic from a day on; what is published stays, and is shown. */
export function EndTemplate({ template, onChanged, onClose }: Props) {
  const ask = useAsk();
  const today = useToday();
  const { templateId, version } = template;
  const params = { templateId };
  const [from, setFrom] = useState(() => firstDay(template, today));
  const [effects, setEffects] = useState<TemplateEffects | null>(null);
  const work = async (): Promise<Problem[] | 'next-step'> => {
    if (!isDay(from)) return [{ message: 'Enter a day', field: dayId }];
    if (effects === null) {
      setEffects(await ask('previewTemplateChange', { params, query: { from } }));
      return 'next-step';
    }
    const { standing } = await ask('endClinicTemplate', { params, body: { version, from } });
    onChanged(
      `${template.service} is not planned any more from ${longDayWords(from)}.${leftToDoWords(standing)}`,
    );
    return [];
  };
  return (
    <FormDialog
      title="End this regular clinic?"
      confirm={confirmOf(effects, { label: 'End the clinic', testId: 'confirm-end-template' })}
      refuse="No, keep it"
      send={() => orRefused(work, onChanged)}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {template.service}, {template.clinicianName}. {heldWords(template)}.
          </p>
          <TextField
            id={dayId}
            label="First day on which it is not held any more"
            type="date"
            value={from}
            error={errorOf(dayId)}
            onChange={({ target }) => {
              setFrom(target.value);
              setEffects(null);
            }}
          />
          {effects === null ? null : <Effects effects={effects} of="end" />}
        </>
      )}
    </FormDialog>
  );
}

function firstDay({ validFrom }: TemplateView, today: string): string {
  return validFrom > today ? validFrom : today;
}

function confirmOf(effects: TemplateEffects | null, last: { label: string; testId: string }) {
  return effects === null ? { label: 'See what it changes', testId: 'preview-template' } : last;
}

/** What is against it at the field in which it is put right; of a clinic that is not any more what was seen, it is said. */
async function orRefused(
  work: () => Promise<Problem[] | 'next-step'>,
  onChanged: (said: string) => void,
): Promise<Problem[] | 'next-step'> {
  try {
    return await work();
  } catch (error) {
    const problems = refusedTemplate(error);
    if (problems !== null) return problems;
    if (!(error instanceof ApiError) || !['conflict', 'wrong-phase'].includes(error.code)) throw error;
    onChanged(changedByOther);
    return [];
  }
}

/** Nothing is done in silence: what goes, what stays, and who is booked in it. */
function Effects({ effects, of }: { effects: TemplateEffects; of: 'change' | 'end' }) {
  const { planned, standing } = effects;
  return (
    <div role="status" data-testid="template-effects">
      {planned === 0 ? null : (
        <p>
          {counted(planned, 'clinic')} planned and not published:{' '}
          {of === 'end' ? 'removed' : 'planned anew at the new times'}.
        </p>
      )}
      <p>{standingWords(standing)}</p>
      {standing.length === 0 ? null : (
        <p className="bedside-note">
          {of === 'end'
            ? 'Published clinics stay, and their patients are not told anything. Cancel each one that is not to be held in the list of clinics.'
            : 'Published clinics stay as they are, and no other is planned in their weeks. Move or cancel each one that has to change in the list of clinics.'}
        </p>
      )}
      <ul className="bedside-rows">
        {standing.map(({ sessionId, date, startsAtClock, endsAtClock, booked }) => (
          <li key={sessionId} data-testid="standing-session">
            <span className="bedside-rows__main">
              {longDayWords(date)}, {startsAtClock} to {endsAtClock}
              <span className="bedside-rows__more">
                {booked === 0 ? 'Nobody is booked in it' : `${counted(booked, 'patient')} booked`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
