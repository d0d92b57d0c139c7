import { useMemo, useState } from 'react';
import type { AlignedData } from 'uplot';
import { acuity as acuitySchema, type Acuity } from '../../../domain/calls/call.ts';
import type { History } from '../../../domain/oversight/wire.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { acuityWords } from '../clinician/clinician-words.ts';
import { Radios } from '../ui/choices.tsx';
import { waitLines } from './drawings.ts';
import { Plot } from './plot.tsx';
import { spanWords } from './oversight-words.ts';

type Props = Pick<History, 'waits'>;

/** How long answered calls waited, day by day, for one acuity at a time. */
export function Waits({ waits }: Props) {
  const [chosen, setChosen] = useState<Acuity | null>(null);
  const present = acuitySchema.options.filter((one) => waits.some(({ acuity }) => acuity === one));
  const [first] = present;
  if (first === undefined) return <p className="bedside-empty">No call was answered in these days.</p>;
  const acuity = chosen !== null && present.includes(chosen) ? chosen : first;
  return (
    <>
      <Radios
        legend="Acuity"
        large={false}
        inline
        name="wait-acuity"
        choices={present.map((value) => ({ value, label: acuityWords[value] }))}
        value={acuity}
        onChoose={setChosen}
      />
      <WaitPlot waits={waits} acuity={acuity} />
    </>
  );
}

function WaitPlot({ waits, acuity }: Props & { acuity: Acuity }) {
  const days = useMemo(() => waits.filter((wait) => wait.acuity === acuity), [waits, acuity]);
  const data = useMemo((): AlignedData => {
    const x = days.map(({ day }) => Date.parse(`${day}T00:00Z`) / 1000);
    return [x, days.map(({ p50 }) => p50), days.map(({ p90 }) => p90), days.map(({ p99 }) => p99)];
  }, [days]);
  const title = `Wait for an answer, ${acuityWords[acuity].toLowerCase()} calls`;
  return (
    <Plot title={title} drawing={waitLines} data={data}>
      <WaitTable days={days} />
    </Plot>
  );
}

function WaitTable({ days }: { days: History['waits'] }) {
  return (
    <table className="bedside-table bedside-table--plain">
      <caption className="nhsuk-u-visually-hidden">Wait for an answer by day: percentiles</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Answered</th>
          <th scope="col">p50</th>
          <th scope="col">p90</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, answered, p50, p90, p99 }) => (
          <tr key={day}>
            <th scope="row">{dayInWords(startOfDay(day))}</th>
            <td>{answered}</td>
            <td>{spanWords(p50)}</td>
            <td>{spanWords(p90)}</td>
            <td>{spanWords(p99)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
