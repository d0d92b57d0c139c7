import { useState } from 'react';
import type { ClinicianState } from '../../../domain/contract/views.ts';
import { clockTime } from '../service/words.ts';

type Shift = NonNullable<ClinicianState['shift']>;

/** What the rota says about now. */
export function ShiftLine({ shift, onCall }: { shift: Shift | null; onCall: boolean }) {
  // The service says only which shift runs; that one has just ended is known here.
  const [last, setLast] = useState(shift);
  if (shift !== null && shift.endsAt !== last?.endsAt) setLast(shift);
  return (
    <p className="bedside-presence__shift" data-testid="shift">
      {shiftWords(shift, { last, onCall })}
    </p>
  );
}

function shiftWords(shift: Shift | null, { last, onCall }: { last: Shift | null; onCall: boolean }): string {
  if (shift !== null) {
    return `On the rota until ${clockTime(shift.endsAt)}, ${shift.tier === 1 ? 'first' : 'second'} tier.`;
  }
  if (last !== null) {
    const ended = `Your shift has ended at ${clockTime(last.endsAt)}.`;
    return onCall ? `${ended} Calls still ring for you until you go off call.` : ended;
  }
  return onCall ? 'You are on call outside the rota.' : 'You are not on the rota now.';
}
