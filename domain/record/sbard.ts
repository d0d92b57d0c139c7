import { z } from 'zod';
import * as id from '../ids.ts';
import type { CallId, ClinicianId, OrganisationId, PatientId, PersonId, SbardId, StationId } from '../ids.ts';
import { instant } from '../wire.ts';

/** The SBARD of one trouble: of a call, and of those that continue it after it was cut off. */
export type Sbard = {
  readonly id: SbardId;
  readonly organisationId: OrganisationId;
  /** Whose; null while nobody has said which resident it is. */
  readonly patientId: PatientId | null;
  /** Under which it is in the record of whoever it is about now: another one for another person. */
  readonly responseId: string;
  /** As `url|version`. */
  readonly questionnaire: string;
};

/** One answer in one version. A version is never changed. */
export type SbardAnswer = {
  readonly linkId: string;
  readonly version: number;
  /** Made by whoever sends it, so that what is sent twice is kept once. */
  readonly requestId: string;
  /** Null: the answer was cleared. */
  readonly value: string | null;
  /** Whom the SBARD was about when it was written. */
  readonly patientId: PatientId | null;
  readonly by:
    { readonly kind: 'station'; readonly id: StationId } | { readonly kind: 'person'; readonly id: PersonId };
  readonly at: Date;
};

const linkId = z.string().min(1).max(60);

/** More than any answer may have; each question has a limit of its own. */
const value = z.string().max(2000).nullable();

/** What either side sends to fill or change one answer. */
export const saidAnswer = z.strictObject({
  requestId: z.uuid(),
  /** Whom the screen showed: what was typed of somebody else is refused. */
  patientId: id.patientId.nullable(),
  linkId,
  value,
  /** The version that the screen showed, 0 of an answer that nobody has given yet. */
  basis: z.int().min(0),
});
export type SaidAnswer = z.infer<typeof saidAnswer>;

/** One version of an answer as screens are told it. */
export const sbardAnswerView = z.strictObject({
  linkId,
  version: z.int().min(1),
  value,
  side: z.enum(['station', 'clinician']),
  /** The clinician, or the station. */
  byName: z.string(),
  at: instant,
  /** It was written when the call was about another resident, and is in nobody's record as of this one until it is saved again. */
  ofAnother: z.boolean(),
});
export type SbardAnswerView = z.infer<typeof sbardAnswerView>;

/** Not kept: another version stands, and here it is. Null where nobody has given an answer. */
export const answerReply = z.discriminatedUnion('kept', [
  z.strictObject({ kept: z.literal(true), version: z.int().min(1) }),
  z.strictObject({ kept: z.literal(false), standing: sbardAnswerView.nullable() }),
]);
export type AnswerReply = z.infer<typeof answerReply>;

/** Every version of one answer, the newest first. */
export const answerVersions = z.strictObject({ versions: z.array(sbardAnswerView) });
export const askedAnswer = z.strictObject({ linkId });

/** Writing SBARDs; whoever does has locked the call. */
export type SbardWrites = {
  /** Locks it until the transaction ends. */
  lockOfCall(callId: CallId): Promise<Sbard | undefined>;
  open(sbard: Sbard): Promise<void>;
  /** The call is one of those that it is of. */
  attach(callId: CallId, sbardId: SbardId): Promise<void>;
  /** It is somebody else's from now on, in their record under the id given. */
  giveTo(sbard: Sbard): Promise<void>;
  findByRequest(sbardId: SbardId, requestId: string): Promise<Pick<SbardAnswer, 'version'> | undefined>;
  findNewest(sbardId: SbardId, linkId: string): Promise<SbardAnswerView | undefined>;
  /** The newest first, and no more than anybody reads. */
  listVersions(sbardId: SbardId, linkId: string): Promise<SbardAnswerView[]>;
  keep(sbardId: SbardId, answer: SbardAnswer): Promise<void>;
  /** When the clinician's own visit of the call has ended: null while it runs, undefined where there is none. */
  findOwnVisit(
    callId: CallId,
    clinicianId: ClinicianId,
  ): Promise<{ endedAt: Date | null; outcomeRecorded: boolean } | undefined>;
  /** Clinicians who have it on their screen: whose visits run or are to be written up, and who was asked into one. */
  listClinicians(sbardId: SbardId): Promise<ClinicianId[]>;
  /** Writes it into the record as it stands now; nothing where it is not known whose it is. */
  record(sbard: Sbard): Promise<void>;
  /** Says in the record of whom it was about that it was not about them. */
  recordInError(sbard: Sbard): Promise<void>;
};
