import { expect } from 'chai';
import type { ShiftId } from '../../../domain/ids.ts';
import { copiedWeek } from '../../../domain/rota/copy-week.ts';
import type { Shift } from '../../../domain/rota/shift.ts';
import { wallTimeOf } from '../../../domain/rota/wall-clock.ts';
import { shift } from '../../support/a-shift.ts';

function copy(shifts: Shift[], from: string, to: string) {
  let made = 0;
  return copiedWeek(shifts, { from, to, newId: () => `copy ${(made += 1)}` as ShiftId });
}

const hours = ({ startsAt, endsAt }: Shift) => (endsAt.getTime() - startsAt.getTime()) / 3_600_000;
const wall = ({ startsAt, endsAt }: Shift) => [wallTimeOf(startsAt), wallTimeOf(endsAt)];

describe('a week that is copied', () => {
  it('keeps the times by the clock over the autumn’s change, where the night is longer', () => {
    const night = shift('2026-10-17T20:00', '2026-10-18T08:00');
    const [copied] = copy([night], '2026-10-12', '2026-10-19');
    expect(copied && wall(copied)).to.deep.equal(['2026-10-24T20:00', '2026-10-25T08:00']);
    expect(copied && hours(copied)).to.equal(13);
    const [after] = copy([night], '2026-10-12', '2026-10-26');
    expect(after && wall(after)).to.deep.equal(['2026-10-31T20:00', '2026-11-01T08:00']);
    expect(after && hours(after)).to.equal(12);
  });

  it('keeps them over the spring’s change, where the night is shorter', () => {
    const night = shift('2027-03-20T20:00', '2027-03-21T08:00');
    const [copied] = copy([night], '2027-03-15', '2027-03-22');
    expect(copied && wall(copied)).to.deep.equal(['2027-03-27T20:00', '2027-03-28T08:00']);
    expect(copied && hours(copied)).to.equal(11);
  });

  it('begins behind the hour that the spring leaves out', () => {
    const early = shift('2027-03-21T01:30', '2027-03-21T09:00');
    const [copied] = copy([early], '2027-03-15', '2027-03-22');
    expect(copied && wall(copied)).to.deep.equal(['2027-03-28T02:30', '2027-03-28T09:00']);
  });

  it('is of the shifts that begin in it, in London, with ids of their own', () => {
    const shifts = [
      shift('2026-06-07T20:00', '2026-06-08T08:00'),
      shift('2026-06-08T00:00', '2026-06-08T08:00'),
      shift('2026-06-14T23:59', '2026-06-15T08:00'),
      shift('2026-06-15T00:00', '2026-06-15T08:00'),
    ];
    const copied = copy(shifts, '2026-06-08', '2026-06-01');
    expect(copied.map(({ id }) => id)).to.deep.equal(['copy 1', 'copy 2']);
    expect(copied.map(wall)).to.deep.equal([
      ['2026-06-01T00:00', '2026-06-01T08:00'],
      ['2026-06-07T23:59', '2026-06-08T08:00'],
    ]);
  });
});
