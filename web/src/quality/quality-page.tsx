import { useSearchParams } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { QualityDay } from '../../../domain/quality/wire.ts';
import { addDays, dayInWords, startOfDay, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { OversightTabs } from '../oversight/oversight-tabs.tsx';
import { SaveCsv } from '../oversight/save-csv.tsx';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { QualityDefinitions } from './quality-definitions.tsx';
import { PathsTable, SitesTable, WorstVisits } from './quality-tables.tsx';

/** Which day; also the one before and the one after. */
export function DayForm({ day, onChoose }: { day: string; onChoose: (day: string) => void }) {
  const text = useText(day);
  const choose = (): Promise<Problem[]> => {
    const asked = endpoints.readQualityDay.query.safeParse({ day: text.value });
    if (asked.success) onChoose(asked.data.day);
    return Promise.resolve(asked.success ? [] : [{ message: 'Enter a day', field: 'day' }]);
  };
  const { problems, send, errorOf } = useSending(choose);
  const go = (days: number, label: string) => (
    <button
      type="button"
      className="bedside-link-button"
      onClick={() => {
        onChoose(addDays(day, days));
      }}
    >
      {label}
    </button>
  );
  return (
    <Form send={send} aria-label="Which day">
      <ErrorSummary problems={problems} />
      <div className="bedside-history__form">
        <TextField id="day" label="Day" type="date" error={errorOf('day')} {...text.bind} />
        <Button type="submit" data-testid="show-day">
          Show
        </Button>
      </div>
      <p className="bedside-history__shortcuts">
        {go(-1, 'The day before')} {go(1, 'The day after')}
      </p>
    </Form>
  );
}

/** `/oversight/quality`: how the connections of a day's visits fared. */
export function QualityPage({ me }: { me: Me }) {
  const { organisationId } = me;
  const [day, setDay] = useDay();
  const { loaded, reload } = useEndpoint('readQualityDay', { params: { organisationId }, query: { day } });
  return (
    <Page title="Connections" header={<PersonHeader />} wide>
      <div className="bedside-oversight">
        <div className="bedside-oversight__title">
          <h1 className="nhsuk-heading-l">{me.organisationName}</h1>
          <OversightTabs />
        </div>
        <DayForm key={day} day={day} onChoose={setDay} />
        {loaded.state === 'loading' ? <Loading what="the day" /> : null}
        {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
        {loaded.state === 'ready' ? (
          <>
            <Export organisationId={organisationId} day={day} />
            <Figures quality={loaded.value} />
          </>
        ) : null}
      </div>
    </Page>
  );
}

/** Kept in the address, so that a day can be found again. */
function useDay(): [string, (day: string) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = endpoints.readQualityDay.query.safeParse(Object.fromEntries(search));
  return [
    asked.success ? asked.data.day : wallDateOf(new Date()),
    (day) => {
      setSearch({ day });
    },
  ];
}

function Export({ organisationId, day }: { organisationId: Me['organisationId']; day: string }) {
  const ask = useAsk();
  return (
    <SaveCsv
      name={`connections-${day}.csv`}
      fetchText={() => ask('exportQualityDay', { params: { organisationId }, query: { day } })}
    >
      Save all visits of the day as CSV
    </SaveCsv>
  );
}

function Figures({ quality }: { quality: QualityDay }) {
  const { day, visits, measured, worst, sites, paths } = quality;
  const when = dayInWords(startOfDay(day));
  if (visits === 0) {
    return <p className="bedside-empty">No visit began on {when}.</p>;
  }
  if (measured === 0) {
    return (
      <p className="bedside-empty">
        {counted(visits, 'visit')} began on {when}; nothing was measured in{' '}
        {visits === 1 ? 'it' : 'any of them'}. Measuring begins about ten seconds into a visit.
      </p>
    );
  }
  return (
    <>
      <p data-testid="measured">
        {counted(visits, 'visit')} began on {when}; {measuredWords(quality)}
        {worst.length < measured ? ` The worst ${String(worst.length)} are shown.` : ''}
      </p>
      <section className="bedside-panel" aria-label="Worst visits">
        <h2 className="nhsuk-heading-m">Worst visits</h2>
        <WorstVisits visits={worst} />
      </section>
      <section className="bedside-panel" aria-label="By site">
        <h2 className="nhsuk-heading-m">By site</h2>
        <SitesTable sites={sites} />
      </section>
      <section className="bedside-panel" aria-label="By network path">
        <h2 className="nhsuk-heading-m">By network path</h2>
        <PathsTable paths={paths} />
      </section>
      <QualityDefinitions />
    </>
  );
}

function measuredWords({ visits, measured }: QualityDay): string {
  if (measured < visits) return `${String(measured)} of them ${measured === 1 ? 'was' : 'were'} measured.`;
  return visits === 1 ? 'it was measured.' : 'all of them were measured.';
}
