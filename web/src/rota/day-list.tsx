import { Button } from '../ui/button.tsx';
import { ShiftChip } from './shift-chip.tsx';
import { Cover, type WeekProps } from './week-grid.tsx';
import { dayOf, daysOf, gapsOfDay, longDayWords } from './week.ts';

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
