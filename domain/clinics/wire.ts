import { z } from 'zod';
import { nhsNumber } from '../nhs-number.ts';
import { skill } from '../clinicians/skill.ts';
import * as id from '../ids.ts';
import { wallDate } from '../rota/wall-clock.ts';
import { type Endpoint, instant, name, nothing, phone } from '../wire.ts';
import { siteKind } from '../accounts/wire.ts';
import { bookingOutcome, followUp } from './attendance.ts';
import { cancelCode, cause } from './cancel-codes.ts';
import {
  bookingState,
  clockTime,
  otherwise,
  referralPriority,
  referralState,
  sessionState,
  weekday,
} from './clinic.ts';
import { patientContact } from './link-wire.ts';
import { outsidePlace } from './outside.ts';
import { messageSide } from './message.ts';
import { eventClash, eventKind } from './person-event.ts';
import { standingKind } from './person-move.ts';
import { askedDocument } from './preflight.ts';
import { cell, securityMark, wing } from './whereabouts.ts';

const organisationParams = z.strictObject({ organisationId: id.organisationId });
const text = (max: number) => z.string().trim().min(1).max(max);
const minutes = (least: number, most: number) => z.int().min(least).max(most);
const service = text(80);

/** As prisons write it: a letter, four digits, two letters (`A1234BC`). */
export const prisonNumber = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]\d{4}[A-Z]{2}$/, 'must be a prison number such as A1234BC');

const lengths = {
  preMinutes: minutes(0, 60),
  mainMinutes: minutes(5, 240),
  debriefMinutes: minutes(0, 60),
};

const share = z.strictObject({ siteId: id.siteId, places: z.int().min(1).max(100) });

const templateBody = z.strictObject({
  service,
  clinicianId: id.personId,
  weekday,
  everyWeeks: minutes(1, 12),
  startsAtClock: clockTime,
  endsAtClock: clockTime,
  ...lengths,
  capacity: z.int().min(1).max(20),
  validFrom: wallDate,
  validTo: wallDate.nullable(),
  /** Places that only patients of one prison can be booked into, until so many hours before the clinic begins. */
  shares: z.array(share).max(50).optional(),
  releaseHours: minutes(0, 28 * 24).optional(),
});
export type TemplateBody = z.infer<typeof templateBody>;

export const templateView = templateBody.extend({
  templateId: id.clinicTemplateId,
  clinicianName: z.string(),
  shares: z.array(share),
  releaseHours: z.int(),
  version: z.int(),
  /** From when on the clinic is held at other times, which have a template of their own; null where none follow. */
  changesOn: wallDate.nullable(),
});
export type TemplateView = z.infer<typeof templateView>;

const templateChange = templateBody
  .omit({ service: true, clinicianId: true, validFrom: true, shares: true, releaseHours: true })
  .extend({
    shares: z.array(share).max(50),
    releaseHours: minutes(0, 28 * 24),
    version: z.int().min(1),
    /** The first day of the new times. */
    from: wallDate,
  });
export type TemplateChange = z.infer<typeof templateChange>;

const templateEffects = z.strictObject({
  /** Planned from that day on and never published: these are removed, or planned anew. */
  planned: z.int().min(0),
  /** Published: these stay as they are until somebody moves or cancels them. */
  standing: z.array(
    z.strictObject({
      sessionId: id.clinicSessionId,
      date: wallDate,
      startsAtClock: clockTime,
      endsAtClock: clockTime,
      booked: z.int().min(0),
    }),
  ),
});
export type TemplateEffects = z.infer<typeof templateEffects>;

/** What else the clinician has at the time of a session: looked at before it is published. */
export const sessionClash = z.strictObject({
  kind: z.enum(['on-call', 'session']),
  startsAt: instant,
  endsAt: instant,
});

export const sessionView = z.strictObject({
  sessionId: id.clinicSessionId,
  templateId: id.clinicTemplateId.nullable(),
  service,
  clinicianId: id.personId,
  clinicianName: z.string(),
  date: wallDate,
  startsAtClock: clockTime,
  endsAtClock: clockTime,
  startsAt: instant,
  endsAt: instant,
  ...lengths,
  capacity: z.int(),
  state: sessionState,
  /** Of what a clinic has left behind that was moved away from here: when it is held now; null of every other. */
  movedTo: z.strictObject({ date: wallDate, startsAtClock: clockTime }).nullable(),
  /** Times in all, and how many of them are booked. */
  places: z.int().min(0),
  booked: z.int().min(0),
  /** Kept for one prison each, and until when: then what is left is open to all. */
  shares: z.array(share.extend({ siteName: z.string() })),
  keptUntil: instant.nullable(),
  clashes: z.array(sessionClash),
  /** Stands although its clinic is held at other times by then, or not any more; null of every other. */
  leftOver: z.enum(['changed', 'ended']).nullable(),
});
export type SessionView = z.infer<typeof sessionView>;

const regimeWindow = z.strictObject({ weekday, from: clockTime, to: clockTime });
const prisonDayBody = z.strictObject({
  leadMinutes: minutes(0, 180),
  moveBackMinutes: minutes(0, 180),
  regime: z.array(regimeWindow).max(50),
  escortPlaces: z.int().min(0).max(100).nullable(),
  stationIds: z.array(id.stationId).max(50),
  interpreterPhone: phone.nullable().optional(),
});
export type PrisonDayBody = z.infer<typeof prisonDayBody>;
export const prisonDayView = prisonDayBody.extend({ siteId: id.siteId });

export const patientView = z.strictObject({
  patientId: id.patientId,
  siteId: id.siteId,
  siteName: z.string(),
  name: z.string(),
  dateOfBirth: wallDate,
  nhsNumber: z.string().nullable(),
  prisonNumber: z.string().nullable(),
});
export type PatientView = z.infer<typeof patientView>;

/** As who works in the prison sees the patient: nobody else reads where they are, or what officers have to know (A38). */
export const placedPatientView = patientView.extend({
  wing: z.string().nullable(),
  cell: z.string().nullable(),
  marks: z.array(securityMark),
  /** False while the marks are those of another prison, and nobody of this one has said where the patient is. */
  marksConfirmed: z.boolean(),
  /** Of a patient at home only: where they can be reached. */
  contact: z.strictObject({ email: z.string().nullable(), phone: z.string().nullable() }).optional(),
});
export type PlacedPatientView = z.infer<typeof placedPatientView>;

/** Somebody who is added. */
export const patientBody = z.strictObject({
  siteId: id.siteId,
  name,
  dateOfBirth: wallDate,
  nhsNumber: nhsNumber.nullable(),
  prisonNumber: prisonNumber.nullable(),
  /** Not in the prison yet: whoever books them is reminded to see whether they have come (A35). */
  expected: z.boolean().optional(),
  wing: wing.nullable().optional(),
  cell: cell.nullable().optional(),
  /** Of a patient at home only. */
  contact: patientContact.optional(),
});
export type PatientBody = z.infer<typeof patientBody>;

export const referralView = z.strictObject({
  referralId: id.referralId,
  patient: patientView,
  service,
  priority: referralPriority,
  clockStart: wallDate,
  state: referralState,
  /** What the clinician has asked for who has seen the patient; null of one who has not been seen yet. */
  followUp: followUp.nullable(),
});
export type ReferralView = z.infer<typeof referralView>;

const referralBody = z.strictObject({
  patientId: id.patientId,
  service,
  priority: referralPriority,
  /** The day the wait began; today where it is left out. */
  clockStart: wallDate.optional(),
});
export type ReferralBody = z.infer<typeof referralBody>;

/** Why a time of a session is not offered. */
export const gapReason = z.enum([
  'too-soon',
  'no-regime',
  'over-lock-up',
  'movements-stopped',
  'clinician-taken',
  'station-taken',
  'station-blocked',
  'patient-taken',
  'escort-taken',
  'interpreter-taken',
  'no-station',
  'kept-for-others',
]);
export type GapReason = z.infer<typeof gapReason>;

/** A time that all can keep. Wall times are those of Europe/London. */
export const freeTime = z.strictObject({
  sessionId: id.clinicSessionId,
  stationId: id.stationId,
  stationName: z.string(),
  clinicianName: z.string(),
  startsAt: instant,
  endsAt: instant,
  /** When the patient is fetched. */
  beginsAt: instant,
  /** What else the patient has on then. With any, prison healthcare needs a reason to hold it; nobody else is offered it. */
  clashes: z.array(eventClash),
});
export type FreeTime = z.infer<typeof freeTime>;

const freeTimes = z.strictObject({
  times: z.array(freeTime),
  /** How many more there are than are named here. */
  more: z.int().min(0),
  /** Times of sessions that are not offered, by the first reason. */
  notOffered: z.array(z.strictObject({ why: gapReason, times: z.int().min(1) })),
});
export type FreeTimes = z.infer<typeof freeTimes>;

/** Somebody who could be booked into a session: the first time of it that all can keep, or why there is none. */
const candidate = z.strictObject({
  referral: referralView,
  time: freeTime.nullable(),
  notOffered: freeTimes.shape.notOffered,
});
export type Candidate = z.infer<typeof candidate>;

const sessionCandidates = z.strictObject({
  service,
  date: wallDate,
  startsAtClock: clockTime,
  endsAtClock: clockTime,
  /** In the order in which they are to be booked. */
  candidates: z.array(candidate),
  /** How many more wait for this service. */
  more: z.int().min(0),
});
export type SessionCandidates = z.infer<typeof sessionCandidates>;

/** The patient is not in the prison yet, is out of it for a while, or has left it and not come to another one yet. */
export const awayKind = standingKind.extract(['expected', 'out', 'moving']);
export type AwayKind = z.infer<typeof awayKind>;

const language = text(40);

/** What is written about a booking. The note for the patient may be printed; the other never leaves the staff. */
export const bookingDetails = z.strictObject({
  otherwise,
  officer: z.enum(['in-the-room', 'outside', 'not-needed', 'not-known']),
  interpreterLanguage: language.nullable(),
  noteForPatient: text(300).nullable(),
  noteForStaff: text(1000).nullable(),
});
export type BookingDetails = z.infer<typeof bookingDetails>;

export const bookingView = z.strictObject({
  bookingId: id.bookingId,
  /** Said over the telephone: eight characters. */
  reference: z.string(),
  state: bookingState,
  version: z.int().min(1),
  referralId: id.referralId,
  service,
  patient: patientView,
  sessionId: id.clinicSessionId,
  clinicianName: z.string(),
  stationId: id.stationId,
  stationName: z.string(),
  /** Of a booking of a patient at home only: since when somebody waits with its link, before the visit has begun. */
  link: z.strictObject({ waitingSince: instant.nullable() }).optional(),
  /** Since when a clerk has to see to it that the patient has said by their link that they cannot come. */
  cannotComeSince: instant.optional(),
  /** Of a booking at a place that is no prison only. */
  outside: outsidePlace.optional(),
  startsAt: instant,
  endsAt: instant,
  beginsAt: instant,
  heldUntil: instant.nullable(),
  details: bookingDetails.nullable(),
  /** Who interprets; null where nobody is booked to, also where a language is asked for. */
  interpreter: z.strictObject({ name: z.string(), phone: z.string().nullable() }).nullable(),
  cancelled: z
    .strictObject({ code: cancelCode, cause, text: z.string().nullable(), at: instant, late: z.boolean() })
    .nullable(),
  /** When its first visit began, and since when it is done; null before. */
  startedAt: instant.nullable(),
  doneAt: instant.nullable(),
  /** Of a booking that is to come and late: when it is expected, and when to fetch the patient (A46). Said where bookings are read. */
  expected: z
    .strictObject({
      startsAt: instant,
      fetchAt: instant,
      minutesLate: z.int().min(1),
      /** The patient was fetched before it was known to be late, and waits. */
      moved: z.boolean(),
      /** The clinician is seeing an urgent call. */
      urgentCall: z.boolean(),
    })
    .nullable(),
  /** What is recorded of it; null of one that is done means that the outcome is missing. */
  outcome: bookingOutcome.nullable(),
  /** What it was booked over, why and by whom (A10); null for everybody who does not work in that prison. */
  clash: z.strictObject({ kinds: z.array(eventKind), reason: z.string(), byName: z.string() }).nullable(),
  /** The sides that a message about it should have told and has not, so that somebody has to (A43). */
  notReached: z.array(messageSide),
  /** Of one that is to come: why its patient may not be there; null for everybody but the prison and the booking clerks. */
  away: awayKind.nullable(),
});
export type BookingView = z.infer<typeof bookingView>;

/**
 * A booked visit as its clinicians see it. Of what the prison knows about security there is only where officers are
 * (A39).
 */
export const bookedCard = z.strictObject({
  kind: z.literal('booking'),
  bookingId: id.bookingId,
  referralId: id.referralId,
  roomId: id.roomId,
  siteName: z.string(),
  siteKind: z.string(),
  sitePhone: z.string().nullable(),
  stationName: z.string(),
  service: z.string(),
  /** What a second clinician needs, as for calls of the site. */
  requiredSkills: z.array(skill),
  patient: z.strictObject({
    patientId: id.patientId,
    name: z.string(),
    dateOfBirth: wallDate,
    nhsNumber: z.string().nullable(),
    prisonNumber: z.string().nullable(),
  }),
  startsAt: instant,
  endsAt: instant,
  officer: bookingDetails.shape.officer.nullable(),
  interpreterLanguage: z.string().nullable(),
  noteForStaff: z.string().nullable(),
  /** Whether its outcome says what comes next: not of one that has been started again, or is settled already. */
  toBeSettled: z.boolean(),
});
export type BookedCard = z.infer<typeof bookedCard>;

const bookingParams = z.strictObject({ bookingId: id.bookingId });
const templateParams = z.strictObject({ templateId: id.clinicTemplateId });
const sessionParams = z.strictObject({ sessionId: id.clinicSessionId });
const siteParams = z.strictObject({ siteId: id.siteId });
const span = z.strictObject({ from: wallDate, days: z.coerce.number().int().min(1).max(42).optional() });

/** Why a time is wanted although the patient has something else on: `reason-needed` without it (A07). */
const clashReason = text(200).optional();

const holdBody = z.strictObject({
  referralId: id.referralId,
  sessionId: id.clinicSessionId,
  stationId: id.stationId,
  startsAt: instant,
  /** Made by the caller: the same request sent twice is one hold (A03). */
  requestId: z.uuid(),
  clashReason,
  /** An interpreter of this language is held too, where the hospital keeps any: `taken` when none of them is free. */
  language: language.optional(),
});
export type HoldBody = z.infer<typeof holdBody>;

const moveBody = z.strictObject({
  version: z.int().min(1),
  sessionId: id.clinicSessionId,
  stationId: id.stationId,
  startsAt: instant,
  clashReason,
});
export type MoveBody = z.infer<typeof moveBody>;

const cancelBody = z.strictObject({
  version: z.int().min(1),
  code: cancelCode,
  /** Needed with a code of `other`. */
  text: text(300).nullable(),
});
export type CancelBody = z.infer<typeof cancelBody>;

const sessionMove = z.strictObject({ date: wallDate, startsAtClock: clockTime });
export type SessionMove = z.infer<typeof sessionMove>;

const sessionMovePreview = z.strictObject({
  endsAtClock: clockTime,
  /** What else its clinician has at that time. */
  clashes: z.array(sessionClash),
  bookings: z.array(
    z.strictObject({
      bookingId: id.bookingId,
      patientName: z.string(),
      siteName: z.string(),
      from: instant,
      /** Null where the list of the moved clinic has no such place. */
      to: instant.nullable(),
      /** Why they cannot come then; null where all can keep it. */
      why: gapReason.nullable(),
    }),
  ),
});
export type SessionMovePreview = z.infer<typeof sessionMovePreview>;

/** Booked clinics: when they are held, who waits for one, and who has a place. */
export const clinicEndpoints = {
  listClinicTemplates: {
    method: 'get',
    path: '/api/organisations/:organisationId/clinic-templates',
    auth: 'person',
    status: 200,
    summary: 'When clinics are held.',
    params: organisationParams,
    reply: z.strictObject({ templates: z.array(templateView) }),
  },
  addClinicTemplate: {
    method: 'post',
    path: '/api/organisations/:organisationId/clinic-templates',
    auth: 'person',
    status: 201,
    summary:
      'Says when a clinic is held, by the clock of Europe/London, and plans its sessions of the next twelve weeks. `invalid` when a time does not exist on one of the days of the next year, no appointment fits in, or it is never held.',
    params: organisationParams,
    body: templateBody,
    reply: templateView.extend({ planned: z.int().min(0) }),
  },
  previewTemplateChange: {
    method: 'get',
    path: '/api/clinic-templates/:templateId/effects',
    auth: 'person',
    status: 200,
    summary:
      'What a change or the end of a regular clinic from a day on would remove, and which published sessions would stay, with how many patients are booked in each.',
    params: templateParams,
    query: z.strictObject({ from: wallDate }),
    reply: templateEffects,
  },
  changeClinicTemplate: {
    method: 'post',
    path: '/api/clinic-templates/:templateId/change',
    auth: 'person',
    status: 201,
    summary:
      'Says when a regular clinic is held from a day on. Published sessions stay as they are, and nothing is planned beside one in its week. `conflict` when somebody has changed it meanwhile, `wrong-phase` when it has ended or other times follow already, `invalid` like adding one.',
    params: templateParams,
    body: templateChange,
    reply: templateView.extend({
      planned: z.int().min(0),
      removed: z.int().min(0),
      standing: templateEffects.shape.standing,
    }),
  },
  endClinicTemplate: {
    method: 'post',
    path: '/api/clinic-templates/:templateId/end',
    auth: 'person',
    status: 200,
    summary:
      'Ends a regular clinic from a day on: what is planned and not published is removed, what is published stays until somebody cancels it. `conflict` when somebody has changed it meanwhile.',
    params: templateParams,
    body: templateChange.pick({ version: true, from: true }),
    reply: z.strictObject({ removed: z.int().min(0), standing: templateEffects.shape.standing }),
  },
  listClinicSessions: {
    method: 'get',
    path: '/api/organisations/:organisationId/clinic-sessions',
    auth: 'person',
    status: 200,
    summary:
      'The sessions of some days, with what else their clinicians have at those times. A clinician sees their own.',
    params: organisationParams,
    query: span,
    reply: z.strictObject({ sessions: z.array(sessionView) }),
  },
  publishClinicSession: {
    method: 'post',
    path: '/api/clinic-sessions/:sessionId/publication',
    auth: 'person',
    status: 200,
    summary: 'Opens a planned session for booking. `wrong-phase` when it is cancelled.',
    params: sessionParams,
    reply: nothing,
  },
  cancelClinicSession: {
    method: 'post',
    path: '/api/clinic-sessions/:sessionId/cancellation',
    auth: 'person',
    status: 200,
    summary:
      'Cancels a session and every booking in it that has not begun; their referrals are to be booked again, at their old place in the list.',
    params: sessionParams,
    body: z.strictObject({ code: cancelCode, text: text(300).nullable() }),
    reply: z.strictObject({ toRebook: z.int().min(0) }),
  },
  previewSessionMove: {
    method: 'get',
    path: '/api/clinic-sessions/:sessionId/move',
    auth: 'person',
    status: 200,
    summary: 'Who is booked in a session that is to be moved, and whether each of them can come then.',
    params: sessionParams,
    query: sessionMove,
    reply: sessionMovePreview,
  },
  moveClinicSession: {
    method: 'post',
    path: '/api/clinic-sessions/:sessionId/move',
    auth: 'person',
    status: 200,
    summary:
      'Moves a session that has not begun, with every booking in it; it keeps its length. `invalid` for the time that it has, `conflict` where one of them cannot come then: all are moved, or none.',
    params: sessionParams,
    body: sessionMove,
    reply: z.strictObject({ moved: z.int().min(0) }),
  },
  proposePatients: {
    method: 'get',
    path: '/api/clinic-sessions/:sessionId/candidates',
    auth: 'person',
    status: 200,
    summary:
      'Who could be booked into an open session: those who wait for its service, by priority, then by how long, each with the first time that all can keep or why there is none. `wrong-phase` for a session that is not open.',
    params: sessionParams,
    reply: sessionCandidates,
  },
  readPrisonDay: {
    method: 'get',
    path: '/api/sites/:siteId/prison-day',
    auth: 'person',
    status: 200,
    summary:
      'When and how patients of a prison can be brought to a clinic. `not-found` until somebody has said it.',
    params: siteParams,
    reply: prisonDayView,
  },
  setPrisonDay: {
    method: 'put',
    path: '/api/sites/:siteId/prison-day',
    auth: 'person',
    status: 200,
    summary:
      'Says when and how patients of a prison can be brought to a clinic, and which stations are meant for clinics.',
    params: siteParams,
    body: prisonDayBody,
    reply: prisonDayView,
  },
  readPersonSites: {
    method: 'get',
    path: '/api/people/:personId/sites',
    auth: 'person',
    status: 200,
    summary: 'In which prisons a person of prison healthcare works.',
    params: z.strictObject({ personId: id.personId }),
    reply: z.strictObject({ siteIds: z.array(id.siteId) }),
  },
  setPersonSites: {
    method: 'put',
    path: '/api/people/:personId/sites',
    auth: 'person',
    status: 200,
    summary:
      'Says in which prisons a person of prison healthcare works: they see the patients of these and of no others.',
    params: z.strictObject({ personId: id.personId }),
    body: z.strictObject({ siteIds: z.array(id.siteId).max(50) }),
    reply: nothing,
  },
  listPatients: {
    method: 'get',
    path: '/api/patients',
    auth: 'person',
    status: 200,
    summary: 'The patients of the prisons in which the person works, by name.',
    reply: z.strictObject({
      sites: z.array(z.strictObject({ siteId: id.siteId, name: z.string(), kind: siteKind })),
      patients: z.array(placedPatientView),
    }),
  },
  addPatient: {
    method: 'post',
    path: '/api/patients',
    auth: 'person',
    status: 201,
    summary:
      'Adds a patient of a prison in which the person works; a booking clerk, one of a care home or at home. `conflict` when one has that prison number or NHS number already; of somebody who is known in another place it says `known`, and `receivePatient` moves them.',
    body: patientBody,
    reply: patientView,
  },
  listReferrals: {
    method: 'get',
    path: '/api/referrals',
    auth: 'person',
    status: 200,
    summary:
      'Who waits for a clinic: by priority, then by how long. Prison healthcare sees its prisons, a booking clerk the organisation.',
    reply: z.strictObject({ referrals: z.array(referralView) }),
  },
  addReferral: {
    method: 'post',
    path: '/api/referrals',
    auth: 'person',
    status: 201,
    summary: 'Refers a patient to a service. The clock of the wait starts that day and never again.',
    body: referralBody,
    reply: referralView,
  },
  findTimes: {
    method: 'get',
    path: '/api/referrals/:referralId/times',
    auth: 'person',
    status: 200,
    summary:
      'Times that the clinic, the prison’s regime, its stations, its escorts and the patient can all keep, earliest first, and why others cannot be had.',
    params: z.strictObject({ referralId: id.referralId }),
    query: z.strictObject({
      from: wallDate.optional(),
      days: z.coerce.number().int().min(1).max(42).optional(),
      /** Only times at which an interpreter of this language is free, where the hospital keeps any. */
      language: language.optional(),
    }),
    reply: freeTimes,
  },
  holdTime: {
    method: 'post',
    path: '/api/bookings',
    auth: 'person',
    status: 201,
    summary:
      'Holds a time for ten minutes. `taken` when somebody else has got it, `conflict` where movements are stopped, the station is blocked or the patient is moved to another prison, `reason-needed` when they have something else on.',
    body: holdBody,
    reply: bookingView,
  },
  confirmBooking: {
    method: 'post',
    path: '/api/bookings/:bookingId/confirmation',
    auth: 'person',
    status: 200,
    summary:
      'Books the held time. `expired` when the ten minutes are over. Confirmed twice, it is one booking.',
    params: bookingParams,
    /** The documents that the clinician is to have seen are asked for here (A50). */
    body: bookingDetails.extend({ documents: z.array(askedDocument).max(10).optional() }),
    reply: bookingView,
  },
  releaseHold: {
    method: 'post',
    path: '/api/bookings/:bookingId/release',
    auth: 'person',
    status: 200,
    summary: 'Gives a held time up. `wrong-phase` when it is booked.',
    params: bookingParams,
    reply: nothing,
  },
  readBooking: {
    method: 'get',
    path: '/api/bookings/:bookingId',
    auth: 'person',
    status: 200,
    summary: 'One booking.',
    params: bookingParams,
    reply: bookingView,
  },
  listBookings: {
    method: 'get',
    path: '/api/bookings',
    auth: 'person',
    status: 200,
    summary:
      'The bookings of some days: of the prisons in which the person works, of the organisation for a booking clerk, of the own clinics for a clinician.',
    query: span,
    reply: z.strictObject({ bookings: z.array(bookingView) }),
  },
  changeBookingDetails: {
    method: 'put',
    path: '/api/bookings/:bookingId/details',
    auth: 'person',
    status: 200,
    summary: 'Changes what is written about a booking. `conflict` when somebody has changed it meanwhile.',
    params: bookingParams,
    body: bookingDetails.extend({ version: z.int().min(1) }),
    reply: bookingView,
  },
  moveBooking: {
    method: 'post',
    path: '/api/bookings/:bookingId/move',
    auth: 'person',
    status: 200,
    summary:
      'Moves a booking to another time; its own time does not count against it. `invalid` for the time that it has, `taken`, `conflict`, `reason-needed`, `wrong-phase`.',
    params: bookingParams,
    body: moveBody,
    reply: bookingView,
  },
  cancelBooking: {
    method: 'post',
    path: '/api/bookings/:bookingId/cancellation',
    auth: 'person',
    status: 200,
    summary:
      'Cancels a booking with a code. Its referral waits again with the clock it had, or is closed where the patient or the clinician decided so.',
    params: bookingParams,
    body: cancelBody,
    reply: bookingView,
  },
} as const satisfies Record<string, Endpoint>;
