import { type ReactNode, useMemo, useState } from 'react';
import type { AlignedData } from 'uplot';
import { type Acuity, acuity as acuitySchema } from '../../../domain/calls/call.ts';
import { averages, weekdays } from '../../../domain/oversight/arrivals.ts';
import { addedUp, serviceLevels } from '../../../domain/oversight/service-level.ts';
import type { History, OversightBoard } from '../../../domain/oversight/wire.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { dispositionLabels } from '../../../domain/visits/outcome.ts';
import { AcuityTag } from '../clinician/call-details.tsx';
import { acuityWords } from '../clinician/clinician-words.ts';
import { asDuration } from '../service/clock.ts';
import { counted, percent, spanWords } from '../service/words.ts';
import { Radios } from '../ui/choices.tsx';
import { bars, waitLines } from '../ui/drawings.ts';
import { Plot } from '../ui/plot.tsx';
import { groupOf } from './oversight-words.ts';

type TileProps = {
  name: string;
  label: string;
  value: ReactNode;
  note?: string;
  /** `alarm` is for what somebody must act on now. */
  tone?: 'calm' | 'warn' | 'alarm';
};

function Tile({ name, label, value, note, tone = 'calm' }: TileProps) {
  return (
    <div className={`bedside-number bedside-number--${tone}`} data-testid={`tile-${name}`}>
      <dt>{label}</dt>
      <dd className="bedside-number__value">{value}</dd>
      {note === undefined ? null : <dd className="bedside-number__note">{note}</dd>}
    </div>
  );
}

/** The few numbers that say whether all is well. */
export function Headline({ board, now }: { board: OversightBoard; now: number }) {
  return (
    <dl className="bedside-tally">
      <WaitingTiles board={board} now={now} />
      <ClinicianTile clinicians={board.clinicians} />
      <TodayTiles board={board} />
      <Tile
        name="call-backs"
        label="Call-backs open"
        value={board.callBacks.length}
        tone={board.callBacks.length > 0 ? 'alarm' : 'calm'}
      />
    </dl>
  );
}

function WaitingTiles({ board, now }: { board: OversightBoard; now: number }) {
  const { waiting, figures } = board;
  const oldest = Math.min(...waiting.map(({ placedAt }) => Date.parse(placedAt)));
  const late = figures.some(
    ({ oldestPlacedAt, answerWithinSeconds }) =>
      oldestPlacedAt !== null && now - Date.parse(oldestPlacedAt) > answerWithinSeconds * 1000,
  );
  const immediate = waiting.filter(({ acuity }) => acuity === 'immediate').length;
  return (
    <>
      <Tile
        name="waiting"
        label="Calls waiting"
        value={waiting.length}
        note={immediate === 0 ? 'none immediate' : `${String(immediate)} immediate`}
        tone={immediate > 0 ? 'alarm' : 'calm'}
      />
      <Tile
        name="oldest"
        label="Longest wait"
        value={waiting.length === 0 ? '–' : asDuration(now - oldest)}
        note={late ? 'past its target' : waiting.length === 0 ? 'nobody waits' : 'within its target'}
        tone={late ? 'alarm' : 'calm'}
      />
    </>
  );
}

function ClinicianTile({ clinicians }: Pick<OversightBoard, 'clinicians'>) {
  const free = clinicians.filter((one) => groupOf(one) === 'available').length;
  const none = clinicians.length === 0;
  return (
    <Tile
      name="free"
      label="Clinicians free"
      value={free}
      note={none ? 'nobody is on call' : `of ${String(clinicians.length)} on call`}
      tone={none ? 'alarm' : free === 0 ? 'warn' : 'calm'}
    />
  );
}

function TodayTiles({ board: { figures, offersMissed } }: { board: OversightBoard }) {
  const today = addedUp(figures);
  const { serviceLevel, serviceLevel2 } = serviceLevels(today);
  return (
    <>
      <Tile
        name="service-level"
        label="Service level today"
        value={percent(serviceLevel)}
        note={`SL2 ${percent(serviceLevel2)}, ${counted(today.answered, 'call')} answered`}
      />
      <Tile
        name="abandoned"
        label="Abandoned today"
        value={today.abandoned}
        note={`${String(today.abandonedLate)} after the target`}
      />
      <Tile name="missed" label="Rings missed today" value={offersMissed} />
    </>
  );
}

/** Both service levels, queue by queue and acuity by acuity. */
export function Levels({ levels }: Pick<History, 'levels'>) {
  return (
    <table className="bedside-table bedside-table--figures" data-testid="levels">
      <caption className="nhsuk-u-visually-hidden">Service levels by queue and acuity</caption>
      <thead>
        <tr>
          <th scope="col">Queue</th>
          <th scope="col">Acuity</th>
          <th scope="col">Calls</th>
          <th scope="col">Answered</th>
          <th scope="col">In time</th>
          <th scope="col">Abandoned</th>
          <th scope="col">SL</th>
          <th scope="col">SL2</th>
          <th scope="col">Target today</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((row) => (
          <tr key={`${row.queueId} ${row.acuity}`}>
            <td data-name="Queue">{row.queueName}</td>
            <td data-name="Acuity">
              <AcuityTag acuity={row.acuity} />
            </td>
            <td data-name="Calls">{row.calls}</td>
            <td data-name="Answered">{row.answered}</td>
            <td data-name="In time">{row.answeredInTime}</td>
            <td data-name="Abandoned">
              {row.abandoned}
              {row.abandonedLate === 0 ? '' : ` (${String(row.abandonedLate)} after T)`}
            </td>
            <td data-name="SL">
              <strong>{percent(row.serviceLevel)}</strong>
            </td>
            <td data-name="SL2">
              <strong>{percent(row.serviceLevel2)}</strong>
            </td>
            <td data-name="Target">within {spanWords(row.answerWithinSeconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How answered calls ended; the bars say again what the numbers say. */
export function Outcomes({ outcomes, answered }: Pick<History, 'outcomes' | 'answered'>) {
  if (outcomes.length === 0) return <p className="bedside-empty">No call was answered in these days.</p>;
  const most = Math.max(...outcomes.map(({ calls }) => calls));
  return (
    <table className="bedside-table bedside-table--plain bedside-outcomes" data-testid="outcomes">
      <caption className="nhsuk-u-visually-hidden">Outcomes of answered calls</caption>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Calls</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {outcomes.map(({ disposition, calls }) => (
          <tr key={disposition}>
            <th scope="row">
              {disposition === null ? 'Not recorded yet' : dispositionLabels[disposition]}
              <span
                className="bedside-outcomes__bar"
                aria-hidden="true"
                style={{ width: `${String((calls / most) * 100)}%` }}
              />
            </th>
            <td>{calls}</td>
            <td>{((calls / answered) * 100).toFixed(0)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

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
