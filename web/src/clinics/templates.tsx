import { useEffect } from 'react';
import type { TemplateView } from '../../../domain/clinics/wire.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { useEndpoint } from '../service/hooks.ts';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { weekdays } from '../service/weekdays.ts';

/** When clinics are held from week to week. Read again when something is said to have changed. */
export function Templates({ organisationId, said }: { organisationId: OrganisationId; said: string }) {
  const { loaded, reload } = useEndpoint('listClinicTemplates', { params: { organisationId } });
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
      {loaded.state === 'ready' && loaded.value.templates.length === 0 ? (
        <p className="bedside-empty">No clinic is held regularly yet.</p>
      ) : null}
      {loaded.state === 'ready' ? (
        <ul className="bedside-rows">
          {loaded.value.templates.map((template) => (
            <li key={template.templateId} data-testid="template">
              <span className="bedside-rows__main">
                <strong>{template.service}</strong>, {template.clinicianName}
                <span className="bedside-rows__more">{heldWords(template)}</span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** `Every Tuesday, 09:00 to 12:00, from Tue 1 Dec 2026`. */
function heldWords(template: TemplateView): string {
  const { weekday, everyWeeks, startsAtClock, endsAtClock, validFrom, validTo } = template;
  const day = weekdays.find(({ value }) => value === weekday)?.label ?? '';
  const often = everyWeeks === 1 ? `Every ${day}` : `${day}, every ${String(everyWeeks)} weeks`;
  const until = validTo === null ? '' : ` until ${dayInWords(startOfDay(validTo))}`;
  return `${often}, ${startsAtClock} to ${endsAtClock}, from ${dayInWords(startOfDay(validFrom))}${until}`;
}
