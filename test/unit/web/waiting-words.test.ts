import { expect } from 'chai';
import type { Acuity } from '../../../domain/calls/call.ts';
import { orderAt } from '../../../domain/dispatching/routing.ts';
import type { WaitingEntry } from '../../../domain/states/wire.ts';
import { placeWords, searchWords } from '../../../web/src/clinician/clinician-words.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

function waiting(acuity: Acuity, minutes: number, more: Partial<WaitingEntry> = {}): WaitingEntry {
  const placedAt = new Date(now - minutes * 60_000);
  return {
    callId: `${acuity}-${String(minutes)}`,
    siteName: 'Home 1',
    queueName: 'Care homes',
    acuity,
    placedAt: placedAt.toISOString(),
    orderAt: orderAt({ acuity, placedAt }).toISOString(),
    stage: 'tier-one',
    requiredSkills: [],
    wantedSkills: [],
    ringing: [],
    ladderStep: 0,
    adviceTold: false,
    stationAway: false,
    message: null,
    ...more,
  } as WaitingEntry;
}

describe('the reason for a place in the queue', () => {
  it('says that an immediate call goes first', () => {
    expect(placeWords([waiting('immediate', 0)], 0, now)).to.equal(
      'Immediate: goes first, waiting less than a minute',
    );
  });

  it('gives acuity and wait of an ordinary one', () => {
    expect(placeWords([waiting('immediate', 1), waiting('urgent', 12)], 1, now)).to.equal(
      'Urgent, waiting 12 min',
    );
  });

  it('explains a call that has waited so long that it goes before a more urgent one', () => {
    const calls = [waiting('soon', 25), waiting('urgent', 2)];
    expect(placeWords(calls, 0, now)).to.match(/^Soon, waiting 25 min: so long .* more urgent$/);
    expect(placeWords(calls, 1, now)).to.equal('Urgent, waiting 2 min');
  });
});

describe('what the search does', () => {
  it('names the skills and how far it has widened', () => {
    const call = waiting('urgent', 1, {
      stage: 'tier-two',
      requiredSkills: ['prison-clearance'],
      wantedSkills: ['language:cy'],
    });
    expect(searchWords(call)).to.deep.equal([
      'needed: Prison clearance',
      'wanted: Welsh',
      'looking in the second tier',
    ]);
  });

  it('names everybody whom it rings, in place of the stage', () => {
    expect(searchWords(waiting('immediate', 1, { ringing: ['Dr A', 'Dr B'] }))).to.deep.equal([
      'rings at Dr A and Dr B',
    ]);
  });

  it('says that the staff have been told to ring 999 or 111', () => {
    expect(searchWords(waiting('urgent', 6, { adviceTold: true }))).to.include(
      'the staff have been told to ring 999 or 111',
    );
  });

  it('says that nobody reads anything at a station that is not connected', () => {
    expect(searchWords(waiting('urgent', 6, { adviceTold: true, stationAway: true }))).to.include.members([
      'their screen is not connected',
      'their screen says to ring 999 or 111 when it is back',
    ]);
  });
});
