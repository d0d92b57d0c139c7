import type {
  StationCall,
  StationLastVisit,
  StationState,
  StationVisit,
} from '../../../domain/states/wire.ts';
import type { CallBackId } from '../../../domain/ids.ts';

/** Clock difference between browser and server within which two times count as equal. */
const clockSlackMs = 1000;

/**
 * Whether a press has become a call. An open call always answers it. A call that has ended already answers it only
 * when the press may have reached the service before (`tried`), else a new press would be lost to an old call.
 */
export function isAnswered(known: { state: StationState; pressedAt: number; tried: boolean }): boolean {
  const { state, pressedAt, tried } = known;
  if (state.call !== null) return true;
  return tried && state.lastCall !== null && Date.parse(state.lastCall.placedAt) >= pressedAt - clockSlackMs;
}

export type EndedCall = StationCall & { life: Extract<StationCall['life'], { phase: 'ended' }> };
type OpenCall = StationCall & { life: Exclude<StationCall['life'], { phase: 'ended' }> };

/** Which of its faces the station's one screen shows. */
export type StationScreen =
  | { phase: 'loading' }
  | { phase: 'idle'; last: EndedCall | null }
  | { phase: 'placing' }
  | { phase: 'waiting' | 'ringing' | 'active'; call: OpenCall }
  /** A booked visit, and what was agreed in it. */
  | { phase: 'visit'; visit: StationVisit }
  | { phase: 'visit-ended'; visit: StationLastVisit }
  | { phase: 'call-back'; callBackId: CallBackId }
  | { phase: 'ended'; call: EndedCall };

/** After this long the screen after a call or a visit gives way to the button by itself. */
export const showEndedForMs = 30 * 60_000;

export function screenOf(known: {
  state: StationState | null;
  pressed: boolean;
  /** The ended call or visit that staff have put away. */
  putAway: string | null;
  now: number;
}): StationScreen {
  const { state, pressed, putAway, now } = known;
  if (state !== null && isOpen(state.call)) return { phase: state.call.life.phase, call: state.call };
  if (pressed) return { phase: 'placing' };
  if (state === null) return { phase: 'loading' };
  if (state.visit !== null) return { phase: 'visit', visit: state.visit };
  if (state.callBack !== null) return { phase: 'call-back', callBackId: state.callBack.callBackId };
  return endedScreen(state, { putAway, now });
}

/** Whichever ended last decides: what was agreed before it is no longer what staff go by. */
function endedScreen(
  state: StationState,
  { putAway, now }: { putAway: string | null; now: number },
): StationScreen {
  const last = isEnded(state.lastCall) ? state.lastCall : null;
  const { lastVisit } = state;
  const isFresh = (at: string) => now - Date.parse(at) < showEndedForMs;
  const idle = { phase: 'idle', last } as const;
  if (lastVisit !== null && (last === null || Date.parse(lastVisit.at) > Date.parse(last.life.at))) {
    return isFresh(lastVisit.at) && lastVisit.visitId !== putAway
      ? { phase: 'visit-ended', visit: lastVisit }
      : idle;
  }
  return last !== null && isFresh(last.life.at) && last.life.reason === 'completed' && last.callId !== putAway
    ? { phase: 'ended', call: last }
    : idle;
}

function isOpen(call: StationCall | null): call is OpenCall {
  return call !== null && call.life.phase !== 'ended';
}

function isEnded(call: StationCall | null): call is EndedCall {
  return call?.life.phase === 'ended';
}
