import { z } from 'zod';
import { acuity, declineReason, takeReason } from '../calls/call.ts';
import { disposition } from '../calls/outcome.ts';
import { outsideShiftReason, pauseReason } from '../clinicians/presence.ts';
import type { ErrorCode } from '../errors.ts';
import * as id from '../ids.ts';
import { callBackCloseReason } from '../call-backs/call-back.ts';
import { skill } from '../queues/skill.ts';
import { checkCommands } from './check-commands.ts';
import { guestCommands } from './guest-commands.ts';
import { lostSoundCommands } from './lost-sound-commands.ts';
import * as media from './media.ts';
import { oversightBoard } from './oversight-views.ts';
import { pictureCommands } from './picture-commands.ts';
import { qualityCommands } from './quality-commands.ts';
import { audienceState, board, describedDetails } from './views.ts';

const nothing = z.strictObject({});

const shortText = (max: number) => z.string().trim().min(1).max(max);

/**
 * Set one's own readiness. `available` and `paused` mean on call. Going on call outside a shift needs
 * `outsideShiftReason`; going off call while calls wait that nobody else is free for needs `handover`: to which
 * clinician, or that the manager was told. Each is answered with `reason-needed` when it is missing.
 */
export const presenceChoice = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('available'), outsideShiftReason: outsideShiftReason.optional() }),
  z.strictObject({ to: z.literal('paused'), reason: pauseReason }),
  z.strictObject({
    to: z.literal('away'),
    handover: z.union([id.personId, z.literal('manager')]).optional(),
  }),
]);
export type PresenceChoice = z.infer<typeof presenceChoice>;

export const recordedOutcome = z.strictObject({
  disposition,
  /** Shown to the station's staff. */
  advice: z.string().trim().max(2000).nullable(),
  /** The clinical note; never shown to the station. */
  note: z.string().trim().max(10_000).nullable(),
});
export type RecordedOutcome = z.infer<typeof recordedOutcome>;

const described = describedDetails.extend({
  acuity: acuity.optional(),
  wantedSkills: z.array(skill).max(8).optional(),
});
export type DescribedCall = z.infer<typeof described>;

/**
 * Every command a browser may send over Socket.IO, who may say it, and what it gets back: the wire contract in one
 * place. `phase` names the handler set that knows the command: `station`, `clinician` and `manager` from the moment of
 * connecting (somebody with both roles has both), `lobby` for a guest who waits and `guest` for one who has been let in,
 * `in-room` after `room:join`, `checking` after `check:open`. In any other the command is unknown.
 */
export const commands = {
  'state:read': {
    phases: ['station', 'clinician', 'lobby', 'guest'],
    summary:
      'The whole state of this audience. Sent on every connect and at least every 5 s: it is the heartbeat too.',
    payload: nothing,
    reply: audienceState,
  },
  'auth:renew': {
    phases: ['station', 'clinician', 'manager', 'lobby', 'guest'],
    summary: 'Gives a fresh access token before the old one runs out; the socket would be ended with it.',
    payload: z.strictObject({ token: z.string().max(4096) }),
    reply: nothing,
  },
  'call:start': {
    phases: ['station'],
    summary: 'Places a call. Said again while a call is open, it answers with that same call.',
    payload: nothing,
    reply: z.strictObject({ callId: id.callId }),
  },
  'call:describe': {
    phases: ['station'],
    summary: 'Says who, how urgent, and what worries; fields left out stay as they are.',
    payload: described.extend({ callId: id.callId }),
    reply: nothing,
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
    summary: 'Puts the call back into a queue, with its age kept, and a note for the next clinician.',
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
    summary: 'Records how the visit ended; ends wrap-up.',
    payload: recordedOutcome.extend({ visitId: id.visitId }),
    reply: nothing,
  },
  'visit:end': {
    phases: ['station', 'clinician'],
    summary: 'Hangs up, for both sides.',
    payload: z.strictObject({ visitId: id.visitId }),
    reply: nothing,
  },
  ...guestCommands,
  ...lostSoundCommands,
  ...checkCommands,
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
  ...pictureCommands,
  ...qualityCommands,
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
