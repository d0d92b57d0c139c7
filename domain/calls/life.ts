import { DomainError } from '../errors.ts';
import type { ClinicianId, OfferId, VisitId } from '../ids.ts';
import type { CallLife, CallPhase } from './call.ts';

/** Everything that can happen to a call. */
export type CallEvent =
  | { type: 'offered'; at: Date; offerId: OfferId; clinicianId: ClinicianId; deadline: Date }
  | { type: 'declined'; at: Date; offerId: OfferId }
  | { type: 'missed'; at: Date; offerId: OfferId }
  | { type: 'withdrawn'; at: Date; offerId: OfferId }
  | { type: 'accepted'; at: Date; offerId: OfferId; visitId: VisitId }
  | { type: 'requeued'; at: Date; visitId: VisitId }
  | { type: 'completed'; at: Date; visitId: VisitId }
  | { type: 'cancelled'; at: Date }
  | { type: 'station-revoked'; at: Date };

type EventType = CallEvent['type'];

/**
 * From which phases each event may happen, and why the transition exists. Whatever is not here is
 * refused as `wrong-phase`; `docs/architecture.md` shows the same table to people.
 */
export const transitions: Readonly<
  Record<EventType, { from: readonly CallPhase[]; to: CallPhase; why: string }>
> = {
  offered: { from: ['waiting'], to: 'ringing', why: 'an available clinician was chosen' },
  declined: { from: ['ringing'], to: 'waiting', why: 'the clinician said no; the next one is rung' },
  missed: {
    from: ['ringing'],
    to: 'waiting',
    why: 'nobody answered before the deadline; the next one is rung',
  },
  withdrawn: {
    from: ['ringing'],
    to: 'waiting',
    why: 'the clinician can no longer answer; the next one is rung',
  },
  accepted: { from: ['ringing'], to: 'active', why: 'the clinician answered' },
  requeued: {
    from: ['active'],
    to: 'waiting',
    why: 'the clinician was removed mid-visit; the patient is not left alone',
  },
  completed: { from: ['active'], to: 'ended', why: 'one side hung up' },
  cancelled: { from: ['waiting', 'ringing'], to: 'ended', why: 'staff no longer need a clinician' },
  'station-revoked': {
    from: ['waiting', 'ringing', 'active'],
    to: 'ended',
    why: 'an administrator revoked the station',
  },
};

/**
 * The call's next life, or a `wrong-phase` error that names phase and event. An event about an offer or a
 * visit other than the call's own is refused too: it comes from a late job or a second tab.
 */
export function advance(life: CallLife, event: CallEvent): CallLife {
  if (!transitions[event.type].from.includes(life.phase)) {
    throw new DomainError('wrong-phase', `a call that is ${life.phase} cannot be ${event.type}`);
  }
  requireOwn(life, event);
  switch (event.type) {
    case 'offered':
      return {
        phase: 'ringing',
        since: event.at,
        offerId: event.offerId,
        clinicianId: event.clinicianId,
        deadline: event.deadline,
      };
    case 'declined':
    case 'missed':
    case 'withdrawn':
    case 'requeued':
      return { phase: 'waiting', since: event.at };
    case 'accepted':
      return {
        phase: 'active',
        since: event.at,
        visitId: event.visitId,
        clinicianId: ringing(life).clinicianId,
      };
    case 'completed':
      return { phase: 'ended', at: event.at, reason: 'completed', visitId: event.visitId };
    case 'cancelled':
      return { phase: 'ended', at: event.at, reason: 'cancelled', visitId: null };
    case 'station-revoked':
      return {
        phase: 'ended',
        at: event.at,
        reason: 'station-revoked',
        visitId: life.phase === 'active' ? life.visitId : null,
      };
  }
}

function ringing(life: CallLife): Extract<CallLife, { phase: 'ringing' }> {
  if (life.phase !== 'ringing') {
    throw new DomainError('wrong-phase', `a call that is ${life.phase} has no offer`);
  }
  return life;
}

function requireOwn(life: CallLife, event: CallEvent): void {
  const strangerOffer = life.phase === 'ringing' && 'offerId' in event && event.offerId !== life.offerId;
  const strangerVisit = life.phase === 'active' && 'visitId' in event && event.visitId !== life.visitId;
  if (strangerOffer || strangerVisit) {
    throw new DomainError('wrong-phase', `${event.type}: the call has moved on`);
  }
}
