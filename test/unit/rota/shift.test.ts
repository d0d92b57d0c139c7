import { expect } from 'chai';
import { DomainError } from '../../../domain/errors.ts';
import type { ClinicianId, QueueId, ShiftId } from '../../../domain/ids.ts';
import { refusalOf, requireMayStand, type Shift } from '../../../domain/rota/shift.ts';
import { asha, ben, homes, shift } from '../../support/a-shift.ts';

const world = (others: Shift[] = []) => ({
  others,
  clinicians: new Set<ClinicianId>([asha, ben]),
  queues: new Set<QueueId>([homes]),
});
const why = (one: Shift, others: Shift[] = []) => refusalOf(one, world(others))?.why;

describe('a shift may stand on the rota', () => {
  it('when it ends after it starts, both at whole minutes', () => {
    expect(why(shift('2026-11-23T08:00', '2026-11-23T20:00'))).to.equal(undefined);
    expect(why(shift('2026-11-23T08:00', '2026-11-23T08:00'))).to.equal('times');
    expect(why(shift('2026-11-23T08:00', '2026-11-22T20:00'))).to.equal('times');
    const odd = { endsAt: new Date('2026-11-23T20:00:30Z') };
    expect(why(shift('2026-11-23T08:00', '2026-11-23T20:00', odd))).to.equal('times');
  });

  it('for 25 hours at most, which is the whole day of the autumn’s change', () => {
    expect(why(shift('2026-10-25T00:00', '2026-10-26T00:00'))).to.equal(undefined);
    expect(why(shift('2026-10-25T00:00', '2026-10-26T00:01'))).to.equal('length');
    expect(why(shift('2026-11-23T00:00', '2026-11-24T01:00'))).to.equal(undefined);
    expect(why(shift('2026-11-23T00:00', '2026-11-24T01:01'))).to.equal('length');
    // By the clock it is 26 hours; an hour of them does not exist.
    expect(why(shift('2027-03-28T00:00', '2027-03-29T02:00'))).to.equal(undefined);
  });

  it('for clinicians and queues of the organisation only', () => {
    const stranger = { clinicianId: 'somebody-else' as ClinicianId };
    expect(why(shift('2026-11-23T08:00', '2026-11-23T20:00', stranger))).to.equal('clinician');
    const elsewhere = { queueIds: [homes, 'another' as QueueId] };
    expect(why(shift('2026-11-23T08:00', '2026-11-23T20:00', elsewhere))).to.equal('queue');
    expect(why(shift('2026-11-23T08:00', '2026-11-23T20:00', { queueIds: [] }))).to.equal('queue');
  });

  it('when the clinician has no other at that time; one may begin as the other ends', () => {
    const night = shift('2026-11-23T20:00', '2026-11-24T08:00');
    expect(why(shift('2026-11-24T08:00', '2026-11-24T20:00'), [night])).to.equal(undefined);
    expect(why(shift('2026-11-24T07:59', '2026-11-24T20:00'), [night])).to.equal('overlap');
    expect(why(shift('2026-11-24T07:59', '2026-11-24T20:00', { clinicianId: ben }), [night])).to.equal(
      undefined,
    );
    const itself = shift('2026-11-23T21:00', '2026-11-24T08:00', { id: night.id });
    expect(why(itself, [night])).to.equal(undefined);
  });

  it('across the hour that comes twice only once', () => {
    const first = shift('2026-10-24T20:00', '2026-10-25T01:30');
    const second = { id: 'second' as ShiftId, startsAt: new Date('2026-10-25T01:30:00Z') };
    expect(why(shift('2026-10-25T01:30', '2026-10-25T08:00', second), [first])).to.equal(undefined);
    expect(why(shift('2026-10-25T01:00', '2026-10-25T08:00'), [first])).to.equal('overlap');
  });

  it('and says which shift is in the way, by its times', () => {
    const other = shift('2026-11-23T20:00', '2026-11-24T08:00');
    const attempt = () => {
      requireMayStand(shift('2026-11-24T00:00', '2026-11-24T10:00'), world([other]));
    };
    expect(attempt)
      .to.throw(DomainError, 'they have a shift already, Mon 23 Nov 2026, 20:00 to Tue 24 Nov 2026, 08:00')
      .with.property('code', 'conflict');
    const backwards = () => {
      requireMayStand(shift('2026-11-24T10:00', '2026-11-24T09:00'), world());
    };
    expect(backwards).to.throw(DomainError, 'endsAt').with.property('code', 'invalid');
  });
});
