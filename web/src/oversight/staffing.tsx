import { useMemo, useState } from 'react';
import type { History } from '../../../domain/oversight/wire.ts';
import { averages } from '../../../domain/oversight/arrivals.ts';
import { cliniciansNeeded, erlangAssumptions } from '../../../domain/oversight/erlang-c.ts';
import { TextField } from '../ui/field.tsx';
import { bars } from '../ui/drawings.ts';
import { Plot } from '../ui/plot.tsx';
import { spanWords } from '../service/words.ts';

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const drawing = bars(
  hours.map((hour) => String(hour)),
  { label: 'Clinicians needed', whole: true },
);

type Target = { seconds: number; share: number; handleSeconds: number };

/** How many clinicians each hour of the day needs, by the calls of these days. */
export function Staffing({ history }: { history: History }) {
  const { handleSeconds } = history;
  const tightest = Math.min(...history.levels.map(({ answerWithinSeconds }) => answerWithinSeconds));
  if (handleSeconds === null || !Number.isFinite(tightest)) {
    return (
      <p className="bedside-empty">
        Nothing can be suggested: no visit has ended in these days, so nobody knows how long one takes.
      </p>
    );
  }
  return <Suggestion history={history} seconds={tightest} handleSeconds={Math.round(handleSeconds)} />;
}

function Suggestion(props: { history: History; seconds: number; handleSeconds: number }) {
  const { history } = props;
  const [target, setTarget] = useState<Target>({ ...props, share: 90 });
  const { byHour } = useMemo(() => averages(history.arrivals), [history.arrivals]);
  const needed = useMemo(
    () =>
      byHour.map((callsPerHour) =>
        cliniciansNeeded({
          callsPerHour,
          handleSeconds: target.handleSeconds,
          targetSeconds: target.seconds,
          targetShare: target.share / 100,
        }),
      ),
    [byHour, target],
  );
  const data = useMemo(() => [hours, needed] as [number[], number[]], [needed]);
  return (
    <>
      <p>
        The fewest clinicians on call with whom {target.share} % of the calls of an average hour are answered
        within {spanWords(target.seconds)}, when a call keeps a clinician busy for{' '}
        {spanWords(target.handleSeconds)}.
      </p>
      <TargetFields target={target} onChange={setTarget} />
      <Plot title="Clinicians needed, by hour of the day (Erlang C)" drawing={drawing} data={data}>
        <StaffingTable byHour={byHour} needed={needed} />
      </Plot>
      <h3 className="nhsuk-heading-s">What this takes for granted</h3>
      <ul>
        {erlangAssumptions.map((assumption) => (
          <li key={assumption}>{assumption}</li>
        ))}
        <li>
          Coming hours are like the average of these days. A queue whose calls need skills, breaks, and
          clinicians who ring but do not answer all need more people than this says.
        </li>
      </ul>
    </>
  );
}

function TargetFields({ target, onChange }: { target: Target; onChange: (target: Target) => void }) {
  const field = (key: keyof Target, label: string, limits: { min: number; max: number }) => (
    <NumberField
      label={label}
      value={target[key]}
      {...limits}
      onChange={(value) => {
        onChange({ ...target, [key]: value });
      }}
    />
  );
  return (
    <div className="bedside-history__form">
      {field('share', 'Share answered in time, %', { min: 1, max: 99 })}
      {field('seconds', 'In time is within, seconds', { min: 1, max: 86_400 })}
      {field('handleSeconds', 'Busy with one call, seconds', { min: 1, max: 14_400 })}
    </div>
  );
}

/** Keeps what is being typed; tells only what makes sense. */
function NumberField(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}) {
  const { label, value, min, max, onChange } = props;
  const [text, setText] = useState(String(value));
  const fits = (typed: string) => /^\d+$/.test(typed) && Number(typed) >= min && Number(typed) <= max;
  return (
    <TextField
      label={label}
      inputMode="numeric"
      className="nhsuk-input--width-5"
      value={text}
      error={fits(text) ? undefined : `Enter a number from ${String(min)} to ${String(max)}`}
      onChange={(event) => {
        const typed = event.target.value;
        setText(typed);
        if (fits(typed)) onChange(Number(typed));
      }}
    />
  );
}

function StaffingTable({ byHour, needed }: { byHour: readonly number[]; needed: readonly number[] }) {
  return (
    <table className="bedside-table bedside-table--plain" data-testid="staffing">
      <caption className="nhsuk-u-visually-hidden">Clinicians needed by hour of the day</caption>
      <thead>
        <tr>
          <th scope="col">Hour</th>
          <th scope="col">Calls an hour</th>
          <th scope="col">Clinicians</th>
        </tr>
      </thead>
      <tbody>
        {hours.map((hour) => (
          <tr key={hour}>
            <th scope="row">{String(hour).padStart(2, '0')}:00</th>
            <td>{(byHour[hour] ?? 0).toFixed(2)}</td>
            <td>{needed[hour] ?? 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
