import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { mayRecord } from '../../../web/src/clinics/may-record.ts';

const clerk = { usual: true, late: false };
const manager = { usual: false, late: true };
const both = { usual: true, late: true };
const nurse = { usual: false, late: false };

const recorded: BookingView['outcome'] = {
  attendance: 'attended',
  nextStep: 'discharge',
  at: '2026-11-30T09:30:00.000Z',
  byName: 'Synthetic',
  corrected: false,
};

/** One from 09:05 to 09:25. */
function booking(state: BookingView['state'], outcome: BookingView['outcome'] = null) {
  return { state, startsAt: '2026-11-30T09:05:00.000Z', endsAt: '2026-11-30T09:25:00.000Z', outcome };
}

const at = (clock: string, day = '2026-11-30') => new Date(`${day}T${clock}:00Z`);

describe('who may record what became of a booking', () => {
  it('A29 is its clinician or a clerk once it is over, also where a visit was left without an outcome', () => {
    expect(mayRecord(booking('done'), clerk, at('09:10'))).to.equal('usual');
    expect(mayRecord(booking('booked'), clerk, at('09:19'))).to.equal(null);
    expect(mayRecord(booking('booked'), clerk, at('09:20'))).to.equal('usual');
    expect(mayRecord(booking('running'), clerk, at('09:24'))).to.equal(null);
    expect(mayRecord(booking('running'), clerk, at('09:25'))).to.equal('usual');
    for (const state of ['held', 'cancelled', 'lapsed'] as const) {
      expect(mayRecord(booking(state), both, at('09:30')), state).to.equal(null);
    }
    expect(mayRecord(booking('done'), nurse, at('09:30'))).to.equal(null);
  });

  it('A29 is a manager with a reason, for others too, and after five days a manager alone', () => {
    expect(mayRecord(booking('running'), manager, at('09:30'))).to.equal('with-reason');
    expect(mayRecord(booking('running'), both, at('09:30'))).to.equal('usual');
    expect(mayRecord(booking('done', recorded), clerk, at('09:24', '2026-12-05'))).to.equal('usual');
    const over = at('09:25', '2026-12-05');
    expect(mayRecord(booking('done', recorded), clerk, over)).to.equal(null);
    expect(mayRecord(booking('done', recorded), both, over)).to.equal('with-reason');
    for (const state of ['booked', 'running', 'done'] as const) {
      expect(mayRecord(booking(state), manager, over), state).to.equal('with-reason');
      // Whoever is asked about it must be told who can.
      expect(mayRecord(booking(state), clerk, over), state).to.equal('too-late');
      expect(mayRecord(booking(state), nurse, over), state).to.equal(null);
    }
  });
});
