import type { ClinicianState } from '../../../domain/states/wire.ts';
import { clockTime } from '../service/words.ts';

type Shifts = Pick<ClinicianState, 'shift' | 'endedShift'>;
type Standing = { onCall: boolean; waiting: number; now: number };

/** The shift in words. Pressing is that it has ended and its clinician is still on call. */
export function shiftNotice(
  { shift, endedShift }: Shifts,
  { onCall, waiting, now }: Standing,
): { words: string; pressing: boolean } {
  if (shift !== null && Date.parse(shift.endsAt) > now) {
    const tier = shift.tier === 1 ? 'first' : 'second';
    return { words: `On the rota until ${clockTime(shift.endsAt)}, ${tier} tier.`, pressing: false };
  }
  // The service says it with the next state; that a shift runs out is seen here in the same second.
  const ended = shift ?? endedShift;
  if (ended === null) {
    const words = onCall ? 'You are on call outside the rota.' : 'You are not on the rota now.';
    return { words, pressing: false };
  }
  const said = `Your shift has ended at ${clockTime(ended.endsAt)}.`;
  return onCall
    ? { words: `${said} ${stillOnCall(waiting)}`, pressing: true }
    : { words: said, pressing: false };
}

function stillOnCall(waiting: number): string {
  if (waiting === 0) return 'You are still on call until you go off call.';
  const calls = waiting === 1 ? '1 call is waiting' : `${String(waiting)} calls are waiting`;
  return `${calls}: hand over before you go off call.`;
}
