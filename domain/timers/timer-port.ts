import type { DispatchableCall } from '../calls/call-port.ts';
import type * as id from '../ids.ts';

/** What has come due by now in Postgres, a list for each rule; of calls, offers, visits and messages the ids only. */
export type DueWork = {
  /** Organisations in which a call waits, or rings with fewer clinicians than it may. */
  organisations: id.OrganisationId[];
  /** Offers past their deadline. */
  overdueRings: id.OfferId[];
  /** Offers whose browser has not said in time that it rings, or has fallen silent. */
  unheardRings: id.OfferId[];
  wrapUps: id.VisitId[];
  /** Calls whose acuity is to be raised by its timer. */
  raises: id.CallId[];
  /** Calls whose next step of the ladder is due. */
  escalations: id.CallId[];
  /** Calls whose station has been gone for longer than its grace. */
  dropped: id.CallId[];
  /** Booked visits whose station has been gone for longer than the grace of a visit. */
  lostStations: id.VisitId[];
  /** Visits whose clinician is in their room no more, or again, and that has not been noted yet. */
  leadChanges: id.VisitId[];
  /** Visits whose clinician has not been heard of, or not in their room, for longer than the grace of a visit. */
  abandoned: id.VisitId[];
  /** Booked visits that nobody at the prison has joined in time, and whose station has not been made to ring yet. */
  missingPrisons: id.VisitId[];
  /** Messages that wait to be delivered, or to be tried again. */
  deliveries: id.DeliveryId[];
};

/** What is open in Postgres and should have a job, whenever that is due. */
export type OpenWork = {
  waiting: DispatchableCall[];
  ringing: { offerId: id.OfferId; deadline: Date }[];
  wrapUps: { visitId: id.VisitId; until: Date }[];
};

export type TimerReads = {
  /**
   * One statement, whatever has become of the jobs. Oldest first, 200 of each at most. Nobody is found silent in a room
   * for a time before `listeningSince`.
   */
  listDue(now: Date, heard: { listeningSince: Date; waitingMs: number; visitMs: number }): Promise<DueWork>;
  /** For the sweep and after `FLUSHALL`. */
  listOpenWork(): Promise<OpenWork>;
};

/** What a job is added with. Its payload is made of it, and so is when it runs. */
export type JobInputs = {
  /** `behindMs` when something else dispatches meanwhile; a `swept` one waits in the queue once at most. */
  'dispatch-call': DispatchableCall & { behindMs?: number; swept?: true };
  'end-ring': { offerId: id.OfferId; deadline: Date };
  /** Rings must be heard within 2 s. */
  'check-ring': { offerId: id.OfferId; at: Date };
  'end-wrap-up': { visitId: id.VisitId; until: Date };
  deliver: { deliveryId: id.DeliveryId };
};
