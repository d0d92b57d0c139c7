import { z } from 'zod';
import { checkCounts, checkEcho, openedCheck } from '../../domain/checks/wire.ts';
import { errorStatus } from '../../domain/errors.ts';
import * as id from '../../domain/ids.ts';
import type { Joining, MediaCheck, MediaRooms, Participation } from '../../domain/ports.ts';
import {
  direction,
  dtlsParameters,
  joinedRoom,
  joinGeneration,
  largePictures,
  participantView,
  restartedIce,
  type RoomFact,
  type RoomFactName,
  roomFacts,
  roomSnapshot,
  rtpCapabilities,
  rtpParameters,
  source,
  sourceState,
} from '../../domain/rooms/wire.ts';

/** Checks as they cross the wire between servers and nodes. */

type Call = { args: z.ZodType<readonly unknown[]>; value: z.ZodType };

/** Every method of a check: its arguments and its answer. One line each. */
export const checkCalls = {
  connect: { args: z.tuple([direction, dtlsParameters]), value: z.null() },
  echo: { args: z.tuple([z.strictObject({ rtpParameters, rtpCapabilities })]), value: checkEcho },
  close: { args: z.tuple([]), value: checkCounts },
} satisfies Record<Exclude<keyof MediaCheck, 'opened'>, Call>;
export type CheckCall = keyof typeof checkCalls;

/** Checks of a connection, numbered by its server. */
const check = z.int().min(1);
export type CheckNumber = z.infer<typeof check>;

export const openCheckRequest = z.strictObject({ call: z.literal('open-check'), region: z.string(), check });
export const checkRequest = z.strictObject({
  call: z.literal('check'),
  check,
  method: z.enum(Object.keys(checkCalls) as [CheckCall, ...CheckCall[]]),
  args: z.array(z.unknown()).max(4),
});
export type CheckRequest = z.infer<typeof openCheckRequest> | z.infer<typeof checkRequest>;

/** What opening one answers. */
export const openedCheckValue = openedCheck;

/**
 * The protocol between servers and SFU nodes: JSON in WebSocket messages, parsed on both sides. The contract has
 * already parsed what a browser sent, but a node trusts nobody for that.
 */

/** Larger than any join or any description of streams. */
export const largestMessage = 256 * 1024;

const nothing = z.null();

/** Every method of a participation as it crosses the wire: its arguments and its answer. One line each. */
export const participationCalls = {
  connect: { args: z.tuple([direction, dtlsParameters]), value: nothing },
  restartIce: { args: z.tuple([direction]), value: restartedIce },
  produce: {
    args: z.tuple([z.strictObject({ source, rtpParameters })]),
    value: z.strictObject({ producerId: z.string() }),
  },
  receive: { args: z.tuple([rtpCapabilities]), value: nothing },
  resume: { args: z.tuple([z.string().max(64)]), value: nothing },
  showLarge: { args: z.tuple([largePictures]), value: nothing },
  setSource: { args: z.tuple([source, sourceState]), value: nothing },
  letGo: { args: z.tuple([]), value: nothing },
  leave: { args: z.tuple([]), value: nothing },
} satisfies Record<Exclude<keyof Participation, 'joined'>, Call>;
export type ParticipationCall = keyof typeof participationCalls;

/** Participations of a connection, numbered by its server. */
const participantNo = z.int().min(1);
export type ParticipantNo = z.infer<typeof participantNo>;

/** The role decides the part before the colon; here it only has to be one id of one kind. */
const key = z
  .string()
  .regex(/^[a-z]{1,20}:[0-9a-f-]{36}$/)
  .transform((text) => text as Joining['key']);

type Joiner = Parameters<MediaRooms['join']>[1];
/** Every key of a joiner, optional ones too: a key missing here would be refused by the strict schema. */
const joinerShape = {
  key,
  name: participantView.shape.name,
  role: participantView.shape.role,
  admitted: z.boolean(),
  sources: participantView.shape.sources,
  stay: joinGeneration.optional(),
} satisfies Record<keyof Required<Joiner>, z.ZodType>;
const joiner = z.strictObject(joinerShape) satisfies z.ZodType<Joiner>;

/** Requests about a room as a whole, with the arguments after the room's id; none has an answer. One line each. */
export const roomCalls = {
  admit: z.tuple([z.array(key).max(100)]),
  expel: z.tuple([key]),
  muteOthers: z.tuple([key]),
  closeRoom: z.tuple([]),
} satisfies Record<
  Exclude<keyof MediaRooms, 'join' | 'takeUp' | 'openCheck' | 'counts' | 'close'>,
  z.ZodType<readonly unknown[]>
>;
export type RoomCall = keyof typeof roomCalls;

const args = z.array(z.unknown()).max(4);

const participationRequests = z.strictObject({
  call: z.literal('participation'),
  seat: participantNo,
  method: z.enum(Object.keys(participationCalls) as [ParticipationCall, ...ParticipationCall[]]),
  args,
});

/** What a server asks of a node. Each join names its region, so that the node can refuse rooms of another. */
export const request = z.discriminatedUnion('call', [
  z.strictObject({
    call: z.literal('join'),
    roomId: id.roomId,
    region: z.string(),
    seat: participantNo,
    joiner,
  }),
  z.strictObject({
    call: z.literal('take-up'),
    roomId: id.roomId,
    seat: participantNo,
    whom: z.strictObject({ key, participantId: id.participantId, stay: joinGeneration }),
  }),
  z.strictObject({
    call: z.literal('room'),
    roomId: id.roomId,
    method: z.enum(Object.keys(roomCalls) as [RoomCall, ...RoomCall[]]),
    args,
  }),
  participationRequests,
  openCheckRequest,
  checkRequest,
  /** An administrator's button: the node's process then ends as on SIGTERM. */
  z.strictObject({ call: z.literal('drain') }),
]);
export type Request = z.infer<typeof request>;

export const toNode = z.strictObject({ id: z.int().min(1), request });

const count = z.int().min(0);
const counts = z.strictObject({
  workers: count,
  rooms: count,
  participants: count,
  transports: count,
  producers: count,
  consumers: count,
});

const nodeLoad = z.strictObject({
  capacity: count.min(1),
  consumers: count,
  rooms: count,
  cpu: z.number().min(0).max(1),
  draining: z.boolean(),
});

/** Where a node is and what it runs, as it registers. */
export const nodeCard = z.strictObject({
  nodeId: id.mediaNodeId,
  url: z.string(),
  region: z.string(),
  version: z.string(),
  load: nodeLoad,
});
export type NodeCard = z.infer<typeof nodeCard>;

const codes = Object.keys(errorStatus) as [keyof typeof errorStatus, ...(keyof typeof errorStatus)[]];
const answered = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), code: z.enum(codes), message: z.string() }),
]);

/** Something drawn or signed for one connection. */
const drawn = z.string().max(100);
/** What a clock shows, in milliseconds since 1970. */
const clock = z.int();

/** A node's first message; nothing else is answered before the server has proved itself. */
export const challenged = z.strictObject({ kind: z.literal('challenge'), nonce: drawn });
export type Challenged = z.infer<typeof challenged>;

/** A server's first message; its own nonce is what the node has to sign. */
export const proven = z.strictObject({ proof: drawn, nonce: drawn, clock });
export type Proven = z.infer<typeof proven>;

/** The node's answer; `proof` shows that it knows the secret too. */
export const welcome = z.strictObject({
  kind: z.literal('welcome'),
  proof: drawn,
  card: nodeCard,
  counts,
  clock,
});
export type Welcome = z.infer<typeof welcome>;

/** What a node sends. Counts are taken when the message is sent, so after an answer they include its effect. */
export const fromNode = z.discriminatedUnion('kind', [
  welcome,
  /** Each second, and at once when it begins to drain. */
  z.strictObject({ kind: z.literal('state'), load: nodeLoad, counts, clock }),
  z.strictObject({ kind: z.literal('answer'), id: z.int().min(1), answered, counts }),
  z.strictObject({
    kind: z.literal('fact'),
    seat: participantNo,
    fact: z.strictObject({
      name: z.enum(Object.keys(roomFacts) as [RoomFactName, ...RoomFactName[]]),
      payload: z.unknown(),
    }),
  }),
]);
export type FromNode = z.infer<typeof fromNode>;
export type Answered = z.infer<typeof answered>;

/** The answer to a join. */
export const joinedValue = joinedRoom;

/** The answer to a take-up: nothing if the participant no longer exists. */
export const takenUpValue = z.strictObject({ joined: joinedRoom, snapshot: roomSnapshot }).nullable();

/** @throws ZodError when the payload does not match the contract of this fact. */
export function readFact({ name, payload }: { name: RoomFactName; payload?: unknown }): RoomFact {
  return { name, payload: roomFacts[name].parse(payload) } as RoomFact;
}

/** The text of a whole message: ws delivers it in one buffer by default. */
export function textOf(data: unknown): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}

/** Undefined for what is not JSON; every schema refuses undefined. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
