import { expect } from 'chai';
import type { CallLife, CallPhase } from '../../../domain/calls/call.ts';
import { advance, type CallEvent } from '../../../domain/calls/life.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../../../domain/ids.ts';

const at = new Date('2026-11-22T03:00:00Z');
const deadline = new Date('2026-11-22T03:00:20Z');
const offerId = '00000000-0000-4000-8000-000000000001' as OfferId;
const otherOffer = '00000000-0000-4000-8000-000000000002' as OfferId;
const visitId = '00000000-0000-4000-8000-000000000003' as VisitId;
const otherVisit = '00000000-0000-4000-8000-000000000004' as VisitId;
const clinicianId = '00000000-0000-4000-8000-000000000005' as ClinicianId;
const otherClinician = '00000000-0000-4000-8000-000000000006' as ClinicianId;

const lives: Record<CallPhase, CallLife> = {
  waiting: { phase: 'waiting', since: at },
  ringing: { phase: 'ringing', since: at, offers: [{ offerId, clinicianId, deadline, place: 1 }] },
  active: { phase: 'active', since: at, visitId, clinicianId },
  ended: { phase: 'ended', at, reason: 'completed', visitId },
};

const events: Record<CallEvent['type'], CallEvent> = {
  offered: { type: 'offered', at, offerId: otherOffer, clinicianId: otherClinician, deadline, place: 2 },
  declined: { type: 'declined', at, offerId },
  missed: { type: 'missed', at, offerId },
  withdrawn: { type: 'withdrawn', at, offerId },
  accepted: { type: 'accepted', at, offerId, visitId },
  'handed-over': { type: 'handed-over', at, visitId, to: otherClinician },
  requeued: { type: 'requeued', at, visitId },
  completed: { type: 'completed', at, visitId },
  cancelled: { type: 'cancelled', at },
  dropped: { type: 'dropped', at },
  'station-revoked': { type: 'station-revoked', at },
};

/** As docs/architecture.md has it: from which phases each event may happen, and where it leads. */
const rows: Record<CallEvent['type'], { from: readonly CallPhase[]; to: CallPhase }> = {
  offered: { from: ['waiting', 'ringing'], to: 'ringing' },
  declined: { from: ['ringing'], to: 'waiting' },
  missed: { from: ['ringing'], to: 'waiting' },
  withdrawn: { from: ['ringing'], to: 'waiting' },
  accepted: { from: ['ringing'], to: 'active' },
  'handed-over': { from: ['active'], to: 'active' },
  requeued: { from: ['active'], to: 'waiting' },
  completed: { from: ['active'], to: 'ended' },
  cancelled: { from: ['waiting', 'ringing'], to: 'ended' },
  dropped: { from: ['waiting', 'ringing', 'active'], to: 'ended' },
  'station-revoked': { from: ['waiting', 'ringing', 'active'], to: 'ended' },
};

function refusalOf(run: () => unknown): DomainError {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the life of a call', () => {
  for (const [phase, life] of Object.entries(lives)) {
    for (const [name, event] of Object.entries(events)) {
      const { from, to } = rows[event.type];
      if (from.includes(life.phase)) {
        it(`goes from ${phase} to ${to} when ${name}`, () => {
          expect(advance(life, event).phase).to.equal(to);
        });
      } else {
        it(`refuses ${name} while ${phase}`, () => {
          const refusal = refusalOf(() => advance(life, event));
          expect(refusal.code).to.equal('wrong-phase');
          expect(refusal.message).to.contain(phase);
        });
      }
    }
  }

  it('keeps who was rung when the offer is accepted', () => {
    expect(advance(lives.ringing, events.accepted)).to.deep.equal({
      phase: 'active',
      since: at,
      visitId,
      clinicianId,
    });
  });

  it('rings several at the same time, and goes on ringing the others when one says no', () => {
    const both = advance(lives.ringing, events.offered);
    expect(both).to.deep.equal({
      phase: 'ringing',
      since: at,
      offers: [
        { offerId, clinicianId, deadline, place: 1 },
        { offerId: otherOffer, clinicianId: otherClinician, deadline, place: 2 },
      ],
    });
    const later = new Date('2026-11-22T03:00:05Z');
    expect(advance(both, { type: 'declined', at: later, offerId })).to.deep.equal({
      phase: 'ringing',
      since: at,
      offers: [{ offerId: otherOffer, clinicianId: otherClinician, deadline, place: 2 }],
    });
  });

  it('belongs to the clinician it was handed over to, since when it began', () => {
    const later = new Date('2026-11-22T03:10:00Z');
    expect(advance(lives.active, { ...events['handed-over'], at: later })).to.deep.equal({
      phase: 'active',
      since: at,
      visitId,
      clinicianId: otherClinician,
    });
  });

  it('refuses what a late job says of an offer that is no longer the call’s own', () => {
    const late = refusalOf(() => advance(lives.ringing, { type: 'missed', at, offerId: otherOffer }));
    expect(late.code).to.equal('wrong-phase');
  });

  it('refuses to end a visit that is not the call’s own', () => {
    const stranger = refusalOf(() => advance(lives.active, { type: 'completed', at, visitId: otherVisit }));
    expect(stranger.code).to.equal('wrong-phase');
  });

  it('remembers the visit that a revoked station was in', () => {
    expect(advance(lives.active, events['station-revoked'])).to.include({
      reason: 'station-revoked',
      visitId,
    });
    expect(advance(lives.waiting, events['station-revoked'])).to.include({
      reason: 'station-revoked',
      visitId: null,
    });
  });
});
