import { readAudit } from './accounts/audit-trail.ts';
import { enrol, issueStationToken } from './accounts/enrolment.ts';
import * as organisations from './organisations/organisations.ts';
import * as people from './accounts/people.ts';
import { readMe, refreshAccess, signIn, signOut } from './accounts/sign-in.ts';
import { addStation, issueEnrolmentCode, revokeStation } from './accounts/stations.ts';
import { answerCallBack, closeCallBack } from './call-backs/drop.ts';
import { wakeDispatcher } from './calls/wake-dispatcher.ts';
import { messageStation } from './calls/message.ts';
import { cancelCall, describeCall } from './calls/place.ts';
import { readBoard, readCall, readState } from './calls/read.ts';
import { recordObservations, withdrawObservations } from './calls/record-observations.ts';
import { answerSbard, readAnswerVersions } from './calls/write-sbard.ts';
import { prepareCheck, reportCheck } from './checks/checks.ts';
import { cancelBooking, changeBookingDetails, moveBooking } from './clinics/amend.ts';
import { confirmBooking, holdTime, releaseHold } from './clinics/book.ts';
import { listBookings, readBooking } from './clinics/bookings.ts';
import { changeClinicTemplate, endClinicTemplate, previewTemplateChange } from './clinics/change-template.ts';
import { findTimes } from './clinics/find-times.ts';
import { liftMovementStop } from './clinics/lift-stop.ts';
import { exportBooking, listBookingMessages } from './clinics/read-messages.ts';
import { takeReceipt } from './clinics/receipts.ts';
import { exportAppointment, openAppointment, sayCannotCome } from './clinics/open-link.ts';
import { sendLinkAgain, setPatientContact } from './clinics/patient-contact.ts';
import { waitForAppointment } from './clinics/wait-at-link.ts';
import { listMovementStops, previewMovementStop, stopMovements } from './clinics/movement-stops.ts';
import { correctAttendance, markNotAttended, readBookingCourse } from './clinics/mark-attendance.ts';
import { confirmRoom, moveOn } from './clinics/move-on.ts';
import { receivePatient } from './clinics/receive-patient.ts';
import { addPatient, listPatients, setWhereabouts } from './clinics/patients.ts';
import { setPrisonNumber } from './clinics/prison-number.ts';
import { decideMerge } from './clinics/doubtful-merges.ts';
import * as documents from './clinics/documents.ts';
import { openMessage } from './clinics/open-message.ts';
import { takePrisonEvents } from './clinics/prison-events.ts';
import { addPrisonFeed, listPrisonFeeds, revokePrisonFeed } from './clinics/prison-feeds.ts';
import { addPersonEvent, listPersonEvents, removePersonEvent } from './clinics/person-events.ts';
import { listPreflights, readPreflight, setPreflight } from './clinics/preflights.ts';
import { listOwnPrisons, printList, readMovementList, readUnlockList } from './clinics/prison-lists.ts';
import { readPersonSites, readPrisonDay, setPersonSites, setPrisonDay } from './clinics/prison.ts';
import * as interpreters from './clinics/interpreters.ts';
import { moveClinicSession, previewSessionMove } from './clinics/move-session.ts';
import { proposePatients } from './clinics/propose-patients.ts';
import { addReferral, listReferrals } from './clinics/referrals.ts';
import { exportActivity, readActivity } from './clinics/read-activity.ts';
import { sayLate } from './clinics/say-late.ts';
import { cancelClinicSession, listClinicSessions, publishClinicSession } from './clinics/sessions.ts';
import * as gpLetters from './gp-letters/gp-letters.ts';
import * as gpPractices from './gp-letters/gp-practices.ts';
import * as letters from './clinics/letters.ts';
import * as readLetters from './clinics/read-letters.ts';
import { readSlip, writeSlip } from './clinics/slips.ts';
import { addStationBlock, liftStationBlock, listStationBlocks } from './clinics/station-blocks.ts';
import { startVisit } from './clinics/start-visit.ts';
import { finishClinicTask, listClinicTasks } from './clinics/see-to-tasks.ts';
import { addClinicTemplate, listClinicTemplates } from './clinics/templates.ts';
import { setPresence } from './duty/set-presence.ts';
import { acknowledgeAdvice } from './escalation/acknowledge.ts';
import { acknowledgeNotice } from './escalation/notices.ts';
import { findPushSubscription, subscribeToPush, unsubscribeFromPush } from './escalation/push.ts';
import { enterVisit, leaveAsGuest, markGuest } from './guests/guest-attendance.ts';
import { admitGuest, muteAll, refuseGuest, removeGuest, setLock } from './guests/host.ts';
import { inviteGuest, withdrawInvitation } from './guests/invite.ts';
import { issueGuestToken, joinAsGuest, openInvitation } from './guests/join.ts';
import { findAnother } from './lost-clinician/lost-clinician.ts';
import { reportSound, ringSite } from './lost-sound/lost-sound.ts';
import { acceptOffer, declineOffer } from './offers/answer.ts';
import { inviteSecond } from './offers/invite-second.ts';
import { hearRing } from './offers/ring-deadlines.ts';
import { takeCall } from './offers/take.ts';
import { exportHistory, readHistory } from './oversight/history.ts';
import { drainMediaNode, listMediaNodes, openOperations } from './oversight/operations.ts';
import { readOversight } from './oversight/read-oversight.ts';
import { forPresses, withPriority } from './ports.ts';
import { normal, press, priority, type UseCase, type UseCaseDeps } from './use-case.ts';
import { startCall } from './presses/start-call.ts';
import { takeReport } from './quality/keep-reports.ts';
import { exportQualityDay, readQualityDay, readVisitQuality } from './quality/read-quality.ts';
import { assignSite, changeQueue } from './proposals/change-queue.ts';
import { confirmProposal, listProposals, rejectProposal, withdrawProposal } from './proposals/settle.ts';
import { endRecordGrant, openRecord, readPatientAccess } from './record-access/break-glass.ts';
import { findPatients } from './record-access/find-patients.ts';
import { listReaders } from './record-access/readers.ts';
import { listOpenedRecords, reviewRecordGrant } from './record-access/review-grants.ts';
import * as recordClients from './record/record-clients.ts';
import { addQueue, listQueues } from './queues/manage-queues.ts';
import { listProfiles, setProfile } from './queues/profiles.ts';
import { readOwnResidents } from './residents/list-residents.ts';
import * as residents from './residents/manage-residents.ts';
import { readRecord } from './shared-record/read-record.ts';
import { liftLegalHold, listLegalHolds, setLegalHold } from './retention/legal-hold.ts';
import { enterRoom } from './rooms/enter-room.ts';
import { keepChoice, readChoices } from './rooms/source-choices.ts';
import { copyWeek } from './rota/copy-week.ts';
import { exportRota, importRota } from './rota/calendar-files.ts';
import { addShift, changeShift, listRota, removeShift } from './rota/manage-rota.ts';
import { endVisit } from './visits/end-visit.ts';
import { handOver, leaveVisit } from './visits/hand-over.ts';
import { passOn } from './visits/pass-on.ts';
import { recordOutcome } from './write-ups/record-outcome.ts';

export type { UseCaseDeps } from './use-case.ts';

/** Calls, and the offers that ring for them. */
const callUseCases = {
  readState: normal(readState),
  readBoard: normal(readBoard),
  readCall: normal(readCall),
  startCall: press(startCall),
  describeCall: priority(describeCall, (_actor, { acuity }) => acuity !== undefined),
  // What it scores may change whose turn it is.
  recordObservations: priority(recordObservations),
  withdrawObservations: normal(withdrawObservations),
  answerSbard: normal(answerSbard),
  readAnswerVersions: normal(readAnswerVersions),
  readOwnResidents: normal(readOwnResidents),
  readRecord: normal(readRecord),
  cancelCall: press(cancelCall),
  messageStation: normal(messageStation),
  acknowledgeAdvice: normal(acknowledgeAdvice),
  acceptOffer: priority(acceptOffer),
  declineOffer: priority(declineOffer),
  hearRing: priority(hearRing),
  takeCall: press(takeCall),
  answerCallBack: press(answerCallBack),
  closeCallBack: normal(closeCallBack),
  setPresence: normal(setPresence),
  wakeDispatcher: normal(wakeDispatcher),
};

/** Visits, their rooms and the checks of the path to them. */
const visitUseCases = {
  startVisit: press(startVisit),
  moveOn: press(moveOn),
  confirmRoom: normal(confirmRoom),
  inviteSecond: normal(inviteSecond),
  handOver: normal(handOver),
  leaveVisit: press(leaveVisit),
  passOn: normal(passOn),
  endVisit: press(endVisit),
  findAnother: press(findAnother),
  recordOutcome: normal(recordOutcome),
  reportSound: normal(reportSound),
  ringSite: press(ringSite),
  enterRoom: normal(enterRoom),
  readChoices: normal(readChoices),
  keepChoice: normal(keepChoice),
  prepareCheck: normal(prepareCheck),
  reportCheck: normal(reportCheck),
  takeReport: normal(takeReport),
};

/** Guests: what the clinician who invites them does, and what they do themselves. */
const guestUseCases = {
  inviteGuest: normal(inviteGuest),
  withdrawInvitation: normal(withdrawInvitation),
  admitGuest: normal(admitGuest),
  refuseGuest: normal(refuseGuest),
  removeGuest: normal(removeGuest),
  muteAll: normal(muteAll),
  setLock: normal(setLock),
  openInvitation: normal(openInvitation),
  joinAsGuest: normal(joinAsGuest),
  issueGuestToken: normal(issueGuestToken),
  enterVisit: normal(enterVisit),
  leaveAsGuest: normal(leaveAsGuest),
  markGuest: normal(markGuest),
};

/** Sign-in, enrolment, and what administrators do. */
const accountUseCases = {
  signIn: normal(signIn),
  refreshAccess: normal(refreshAccess),
  signOut: normal(signOut),
  readMe: normal(readMe),
  enrol: normal(enrol),
  issueStationToken: normal(issueStationToken),
  listOrganisations: normal(organisations.listOrganisations),
  addOrganisation: normal(organisations.addOrganisation),
  setOrganisationRegion: normal(organisations.setOrganisationRegion),
  listSites: normal(organisations.listSites),
  addSite: normal(organisations.addSite),
  setSiteMediaPath: normal(organisations.setSiteMediaPath),
  setEstablishment: normal(organisations.setEstablishment),
  addStation: normal(addStation),
  issueEnrolmentCode: normal(issueEnrolmentCode),
  revokeStation: normal(revokeStation),
  listPeople: normal(people.listPeople),
  addPerson: normal(people.addPerson),
  setRoles: normal(people.setRoles),
  disablePerson: normal(people.disablePerson),
  enablePerson: normal(people.enablePerson),
  resetPassword: normal(people.resetPassword),
  changePassword: normal(people.changePassword),
  readAudit: normal(readAudit),
  listRecordClients: normal(recordClients.listRecordClients),
  addRecordClient: normal(recordClients.addRecordClient),
  setRecordClientKeys: normal(recordClients.setRecordClientKeys),
  setNotifyOrigins: normal(recordClients.setNotifyOrigins),
  disableRecordClient: normal(recordClients.disableRecordClient),
  enableRecordClient: normal(recordClients.enableRecordClient),
  admitRecordClient: normal(recordClients.admitRecordClient),
};

/** Who is on call when and for what, and how messages reach people. */
const rotaUseCases = {
  listRota: normal(listRota),
  addShift: normal(addShift),
  changeShift: normal(changeShift),
  removeShift: normal(removeShift),
  copyWeek: normal(copyWeek),
  exportRota: normal(exportRota),
  importRota: normal(importRota),
  listQueues: normal(listQueues),
  addQueue: normal(addQueue),
  changeQueue: normal(changeQueue),
  assignSite: normal(assignSite),
  listProposals: normal(listProposals),
  confirmProposal: normal(confirmProposal),
  rejectProposal: normal(rejectProposal),
  withdrawProposal: normal(withdrawProposal),
  listProfiles: normal(listProfiles),
  setProfile: normal(setProfile),
  subscribeToPush: normal(subscribeToPush),
  findPushSubscription: normal(findPushSubscription),
  unsubscribeFromPush: normal(unsubscribeFromPush),
  acknowledgeDelivery: normal(openMessage),
};

/** Who lives at a site, as whoever keeps the list does it. */
const residentUseCases = {
  listResidents: normal(residents.listResidents),
  addResident: normal(residents.addResident),
  amendResident: normal(residents.amendResident),
  moveResidentOut: normal(residents.moveResidentOut),
  moveResidentIn: normal(residents.moveResidentIn),
  setOxygenScale: normal(residents.setOxygenScale),
};

/** Who may see the record of a patient, and who has. */
const recordUseCases = {
  findPatients: normal(findPatients),
  readPatientAccess: normal(readPatientAccess),
  openRecord: normal(openRecord),
  endRecordGrant: normal(endRecordGrant),
  listOpenedRecords: normal(listOpenedRecords),
  reviewRecordGrant: normal(reviewRecordGrant),
  listReaders: normal(listReaders),
};

/** Booked clinics: when they are held, who waits for one, and who has a place. */
const clinicUseCases = {
  listClinicTemplates: normal(listClinicTemplates),
  addClinicTemplate: normal(addClinicTemplate),
  previewTemplateChange: normal(previewTemplateChange),
  changeClinicTemplate: normal(changeClinicTemplate),
  endClinicTemplate: normal(endClinicTemplate),
  listClinicSessions: normal(listClinicSessions),
  publishClinicSession: normal(publishClinicSession),
  cancelClinicSession: normal(cancelClinicSession),
  previewSessionMove: normal(previewSessionMove),
  moveClinicSession: normal(moveClinicSession),
  proposePatients: normal(proposePatients),
  readPrisonDay: normal(readPrisonDay),
  setPrisonDay: normal(setPrisonDay),
  readPersonSites: normal(readPersonSites),
  setPersonSites: normal(setPersonSites),
  listPatients: normal(listPatients),
  addPatient: normal(addPatient),
  receivePatient: normal(receivePatient),
  setPatientContact: normal(setPatientContact),
  sendLinkAgain: normal(sendLinkAgain),
  openAppointment: normal(openAppointment),
  waitForAppointment: normal(waitForAppointment),
  sayCannotCome: normal(sayCannotCome),
  exportAppointment: normal(exportAppointment),
  listReferrals: normal(listReferrals),
  addReferral: normal(addReferral),
  findTimes: normal(findTimes),
  holdTime: normal(holdTime),
  confirmBooking: normal(confirmBooking),
  releaseHold: normal(releaseHold),
  readBooking: normal(readBooking),
  listBookings: normal(listBookings),
  changeBookingDetails: normal(changeBookingDetails),
  moveBooking: normal(moveBooking),
  cancelBooking: normal(cancelBooking),
  markNotAttended: normal(markNotAttended),
  correctAttendance: normal(correctAttendance),
  readBookingCourse: normal(readBookingCourse),
  sayLate: normal(sayLate),
  readActivity: normal(readActivity),
  exportActivity: normal(exportActivity),
  listInterpreters: normal(interpreters.listInterpreters),
  addInterpreter: normal(interpreters.addInterpreter),
  changeInterpreter: normal(interpreters.changeInterpreter),
  retireInterpreter: normal(interpreters.retireInterpreter),
  listClinicTasks: normal(listClinicTasks),
  finishClinicTask: normal(finishClinicTask),
  decideMerge: normal(decideMerge),
  listBookingMessages: normal(listBookingMessages),
  exportBooking: normal(exportBooking),
  takeReceipt: normal(takeReceipt),
};

/** What a prison can do beside booking: stations that are not used, what else patients have on, and lockdowns. */
const prisonModeUseCases = {
  listStationBlocks: normal(listStationBlocks),
  addStationBlock: normal(addStationBlock),
  liftStationBlock: normal(liftStationBlock),
  listPersonEvents: normal(listPersonEvents),
  addPersonEvent: normal(addPersonEvent),
  removePersonEvent: normal(removePersonEvent),
  listMovementStops: normal(listMovementStops),
  previewMovementStop: normal(previewMovementStop),
  stopMovements: normal(stopMovements),
  liftMovementStop: normal(liftMovementStop),
  takePrisonEvents: normal(takePrisonEvents),
  listPrisonFeeds: normal(listPrisonFeeds),
  addPrisonFeed: normal(addPrisonFeed),
  revokePrisonFeed: normal(revokePrisonFeed),
};

/** What a prison needs on the day: lists, slips, and whether all is ready. */
const listUseCases = {
  setWhereabouts: normal(setWhereabouts),
  setPrisonNumber: normal(setPrisonNumber),
  listOwnPrisons: normal(listOwnPrisons),
  readMovementList: normal(readMovementList),
  readUnlockList: normal(readUnlockList),
  printList: normal(printList),
  readSlip: normal(readSlip),
  writeSlip: normal(writeSlip),
  listPreflights: normal(listPreflights),
  readPreflight: normal(readPreflight),
  setPreflight: normal(setPreflight),
  listDocuments: normal(documents.listDocuments),
  addDocument: normal(documents.addDocument),
  openDocument: normal(documents.openDocument),
  takeDocumentBack: normal(documents.takeDocumentBack),
};

/** What a clinician writes about a visit, and who reads it. */
const letterUseCases = {
  listLettersToSign: normal(readLetters.listLettersToSign),
  readLetterDraft: normal(letters.readLetterDraft),
  saveLetter: normal(letters.saveLetter),
  signLetter: normal(letters.signLetter),
  dropLetter: normal(letters.dropLetter),
  listBookingLetters: normal(readLetters.listBookingLetters),
  readLetter: normal(readLetters.readLetter),
  writeLetter: normal(readLetters.writeLetter),
  correctLetter: normal(letters.correctLetter),
};

/** Letters to the GPs of patients who were seen after a call. */
const gpLetterUseCases = {
  listGpPractices: normal(gpPractices.listGpPractices),
  addGpPractice: normal(gpPractices.addGpPractice),
  setGpPractice: normal(gpPractices.setGpPractice),
  listGpLetters: normal(gpLetters.listGpLetters),
  readGpLetter: normal(gpLetters.readGpLetter),
  signGpLetter: normal(gpLetters.signGpLetter),
  writeGpLetter: normal(gpLetters.writeGpLetter),
  readGpLetterDocument: normal(gpLetters.readGpLetterDocument),
};

/** What managers and operators see and do. */
const oversightUseCases = {
  readOversight: normal(readOversight),
  acknowledgeNotice: normal(acknowledgeNotice),
  readHistory: normal(readHistory),
  exportHistory: normal(exportHistory),
  readVisitQuality: normal(readVisitQuality),
  readQualityDay: normal(readQualityDay),
  exportQualityDay: normal(exportQualityDay),
  openOperations: normal(openOperations),
  listMediaNodes: normal(listMediaNodes),
  drainMediaNode: normal(drainMediaNode),
  listLegalHolds: normal(listLegalHolds),
  setLegalHold: normal(setLegalHold),
  liftLegalHold: normal(liftLegalHold),
};

/**
 * Every use case that somebody outside can ask for, once: what runs, and by which pool. Sockets, REST and tests all take
 * them from here.
 */
export const useCaseTable = {
  ...callUseCases,
  ...visitUseCases,
  ...guestUseCases,
  ...accountUseCases,
  ...rotaUseCases,
  ...residentUseCases,
  ...recordUseCases,
  ...clinicUseCases,
  ...prisonModeUseCases,
  ...listUseCases,
  ...letterUseCases,
  ...gpLetterUseCases,
  ...oversightUseCases,
};

type Table = typeof useCaseTable;
export type UseCaseName = keyof Table;

/** The use cases with their deps in hand: `useCases.acceptOffer(actor, { offerId })`. */
export type UseCases = {
  readonly [N in UseCaseName]: Table[N] extends UseCase<infer Input, infer Result>
    ? (...input: Input) => Result
    : never;
};

export function bindUseCases(deps: UseCaseDeps): UseCases {
  const depsBy = { ring: withPriority(deps), press: forPresses(deps), normal: deps };
  // Each row pairs its own types; the compiler cannot follow the pairing through a loop.
  const rows = Object.entries(useCaseTable) as [UseCaseName, UseCase<unknown[], unknown>][];
  const bound = rows.map(([name, { run, priority }]): [UseCaseName, unknown] => [
    name,
    (...input: unknown[]) => {
      return run(depsBy[typeof priority === 'function' ? priority(...input) : priority], ...input);
    },
  ]);
  return Object.fromEntries<unknown>(bound) as UseCases;
}
