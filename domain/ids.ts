import { z } from 'zod';

/** Every id on the wire is a UUID; the brand keeps one kind from standing in for another. */
export const organisationId = z.uuid().brand<'OrganisationId'>();
export const siteId = z.uuid().brand<'SiteId'>();
export const stationId = z.uuid().brand<'StationId'>();
export const personId = z.uuid().brand<'PersonId'>();
export const callId = z.uuid().brand<'CallId'>();
export const offerId = z.uuid().brand<'OfferId'>();
export const visitId = z.uuid().brand<'VisitId'>();
export const roomId = z.uuid().brand<'RoomId'>();
export const familyId = z.uuid().brand<'FamilyId'>();
export const queueId = z.uuid().brand<'QueueId'>();
export const shiftId = z.uuid().brand<'ShiftId'>();
export const callBackId = z.uuid().brand<'CallBackId'>();
export const noticeId = z.uuid().brand<'NoticeId'>();
export const deliveryId = z.uuid().brand<'DeliveryId'>();
export const proposalId = z.uuid().brand<'ProposalId'>();
export const guestId = z.uuid().brand<'GuestId'>();
export const participantId = z.uuid().brand<'ParticipantId'>();
export const mediaNodeId = z.uuid().brand<'MediaNodeId'>();
export const patientId = z.uuid().brand<'PatientId'>();
export const referralId = z.uuid().brand<'ReferralId'>();
export const clinicTemplateId = z.uuid().brand<'ClinicTemplateId'>();
export const clinicSessionId = z.uuid().brand<'ClinicSessionId'>();
export const bookingId = z.uuid().brand<'BookingId'>();
export const stationBlockId = z.uuid().brand<'StationBlockId'>();
export const personEventId = z.uuid().brand<'PersonEventId'>();
export const movementStopId = z.uuid().brand<'MovementStopId'>();
export const interpreterId = z.uuid().brand<'InterpreterId'>();
export const clinicTaskId = z.uuid().brand<'ClinicTaskId'>();
export const letterId = z.uuid().brand<'LetterId'>();
export const clinicMessageId = z.uuid().brand<'ClinicMessageId'>();
export const documentId = z.uuid().brand<'DocumentId'>();
export const bookingLinkId = z.uuid().brand<'BookingLinkId'>();
export const prisonFeedId = z.uuid().brand<'PrisonFeedId'>();
export const observationSetId = z.uuid().brand<'ObservationSetId'>();
export const gpPracticeId = z.uuid().brand<'GpPracticeId'>();
export const gpLetterId = z.uuid().brand<'GpLetterId'>();
export const sbardId = z.uuid().brand<'SbardId'>();
export const recordClientId = z.uuid().brand<'RecordClientId'>();
export const recordGrantId = z.uuid().brand<'RecordGrantId'>();

export type OrganisationId = z.infer<typeof organisationId>;
export type SiteId = z.infer<typeof siteId>;
export type StationId = z.infer<typeof stationId>;
export type PersonId = z.infer<typeof personId>;
/** A clinician is a person with the role `clinician`; both names say the same id. */
export type ClinicianId = PersonId;
export type CallId = z.infer<typeof callId>;
export type OfferId = z.infer<typeof offerId>;
export type VisitId = z.infer<typeof visitId>;
export type RoomId = z.infer<typeof roomId>;
export type QueueId = z.infer<typeof queueId>;
export type ShiftId = z.infer<typeof shiftId>;
export type CallBackId = z.infer<typeof callBackId>;
export type NoticeId = z.infer<typeof noticeId>;
/** One message to one person by one channel. */
export type DeliveryId = z.infer<typeof deliveryId>;
/** A change of a queue that waits for a second person. */
export type ProposalId = z.infer<typeof proposalId>;
/** Somebody asked into one visit by a single-use link: the invitation and whoever it lets in are one and the same. */
export type GuestId = z.infer<typeof guestId>;
/** One sign-in on one browser: every refresh token that descends from it. */
export type FamilyId = z.infer<typeof familyId>;
/** One presence of one person in one room; a new join gets a new one, so late messages of the old are refused. */
export type ParticipantId = z.infer<typeof participantId>;
/** One run of one SFU process: a process that is started again is another node. */
export type MediaNodeId = z.infer<typeof mediaNodeId>;
export type PatientId = z.infer<typeof patientId>;
/** Why a patient needs a clinic; it owns the clock of the wait. */
export type ReferralId = z.infer<typeof referralId>;
export type ClinicTemplateId = z.infer<typeof clinicTemplateId>;
/** One clinic on one day. */
export type ClinicSessionId = z.infer<typeof clinicSessionId>;
export type BookingId = z.infer<typeof bookingId>;
/** A time in which a station is not used for clinics. */
export type StationBlockId = z.infer<typeof stationBlockId>;
/** Something else that a patient has on. */
export type PersonEventId = z.infer<typeof personEventId>;
/** A time in which nobody is moved in a prison. */
export type MovementStopId = z.infer<typeof movementStopId>;
/** Something that a person must see to. */
export type InterpreterId = z.infer<typeof interpreterId>;
export type ClinicTaskId = z.infer<typeof clinicTaskId>;
/** One version of what a clinician writes about a visit of a clinic. */
export type LetterId = z.infer<typeof letterId>;
/** What one person is told of one thing that became of bookings. */
export type ClinicMessageId = z.infer<typeof clinicMessageId>;
/** A file about a referral, for whoever sees the patient. */
export type DocumentId = z.infer<typeof documentId>;
/** The link by which a patient at home joins. */
export type BookingLinkId = z.infer<typeof bookingLinkId>;
/** A system of a prison that may tell where people are. */
export type PrisonFeedId = z.infer<typeof prisonFeedId>;
/** What was observed at one time of one person; a correction is another version of it. */
export type ObservationSetId = z.infer<typeof observationSetId>;
export type GpPracticeId = z.infer<typeof gpPracticeId>;
export type GpLetterId = z.infer<typeof gpLetterId>;
export type SbardId = z.infer<typeof sbardId>;
/** A partner's own system that may read or write the record. */
export type RecordClientId = z.infer<typeof recordClientId>;
/** One opening of a record without a relationship. */
export type RecordGrantId = z.infer<typeof recordGrantId>;
