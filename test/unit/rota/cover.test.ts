import { expect } from 'chai';
import fc from 'fast-check';
import { coverGaps } from '../../../domain/rota/cover.ts';
import type { Shift } from '../../../domain/rota/shift.ts';
import { instantOf, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { ben, homes, prisons, shift } from '../../support/a-shift.ts';

const week = { from: startOfDay('2026-11-23'), until: startOfDay('2026-11-24') };

describe('the cover of a queue', () => {
  it('has a gap from end to start, whoever is on it and in whatever tier', () => {
    const shifts = [
      shift('2026-11-23T18:00', '2026-11-24T06:00', { tier: 2, clinicianId: ben }),
      shift('2026-11-23T08:00', '2026-11-23T16:00'),
    ];
    expect(coverGaps({ shifts, queueIds: [homes], ...week })).to.deep.equal([
      { queueId: homes, from: instantOf('2026-11-23T00:00'), until: instantOf('2026-11-23T08:00') },
      { queueId: homes, from: instantOf('2026-11-23T16:00'), until: instantOf('2026-11-23T18:00') },
    ]);
  });

  it('is counted for each queue by itself, and is open all the time when nobody is on the rota', () => {
    const shifts = [shift('2026-11-22T20:00', '2026-11-24T00:00', { queueIds: [homes] })];
    expect(coverGaps({ shifts, queueIds: [homes, prisons], ...week })).to.deep.equal([
      { queueId: prisons, ...week },
    ]);
    expect(coverGaps({ shifts: [], queueIds: [homes], ...week })).to.have.length(1);
  });

  it('gives exactly the minutes in which nobody is on the rota (property)', () => {
    const origin = week.from.getTime();
    const at = (minute: number) => new Date(origin + minute * 60_000);
    const anyShift = fc
      .tuple(
        fc.integer({ min: -60, max: 200 }),
        fc.integer({ min: 1, max: 90 }),
        fc.subarray([homes, prisons], { minLength: 1 }),
      )
      .map(([start, length, queueIds]): Shift => ({
        ...shift('2026-11-23T00:00', '2026-11-23T01:00'),
        startsAt: at(start),
        endsAt: at(start + length),
        queueIds,
      }));
    fc.assert(
      fc.property(
        fc.array(anyShift, { maxLength: 12 }),
        fc.integer({ min: 1, max: 150 }),
        (shifts, length) => {
          const until = at(length);
          const gaps = coverGaps({ shifts, queueIds: [homes, prisons], from: at(0), until });
          for (const queueId of [homes, prisons]) {
            const own = gaps.filter((gap) => gap.queueId === queueId);
            for (let minute = 0; minute < length; minute += 1) {
              const middle = at(minute + 0.5);
              const covered = shifts.some(
                (one) => one.queueIds.includes(queueId) && one.startsAt < middle && middle < one.endsAt,
              );
              expect(own.some((gap) => gap.from < middle && middle < gap.until)).to.equal(!covered);
            }
            // None is empty, none touches the next: each is one gap, told once.
            own.forEach((gap, n) => {
              expect(gap.from < gap.until).to.equal(true);
              expect((own[n + 1]?.from ?? new Date(8.64e15)) > gap.until).to.equal(true);
            });
          }
        },
      ),
    );
  });
});
