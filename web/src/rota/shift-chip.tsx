import classNames from 'classnames';
import type { Rota, ShiftView } from '../../../domain/rota/wire.ts';
import { shiftTimes } from './week.ts';

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
