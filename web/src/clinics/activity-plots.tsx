import { useMemo, useState } from 'react';
import type { ActivityPeriod } from '../../../domain/clinics/activity-wire.ts';
import type { Cause } from '../../../domain/clinics/cancel-codes.ts';
import { otherwise } from '../../../domain/clinics/clinic.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { Radios } from '../ui/choices.tsx';
import { type BarPart, bars, stacked, stackedBars } from '../ui/drawings.ts';
import { Plot } from '../ui/plot.tsx';
import { causeWords, lateWords, monthWords, otherwiseWords } from './clinic-words.ts';

/** One part of the bars, from the lowest up, and how to read it. */
type Part = BarPart & { of: (period: ActivityPeriod) => number };

const causeColours: Record<Cause, string> = {
  patient: '#ffb81c',
  prison: '#ed8b00',
  hospital: '#8a1538',
  technology: '#425563',
};

const attendanceParts: readonly Part[] = [
  { label: 'Seen', colour: '#005eb8', of: ({ attended }) => attended },
  ...(Object.keys(causeWords) as Cause[]).map((cause) => ({
    label: `Not seen: ${causeWords[cause].toLowerCase()}`,
    colour: causeColours[cause],
    of: ({ dna }: ActivityPeriod) => dna[cause],
  })),
];

const replacedColours = ['#007f3b', '#41b6e6', '#330072', '#aeb7bd', '#768692'];

const replacedParts: readonly Part[] = otherwise.options.map((what, n) => ({
  label: what === 'hospital-escort' ? 'An escort to the hospital' : otherwiseWords[what],
  colour: replacedColours[n] ?? '#768692',
  of: ({ replaced }) => replaced.find((one) => one.what === what)?.visits ?? 0,
}));

type By = 'month' | 'week';

/** What clinics have done, drawn by month or by week; the same numbers as tables. */
export function ActivityPlots(props: {
  months: readonly ActivityPeriod[];
  weeks: readonly ActivityPeriod[];
}) {
  const [by, setBy] = useState<By>('month');
  const periods = by === 'month' ? props.months : props.weeks;
  return (
    <>
      <Radios
        legend="Draw by"
        large={false}
        inline
        name="activity-by"
        choices={[
          { value: 'month', label: 'Month', testId: 'by-month' },
          { value: 'week', label: 'Week', testId: 'by-week' },
        ]}
        value={by}
        onChoose={setBy}
      />
      <Parts title={`Patients seen and not seen, by ${by}`} {...{ periods, by }} parts={attendanceParts} />
      <Late periods={periods} by={by} />
      <Parts title={`What visits were instead of, by ${by}`} {...{ periods, by }} parts={replacedParts} />
    </>
  );
}

type Drawn = { periods: readonly ActivityPeriod[]; by: By };

function Parts({ title, periods, by, parts }: Drawn & { title: string; parts: readonly Part[] }) {
  const drawing = useMemo(() => stackedBars(periods.map(shortName), parts), [periods, parts]);
  const data = useMemo(() => stacked(parts.map(({ of }) => periods.map(of))), [periods, parts]);
  return (
    <Plot title={title} drawing={drawing} data={data}>
      <table className="bedside-table bedside-table--plain">
        <caption className="nhsuk-u-visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{by === 'month' ? 'Month' : 'Week of'}</th>
            {parts.map(({ label }) => (
              <th scope="col" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.period}>
              <th scope="row">{longName(period)}</th>
              {parts.map(({ label, of }) => (
                <td key={label}>{of(period)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Plot>
  );
}

/** How late visits began: the median. A month in which no visit began has no bar. */
function Late({ periods, by }: Drawn) {
  const title = `Minutes late (median), by ${by}`;
  const drawing = useMemo(
    () => bars(periods.map(shortName), { label: 'Minutes late', whole: true }),
    [periods],
  );
  const data = useMemo(
    (): [number[], (number | null)[]] => [
      periods.map((_, n) => n),
      periods.map(({ medianMinutesLate }) => medianMinutesLate),
    ],
    [periods],
  );
  return (
    <Plot title={title} drawing={drawing} data={data}>
      <table className="bedside-table bedside-table--plain">
        <caption className="nhsuk-u-visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{by === 'month' ? 'Month' : 'Week of'}</th>
            <th scope="col">Began late (median)</th>
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <tr key={period.period}>
              <th scope="row">{longName(period)}</th>
              <td>{lateWords(period)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Plot>
  );
}

function isMonth({ period }: ActivityPeriod): boolean {
  return period.length === '2026-11'.length;
}

/** `Nov 26` or `30 Nov`, under a bar. */
function shortName(one: ActivityPeriod): string {
  const options = isMonth(one)
    ? ({ month: 'short', year: '2-digit' } as const)
    : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(one.period));
}

function longName(one: ActivityPeriod): string {
  return isMonth(one) ? monthWords(one.period) : dayInWords(startOfDay(one.period));
}
