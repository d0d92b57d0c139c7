import classNames from 'classnames';
import type { Rota, ShiftView } from '../../../domain/rota/wire.ts';
import { Button } from '../ui/button.tsx';
import { dayOf, daysOf, dayWords, gapsOfDay, longDayWords, shiftTimes } from './week.ts';

type ChipProps = {
  shift: ShiftView;
  rota: Rota;
  day: string;
  /** Shown with the times where the row does not say whose shift it is. */
  withName: boolean;
  /** Null for who may only read. */
  onEdit: ((shift: ShiftView) => void) | null;
};

/** One shift: when, in which tier, and for which queues unless for all. */
export function ShiftChip({ shift, rota, day, withName, onEdit }: ChipProps) {
  const className = classNames('bedside-shift', { 'bedside-shift--second': shift.tier === 2 });
  const content = (
    <>
      {withName ? <strong className="bedside-shift__who">{nameOf(shift, rota)}</strong> : null}
      <span className="bedside-shift__times">{shiftTimes(shift, day)}</span>
      <span className="bedside-shift__more">{aboutOf(shift, rota)}</span>
    </>
  );
  if (onEdit === null) {
    return (
      <div className={className} data-testid="shift">
        {content}
      </div>
    );
  }
  return (
    <button
      type="button"
      className={className}
      data-testid="shift"
      onClick={() => {
        onEdit(shift);
      }}
    >
      <span className="nhsuk-u-visually-hidden">
        Change {withName ? 'the shift of ' : `the shift of ${nameOf(shift, rota)}: `}
      </span>
      {content}
    </button>
  );
}

export function nameOf({ clinicianId }: { clinicianId: string }, rota: Pick<Rota, 'clinicians'>): string {
  return rota.clinicians.find((one) => one.clinicianId === clinicianId)?.name ?? 'Somebody';
}

function aboutOf({ tier, queueIds }: ShiftView, { queues }: Rota): string {
  const names = queues.filter(({ queueId }) => queueIds.includes(queueId)).map(({ name }) => name);
  const all = names.length === queues.length;
  return [...(tier === 2 ? ['Second tier'] : []), ...(all ? [] : [names.join(', ')])].join(', ');
}

/** What a manager can do from the week; null for who may only read. */
export type WeekActions = {
  add: (on: { date: string; clinicianId: string | null }) => void;
  edit: (shift: ShiftView) => void;
};

export type WeekProps = { rota: Rota; monday: string; today: string; actions: WeekActions | null };

/** The week as a table: the cover of each queue first, then a row for each clinician. */
export function WeekGrid({ rota, monday, today, actions }: WeekProps) {
  const days = daysOf(monday);
  return (
    <table className="bedside-week" data-testid="week">
      <caption className="nhsuk-u-visually-hidden">Who is on call from Monday to Sunday</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="nhsuk-u-visually-hidden">Queue or clinician</span>
          </th>
          {days.map((day) => (
            <th
              key={day}
              scope="col"
              className={classNames({ 'bedside-week__today': day === today })}
              aria-current={day === today ? 'date' : undefined}
            >
              {dayWords(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="bedside-week__cover">
        {rota.queues.map(({ queueId, name }) => (
          <tr key={queueId}>
            <th scope="row">Cover: {name}</th>
            {days.map((day) => (
              <td key={day}>
                <Cover gaps={gapsOfDay(rota, queueId, day)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tbody>
        {rota.clinicians.map((clinician) => (
          <ClinicianRow key={clinician.clinicianId} {...{ clinician, days, rota, monday, actions }} />
        ))}
      </tbody>
    </table>
  );
}

/** The gaps of a day, in red and in words. */
export function Cover({ gaps }: { gaps: readonly string[] }) {
  if (gaps.length === 0) return <span className="bedside-covered">Covered</span>;
  return gaps.map((gap) => (
    <span key={gap} className="bedside-gap" data-testid="gap">
      {gap}
    </span>
  ));
}

function ClinicianRow(props: {
  clinician: Rota['clinicians'][number];
  days: readonly string[];
  rota: Rota;
  monday: string;
  actions: WeekActions | null;
}) {
  const { clinician, days, rota, monday, actions } = props;
  const { clinicianId, name, active } = clinician;
  const own = rota.shifts.filter((shift) => shift.clinicianId === clinicianId);
  return (
    <tr>
      <th scope="row">
        {name}
        {active ? null : <span className="bedside-rows__more">cannot sign in as a clinician</span>}
      </th>
      {days.map((day) => (
        <td key={day}>
          {own
            .filter((shift) => dayOf(shift, monday) === day)
            .map((shift) => (
              <ShiftChip
                key={shift.shiftId}
                {...{ shift, rota, day }}
                withName={false}
                onEdit={actions?.edit ?? null}
              />
            ))}
          {actions === null || !active ? null : (
            <button
              type="button"
              className="bedside-week__add"
              data-testid="add-on-day"
              aria-label={`Add a shift for ${name} on ${longDayWords(day)}`}
              onClick={() => {
                actions.add({ date: day, clinicianId });
              }}
            >
              +
            </button>
          )}
        </td>
      ))}
    </tr>
  );
}

/** The week as a list of days, where a table has no room. */
export function DayList({ rota, monday, today, actions }: WeekProps) {
  return (
    <ol className="bedside-days" data-testid="week">
      {daysOf(monday).map((day) => (
        <li key={day} className="bedside-panel" data-testid="day">
          <h3 className="nhsuk-heading-s">
            {longDayWords(day)}
            {day === today ? ' (today)' : ''}
          </h3>
          <dl className="bedside-days__cover">
            {rota.queues.map(({ queueId, name }) => (
              <div key={queueId}>
                <dt>{name}</dt>
                <dd>
                  <Cover gaps={gapsOfDay(rota, queueId, day)} />
                </dd>
              </div>
            ))}
          </dl>
          {rota.shifts
            .filter((shift) => dayOf(shift, monday) === day)
            .map((shift) => (
              <ShiftChip
                key={shift.shiftId}
                {...{ shift, rota, day }}
                withName
                onEdit={actions?.edit ?? null}
              />
            ))}
          {actions === null ? null : (
            <Button
              variant="secondary"
              small
              data-testid="add-on-day"
              onClick={() => {
                actions.add({ date: day, clinicianId: null });
              }}
            >
              Add a shift<span className="nhsuk-u-visually-hidden"> on {longDayWords(day)}</span>
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}
