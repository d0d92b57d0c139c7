import { z } from 'zod';
import type { CallBackId, CallId, OrganisationId, PersonId, StationId } from '../ids.ts';

/** The result of a call-back; only a named person can record it. */
export const callBackCloseReason = z.enum([
  'reached-by-video',
  'reached-by-telephone',
  'not-needed',
  'emergency-services',
  'not-reached',
]);
export type CallBackCloseReason = z.infer<typeof callBackCloseReason>;

/** A caller who was cut off, until a named person has seen to it. */
export type CallBack = {
  readonly id: CallBackId;
  readonly organisationId: OrganisationId;
  readonly callId: CallId;
  readonly stationId: StationId;
  /** What was cut off. */
  readonly dropped: 'waiting' | 'visit';
  readonly openedAt: Date;
  /** The call that the station made of it. */
  readonly answeredByCallId: CallId | null;
  readonly closedAt: Date | null;
};

/** The state of a station carries its oldest call-back that is open and unanswered; the board all that are open. */
export type CallBackWrites = {
  open(callBack: CallBack): Promise<void>;
  /** Reads it and locks its row until the transaction ends. */
  lock(callBackId: CallBackId): Promise<CallBack | undefined>;
  setAnswered(callBackId: CallBackId, by: CallId): Promise<void>;
  /** The last of the calls that continue this one, as call-backs were answered; undefined where none does. */
  findContinuing(callId: CallId): Promise<CallId | undefined>;
  close(
    callBackId: CallBackId,
    closing: { by: PersonId; at: Date; reason: CallBackCloseReason; note: string | null },
  ): Promise<void>;
};
