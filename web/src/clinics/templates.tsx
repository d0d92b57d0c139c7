import { useEffect, useState } from 'react';
import type { TemplateView } from '../../../domain/clinics/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { ChangeTemplate, EndTemplate } from './change-template.tsx';
import { useToday } from './hooks.ts';
import { changesWords, heldWords, isStillHeld, notHeldWords } from './template-words.ts';

type Props = {
  organisationId: OrganisationId;
  mayManage: boolean;
  /** Said when one has been added: then they are read again. */
  added: string;
  onChanged: () => void;
};

/** When clinics are held from week to week. Booking clerks change and end them. */
export function Templates({ organisationId, mayManage, added, onChanged }: Props) {
  const { loaded, reload } = useEndpoint('listClinicTemplates', { params: { organisationId } });
  const [said, setSaid] = useState('');
  const today = useToday();
  const templates =
    loaded.state === 'ready' ? loaded.value.templates.filter((one) => isStillHeld(one, today)) : [];
  useEffect(() => {
    if (added !== '') reload();
  }, [added, reload]);
  const changed = (words: string) => {
    setSaid(words);
    reload();
    onChanged();
  };
  return (
    <section aria-labelledby="templates-title">
      <h3 className="nhsuk-heading-s" id="templates-title">
        Held regularly
      </h3>
      <div role="status" data-testid="templates-said">
        {said === '' ? null : <p className="bedside-note">{said}</p>}
      </div>
      {loaded.state === 'loading' ? <Loading what="regular clinics" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' && templates.length === 0 ? (
        <p className="bedside-empty">No clinic is held regularly yet.</p>
      ) : null}
      {loaded.state === 'ready' ? (
        <ul className="bedside-rows">
          {templates.map((template) => (
            <TemplateRow
              key={template.templateId}
              {...{ organisationId, template, mayManage, today }}
              onChanged={changed}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function TemplateRow(props: {
  organisationId: OrganisationId;
  template: TemplateView;
  mayManage: boolean;
  today: string;
  onChanged: (said: string) => void;
}) {
  const { organisationId, template, mayManage, today, onChanged } = props;
  const changes = changesWords(template);
  return (
    <li data-testid="template">
      <span className="bedside-rows__main">
        <strong>{template.service}</strong>, {template.clinicianName}
        <span className="bedside-rows__more">{heldWords(template)}</span>
        <span className="bedside-rows__more">{notHeldWords(template, today)}</span>
        {changes === null ? null : <span className="bedside-rows__more">{changes}</span>}
      </span>
      {mayManage && changes === null ? <Actions {...{ organisationId, template, onChanged }} /> : null}
    </li>
  );
}

type ActionsProps = {
  organisationId: OrganisationId;
  template: TemplateView;
  onChanged: (said: string) => void;
};

const actions = [
  { doing: 'change', label: 'Change', testId: 'change-template' },
  { doing: 'end', label: 'End', testId: 'end-template' },
] as const;

function Actions({ organisationId, template, onChanged }: ActionsProps) {
  const [doing, setDoing] = useState<'change' | 'end' | null>(null);
  const dialog = {
    ...{ template, onChanged },
    onClose: () => {
      setDoing(null);
    },
  };
  return (
    <>
      <span className="bedside-rows__actions">
        {actions.map((action) => (
          <Button
            key={action.doing}
            variant="secondary"
            small
            data-testid={action.testId}
            onClick={() => {
              setDoing(action.doing);
            }}
          >
            {action.label}
            <span className="nhsuk-u-visually-hidden">
              {' '}
              {template.service}, {heldWords(template)}
            </span>
          </Button>
        ))}
      </span>
      {doing === 'change' ? <ChangeTemplate {...dialog} organisationId={organisationId} /> : null}
      {doing === 'end' ? <EndTemplate {...dialog} /> : null}
    </>
  );
}
