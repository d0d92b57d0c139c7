import { expect } from 'chai';
import type { StationState } from '../../../domain/states/wire.ts';
import { isAnswered, screenOf, showEndedForMs } from '../../../web/src/station/pressed.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 10) + seconds * 1000).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));

type Known = { call?: object; lastCall?: object; callBack?: object; visit?: object; lastVisit?: object };

function state({ call, lastCall, callBack, visit, lastVisit }: Known): StationState {
  return {
    kind: 'station',
    cliniciansOnCall: 1,
    call: call ?? null,
    lastCall: lastCall ?? null,
    visit: visit ?? null,
    lastVisit: lastVisit ?? null,
    callBack: callBack ?? null,
  } as unknown as StationState;
}

const waiting = { callId: 'open', placedAt: at(10), life: { phase: 'waiting', position: 1 } };
const ended = (reason: string, placed = 0) => ({
  callId: 'old',
  placedAt: at(placed),
  life: { phase: 'ended', reason, at: at(placed + 60), outcome: null },
});

describe('a press of the button', () => {
  it('is answered by an open call', () => {
    expect(isAnswered({ state: state({ call: waiting }), pressedAt: ms(10), tried: false })).to.equal(true);
  });

  it('is not answered by a call that ended before it', () => {
    const known = state({ lastCall: ended('completed', 0) });
    expect(isAnswered({ state: known, pressedAt: ms(100), tried: true })).to.equal(false);
  });

  it('is answered by a call that it made and that has ended since', () => {
    const known = state({ lastCall: ended('cancelled', 101) });
    expect(isAnswered({ state: known, pressedAt: ms(100), tried: true })).to.equal(true);
  });

  it('is not lost to an old call before it was ever sent', () => {
    const known = state({ lastCall: ended('cancelled', 100) });
    expect(isAnswered({ state: known, pressedAt: ms(100), tried: false })).to.equal(false);
  });
});

describe('the station’s screen', () => {
  const screen = (known: Known | null, more: { pressed?: boolean; putAway?: string; now?: number } = {}) =>
    screenOf({
      state: known === null ? null : state(known),
      pressed: more.pressed ?? false,
      putAway: more.putAway ?? null,
      now: more.now ?? ms(120),
    }).phase;

  it('waits for the first state, but not with a press', () => {
    expect(screen(null)).to.equal('loading');
    expect(screen(null, { pressed: true })).to.equal('placing');
  });

  it('shows the open call above all', () => {
    expect(screen({ call: waiting, lastCall: ended('completed') }, { pressed: true })).to.equal('waiting');
  });

  it('rings a call-back before what was agreed, and not over an open call or a press', () => {
    const callBack = { callBackId: 'one', openedAt: at(100) };
    expect(screen({ callBack, lastCall: ended('completed') })).to.equal('call-back');
    expect(screen({ callBack, call: waiting })).to.equal('waiting');
    expect(screen({ callBack }, { pressed: true })).to.equal('placing');
  });

  it('shows what was agreed until it is put away', () => {
    expect(screen({ lastCall: ended('completed') })).to.equal('ended');
    expect(screen({ lastCall: ended('completed') }, { putAway: 'old' })).to.equal('idle');
  });

  it('gives way to the button after a while', () => {
    expect(screen({ lastCall: ended('completed') }, { now: ms(60) + showEndedForMs })).to.equal('idle');
  });

  it('shows a booked visit before a call-back and what was agreed, and not over an open call or a press', () => {
    const visit = { visitId: 'booked' };
    expect(screen({ visit, callBack: { callBackId: 'one' }, lastCall: ended('completed') })).to.equal(
      'visit',
    );
    expect(screen({ visit, call: waiting })).to.equal('waiting');
    expect(screen({ visit }, { pressed: true })).to.equal('placing');
  });

  it('shows what was agreed in whichever ended last, a call or a booked visit', () => {
    const visited = (seconds: number) => ({
      visitId: 'booked',
      reason: 'clinician-hung-up',
      at: at(seconds),
    });
    expect(screen({ lastVisit: visited(100), lastCall: ended('completed') })).to.equal('visit-ended');
    expect(screen({ lastVisit: visited(50), lastCall: ended('completed') })).to.equal('ended');
    expect(screen({ lastVisit: visited(100) }, { putAway: 'booked' })).to.equal('idle');
    const later = { now: ms(100) + showEndedForMs };
    expect(screen({ lastVisit: visited(100) }, later)).to.equal('idle');
    expect(screen({ lastVisit: visited(100), lastCall: ended('completed') }, later)).to.equal('idle');
  });

  it('goes straight back to the button after a cancelled call', () => {
    expect(screen({ lastCall: ended('cancelled') })).to.equal('idle');
  });
});
