import { useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { ActivityRow } from '../../../domain/clinics/activity-wire.ts';
import type { Cause } from '../../../domain/clinics/cancel-codes.ts';
import { addDays, dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { SaveCsv } from '../oversight/save-csv.tsx';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { type Period, periodProblems } from './activity-period.ts';
import { ActivityPlots } from './activity-plots.tsx';
import { causeWords, lateWords, monthWords, otherwiseWords } from './clinic-words.ts';
import { useToday } from './hooks.ts';
import { Facts, Screen } from './screen.tsx';

const defaultDays = 92;

/** `/clinics/activity`: what clinics have done, by clinician and month, and as a file without anybody's name. */
export function Activity({ me }: { me: Me }) {
  const { organisationId } = me;
  const today = useToday();
  const [days, setDays] = useState({ from: addDays(today, 1 - defaultDays), to: today });
  const { loaded, reload } = useEndpoint('readActivity', { params: { organisationId }, query: days });
  const ask = useAsk();
  return (
    <Screen title="Activity" testId="activity">
      <PeriodForm initial={days} onShow={setDays} />
      <p className="bedside-clinics__read" aria-live="polite" data-testid="activity-days">
        {dayInWords(startOfDay(days.from))} to {dayInWords(startOfDay(days.to))}
      </p>
      <SaveCsv
        name={`clinics-${days.from}-to-${days.to}.csv`}
        fetchText={() => ask('exportActivity', { params: { organisationId }, query: days })}
      >
        Save as CSV
      </SaveCsv>
      <p>
        The file has codes of the NHS Data Dictionary and no names. It can be passed on: it shows counts of
        one to four as “1 to 4”.
      </p>
      {loaded.state === 'loading' ? <Loading what="the activity" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <>
          {loaded.value.rows.length === 0 ? null : <ActivityPlots {...loaded.value} />}
          <Rows rows={loaded.value.rows} />
        </>
      ) : null}
    </Screen>
  );
}

/** Nothing is counted before the button: a date that is half typed is a date too. */
function PeriodForm({ initial, onShow }: { initial: Period; onShow: (period: Period) => void }) {
  const from = useText(initial.from);
  const to = useText(initial.to);
  const { problems, send, errorOf } = useSending(() => {
    const period = { from: from.value, to: to.value };
    const found = periodProblems(period);
    if (found.length === 0) onShow(period);
    return Promise.resolve(found);
  });
  return (
    <Form className="bedside-clinics__day" send={send} aria-label="Days">
      <ErrorSummary problems={problems} />
      <TextField
        id="activity-from"
        label="From"
        type="date"
        className="nhsuk-input--width-10"
        error={errorOf('activity-from')}
        {...from.bind}
      />
      <TextField
        id="activity-to"
        label="To"
        type="date"
        className="nhsuk-input--width-10"
        error={errorOf('activity-to')}
        {...to.bind}
      />
      <Button type="submit" variant="secondary" small data-testid="show-activity">
        Show<span className="nhsuk-u-visually-hidden"> these days</span>
      </Button>
    </Form>
  );
}

function Rows({ rows }: { rows: readonly ActivityRow[] }) {
  if (rows.length === 0) return <p className="bedside-empty">Nothing was booked in these days.</p>;
  return (
    <ol className="bedside-rows">
      {rows.map((row) => (
        <li key={`${row.month} ${row.clinicianId}`} data-testid="activity-row">
          <div className="bedside-rows__main">
            <strong>
              {monthWords(row.month)}, {row.clinicianName}
            </strong>
            <Facts facts={factsOf(row)} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function factsOf(row: ActivityRow): { name: string; value: string }[] {
  const { booked, attended, notRecorded, dna, cancelled, escortsAvoided, replaced } = row;
  const instead = replaced.filter(({ visits }) => visits > 0);
  return [
    { name: 'Booked', value: String(booked) },
    { name: 'Seen', value: String(attended) },
    { name: 'Outcome missing', value: String(notRecorded) },
    { name: 'Not seen, caused by', value: byCauseWords(dna) },
    { name: 'Cancelled, caused by', value: byCauseWords(cancelled) },
    {
      name: 'Began late (median)',
      value: lateWords(row),
    },
    { name: 'Escorts avoided', value: String(escortsAvoided) },
    {
      name: 'Instead of',
      value:
        instead.map(({ what, visits }) => `${otherwiseWords[what]}: ${String(visits)}`).join('; ') ||
        'Nobody was seen',
    },
  ];
}

function byCauseWords(counts: Record<Cause, number>): string {
  const parts = (Object.keys(causeWords) as Cause[])
    .filter((cause) => counts[cause] > 0)
    .map((cause) => `${causeWords[cause]} ${String(counts[cause])}`);
  return parts.length === 0 ? 'None' : parts.join(', ');
}
