import { expect } from 'chai';
import {
  inOrderOfMoving,
  inOrderOfWings,
  type ListedBooking,
  listRows,
  printedRowsOf,
} from '../../../domain/clinics/prison-list.ts';
import { wing } from '../../../domain/clinics/whereabouts.ts';
import type { LateBookings } from '../../../domain/clinics/delay.ts';
import type { BookingId, ClinicSessionId } from '../../../domain/ids.ts';

function booking(name: string, change: Partial<ListedBooking> = {}): ListedBooking {
  return {
    bookingId: `id of ${name}` as BookingId,
    sessionId: 'a session' as ClinicSessionId,
    fetchAt: '2026-11-30T08:35:00.000Z',
    startsAt: '2026-11-30T09:05:00.000Z',
    backBy: '2026-11-30T09:40:00.000Z',
    place: 'Healthcare room 1',
    wing: 'B',
    cell: '2-14',
    name,
    prisonNumber: 'A0001BC',
    marks: [],
    marksConfirmed: true,
    state: 'booked',
    late: false,
    onDay: true,
    turnBack: false,
    ...change,
  };
}

/** Nobody is late. */
const onTime: LateBookings = { expected: new Map(), runsOver: new Map() };

const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
const changes = (bookings: readonly ListedBooking[], before: readonly ListedBooking[]) => {
  const printed = { rows: printedRowsOf(listRows(before, { printed: null, marks: [], late: onTime })) };
  return listRows(bookings, { printed, marks: [], late: onTime }).map(({ name, change }) => [name, change]);
};

describe('the lists of a prison', () => {
  it('A27 marks what has changed since the list was printed', () => {
    const before = [booking('One'), booking('Two'), booking('Three'), booking('Four'), booking('Five')];
    const now = [
      booking('One'),
      booking('Two', { fetchAt: '2026-11-30T09:05:00.000Z' }),
      booking('Three', { state: 'cancelled' }),
      booking('Four', { onDay: false }),
      booking('Five', { state: 'other' }),
      booking('Six'),
    ];
    expect(changes(now, before)).to.deep.equal([
      ['One', null],
      ['Two', 'changed'],
      ['Three', 'cancelled'],
      ['Four', 'gone'],
      ['Five', 'gone'],
      ['Six', 'new'],
    ]);
  });

  /** One is expected twenty minutes later than booked; `moved` where they were fetched already. */
  const lateOne = (moved = false): LateBookings => ({
    ...onTime,
    expected: new Map([
      [
        booking('One').bookingId,
        {
          startsAt: '2026-11-30T09:25:00.000Z',
          fetchAt: moved ? '2026-11-30T08:35:00.000Z' : '2026-11-30T08:55:00.000Z',
          minutesLate: 20,
          moved,
          urgentCall: false,
        },
      ],
    ]),
  });
  const onPaper = (late: LateBookings) => ({
    rows: printedRowsOf(listRows([booking('One'), booking('Two')], { printed: null, marks: [], late })),
  });

  it('A46 gives the later times of a clinic that runs late, and marks them against a print of before', () => {
    const [row] = listRows([booking('One')], { printed: onPaper(onTime), marks: [], late: lateOne() });
    expect(row).to.deep.include({
      fetchAt: '2026-11-30T08:55:00.000Z',
      startsAt: '2026-11-30T09:25:00.000Z',
      backBy: '2026-11-30T10:00:00.000Z',
      change: 'changed',
      late: { fetchAt: '2026-11-30T08:35:00.000Z', startsAt: '2026-11-30T09:05:00.000Z', waits: false },
    });
    const others = [booking('One'), booking('Two')];
    const after = listRows(others, { printed: onPaper(lateOne()), marks: [], late: lateOne() });
    expect(after.map(({ change }) => change)).to.deep.equal([null, null]);
    const inTime = listRows(others, { printed: onPaper(lateOne()), marks: [], late: onTime });
    expect(inTime.map(({ change }) => change)).to.deep.equal(['changed', null]);
  });

  it('A46 says of one who waits when they are seen, and leaves alone who is to go back or has begun', () => {
    const [waits] = listRows([booking('One')], { printed: null, marks: [], late: lateOne(true) });
    expect(waits?.late?.waits).to.equal(true);
    expect([waits?.fetchAt, waits?.startsAt]).to.deep.equal([
      '2026-11-30T08:35:00.000Z',
      '2026-11-30T09:25:00.000Z',
    ]);
    const back = booking('One', { turnBack: true });
    const [turned] = listRows([back], { printed: onPaper(onTime), marks: [], late: lateOne(true) });
    expect(turned).to.deep.include({ state: 'turn-back', startsAt: back.startsAt, late: null, change: null });
    const late = { ...onTime, runsOver: new Map([[booking('One').bookingId, 15]]) };
    const [begun] = listRows([booking('One', { state: 'running' })], {
      printed: onPaper(lateOne()),
      marks: [],
      late,
    });
    expect(begun).to.deep.include({ backBy: '2026-11-30T09:55:00.000Z', late: null, change: null });
  });

  it('marks a patient who has moved to another cell or wing, and one who begins or is seen does not change', () => {
    const before = [booking('One'), booking('Two'), booking('Three'), booking('Four')];
    const now = [
      booking('One', { cell: '2-15' }),
      booking('Two', { wing: null }),
      booking('Three', { state: 'running' }),
      booking('Four', { state: 'done' }),
    ];
    expect(changes(now, before)).to.deep.equal([
      ['One', 'changed'],
      ['Two', 'changed'],
      ['Three', null],
      ['Four', null],
    ]);
  });

  it('shows what the printed list says of somebody who is not to be brought any more', () => {
    const printed = {
      rows: printedRowsOf(listRows([booking('One')], { printed: null, marks: [], late: onTime })),
    };
    const moved = booking('One', { onDay: false, fetchAt: '2026-12-07T10:05:00.000Z', place: 'Elsewhere' });
    const [row] = listRows([moved], { printed, marks: [], late: onTime });
    expect(row).to.deep.include({
      fetchAt: '2026-11-30T08:35:00.000Z',
      place: 'Healthcare room 1',
      state: 'off',
    });
  });

  it('A27 shows a late cancellation where no list was printed, and no early one', () => {
    const late = booking('Late', { state: 'cancelled', late: true });
    const early = booking('Early', { state: 'cancelled' });
    const rows = listRows([late, early], { printed: null, marks: [], late: onTime });
    expect(rows.map(({ name, state, change }) => [name, state, change])).to.deep.equal([
      ['Late', 'off', 'cancelled'],
    ]);
  });

  it('A40 shows no marks of somebody who is gone: what another prison says of them is for its officers', () => {
    const marks = ['acct'] as const;
    const printed = {
      rows: printedRowsOf(listRows([booking('One')], { printed: null, marks, late: onTime })),
    };
    const gone = booking('One', { onDay: false, marks: ['acct'] });
    const cancelled = booking('One', { state: 'cancelled', marks: ['acct'] });
    const shown = [gone, cancelled].flatMap((one) => listRows([one], { printed, marks, late: onTime }));
    expect(shown.map(({ change, marks: of }) => [change, of])).to.deep.equal([
      ['gone', []],
      ['cancelled', ['acct']],
    ]);
  });

  it('A40 shows the marks that are asked for, and no others', () => {
    const marked = booking('One', { marks: ['category-a', 'acct', 'peep'] });
    const shown = (marks: ('acct' | 'category-a' | 'tact')[]) =>
      listRows([marked], { printed: null, marks, late: onTime }).map((row) => row.marks);
    expect(shown(['category-a', 'acct', 'tact'])).to.deep.equal([['acct', 'category-a']]);
    expect(shown([])).to.deep.equal([[]]);
  });

  it('puts the movement list in the order of the times', () => {
    const rows = listRows(
      [
        booking('Late', { fetchAt: '2026-11-30T09:35:00.000Z' }),
        booking('Wing 10', { wing: '10' }),
        booking('Wing 9', { wing: '9' }),
        booking('No wing', { wing: null }),
      ],
      { printed: null, marks: [], late: onTime },
    );
    expect(names(inOrderOfMoving(rows))).to.deep.equal(['Wing 9', 'Wing 10', 'No wing', 'Late']);
  });

  it('puts the unlock list in the order of wings, and on a wing by time and cell', () => {
    const rows = listRows(
      [
        booking('No wing', { wing: null, fetchAt: '2026-11-30T08:00:00.000Z' }),
        booking('B early, cell 10', { cell: '10' }),
        booking('B early, cell 9', { cell: '9' }),
        booking('B late', { fetchAt: '2026-11-30T09:35:00.000Z' }),
        booking('A late', { wing: 'A', fetchAt: '2026-11-30T10:35:00.000Z' }),
      ],
      { printed: null, marks: [], late: onTime },
    );
    expect(names(inOrderOfWings(rows))).to.deep.equal([
      'A late',
      'B early, cell 9',
      'B early, cell 10',
      'B late',
      'No wing',
    ]);
  });

  it('writes a wing in one way', () => {
    expect(wing.parse(' b ')).to.equal('B');
    expect(wing.safeParse('B,C').success).to.equal(false);
    expect(wing.safeParse('').success).to.equal(false);
  });
});
