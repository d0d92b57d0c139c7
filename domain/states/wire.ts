import { z } from 'zod';
import { acuity, endReason, searchStages } from '../calls/call.ts';
import { callCard, callDetails } from '../calls/wire.ts';
import { visitProgress } from '../clinics/visit-part.ts';
import { bookedCard } from '../clinics/wire.ts';
import { pausedFor } from '../clinicians/presence.ts';
import { spo2Scale } from '../record/news2.ts';
import { observationSetView } from '../record/observation-set.ts';
import { sbardAnswerView } from '../record/sbard.ts';
import { guestState, guestView } from '../guests/wire.ts';
import * as id from '../ids.ts';
import { escalationAction } from '../queues/queue.ts';
import { skill } from '../clinicians/skill.ts';
import { disposition } from '../visits/outcome.ts';
import { visitEndReason } from '../visits/visit.ts';
import { instant } from '../wire.ts';

/** What a clinician is told of the sound of their visit. */
export const soundOfVisit = z.strictObject({
  /** Since when the station has not been heard. */
  lostAt: instant.nullable(),
  /** What has become of ringing the site's telephone, which is done once a visit; null while it has not been. */
  siteRung: z.enum(['pending', 'delivered', 'failed']).nullable(),
});

/** What a station is told while it is not heard: who rings whom. A number that nobody knows is null. */
export const lostSound = z.strictObject({
  since: instant,
  sitePhone: z.string().nullable(),
  hubPhone: z.string().nullable(),
});

/** Why a call that was in a visit waits again: its clinician is lost, was removed, or has passed it on. */
export const requeued = z.strictObject({
  why: visitEndReason.extract(['clinician-lost', 'clinician-removed', 'passed-on']),
  /** Whose visit it was. */
  clinicianName: z.string(),
  at: instant,
});
export type Requeued = z.infer<typeof requeued>;

/** What has been done under the escalation plan about a call that nobody has answered yet. */
export const escalationStepView = z.strictObject({
  action: escalationAction,
  at: instant,
  result: z.enum(['pending', 'delivered', 'failed', 'acknowledged']),
});
export type EscalationStepView = z.infer<typeof escalationStepView>;

/** What a station is shown while nobody has answered. `estimateSeconds` is null where no honest one can be made. */
const unanswered = {
  position: z.int().min(1),
  estimateSeconds: z.int().min(0).nullable(),
  requeued: requeued.nullable(),
};

export const outcomeView = z.strictObject({
  disposition,
  /** What was agreed, in words the station's staff are shown. */
  advice: z.string().nullable(),
  recordedAt: instant,
});

/** A call as its own station sees it. */
export const stationCall = z.strictObject({
  callId: id.callId,
  roomId: id.roomId,
  acuity,
  wantedSkills: z.array(skill),
  details: callDetails,
  /** By which scale the oxygen saturation of this patient is scored. */
  oxygenScale: spo2Scale,
  /** Those of this call, the newest taken first. */
  observations: z.array(observationSetView),
  sbard: z.array(sbardAnswerView),
  placedAt: instant,
  /** What has been done since it came into its present queue, oldest first; steps for which nothing is set up are left out. */
  ladder: z.array(escalationStepView),
  /** Staff are told to ring 999 or 111 themselves; null while they are not. */
  advice: z.strictObject({ toldAt: instant, acknowledgedAt: instant.nullable() }).nullable(),
  /** One-way, from the hub. */
  message: z.strictObject({ text: z.string(), fromName: z.string(), at: instant }).nullable(),
  life: z.discriminatedUnion('phase', [
    z.strictObject({ phase: z.literal('waiting'), ...unanswered }),
    z.strictObject({
      phase: z.literal('ringing'),
      ...unanswered,
      clinicianNames: z.array(z.string()).min(1),
      since: instant,
    }),
    z.strictObject({
      phase: z.literal('active'),
      visitId: id.visitId,
      clinicianName: z.string(),
      /** Who else is in the visit: asked for advice, or about to take over. */
      otherClinicians: z.array(z.string()),
      since: instant,
      /** The clinician does not hear this station. */
      lostSound: lostSound.nullable(),
      /** Since when the clinician is not in the visit any more, so that another can be found; null while they are. */
      clinicianLostAt: instant.nullable(),
    }),
    z.strictObject({
      phase: z.literal('ended'),
      reason: endReason,
      visitEnd: visitEndReason.nullable(),
      clinicianName: z.string().nullable(),
      at: instant,
      outcome: outcomeView.nullable(),
    }),
  ]),
});
export type StationCall = z.infer<typeof stationCall>;

/** A booked visit that runs at a station; of an active call's life, what a visit knows by itself. */
export const stationVisit = z.strictObject({
  visitId: id.visitId,
  roomId: id.roomId,
  clinicianName: z.string(),
  otherClinicians: z.array(z.string()),
  since: instant,
  lostSound: lostSound.nullable(),
  /** Since when the clinician is not in the visit any more; nobody else is on call for it. Null while they are. */
  clinicianLostAt: instant.nullable(),
  progress: visitProgress,
});
export type StationVisit = z.infer<typeof stationVisit>;

/** A booked visit that has ended. */
export const stationLastVisit = z.strictObject({
  visitId: id.visitId,
  reason: visitEndReason,
  clinicianName: z.string(),
  at: instant,
  outcome: outcomeView.nullable(),
});
export type StationLastVisit = z.infer<typeof stationLastVisit>;

/**
 * Everything a station's screen shows. `lastCall` and `lastVisit` are the most recent ended ones of the last 12 hours.
 * Patients stand in front of it: of a booking that is to come there is the time and nothing else (A37).
 */
export const stationState = z.strictObject({
  kind: z.literal('station'),
  station: z.strictObject({
    stationId: id.stationId,
    name: z.string(),
    siteName: z.string(),
    organisationName: z.string(),
    /** Where somebody answers by telephone; null where there is no such hub, or more than one. */
    hubPhone: z.string().nullable(),
  }),
  cliniciansOnCall: z.int().min(0),
  call: stationCall.nullable(),
  lastCall: stationCall.nullable(),
  /** A booked visit. There is none beside an open call. */
  visit: stationVisit.nullable(),
  lastVisit: stationLastVisit.nullable(),
  /** The next booking of today at this station, and near midnight also of the day beside it. */
  nextBooking: z
    .strictObject({
      startsAt: instant,
      /** About when it is expected, where the clinic runs late (A46). */
      expectedAt: instant.nullable(),
    })
    .nullable(),
  /** Appointments whose patients have been fetched and are to go back, because movements are stopped until then (A24). */
  turnBack: z.array(z.strictObject({ startsAt: instant, until: instant })),
  /** This station was cut off and is being called back. */
  callBack: z.strictObject({ callBackId: id.callBackId, openedAt: instant }).nullable(),
});
export type StationState = z.infer<typeof stationState>;

export const presenceView = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('away') }),
  z.strictObject({ state: z.literal('available'), since: instant }),
  z.strictObject({ state: z.literal('paused'), reason: pausedFor, since: instant }),
  z.strictObject({ state: z.literal('ringing'), offerId: id.offerId }),
  z.strictObject({ state: z.literal('busy'), visitId: id.visitId.nullable() }),
  z.strictObject({ state: z.literal('wrap-up'), visitId: id.visitId, until: instant }),
]);
export type PresenceView = z.infer<typeof presenceView>;

/** What is known of whoever is visited, by what has led to the visit. */
export const visitCard = z.discriminatedUnion('kind', [callCard, bookedCard]);
export type VisitCard = z.infer<typeof visitCard>;

export const offerView = z.strictObject({
  offerId: id.offerId,
  kind: z.enum(['call', 'transfer', 'consult']),
  /** Who asks, of a transfer or a consult. */
  invitedBy: z.string().nullable(),
  /** Nobody has answered for so long that it rings at everybody on call, also at those who are paused. */
  atEverybody: z.boolean(),
  card: visitCard,
  rangAt: instant,
  deadline: instant,
});
export type OfferView = z.infer<typeof offerView>;

const offerKind = z.enum(['call', 'booking', 'transfer', 'consult']);

/** `second` was asked into somebody else's visit, and may take it over (`transfer`) or only advise (`consult`). */
export const visitView = z.strictObject({
  visitId: id.visitId,
  card: visitCard,
  startedAt: instant,
  role: z.enum(['lead', 'second']),
  kind: offerKind,
  leadName: z.string(),
  /** The other clinicians in it; `ringing` have not answered yet. */
  others: z.array(
    z.strictObject({
      clinicianId: id.personId,
      name: z.string(),
      state: z.enum(['ringing', 'joined']),
      kind: offerKind,
    }),
  ),
  guests: z.array(guestView),
  locked: z.boolean(),
  sound: soundOfVisit,
  /** Since when the one who leads it is not there any more; null while they are. */
  leadLostAt: instant.nullable(),
  /** How far a booked visit has come; null of a call. */
  progress: visitProgress.nullable(),
});
export type VisitView = z.infer<typeof visitView>;

/** What became of the last ring at this clinician, for the few minutes in which it matters. */
export const lastRing = z.strictObject({
  /** Null of a ring into a booked visit. */
  callId: id.callId.nullable(),
  siteName: z.string(),
  how: z.enum(['missed', 'not-reached', 'taken', 'cancelled']),
  /** Who took it. */
  byName: z.string().nullable(),
  at: instant,
});
export type LastRing = z.infer<typeof lastRing>;

/** A visit that has ended and has no outcome yet. */
export const missingOutcome = z.strictObject({
  visitId: id.visitId,
  card: visitCard,
  startedAt: instant,
  endedAt: instant,
  reason: visitEndReason,
});
export type MissingOutcome = z.infer<typeof missingOutcome>;

/** Everything a clinician's screen shows but the board. `missingOutcomes` is oldest first. */
export const clinicianState = z.strictObject({
  kind: z.literal('clinician'),
  clinician: z.strictObject({ clinicianId: id.personId, name: z.string(), organisationName: z.string() }),
  presence: presenceView,
  offer: offerView.nullable(),
  visit: visitView.nullable(),
  lastRing: lastRing.nullable(),
  /** The shift they are in now, by the rota; null outside one. */
  shift: z
    .strictObject({ startsAt: instant, endsAt: instant, tier: z.union([z.literal(1), z.literal(2)]) })
    .nullable(),
  /** The one that ended last, for 12 hours and while none runs: who stays on call after it is told so. */
  endedShift: z.strictObject({ endsAt: instant }).nullable(),
  missingOutcomes: z.array(missingOutcome),
});
export type ClinicianState = z.infer<typeof clinicianState>;

/** The state of an audience and the number of the last fact told to it. A higher number is newer. */
export const audienceState = z.strictObject({
  seq: z.int().min(0),
  /** The server's clock, so that a browser with a wrong one shows right waiting times. */
  now: instant,
  state: z.discriminatedUnion('kind', [stationState, clinicianState, guestState]),
});
export type AudienceState = z.infer<typeof audienceState>;

/** False while the service can only read: a press would be refused, and nothing that waits goes on. */
const writable = z.boolean();

/** The answer to whoever asks for a state. */
export const stateReply = audienceState.extend({ writable });
export type StateReply = z.infer<typeof stateReply>;

/** A place in the queue and why: `stage` is how far the search for a clinician has widened. No patient data. */
export const waitingEntry = z.strictObject({
  callId: id.callId,
  siteName: z.string(),
  queueName: z.string(),
  acuity,
  placedAt: instant,
  /** By when it is served, as routing counts: the earlier, the sooner. */
  orderAt: instant,
  stage: z.enum(searchStages),
  requiredSkills: z.array(skill),
  wantedSkills: z.array(skill),
  /** Whom it rings at. */
  ringing: z.array(z.string()),
  /** How many escalation steps have been taken, and whether staff have been told to ring 999 or 111. */
  ladderStep: z.int().min(0),
  adviceTold: z.boolean(),
  /** The station's screen is not connected: nobody there reads anything now. */
  stationAway: z.boolean(),
  /** What the hub has told the station. */
  message: z.string().nullable(),
});
export type WaitingEntry = z.infer<typeof waitingEntry>;

export const callBackView = z.strictObject({
  callBackId: id.callBackId,
  siteName: z.string(),
  sitePhone: z.string().nullable(),
  stationName: z.string(),
  acuity,
  dropped: z.enum(['waiting', 'visit']),
  openedAt: instant,
  /** Whether the station has called again since. */
  answered: z.boolean(),
  /** What has become of the messages to the site's telephone; null where none could be sent. */
  telephoned: z.enum(['pending', 'delivered', 'failed']).nullable(),
});
export type CallBackView = z.infer<typeof callBackView>;

/** Who is on call and what is waiting, in one organisation; `waiting` is in routing order. No patient data. */
export const board = z.strictObject({
  now: instant,
  writable,
  waiting: z.array(waitingEntry),
  clinicians: z.array(
    z.strictObject({
      clinicianId: id.personId,
      name: z.string(),
      state: z.enum(['available', 'paused', 'ringing', 'busy', 'wrap-up']),
      /** Since when they have been in it. */
      since: instant,
      reachable: z.boolean(),
      /** Since when they are not in the visit that is theirs, although it runs; null while they are, and outside one. */
      lostAt: instant.nullable(),
      skills: z.array(skill),
    }),
  ),
  queues: z.array(z.strictObject({ queueId: id.queueId, name: z.string() })),
  callBacks: z.array(callBackView),
});
export type Board = z.infer<typeof board>;
