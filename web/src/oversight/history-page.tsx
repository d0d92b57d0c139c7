import { useSearchParams } from 'react-router';
import type { History } from '../../../domain/oversight/wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { Me } from '../../../domain/accounts/wire.ts';
import { addDays, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { Page } from '../ui/page.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { Arrivals, Levels, Outcomes, Waits } from './history-figures.tsx';
import { Definitions } from './definitions.tsx';
import { HistoryForm, type HistoryQuery } from './history-form.tsx';
import { OversightTabs } from './oversight-tabs.tsx';
import { SaveCsv } from './save-csv.tsx';
import { Staffing } from './staffing.tsx';
import { counted, percent } from '../service/words.ts';

const defaultDays = 28;

/** `/oversight/history`: days gone by, drawn, in tables, and as a file. */
export function HistoryPage({ me }: { me: Me }) {
  const { organisationId } = me;
  const [query, setQuery] = useHistoryQuery();
  const { loaded, reload } = useEndpoint('readHistory', { params: { organisationId }, query });
  return (
    <Page title="History" header={<PersonHeader />} wide>
      <div className="bedside-oversight">
        <div className="bedside-oversight__title">
          <h1 className="nhsuk-heading-l">{me.organisationName}</h1>
          <OversightTabs />
        </div>
        <HistoryForm
          key={JSON.stringify(query)}
          organisationId={organisationId}
          query={query}
          onChoose={setQuery}
        />
        <Export organisationId={organisationId} query={query} />
        {loaded.state === 'loading' ? <Loading what="the history" /> : null}
        {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
        {loaded.state === 'ready' ? <Figures history={loaded.value} /> : null}
      </div>
    </Page>
  );
}

/** Kept in the address, so that a page can be found again; never more exact than a day and a queue. */
function useHistoryQuery(): [HistoryQuery, (query: HistoryQuery) => void] {
  const [search, setSearch] = useSearchParams();
  return [
    queryOf(search),
    ({ from, to, queue }) => {
      setSearch({ from, to, ...(queue !== undefined && { queue }) });
    },
  ];
}

function queryOf(search: URLSearchParams): HistoryQuery {
  const asked = endpoints.readHistory.query.safeParse(Object.fromEntries(search));
  const today = wallDateOf(new Date());
  return asked.success ? asked.data : { from: addDays(today, 1 - defaultDays), to: today };
}

function Export({ organisationId, query }: { organisationId: Me['organisationId']; query: HistoryQuery }) {
  const ask = useAsk();
  return (
    <SaveCsv
      name={`calls-${query.from}-to-${query.to}.csv`}
      fetchText={() => ask('exportHistory', { params: { organisationId }, query })}
    >
      Save the calls as CSV
    </SaveCsv>
  );
}

function Figures({ history }: { history: History }) {
  if (history.calls === 0) {
    return <p className="bedside-empty">No call was placed in these days.</p>;
  }
  return (
    <>
      <Totals history={history} />
      <Section title="Service level">
        <Levels levels={history.levels} />
      </Section>
      <Section title="When calls come">
        <Arrivals arrivals={history.arrivals} />
      </Section>
      <Section title="How long they wait">
        <Waits waits={history.waits} />
      </Section>
      <Section title="Outcomes">
        <Outcomes outcomes={history.outcomes} answered={history.answered} />
      </Section>
      <Section title="How many clinicians are needed">
        <Staffing key={`${history.from} ${history.to}`} history={history} />
      </Section>
      <Definitions />
    </>
  );
}

function Totals({ history }: { history: History }) {
  const totals = [
    { name: 'calls', label: 'Calls', value: history.calls },
    { name: 'answered', label: 'Answered', value: history.answered },
    { name: 'abandoned', label: 'Abandoned', value: history.abandoned },
    { name: 'service-level', label: 'Service level', value: percent(history.serviceLevel) },
    { name: 'service-level-2', label: 'Service level 2', value: percent(history.serviceLevel2) },
    { name: 'missed', label: 'Rings missed', value: history.offersMissed },
  ];
  return (
    <dl className="bedside-tally bedside-tally--small" aria-label={counted(history.calls, 'call')}>
      {totals.map(({ name, label, value }) => (
        <div key={name} className="bedside-number" data-testid={`total-${name}`}>
          <dt>{label}</dt>
          <dd className="bedside-number__value">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="bedside-panel" aria-label={title}>
      <h2 className="nhsuk-heading-m">{title}</h2>
      {children}
    </section>
  );
}
