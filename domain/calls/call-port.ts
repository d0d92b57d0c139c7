import type { Audience } from '../audience.ts';
import type { RoutableCall } from '../dispatching/routing.ts';
import type * as id from '../ids.ts';
import type { Skill } from '../clinicians/skill.ts';
import type { IceTransportPolicy } from '../rooms/wire.ts';
import type { AudienceState, Board } from '../states/wire.ts';
import type { CallOrigin, Visit } from '../visits/visit.ts';
import type { Acuity, Call, CallDetails, CallLife, NewCall, Offer, OfferState } from './call.ts';
import type { CallCard } from './wire.ts';

export type CallWrites = {
  /** Places a call, or, when the station has an open one (also one placed this instant by another transaction), finds it. */
  placeOrFind(call: NewCall): Promise<{ call: Call; placed: boolean }>;
  /** Reads the call and locks its row until the transaction ends. */
  lock(callId: id.CallId): Promise<Call | undefined>;
  lockOpenOfStation(stationId: id.StationId): Promise<Call | undefined>;
  /** The calls about this resident that are open, or were cut off and may still be called back. Locks them. */
  lockOpenAbout(patientId: id.PatientId): Promise<Call[]>;
  setLife(callId: id.CallId, life: CallLife): Promise<void>;
  describe(
    callId: id.CallId,
    description: {
      details: CallDetails;
      acuity: Acuity;
      acuitySince: Date;
      wantedSkills: readonly Skill[];
      preferredClinicianId: id.ClinicianId | null;
    },
  ): Promise<void>;
  /** Into another queue, with its age kept: relaxation and escalation start again from `queuedAt`. */
  passOn(
    callId: id.CallId,
    to: { queueId: id.QueueId; requiredSkills: readonly Skill[]; queuedAt: Date },
  ): Promise<void>;
  setRingAll(callId: id.CallId): Promise<void>;
  /** One-way, from the hub to the station's screen. */
  setMessage(callId: id.CallId, message: { text: string; by: id.PersonId; at: Date }): Promise<void>;
  /** Who saw this patient (by NHS number, in this organisation) last since then; undefined for nobody. */
  findSeenBy(
    organisationId: id.OrganisationId,
    nhsNumber: string,
    since: Date,
  ): Promise<id.ClinicianId | undefined>;
  /**
   * Serialises dispatching within the organisation until the transaction ends. Said first: what is read after it is
   * what the dispatcher before has committed.
   */
  lockDispatching(organisationId: id.OrganisationId): Promise<void>;
  /**
   * Unanswered calls in routing order, at most `limit`, from the one after `after` on; with `ringAllOnly` only those
   * that ring everybody. Rows are not locked: `openOffer` detects changes.
   */
  listRoutable(
    organisationId: id.OrganisationId,
    page: {
      limit: number;
      after?: Pick<RoutableCall, 'orderAt' | 'callId'> | undefined;
      ringAllOnly?: boolean;
    },
  ): Promise<RoutableCall[]>;
  findOffer(offerId: id.OfferId): Promise<Offer | undefined>;
  /**
   * Reads an offer and its call, and locks both rows until the transaction ends, so that what they say stays true. Of an
   * offer that a booking has led to there is no call: the row of the booking is locked.
   */
  lockOffer(offerId: id.OfferId): Promise<{ call: Call | undefined; offer: Offer } | undefined>;
  /** When the ring's fact was sent to its clinician; undefined while it has not been. */
  findNotifiedAt(offerId: id.OfferId): Promise<Date | undefined>;
  /**
   * The call gets its next life and its visit, the offer is accepted and continues to occupy its clinician, and every
   * other ring of the call is withdrawn as `taken`.
   */
  answer(answered: {
    offerId: id.OfferId;
    life: CallLife;
    visit: Visit & { readonly origin: CallOrigin };
  }): Promise<void>;
  /**
   * Opens an offer and moves its call from one life to the next. False, with nothing changed, if the call's life is
   * no longer `from` or the clinician already has an open offer (partial unique indexes).
   */
  openOffer(
    offer: Offer & { readonly origin: CallOrigin },
    lives: { from: CallLife; to: CallLife },
  ): Promise<boolean>;
  /**
   * A second clinician is rung for a visit; false if they have an open offer, or somebody is being rung for it
   * already.
   */
  openInvitation(offer: Offer): Promise<boolean>;
  /** Settles a ringing offer. `accepted` continues to occupy the clinician; every other state releases them. */
  settleOffer(
    offerId: id.OfferId,
    state: Exclude<OfferState, 'ringing'>,
    reason: string | null,
  ): Promise<void>;
  /** A second clinician leaves: they are released and become idle now. */
  releaseOffer(offerId: id.OfferId): Promise<void>;
};

export type CallReads = {
  /** State and sequence number from one snapshot of the database. */
  getState(audience: Audience): Promise<AudienceState>;
  getBoard(organisationId: id.OrganisationId, reachableSince: Date): Promise<Omit<Board, 'writable'>>;
  getCallCard(callId: id.CallId): Promise<{
    card: CallCard;
    organisationId: id.OrganisationId;
    phase: CallLife['phase'];
    offeredTo: id.ClinicianId[];
  }>;
  /**
   * Whose room it is, and who may enter it now: the station of the open call or the booked visit, the clinician rung or
   * visiting. A booked visit is always `active`.
   */
  findRoom(roomId: id.RoomId): Promise<
    | {
        organisationId: id.OrganisationId;
        stationId: id.StationId;
        phase: 'waiting' | 'ringing' | 'active';
        stationName: string;
        /** How media of the station's site gets to the SFU. */
        iceTransportPolicy: IceTransportPolicy;
        /** Whom it rings at and who is in the visit; `admitted` only those in the visit. */
        clinicians: { clinicianId: id.ClinicianId; name: string; admitted: boolean }[];
      }
    | undefined
  >;
  /** The first waiting call in routing order. */
  findFirstWaiting(organisationId: id.OrganisationId): Promise<DispatchableCall | undefined>;
  /** The facts of these rings have been sent to their clinicians now; those that no longer ring are ignored. */
  markNotified(offerIds: readonly id.OfferId[]): Promise<void>;
  /** The rings of these offers are heard at this clinician's browser now; those that no longer ring are ignored. */
  markHeard(offerId: id.OfferId, clinicianId: id.ClinicianId): Promise<void>;
  /** How many calls there are in each phase but the last; for `/metrics`. */
  countOpenCalls(): Promise<Record<Exclude<CallLife['phase'], 'ended'>, number>>;
  /** The visit's clinician and wrap-up, for the job that ends it. */
  findWrapUp(
    visitId: id.VisitId,
  ): Promise<{ clinicianId: id.ClinicianId; organisationId: id.OrganisationId; until: Date } | undefined>;

  /** A heartbeat of connected browsers; not part of any transaction. `lost` are those that have just gone. */
  markSeen(seen: { stations: id.StationId[]; clinicians: id.ClinicianId[] }): Promise<void>;
  markGone(clinicianId: id.ClinicianId): Promise<void>;
  /** Throws when Postgres does not answer. */
  ping(): Promise<void>;
  /** Writes what means nothing. Throws when a press could not be kept now: Postgres is away, read-only or full. */
  probeWrite(): Promise<void>;
  /**
   * False after PostgreSQL has said that it only reads or is full, until it has kept something again. Answers at once, by
   * the last probe, and has another one made.
   */
  isWritable(): boolean;
};

/** What a job in the urgent queue needs to know of its call; the organisation is what is dispatched. */
export type DispatchableCall = { callId: id.CallId; organisationId: id.OrganisationId; acuity: Acuity };
