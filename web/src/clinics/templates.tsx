import { useEffect } from 'react';
import type { OrganisationId } from '../../../domain/ids.ts';
import { useEndpoint } from '../service/hooks.ts';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { useToday } from './hooks.ts';
import { heldWords, isStillHeld, notHeldWords } from './template-words.ts';

/** When clinics are held from week to week. Read again when something is said to have changed. */
export function Templates({ organisationId, said }: { organisationId: OrganisationId; said: string }) {
  const { loaded, reload } = useEndpoint('listClinicTemplates', { params: { organisationId } });
  const today = useToday();
  const templates =
    loaded.state === 'ready' ? loaded.value.templates.filter((one) => isStillHeld(one, today)) : [];
  useEffect(() => {
    if (said !== '') reload();
  }, [said, reload]);
  return (
    <section aria-labelledby="templates-title">
      <h3 className="nhsuk-heading-s" id="templates-title">
        Held regularly
      </h3>
      {loaded.state === 'loading' ? <Loading what="regular clinics" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' && templates.length === 0 ? (
        <p className="bedside-empty">No clinic is held regularly yet.</p>
      ) : null}
      {loaded.state === 'ready' ? (
        <ul className="bedside-rows">
          {templates.map((template) => (
            <li key={template.templateId} data-testid="template">
              <span className="bedside-rows__main">
                <strong>{template.service}</strong>, {template.clinicianName}
                <span className="bedside-rows__more">{heldWords(template)}</span>
                <span className="bedside-rows__more">{notHeldWords(template, today)}</span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
