import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { addDays, mondayOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { keepsQueues } from '../account/roles.ts';
import { OrganisationChoice, useChosenOrganisation } from '../admin/organisation-choice.tsx';
import { CallsElsewhere } from '../clinician/calls-elsewhere.tsx';
import { useEndpoint } from '../service/hooks.ts';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Steps } from '../ui/steps.tsx';
import { CalendarFiles } from './calendar-files.tsx';
import { RotaEditor } from './rota-editor.tsx';
import { weekAsked, weekWords } from './week.ts';

/** `/rota`: who is on call, week by week. Managers change it, clinicians read it. */
export function RotaPage({ me }: { me: Me }) {
  const [query, setQuery] = useSearchParams();
  const [now] = useState(() => new Date());
  const today = wallDateOf(now);
  const monday = weekAsked(query.get('week'), now);
  const { organisationId } = useChosenOrganisation(me);
  const mayManage = keepsQueues(me.roles);
  const { loaded, reload } = useEndpoint('listRota', { params: { organisationId }, query: { from: monday } });
  const show = (week: string) => {
    setQuery((before) => {
      before.set('week', week);
      return before;
    });
  };
  return (
    <Page title="Rota" header={<PersonHeader />} wide>
      {me.roles.includes('clinician') ? <CallsElsewhere /> : null}
      <h1 className="nhsuk-heading-l">Rota</h1>
      <OrganisationChoice me={me} />
      <WeekChoice monday={monday} thisWeek={mondayOf(today)} onChoose={show} />
      {loaded.state === 'loading' ? <Loading what="the rota" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <>
          <RotaEditor
            key={`${organisationId} ${monday}`}
            {...{ organisationId, monday, today, mayManage }}
            rota={loaded.value}
            onChanged={reload}
            onShow={show}
          />
          <CalendarFiles
            rota={loaded.value}
            organisationId={organisationId}
            mayImport={mayManage}
            onImported={reload}
          />
        </>
      ) : null}
    </Page>
  );
}

function WeekChoice(props: { monday: string; thisWeek: string; onChoose: (monday: string) => void }) {
  const { monday, thisWeek, onChoose } = props;
  const steps = [
    { label: 'Previous week', testId: 'previous-week', to: addDays(monday, -7) },
    { label: 'This week', testId: 'this-week', to: thisWeek },
    { label: 'Next week', testId: 'next-week', to: addDays(monday, 7) },
  ];
  return (
    <div className="bedside-week-choice">
      <h2 className="nhsuk-heading-m" aria-live="polite" data-testid="week-shown">
        {weekWords(monday)}
      </h2>
      <Steps label="Weeks" steps={steps} onChoose={onChoose} />
    </div>
  );
}
