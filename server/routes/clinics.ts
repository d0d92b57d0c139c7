import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type ClinicHandlers = Pick<
  Handlers,
  | 'listClinicTemplates'
  | 'addClinicTemplate'
  | 'previewTemplateChange'
  | 'changeClinicTemplate'
  | 'endClinicTemplate'
  | 'listClinicSessions'
  | 'publishClinicSession'
  | 'cancelClinicSession'
  | 'previewSessionMove'
  | 'moveClinicSession'
  | 'proposePatients'
  | 'readPrisonDay'
  | 'setPrisonDay'
  | 'readPersonSites'
  | 'setPersonSites'
>;

/** When clinics are held, and when patients of a prison can be brought to one. */
export function clinicHandlers(useCases: UseCases): ClinicHandlers {
  return {
    listClinicTemplates: async ({ actor, params }) => ({
      templates: await useCases.listClinicTemplates(actor, params),
    }),
    addClinicTemplate: ({ actor, params, body }) => useCases.addClinicTemplate(actor, { ...body, ...params }),
    previewTemplateChange: ({ actor, params, query }) =>
      useCases.previewTemplateChange(actor, { ...query, ...params }),
    changeClinicTemplate: ({ actor, params, body }) =>
      useCases.changeClinicTemplate(actor, { ...body, ...params }),
    endClinicTemplate: ({ actor, params, body }) => useCases.endClinicTemplate(actor, { ...body, ...params }),
    listClinicSessions: async ({ actor, params, query }) => ({
      sessions: await useCases.listClinicSessions(actor, { ...params, ...query }),
    }),
    publishClinicSession: ({ actor, params }) => useCases.publishClinicSession(actor, params),
    cancelClinicSession: ({ actor, params, body }) =>
      useCases.cancelClinicSession(actor, { ...body, ...params }),
    previewSessionMove: ({ actor, params, query }) =>
      useCases.previewSessionMove(actor, { ...query, ...params }),
    moveClinicSession: ({ actor, params, body }) => useCases.moveClinicSession(actor, { ...body, ...params }),
    proposePatients: ({ actor, params }) => useCases.proposePatients(actor, params),
    readPrisonDay: ({ actor, params }) => useCases.readPrisonDay(actor, params),
    setPrisonDay: ({ actor, params, body }) => useCases.setPrisonDay(actor, { ...body, ...params }),
    readPersonSites: async ({ actor, params }) => ({
      siteIds: await useCases.readPersonSites(actor, params),
    }),
    setPersonSites: ({ actor, params, body }) => useCases.setPersonSites(actor, { ...body, ...params }),
  };
}

type BookingHandlers = Pick<
  Handlers,
  | 'listPatients'
  | 'addPatient'
  | 'receivePatient'
  | 'setPatientContact'
  | 'sendLinkAgain'
  | 'listReferrals'
  | 'addReferral'
  | 'findTimes'
  | 'holdTime'
  | 'confirmBooking'
  | 'releaseHold'
  | 'readBooking'
  | 'listBookings'
  | 'changeBookingDetails'
  | 'moveBooking'
  | 'cancelBooking'
  | 'listBookingMessages'
  | 'exportBooking'
>;

/** Patients, who of them waits for a clinic, and who has a place. */
export function bookingHandlers(useCases: UseCases): BookingHandlers {
  return {
    listPatients: ({ actor }) => useCases.listPatients(actor),
    addPatient: ({ actor, body }) => useCases.addPatient(actor, body),
    receivePatient: ({ actor, body }) => useCases.receivePatient(actor, body),
    sendLinkAgain: ({ actor, params }) => useCases.sendLinkAgain(actor, params),
    setPatientContact: ({ actor, params, body }) => useCases.setPatientContact(actor, { ...body, ...params }),
    listReferrals: async ({ actor }) => ({ referrals: await useCases.listReferrals(actor) }),
    addReferral: ({ actor, body }) => useCases.addReferral(actor, body),
    findTimes: ({ actor, params, query }) => useCases.findTimes(actor, { ...params, ...query }),
    holdTime: ({ actor, body }) => useCases.holdTime(actor, body),
    confirmBooking: ({ actor, params, body }) => useCases.confirmBooking(actor, { ...body, ...params }),
    releaseHold: ({ actor, params }) => useCases.releaseHold(actor, params),
    readBooking: ({ actor, params }) => useCases.readBooking(actor, params),
    listBookings: async ({ actor, query }) => ({ bookings: await useCases.listBookings(actor, query) }),
    changeBookingDetails: ({ actor, params, body }) =>
      useCases.changeBookingDetails(actor, { ...body, ...params }),
    moveBooking: ({ actor, params, body }) => useCases.moveBooking(actor, { ...body, ...params }),
    cancelBooking: ({ actor, params, body }) => useCases.cancelBooking(actor, { ...body, ...params }),
    listBookingMessages: async ({ actor, params }) => ({
      messages: await useCases.listBookingMessages(actor, params),
    }),
    exportBooking: ({ actor, params }) => useCases.exportBooking(actor, params),
  };
}

type ClinicRunningHandlers = Pick<
  Handlers,
  | 'markNotAttended'
  | 'correctAttendance'
  | 'readBookingCourse'
  | 'sayLate'
  | 'readActivity'
  | 'exportActivity'
>;

/** The clinician runs the list: who was seen, and what comes next. */
export function clinicRunningHandlers(useCases: UseCases): ClinicRunningHandlers {
  return {
    markNotAttended: ({ actor, params, body }) => useCases.markNotAttended(actor, { ...body, ...params }),
    correctAttendance: ({ actor, params, body }) => useCases.correctAttendance(actor, { ...body, ...params }),
    readBookingCourse: ({ actor, params }) => useCases.readBookingCourse(actor, params),
    sayLate: ({ actor, params, body }) => useCases.sayLate(actor, { ...body, ...params }),
    readActivity: ({ actor, params, query }) => useCases.readActivity(actor, { ...params, ...query }),
    exportActivity: ({ actor, params, query }) => useCases.exportActivity(actor, { ...params, ...query }),
  };
}

type PrisonModeHandlers = Pick<
  Handlers,
  | 'listStationBlocks'
  | 'addStationBlock'
  | 'liftStationBlock'
  | 'listPersonEvents'
  | 'addPersonEvent'
  | 'removePersonEvent'
  | 'listMovementStops'
  | 'previewMovementStop'
  | 'stopMovements'
  | 'liftMovementStop'
>;

/** Stations that are not used, what else patients have on, and lockdowns. */
export function prisonModeHandlers(useCases: UseCases): PrisonModeHandlers {
  return {
    listStationBlocks: async ({ actor }) => ({ prisons: await useCases.listStationBlocks(actor) }),
    addStationBlock: ({ actor, params, body }) => useCases.addStationBlock(actor, { ...body, ...params }),
    liftStationBlock: ({ actor, params }) => useCases.liftStationBlock(actor, params),
    listPersonEvents: async ({ actor, params }) => ({
      events: await useCases.listPersonEvents(actor, params),
    }),
    addPersonEvent: ({ actor, params, body }) => useCases.addPersonEvent(actor, { ...body, ...params }),
    removePersonEvent: ({ actor, params }) => useCases.removePersonEvent(actor, params),
    listMovementStops: async ({ actor }) => ({ prisons: await useCases.listMovementStops(actor) }),
    previewMovementStop: ({ actor, params, query: { wings, ...query } }) =>
      useCases.previewMovementStop(actor, { ...params, ...query, wings: wings?.split(',') }),
    stopMovements: ({ actor, params, body }) => useCases.stopMovements(actor, { ...body, ...params }),
    liftMovementStop: ({ actor, params }) => useCases.liftMovementStop(actor, params),
  };
}

type ClinicTaskHandlers = Pick<Handlers, 'listClinicTasks' | 'finishClinicTask' | 'decideMerge'>;

/** What has to be seen to because it did not go by itself. */
export function clinicTaskHandlers(useCases: UseCases): ClinicTaskHandlers {
  return {
    listClinicTasks: async ({ actor }) => ({ tasks: await useCases.listClinicTasks(actor) }),
    finishClinicTask: ({ actor, params }) => useCases.finishClinicTask(actor, params),
    decideMerge: ({ actor, params, body }) => useCases.decideMerge(actor, { ...params, ...body }),
  };
}

type InterpreterHandlers = Pick<
  Handlers,
  'listInterpreters' | 'addInterpreter' | 'changeInterpreter' | 'retireInterpreter'
>;

/** Whom a hospital books to interpret. */
export function interpreterHandlers(useCases: UseCases): InterpreterHandlers {
  return {
    listInterpreters: async ({ actor }) => ({ interpreters: await useCases.listInterpreters(actor) }),
    addInterpreter: ({ actor, body }) => useCases.addInterpreter(actor, body),
    changeInterpreter: ({ actor, params, body }) => useCases.changeInterpreter(actor, { ...body, ...params }),
    retireInterpreter: ({ actor, params }) => useCases.retireInterpreter(actor, params),
  };
}

type PersonMoveHandlers = Pick<
  Handlers,
  'takePrisonEvents' | 'listPrisonFeeds' | 'addPrisonFeed' | 'revokePrisonFeed'
>;

/** Where people in prison are, and which systems may tell it. */
export function personMoveHandlers(useCases: UseCases): PersonMoveHandlers {
  return {
    takePrisonEvents: ({ actor, body }) => useCases.takePrisonEvents(actor, body),
    listPrisonFeeds: async ({ actor, params }) => ({ feeds: await useCases.listPrisonFeeds(actor, params) }),
    addPrisonFeed: ({ actor, params, body }) => useCases.addPrisonFeed(actor, { ...params, ...body }),
    revokePrisonFeed: ({ actor, params }) => useCases.revokePrisonFeed(actor, params),
  };
}
