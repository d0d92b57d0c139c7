import { expect } from 'chai';
import fc from 'fast-check';
import type { Skill } from '../../../domain/clinicians/skill.ts';
import type { ClinicianId } from '../../../domain/ids.ts';
import { coverGaps } from '../../../domain/rota/cover.ts';
import type { Shift } from '../../../domain/rota/shift.ts';
import { instantOf, startOfDay, type WallTime } from '../../../domain/rota/wall-clock.ts';
import { asha, ben, homes, prisons, shift } from '../../support/a-shift.ts';

const can = (id: typeof homes, requiredSkills: readonly Skill[] = []) => ({ id, requiredSkills });
/** Two who can be rung, one of them cleared for prisons. */
const skillsOf = new Map<ClinicianId, readonly Skill[]>([
  [asha, []],
  [ben, ['prison-clearance']],
]);
const week = { from: startOfDay('2026-11-23'), until: startOfDay('2026-11-24') };

describe('the cover of a queue', () => {
  it('has a gap from end to start, whoever is on it and in whatever tier', () => {
    const shifts = [
      shift('2026-11-23T18:00', '2026-11-24T06:00', { tier: 2, clinicianId: ben }),
      shift('2026-11-23T08:00', '2026-11-23T16:00'),
    ];
    expect(coverGaps({ shifts, queues: [can(homes)], skillsOf, ...week })).to.deep.equal([
      {
        queueId: homes,
        from: instantOf('2026-11-23T00:00'),
        until: instantOf('2026-11-23T08:00'),
        unable: [],
      },
      {
        queueId: homes,
        from: instantOf('2026-11-23T16:00'),
        until: instantOf('2026-11-23T18:00'),
        unable: [],
      },
    ]);
  });

  it('is counted for each queue by itself, and is open all the time when nobody is on the rota', () => {
    const shifts = [shift('2026-11-22T20:00', '2026-11-24T00:00', { queueIds: [homes] })];
    expect(coverGaps({ shifts, queues: [can(homes), can(prisons)], skillsOf, ...week })).to.deep.equal([
      { queueId: prisons, ...week, unable: [] },
    ]);
    expect(coverGaps({ shifts: [], queues: [can(homes)], skillsOf, ...week })).to.have.length(1);
  });

  it('is of people who can be rung: a skill that the queue requires, and nobody who is disabled', () => {
    const gone = 'gone' as ClinicianId;
    const shifts = [
      shift('2026-11-23T00:00', '2026-11-23T12:00', { queueIds: [homes, prisons] }),
      shift('2026-11-23T08:00', '2026-11-23T16:00', { queueIds: [prisons], clinicianId: ben }),
      shift('2026-11-23T12:00', '2026-11-24T00:00', { queueIds: [homes, prisons], clinicianId: gone }),
    ];
    const queues = [can(homes), can(prisons, ['prison-clearance'])];
    const [midnight, eight, noon, four] = ['00:00', '08:00', '12:00', '16:00'].map((clock) =>
      instantOf(`2026-11-23T${clock}` as WallTime),
    );
    expect(coverGaps({ shifts, queues, skillsOf, ...week })).to.deep.equal([
      { queueId: prisons, from: midnight, until: eight, unable: [asha] },
      { queueId: homes, from: noon, until: week.until, unable: [gone] },
      { queueId: prisons, from: four, until: week.until, unable: [gone] },
    ]);
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
          const gaps = coverGaps({
            shifts,
            queues: [can(homes), can(prisons)],
            skillsOf,
            from: at(0),
            until,
          });
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
