import { useMemo } from 'react';
import type { History } from '../../../domain/oversight/wire.ts';
import { averages, weekdays } from '../../../domain/oversight/arrivals.ts';
import { bars } from './drawings.ts';
import { Plot } from './plot.tsx';

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const hourDrawing = bars(
  hours.map((hour) => String(hour)),
  { label: 'Calls in that hour, on average' },
);
const weekdayDrawing = bars(
  weekdays.map((name) => name.slice(0, 3)),
  { label: 'Calls on that day, on average' },
);

/** When calls come: by the hour of the day and by the day of the week. */
export function Arrivals({ arrivals }: Pick<History, 'arrivals'>) {
  const { byHour, byWeekday, byBoth } = useMemo(() => averages(arrivals), [arrivals]);
  const hourData = useMemo(() => [hours, [...byHour]] as [number[], number[]], [byHour]);
  const weekdayData = useMemo(
    () => [weekdays.map((_, n) => n), [...byWeekday]] as [number[], number[]],
    [byWeekday],
  );
  return (
    <div className="bedside-plots">
      <Plot title="Calls an hour, by hour of the day" drawing={hourDrawing} data={hourData}>
        <HourTable byHour={byHour} byBoth={byBoth} />
      </Plot>
      <Plot title="Calls a day, by day of the week" drawing={weekdayDrawing} data={weekdayData}>
        <table className="bedside-table bedside-table--plain">
          <caption className="nhsuk-u-visually-hidden">Calls a day, by day of the week</caption>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Calls, on average</th>
            </tr>
          </thead>
          <tbody>
            {weekdays.map((name, n) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{(byWeekday[n] ?? 0).toFixed(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Plot>
    </div>
  );
}

function HourTable({ byHour, byBoth }: Pick<ReturnType<typeof averages>, 'byHour' | 'byBoth'>) {
  return (
    <table className="bedside-table bedside-table--plain">
      <caption className="nhsuk-u-visually-hidden">Calls an hour, on average, by hour and weekday</caption>
      <thead>
        <tr>
          <th scope="col">Hour</th>
          <th scope="col">All days</th>
          {weekdays.map((name) => (
            <th scope="col" key={name}>
              <abbr title={name}>{name.slice(0, 2)}</abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hours.map((hour) => (
          <tr key={hour}>
            <th scope="row">{String(hour).padStart(2, '0')}</th>
            <td>{(byHour[hour] ?? 0).toFixed(1)}</td>
            {weekdays.map((name, n) => {
              const calls = byBoth[n]?.[hour];
              return <td key={name}>{calls === undefined || calls === null ? '–' : calls.toFixed(1)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
