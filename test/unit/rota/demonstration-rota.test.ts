import { expect } from 'chai';
import { coverGaps } from '../../../domain/rota/cover.ts';
import type { ClinicianId, OrganisationId, QueueId, ShiftId } from '../../../domain/ids.ts';
import { demonstrationShifts } from '../../../server/set-up/demonstration-rota.ts';

const queueIds = ['queue' as QueueId];
const queues = queueIds.map((id) => ({ id, requiredSkills: [] }));
const skillsOf = new Map([['clinician' as ClinicianId, []]]);
const shift = {
  id: 'shift' as ShiftId,
  clinicianId: 'clinician' as ClinicianId,
  organisationId: 'organisation' as OrganisationId,
  queueIds,
  tier: 1 as const,
};

describe('the shifts of the demonstration', () => {
  const hours = Array.from(
    { length: 24 },
    (_, hour) => `2026-11-25T${String(hour).padStart(2, '0')}:09:03.831Z`,
  );
  const overTheClockChanges = ['2026-10-24T23:30:00Z', '2026-10-11T19:00:00Z', '2027-03-28T00:59:00Z'];

  for (const at of [...hours, ...overTheClockChanges]) {
    it(`cover a whole fortnight from ${at}, without a gap or an overlap`, () => {
      const from = new Date(at);
      const until = new Date(from.getTime() + 14 * 24 * 3_600_000);
      const shifts = demonstrationShifts(from, shift);
      expect(coverGaps({ shifts, queues, skillsOf, from, until })).to.deep.equal([]);
      for (const [n, { startsAt }] of shifts.slice(1).entries())
        expect(startsAt).to.deep.equal(shifts[n]?.endsAt);
      expect(shifts.filter(({ startsAt, endsAt }) => startsAt <= from && from < endsAt)).to.have.length(1);
    });
  }
});
