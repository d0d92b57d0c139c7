import { z } from 'zod';
import { callBackCloseReason } from '../call-backs/call-back.ts';
import { declineReason, takeReason } from '../calls/call.ts';
import { described } from '../calls/wire.ts';
import * as check from '../checks/wire.ts';
import { presenceChoice } from '../clinicians/presence.ts';
import { roomCheck, visitPart } from '../clinics/visit-part.ts';
import type { ErrorCode } from '../errors.ts';
import { invitedRole } from '../actors.ts';
import { newInvitation, sendInvitation } from '../guests/wire.ts';
import * as id from '../ids.ts';
import { oversightBoard } from '../oversight/wire.ts';
import { residentView } from '../residents/wire.ts';
import { recordedObservations } from '../record/observation-set.ts';
import { answerReply, answerVersions, askedAnswer, saidAnswer } from '../record/sbard.ts';
import { qualityReport } from '../quality/wire.ts';
import * as media from '../rooms/wire.ts';
import { stateReply, board } from '../states/wire.ts';
import { saidOutcome } from '../visits/outcome.ts';

const nothing = z.strictObject({});
const ofGuest = z.strictObject({ visitId: id.visitId, guestId: id.guestId });

const shortText = (max: number) => z.string().trim().min(1).max(max);

/**
 * Every command a browser may send over Socket.IO, who may say it, and what it gets back: the wire contract in one
 * place. `phases` says who knows the command: `station`, `clinician` and `manager` from the moment of
 * connecting (somebody with both roles has both), `lobby` for a guest who waits and `guest` for one who has been let in,
 * `in-room` after `room:join`, `checking` after `check:open`. In any other the command is unknown.
 */
export const commands = {
  'state:read': {
    phases: ['station', 'clinician', 'lobby', 'guest'],
    summary:
      'The whole state of this audience. Sent on every connect and at least every 5 s: it is the heartbeat too.',
    payload: nothing,
    reply: stateReply,
  },
  'auth:renew': {
    phases: ['station', 'clinician', 'manager', 'lobby', 'guest'],
    summary: 'Gives a fresh access token before the old one runs out; the socket would be ended with it.',
    payload: z.strictObject({ token: z.string().max(4096) }),
    reply: nothing,
  },
  'call:start': {
    phases: ['station'],
    summary:
      'Places a call. Said again while a call is open, it answers with that same call. A booked visit at the station ends.',
    payload: nothing,
    reply: z.strictObject({ callId: id.callId }),
  },
  'call:describe': {
    phases: ['station'],
    summary: 'Says who, how urgent, and what worries; fields left out stay as they are.',
    payload: described.extend({ callId: id.callId }),
    reply: nothing,
  },
  'resident:list': {
    phases: ['station'],
    summary: 'Who lives at the site of this station, by name. The read is audited.',
    payload: nothing,
    reply: z.strictObject({ residents: z.array(residentView) }),
  },
  'call:record-observations': {
    phases: ['station'],
    summary:
      'Records one set of observations of the call’s patient, or corrects one as a new version. The NEWS2 score raises the call and never lowers it. The same `requestId` again answers with the first. `conflict` when patient, scale or total are not those that the screen has shown.',
    payload: recordedObservations.extend({ callId: id.callId }),
    reply: z.strictObject({
      setId: id.observationSetId,
      version: z.int().min(1),
      total: z.int().min(0).max(20).nullable(),
    }),
  },
  'call:withdraw-observations': {
    phases: ['station'],
    summary: 'A set was recorded in error: it is kept, marked so, and counts for nothing.',
    payload: z.strictObject({ callId: id.callId, setId: id.observationSetId }),
    reply: nothing,
  },
  'call:answer-sbard': {
    phases: ['station', 'clinician'],
    summary:
      'Fills or changes one answer of the call’s SBARD; each answer is a unit of its own. With `kept: false` another version stands than `basis`: it is in the reply, and nothing was changed. The same `requestId` again answers with the first. `conflict` when the call is about somebody else than `patientId`.',
    payload: saidAnswer.extend({ callId: id.callId }),
    reply: answerReply,
  },
  'call:read-answer-versions': {
    phases: ['station', 'clinician'],
    summary:
      'What stood in one answer of the SBARD before, and who wrote it, for whoever may write it. The read is audited.',
    payload: askedAnswer.extend({ callId: id.callId }),
    reply: answerVersions,
  },
  'call:cancel': {
    phases: ['station'],
    summary: 'Takes back a call that no clinician has answered yet.',
    payload: z.strictObject({ callId: id.callId }),
    reply: nothing,
  },
  'call:acknowledge-advice': {
    phases: ['station'],
    summary: 'Staff confirm that they have read the advice to ring 999 or 111 themselves.',
    payload: z.strictObject({ callId: id.callId }),
    reply: nothing,
  },
  'call-back:answer': {
    phases: ['station'],
    summary: 'Answers the call-back: the call goes on in the queue with the age it had.',
    payload: z.strictObject({ callBackId: id.callBackId }),
    reply: z.strictObject({ callId: id.callId }),
  },
  'presence:set': {
    phases: ['clinician'],
    summary: 'Goes on call, pauses with a reason, or goes off call.',
    payload: presenceChoice,
    reply: nothing,
  },
  'offer:hear': {
    phases: ['clinician'],
    summary:
      'This browser rings now. Said within 2 s of the ring and every 1.5 s while it rings; silence moves the call on.',
    payload: z.strictObject({ offerId: id.offerId }),
    reply: nothing,
  },
  'offer:accept': {
    phases: ['clinician'],
    summary: 'Answers the call that rings. `taken` or `expired` when it has moved on.',
    payload: z.strictObject({ offerId: id.offerId }),
    reply: z.strictObject({ visitId: id.visitId, roomId: id.roomId }),
  },
  'offer:decline': {
    phases: ['clinician'],
    summary: 'Says no, with a reason; the next clinician is rung at once.',
    payload: z.strictObject({ offerId: id.offerId, reason: declineReason }),
    reply: nothing,
  },
  'call:take': {
    phases: ['clinician'],
    summary: 'Answers a call out of order, with the reason, whoever it rings at.',
    payload: z.strictObject({ callId: id.callId, reason: takeReason }),
    reply: z.strictObject({ visitId: id.visitId, roomId: id.roomId }),
  },
  'call:message': {
    phases: ['clinician', 'manager'],
    summary: 'Shows a text on the screen of a station that waits, in place of the one before.',
    payload: z.strictObject({ callId: id.callId, text: shortText(200) }),
    reply: nothing,
  },
  'visit:invite': {
    phases: ['clinician'],
    summary: 'Rings a second clinician into the visit: to take it over, or to advise.',
    payload: z.strictObject({
      visitId: id.visitId,
      clinicianId: id.personId,
      kind: z.enum(['transfer', 'consult']),
    }),
    reply: nothing,
  },
  'visit:hand-over': {
    phases: ['clinician'],
    summary: 'The visit becomes that of a second clinician who has joined; the first leaves it.',
    payload: z.strictObject({ visitId: id.visitId, clinicianId: id.personId }),
    reply: nothing,
  },
  'visit:leave': {
    phases: ['clinician'],
    summary: 'A second clinician leaves the visit; it goes on.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:pass-on': {
    phases: ['clinician'],
    summary:
      'Puts the call back into a queue, with its age kept, and a note for the next clinician. `wrong-phase` for a booked visit.',
    payload: z.strictObject({ visitId: id.visitId, queueId: id.queueId, note: shortText(2000) }),
    reply: nothing,
  },
  'call-back:close': {
    phases: ['clinician', 'manager'],
    summary: 'Closes a call-back task, with what came of it.',
    payload: z.strictObject({
      callBackId: id.callBackId,
      reason: callBackCloseReason,
      note: z.string().trim().max(1000).nullable(),
    }),
    reply: nothing,
  },
  'notice:acknowledge': {
    phases: ['manager'],
    summary: 'A manager has seen a warning and deals with it.',
    payload: z.strictObject({ noticeId: id.noticeId }),
    reply: nothing,
  },
  'oversight:read': {
    phases: ['manager'],
    summary: 'The manager’s board.',
    payload: nothing,
    reply: oversightBoard,
  },
  'board:read': {
    phases: ['clinician', 'manager'],
    summary: 'Who is on call and what is waiting.',
    payload: nothing,
    reply: board,
  },
  'outcome:record': {
    phases: ['clinician'],
    summary:
      'Records how the visit ended; ends wrap-up. Of a call by its `disposition`; of a booked visit by its `nextStep`, which settles the booking, or by a `disposition` where the booking goes on or is settled. `invalid` otherwise.',
    payload: saidOutcome.extend({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:start': {
    phases: ['clinician'],
    summary:
      'Begins the visit of a booking of one’s own, or begins it again after it was cut short. `wrong-phase` when it is not its time, `conflict` when the station or oneself is not free.',
    payload: z.strictObject({ bookingId: id.bookingId }),
    reply: z.strictObject({ visitId: id.visitId, roomId: id.roomId }),
  },
  'visit:move-on': {
    phases: ['clinician'],
    summary:
      'The patient of a booked visit is in the room (`main`), or has left it (`debrief`): then guests of the patient’s side are put out. It only goes forward: `wrong-phase`.',
    payload: z.strictObject({ visitId: id.visitId, to: visitPart.exclude(['pre']) }),
    reply: nothing,
  },
  'visit:confirm-room': {
    phases: ['station', 'clinician'],
    summary:
      'Confirms who the patient of a booked visit is and who is in the room with them. `wrong-phase` while the patient is not there.',
    payload: roomCheck.extend({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:end': {
    phases: ['station', 'clinician'],
    summary: 'Hangs up, for both sides.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:find-another': {
    phases: ['station'],
    summary:
      'Rings on for a visit whose clinician is lost, with its age kept; one who has joined gets it. `wrong-phase` when they are back, and where the visit was booked and nobody has joined it.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  // Guests of a visit. Whose visit it is asks in, admits, refuses, removes, mutes and locks. In the `lobby` a guest may
  // say only what this table gives the lobby; the media room is unknown there.
  'guest:invite': {
    phases: ['clinician'],
    summary:
      'Makes a single-use link and code for one guest of one’s own visit, good for an hour, and sends it if asked to.',
    payload: z.strictObject({ visitId: id.visitId, role: invitedRole, send: sendInvitation }),
    reply: newInvitation,
  },
  'guest:withdraw': {
    phases: ['clinician'],
    summary: 'Takes back an invitation that nobody has used yet.',
    payload: ofGuest,
    reply: nothing,
  },
  'guest:admit': {
    phases: ['clinician'],
    summary: 'Lets a guest who waits in the lobby into the room. `conflict` while the room is locked.',
    payload: ofGuest,
    reply: nothing,
  },
  'guest:refuse': {
    phases: ['clinician'],
    summary: 'Sends a guest who waits in the lobby away.',
    payload: ofGuest,
    reply: nothing,
  },
  'guest:remove': {
    phases: ['clinician'],
    summary: 'Puts a guest out of the room, for good.',
    payload: ofGuest,
    reply: nothing,
  },
  'visit:mute-all': {
    phases: ['clinician'],
    summary: 'Mutes everybody in the room but oneself, once; each may unmute themselves.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:lock': {
    phases: ['clinician'],
    summary: 'Locks the room to guests, or opens it: while it is locked none can join and none is let in.',
    payload: z.strictObject({ visitId: id.visitId, locked: z.boolean() }),
    reply: nothing,
  },
  'guest:enter': {
    phases: ['lobby', 'guest'],
    summary:
      'Goes from the lobby to the visit once let in: from then on `room:join` is known. `wrong-phase` before.',
    payload: nothing,
    reply: z.strictObject({ roomId: id.roomId }),
  },
  'guest:leave': {
    phases: ['lobby', 'guest'],
    summary: 'The guest leaves for good; coming back takes a new invitation.',
    payload: nothing,
    reply: nothing,
  },
  // When not even sound gets through. Only the clinician whose visit it is says these.
  'visit:report-sound': {
    phases: ['clinician'],
    summary:
      'The station has not been heard for ten seconds, or is heard again. The first time the site’s telephone is rung.',
    payload: z.strictObject({ visitId: id.visitId, sound: z.enum(['lost', 'back']) }),
    reply: nothing,
  },
  'visit:ring-site': {
    phases: ['clinician'],
    summary:
      'Rings the site’s telephone now, once a visit. `conflict` where no number is known or the service cannot telephone.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  // Whether media gets from this browser to the SFU and back, tried with made-up sound and without a room. A check is over
  // after 30 s, when the next one is opened, and when the socket has gone.
  'check:open': {
    phases: ['station', 'clinician'],
    summary:
      'Opens a check of the way to the SFU. `unavailable` when the SFU is full, `too-many` after many in a short time.',
    payload: nothing,
    reply: check.enteredCheck,
  },
  'check:connect': {
    phases: ['checking'],
    summary: 'DTLS parameters of one of the two transports of the check.',
    payload: z.strictObject({ direction: media.direction, dtlsParameters: media.dtlsParameters }),
    reply: nothing,
  },
  'check:echo': {
    phases: ['checking'],
    summary: 'Offers made-up sound, and gets it back as a stream to consume. Once in a check.',
    payload: z.strictObject({
      rtpParameters: media.rtpParameters,
      rtpCapabilities: media.rtpCapabilities,
    }),
    reply: check.checkEcho,
  },
  'check:close': {
    phases: ['checking'],
    summary:
      'Ends the check. `wrong-phase` when it had ended by itself: then what was measured means nothing.',
    payload: nothing,
    reply: check.checkCounts,
  },
  'check:report': {
    phases: ['station'],
    summary: 'What this station has found; kept for the managers’ board. Answers when to check again.',
    payload: check.checkResult,
    reply: z.strictObject({ againInSeconds: z.int().min(1) }),
  },
  'room:join': {
    phases: ['station', 'clinician', 'guest'],
    summary:
      'Enters the media room of an own call, offer or visit. While it rings nothing reaches the other side.',
    payload: z.strictObject({
      roomId: id.roomId,
      sources: media.sourceStates,
      stay: media.joinGeneration.optional(),
    }),
    reply: media.enteredRoom,
  },
  'room:take-up': {
    phases: ['station', 'clinician', 'guest'],
    summary:
      'Goes on in a room after the socket was lost, with the media that has flowed on. `not-found`: join instead.',
    payload: z.strictObject({
      roomId: id.roomId,
      participantId: id.participantId,
      stay: media.joinGeneration,
    }),
    reply: media.roomSnapshot,
  },
  'room:connect': {
    phases: ['in-room'],
    summary: 'DTLS parameters of one of the two transports.',
    payload: z.strictObject({ direction: media.direction, dtlsParameters: media.dtlsParameters }),
    reply: nothing,
  },
  'room:restart-ice': {
    phases: ['in-room'],
    summary:
      'New ICE credentials for one of the two transports, so that it finds a way over a changed network.',
    payload: z.strictObject({ direction: media.direction }),
    reply: media.restartedPath,
  },
  'room:produce': {
    phases: ['in-room'],
    summary: 'Offers the microphone or the camera; a second one of the same source replaces the first.',
    payload: z.strictObject({ source: media.source, rtpParameters: media.rtpParameters }),
    reply: z.strictObject({ producerId: z.string() }),
  },
  'room:receive': {
    phases: ['in-room'],
    summary: 'What this browser can decode; from then on it is offered streams as `room:consumer`.',
    payload: z.strictObject({ rtpCapabilities: media.rtpCapabilities }),
    reply: nothing,
  },
  'room:resume': {
    phases: ['in-room'],
    summary: 'The browser has the consumer ready; media flows.',
    payload: z.strictObject({ consumerId: z.string().max(64) }),
    reply: nothing,
  },
  'room:set-source': {
    phases: ['in-room'],
    summary:
      'Mutes, unmutes, or says that a device is missing or taken. `off` stops the packets at the SFU, and is kept.',
    payload: z.strictObject({ source: media.source, state: media.sourceState }),
    reply: nothing,
  },
  // What somebody in a media room says of the pictures that they are sent.
  'room:show-large': {
    phases: ['in-room'],
    summary:
      'Whom this browser shows large: of the others it is sent the small picture. After every join it is everybody.',
    payload: z.strictObject({ large: media.largePictures }),
    reply: nothing,
  },
  // What browsers say of their own media.
  'room:report-quality': {
    phases: ['in-room'],
    summary:
      'What this browser has measured in the last seconds of a visit; every 5 s. `wrong-phase` while it still rings, `too-many` for a second one within 4 s.',
    payload: qualityReport,
    reply: z.strictObject({}),
  },
  'room:leave': {
    phases: ['in-room'],
    summary: 'Leaves the media room; the visit goes on.',
    payload: nothing,
    reply: nothing,
  },
} as const satisfies Record<string, CommandEntry>;

export type CommandPhase = 'station' | 'clinician' | 'manager' | 'lobby' | 'guest' | 'in-room' | 'checking';
type CommandEntry = {
  phases: readonly CommandPhase[];
  summary: string;
  payload: z.ZodType;
  reply: z.ZodType;
};

export type CommandName = keyof typeof commands;
/** The parsed payload, as a handler gets it. */
export type Payload<N extends CommandName> = z.output<(typeof commands)[N]['payload']>;
/** The payload as a browser writes it. */
export type PayloadInput<N extends CommandName> = z.input<(typeof commands)[N]['payload']>;
export type Reply<N extends CommandName> = z.infer<(typeof commands)[N]['reply']>;

export type Refusal = { ok: false; code: ErrorCode; message: string };
/** Every acknowledgement. */
export type Answer<T> = { ok: true; value: T } | Refusal;

/** The event map Socket.IO wants, derived from the table so that it cannot drift. */
export type ClientToServer = {
  [N in CommandName]: (payload: PayloadInput<N>, ack: (answer: Answer<Reply<N>>) => void) => void;
};
