import { type Audience, clinicianAudience, stationAudience } from '../audience.ts';
import { DomainError } from '../errors.ts';
import type { OfferId, VisitId } from '../ids.ts';
import type { Call, CallLife, CallPhase, RingingOffer } from './call.ts';

/** Everything that can happen to a call. */
export type CallEvent =
  | ({ type: 'offered'; at: Date } & RingingOffer)
  | { type: 'declined'; at: Date; offerId: OfferId }
  | { type: 'missed'; at: Date; offerId: OfferId }
  | { type: 'withdrawn'; at: Date; offerId: OfferId }
  | { type: 'accepted'; at: Date; offerId: OfferId; visitId: VisitId }
  | { type: 'handed-over'; at: Date; visitId: VisitId; to: RingingOffer['clinicianId'] }
  | { type: 'requeued'; at: Date; visitId: VisitId }
  | { type: 'completed'; at: Date; visitId: VisitId }
  | { type: 'cancelled'; at: Date }
  | { type: 'dropped'; at: Date }
  | { type: 'station-revoked'; at: Date };

type EventType = CallEvent['type'];

/**
 * From which phases each event may happen, and why the transition exists. Whatever is not here is
 * refused as `wrong-phase`; `docs/architecture.md` shows the same table to people. An offer that ends while others
 * of the same call still ring leaves the call ringing.
 */
export const transitions: Readonly<
  Record<EventType, { from: readonly CallPhase[]; to: CallPhase; why: string }>
> = {
  offered: { from: ['waiting', 'ringing'], to: 'ringing', why: 'an available clinician was chosen' },
  declined: { from: ['ringing'], to: 'waiting', why: 'the clinician said no; the next one is rung' },
  missed: {
    from: ['ringing'],
    to: 'waiting',
    why: 'nobody answered before the deadline; the next one is rung',
  },
  withdrawn: {
    from: ['ringing'],
    to: 'waiting',
    why: 'the clinician was not reached or can no longer answer; the next one is rung',
  },
  accepted: { from: ['ringing'], to: 'active', why: 'the clinician answered' },
  'handed-over': { from: ['active'], to: 'active', why: 'a second clinician in the visit took it over' },
  requeued: {
    from: ['active'],
    to: 'waiting',
    why: 'the clinician passed the call on, was removed or is lost; the patient is not left alone',
  },
  completed: { from: ['active'], to: 'ended', why: 'one side hung up' },
  cancelled: { from: ['waiting', 'ringing'], to: 'ended', why: 'staff no longer need a clinician' },
  dropped: {
    from: ['waiting', 'ringing', 'active'],
    to: 'ended',
    why: 'the station has been gone for longer than its grace; a call-back task stands for it now',
  },
  'station-revoked': {
    from: ['waiting', 'ringing', 'active'],
    to: 'ended',
    why: 'an administrator revoked the station',
  },
};

/**
 * The call's next life, or a `wrong-phase` error that names phase and event. An event about an offer or a visit other
 * than the call's own is refused too: it comes from a late job or a second tab.
 */
export function advance(life: CallLife, event: CallEvent): CallLife {
  if (!transitions[event.type].from.includes(life.phase)) {
    throw new DomainError('wrong-phase', `a call that is ${life.phase} cannot be ${event.type}`);
  }
  requireOwn(life, event);
  switch (event.type) {
    case 'offered':
      return offered(life, event);
    case 'declined':
    case 'missed':
    case 'withdrawn':
      return without(life, event);
    case 'requeued':
      return { phase: 'waiting', since: event.at };
    case 'accepted':
      return {
        phase: 'active',
        since: event.at,
        visitId: event.visitId,
        clinicianId: ringing(life, event.offerId).clinicianId,
      };
    case 'handed-over':
      return { phase: 'active', since: sinceOf(life), visitId: event.visitId, clinicianId: event.to };
    case 'completed':
      return { phase: 'ended', at: event.at, reason: 'completed', visitId: event.visitId };
    case 'cancelled':
      return { phase: 'ended', at: event.at, reason: 'cancelled', visitId: null };
    case 'dropped':
    case 'station-revoked':
      return {
        phase: 'ended',
        at: event.at,
        reason: event.type,
        visitId: life.phase === 'active' ? life.visitId : null,
      };
  }
}

/** The offers that ring now; none in any other phase. */
export function ringingOffers(life: CallLife): readonly RingingOffer[] {
  return life.phase === 'ringing' ? life.offers : [];
}

function offered(life: CallLife, event: CallEvent & { type: 'offered' }): CallLife {
  const { at, offerId, clinicianId, deadline, place } = event;
  return {
    phase: 'ringing',
    since: life.phase === 'ringing' ? life.since : at,
    offers: [...ringingOffers(life), { offerId, clinicianId, deadline, place }],
  };
}

function without(life: CallLife, { at, offerId }: { at: Date; offerId: OfferId }): CallLife {
  const offers = ringingOffers(life).filter((offer) => offer.offerId !== offerId);
  return offers.length === 0
    ? { phase: 'waiting', since: at }
    : { phase: 'ringing', since: sinceOf(life), offers };
}

function ringing(life: CallLife, offerId: OfferId): RingingOffer {
  const offer = ringingOffers(life).find((one) => one.offerId === offerId);
  if (offer === undefined) {
    throw new DomainError('wrong-phase', 'the call has moved on');
  }
  return offer;
}

function sinceOf(life: CallLife): Date {
  return life.phase === 'ended' ? life.at : life.since;
}

function requireOwn(life: CallLife, event: CallEvent): void {
  const strangerOffer =
    life.phase === 'ringing' &&
    event.type !== 'offered' &&
    'offerId' in event &&
    !life.offers.some(({ offerId }) => offerId === event.offerId);
  const strangerVisit = life.phase === 'active' && 'visitId' in event && event.visitId !== life.visitId;
  if (strangerOffer || strangerVisit) {
    throw new DomainError('wrong-phase', `${event.type}: the call has moved on`);
  }
}

/** Who is told what happens to a call: the station, and every clinician who is rung by it or whose visit it is. */
export function concerned(call: Call): Audience[] {
  const visiting = call.life.phase === 'active' ? [call.life.clinicianId] : [];
  const ringing = ringingOffers(call.life).map(({ clinicianId }) => clinicianId);
  return [stationAudience(call.stationId), ...[...visiting, ...ringing].map(clinicianAudience)];
}
