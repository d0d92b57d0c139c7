import { z } from 'zod';
import { guestRole } from '../actors.ts';
import * as id from '../ids.ts';
import { type Endpoint, nothing } from '../wire.ts';
import { eachSource, sourceNames } from './sources.ts';

/**
 * What browsers and the SFU say to one another about media, as mediasoup-client 3.24 speaks it. mediasoup hands
 * much of this to its C++ worker, so all of it is bounded and typed here first: nothing reaches the worker that
 * this file has not parsed.
 */

/** ASCII that can be seen, and blanks: what SDP carries. */
const printable = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\x20-\x7e]*$/);
const token = printable(255).min(1);
const scalar = z.union([z.string().max(1024), z.number(), z.boolean(), z.null()]);
const uint = z.int().min(0).max(4_294_967_295);
const uint8 = z.int().min(0).max(127);

const rtcpFeedback = z.strictObject({ type: token, parameter: z.string().max(64).optional() });
const codecParameters = z.record(z.string().max(64), scalar);
const kind = z.enum(['audio', 'video']);
export type MediaKind = z.infer<typeof kind>;

const codec = z.strictObject({
  mimeType: z.string().regex(/^(audio|video)\/[A-Za-z0-9._-]{1,64}$/),
  payloadType: uint8,
  clockRate: uint.min(1),
  channels: z.int().min(1).max(8).optional(),
  parameters: codecParameters.optional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
});

const headerExtension = z.strictObject({
  uri: token,
  id: z.int().min(1).max(255),
  encrypt: z.boolean().optional(),
  parameters: codecParameters.optional(),
});

const encoding = z.strictObject({
  ssrc: uint.optional(),
  /** RFC 8852: letters, digits, hyphen and underscore. */
  rid: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .optional(),
  codecPayloadType: uint8.optional(),
  rtx: z.strictObject({ ssrc: uint }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: z.string().max(32).optional(),
  scaleResolutionDownBy: z.number().min(1).max(64).optional(),
  maxBitrate: uint.optional(),
  maxFramerate: z.number().min(0).max(240).optional(),
  active: z.boolean().optional(),
  adaptivePtime: z.boolean().optional(),
  priority: z.enum(['very-low', 'low', 'medium', 'high']).optional(),
  networkPriority: z.enum(['very-low', 'low', 'medium', 'high']).optional(),
});

/** mediasoup `RtpParameters`. */
export const rtpParameters = z.strictObject({
  mid: printable(32).optional(),
  msid: printable(255).optional(),
  codecs: z.array(codec).min(1).max(16),
  headerExtensions: z.array(headerExtension).max(32).optional(),
  encodings: z.array(encoding).min(1).max(8).optional(),
  rtcp: z
    .strictObject({
      cname: printable(255).optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
});
export type RtpParameters = z.infer<typeof rtpParameters>;

/** mediasoup `RtpCapabilities`. */
export const rtpCapabilities = z.strictObject({
  codecs: z
    .array(
      z.strictObject({
        kind,
        mimeType: z.string().regex(/^(audio|video)\/[A-Za-z0-9._-]{1,64}$/),
        preferredPayloadType: uint8.optional(),
        clockRate: uint.min(1),
        channels: z.int().min(1).max(8).optional(),
        parameters: codecParameters.optional(),
        rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
      }),
    )
    .max(64)
    .optional(),
  headerExtensions: z
    .array(
      z.strictObject({
        kind: kind.optional(),
        uri: token,
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64)
    .optional(),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilities>;

/** mediasoup `DtlsParameters`; at least one fingerprint, because an empty array has killed a worker. */
export const dtlsParameters = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.strictObject({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^([0-9A-Fa-f]{2}:){19,63}[0-9A-Fa-f]{2}$/),
      }),
    )
    .min(1)
    .max(8),
});
export type DtlsParameters = z.infer<typeof dtlsParameters>;

/** What `Device.createSendTransport` and `createRecvTransport` take. Sent by us, so described loosely. */
export const transportOptions = z.looseObject({
  id: z.string(),
  iceParameters: z.looseObject({ usernameFragment: z.string(), password: z.string() }),
  iceCandidates: z.array(z.looseObject({ ip: z.string(), port: z.number() })),
  dtlsParameters: z.looseObject({}),
});
export type TransportOptions = z.infer<typeof transportOptions>;

export const direction = z.enum(['send', 'receive']);
export type Direction = z.infer<typeof direction>;

/** Where a participant's media comes from: the rows of `sources.ts`. */
export const source = z.enum(sourceNames);
export type Source = z.infer<typeof source>;

/**
 * `off` is the person's choice and is kept by the server; `missing` is a device that was refused or is not there;
 * `taken` one that something else has for now, such as a telephone call, and that comes back by itself; `held` a camera that its
 * owner's browser has suspended for now, because their connection carries their sound and no more (`rooms/uplink-policy.ts`).
 */
export const sourceState = z.enum(['on', 'off', 'missing', 'taken', 'held']);
export type SourceState = z.infer<typeof sourceState>;

export const sourceStates = z.strictObject(eachSource(() => sourceState));
export type SourceStates = z.infer<typeof sourceStates>;

/** What the person has chosen, whatever their devices do; kept by the service through reconnects, moves and reloads. */
const chosen = z.enum(['on', 'off']);
export const chosenSources = z.strictObject(eachSource(() => chosen));
export type ChosenSources = z.infer<typeof chosenSources>;

/**
 * The place of a join among the joins of one tab: its number rises with each. One that arrives after a later one, having
 * hung in a dead connection, is refused and takes nobody's place.
 */
export const joinGeneration = z.strictObject({ tab: token.max(64), epoch: z.int().min(1) });
export type JoinGeneration = z.infer<typeof joinGeneration>;
/** A guest has the role that they were asked in for. */
export const participantRole = z.enum(['station', 'clinician', ...guestRole.options]);
export type ParticipantRole = z.infer<typeof participantRole>;

/**
 * How much of the others' pictures a participant is sent, by what their connection carries: everything, a small picture,
 * a still one every few seconds, or sound only. The rule is in `rooms/downlink-policy.ts`.
 */
export const pictureLevel = z.enum(['full', 'low', 'still', 'audio']);
export type PictureLevel = z.infer<typeof pictureLevel>;

/** Whom a participant sees large; of everybody else the small picture is enough. */
export const largePictures = z.union([z.literal('everybody'), z.array(id.participantId).max(100)]);
export type LargePictures = z.infer<typeof largePictures>;

export const participantView = z.strictObject({
  participantId: id.participantId,
  name: z.string(),
  role: participantRole,
  sources: sourceStates,
  /** `unsteady` while the SFU receives nothing from them that should be flowing, or their connection is interrupted. */
  connection: z.enum(['steady', 'unsteady']),
  /** What they see of the others. */
  pictures: pictureLevel,
});
export type ParticipantView = z.infer<typeof participantView>;

/** What the SFU answers a join with: all that a browser needs to make its device and transports ready. */
export const joinedRoom = z.strictObject({
  participantId: id.participantId,
  routerRtpCapabilities: z.looseObject({}),
  send: transportOptions,
  receive: transportOptions,
  /** Whether media flows now; false while it still rings. */
  admitted: z.boolean(),
  /** What of the person's own may flow. */
  sources: sourceStates,
  /** The other participants already admitted. */
  others: z.array(participantView),
});
export type JoinedRoom = z.infer<typeof joinedRoom>;

/** A TURN relay as `RTCPeerConnection` takes it. The credentials are this participant's own and do not last. */
export const iceServer = z.strictObject({
  urls: z.array(z.string()),
  username: z.string(),
  credential: z.string(),
});
export type IceServer = z.infer<typeof iceServer>;

/** `relay`: media takes the relay only, for networks that let it through no other way. `all`: the best way there is. */
export const iceTransportPolicy = z.enum(['all', 'relay']);
export type IceTransportPolicy = z.infer<typeof iceTransportPolicy>;

/** How a browser's media gets to the SFU. */
export const mediaPath = z.strictObject({ iceServers: z.array(iceServer), iceTransportPolicy });
export type MediaPath = z.infer<typeof mediaPath>;

/** The answer to `room:join`: what the SFU has joined, what the person has chosen, and the way there. */
export const enteredRoom = joinedRoom.extend({ chosen: chosenSources, ...mediaPath.shape });
export type EnteredRoom = z.infer<typeof enteredRoom>;

/** A stream the browser is offered. `warmUp` is the participant's own paused microphone: it opens DTLS early and carries nothing. */
export const consumerOffer = z.strictObject({
  consumerId: z.string(),
  producerId: z.string(),
  participantId: id.participantId,
  source,
  kind,
  rtpParameters: z.looseObject({}),
  warmUp: z.boolean(),
});
export type ConsumerOffer = z.infer<typeof consumerOffer>;

/** The answer to `room:take-up`: everything as it stands, because what was told meanwhile is lost. */
export const roomSnapshot = z.strictObject({
  admitted: z.boolean(),
  sources: sourceStates,
  others: z.array(participantView),
  /** What this participant is sent of the others' pictures. */
  pictures: pictureLevel,
  /** What the browser should have by now; each may be resumed again. */
  streams: z.array(consumerOffer),
});
export type RoomSnapshot = z.infer<typeof roomSnapshot>;

/** What `Transport.restartIce` takes. */
export const restartedIce = z.strictObject({
  iceParameters: z.looseObject({ usernameFragment: z.string(), password: z.string() }),
});
export type RestartedIce = z.infer<typeof restartedIce>;

/** The answer to `room:restart-ice`: with new credentials for the relays too, for those of the join may have expired. */
export const restartedPath = restartedIce.extend({ iceServers: mediaPath.shape.iceServers });
export type RestartedPath = z.infer<typeof restartedPath>;

/** What a room tells one participant. In order within a connection; a reconnect starts from a snapshot. */
export const roomFacts = {
  /** Media may flow from now on. */
  'room:admitted': z.strictObject({ others: z.array(participantView) }),
  /** A stream to consume. Always after the `room:participant` of the one it comes from. */
  'room:consumer': consumerOffer,
  'room:consumer-closed': z.strictObject({ consumerId: z.string() }),
  /** Somebody came in, or their microphone, camera or connection changed. */
  'room:participant': participantView,
  'room:participant-left': z.strictObject({ participantId: id.participantId }),
  /** Who speaks now, in a room of three or more; null while nobody does. */
  'room:speaker': z.strictObject({ participantId: id.participantId.nullable() }),
  /** What this participant is sent of the others' pictures from now on; `full` after every join. */
  'room:pictures': z.strictObject({ rung: pictureLevel }),
  /** The host has muted this participant, who may unmute themselves. */
  'room:muted': z.strictObject({}),
  /** This browser is out: another tab of the same person joined, or the room has closed. Nothing follows it. */
  'room:left': z.strictObject({ reason: z.enum(['replaced', 'closed', 'media-failed']) }),
} as const;

export type RoomFactName = keyof typeof roomFacts;
export type RoomFact = {
  [N in RoomFactName]: { name: N; payload: z.infer<(typeof roomFacts)[N]> };
}[RoomFactName];

const count = z.int().min(0);

/** A node as administrators see it; `cpu` is the share of its workers' cores in use. */
export const mediaNode = z.strictObject({
  nodeId: id.mediaNodeId,
  region: z.string(),
  version: z.string(),
  load: z.strictObject({
    capacity: count,
    consumers: count,
    rooms: count,
    cpu: z.number().min(0).max(1),
    draining: z.boolean(),
  }),
  /** How far its clock is ahead of the service's; negative when it is behind. */
  clockAheadMs: z.int(),
});
export type MediaNodeView = z.infer<typeof mediaNode>;

/** What platform administrators do with the processes that carry media. */
export const mediaNodeEndpoints = {
  listMediaNodes: {
    method: 'get',
    path: '/api/media-nodes',
    auth: 'person',
    status: 200,
    summary:
      'The media nodes that this server reaches (platform administrators); none where media run inside it.',
    reply: z.strictObject({ where: z.enum(['inside', 'separate']), nodes: z.array(mediaNode) }),
  },
  drainMediaNode: {
    method: 'post',
    path: '/api/media-nodes/:nodeId/drain',
    auth: 'person',
    status: 202,
    summary:
      'Drains a media node (platform administrators): no new rooms, its visits move, its process ends when it is empty.',
    params: z.strictObject({ nodeId: id.mediaNodeId }),
    reply: nothing,
  },
} as const satisfies Record<string, Endpoint>;
