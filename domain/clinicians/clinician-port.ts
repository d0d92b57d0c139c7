import type { Offer } from '../calls/call.ts';
import type { OnCallClinician } from '../dispatching/routing.ts';
import type * as id from '../ids.ts';
import type { Duty, OutsideShiftReason, PauseReason } from './presence.ts';

export type ClinicianWrites = {
  findDuty(clinicianId: id.ClinicianId): Promise<Duty | undefined>;
  setDuty(
    clinicianId: id.ClinicianId,
    duty: {
      organisationId: id.OrganisationId;
      onCall: boolean;
      paused: PauseReason | null;
      idleSince: Date;
      outsideShiftReason: OutsideShiftReason | null;
    },
  ): Promise<void>;
  /**
   * Pauses a clinician who has missed a call; their idle time stays. No effect if they are off call or paused
   * already.
   */
  pauseForMissing(clinicianId: id.ClinicianId): Promise<void>;
  /** Whoever answers is there: a pause ends, and so does a wrap-up, whose outcome is still owed. */
  endPauseAndWrapUp(clinicianId: id.ClinicianId): Promise<void>;
  /** Their browser did not answer; they are not rung until it is heard from again. */
  markUnreachable(clinicianId: id.ClinicianId): Promise<void>;
  /** How many calls they have missed since then. */
  countMissed(clinicianId: id.ClinicianId, since: Date): Promise<number>;
  startWrapUp(clinicianId: id.ClinicianId, wrapUp: { visitId: id.VisitId; until: Date }): Promise<void>;
  /** Ends the wrap-up of this visit and makes the clinician idle from now; false when it was not running. */
  endWrapUp(clinicianId: id.ClinicianId, visitId: id.VisitId): Promise<boolean>;
  /** The clinician's open offer, ringing or accepted. Its row is not locked: a change locks the offer's call first. */
  findOpenOfferOf(clinicianId: id.ClinicianId): Promise<Offer | undefined>;
  /** On call, reachable and not disabled, with the shift they are in at this moment. */
  listOnCall(organisationId: id.OrganisationId, reachableSince: Date): Promise<OnCallClinician[]>;
  /** Of those the people who can be rung, now or after their visit or write-up, and those who are on a break. */
  countCover(
    organisationId: id.OrganisationId,
    reachableSince: Date,
  ): Promise<{ ringable: number; onBreak: number }>;
};
