import { Device, type types } from 'mediasoup-client';
import type {
  CheckCounts,
  CheckEcho,
  CheckedPath,
  EnteredCheck,
  PathVerdict,
} from '../../../domain/checks/wire.ts';
import type { Answer } from '../../../domain/contract/commands.ts';
import type {
  Direction,
  MediaPath,
  RtpCapabilities,
  RtpParameters,
  TransportOptions,
} from '../../../domain/rooms/wire.ts';
import type { Connection } from '../service/connection.ts';
import type { Timers } from '../service/timers.ts';

/** Why a path is skipped; undefined when it is tried. */
export function leftOut(
  checked: CheckedPath,
  path: MediaPath,
): Extract<PathVerdict, `not-${string}`> | undefined {
  if (checked === 'relay') return path.iceServers.length === 0 ? 'not-set-up' : undefined;
  // Where direct attempts raise alarms, a check must not be the one to raise them.
  return path.iceTransportPolicy === 'relay' ? 'not-tried' : undefined;
}

/** A transport of the check restricted to one path; undefined when the SFU does not offer that path. */
export function optionsFor(
  checked: CheckedPath,
  entered: EnteredCheck,
  direction: 'send' | 'receive',
): (TransportOptions & MediaPath) | undefined {
  const transport = entered[direction];
  // A relay goes on to the SFU over UDP.
  const protocol = checked === 'tcp' ? 'tcp' : 'udp';
  const iceCandidates = transport.iceCandidates.filter((candidate) => candidate['protocol'] === protocol);
  if (iceCandidates.length === 0) return undefined;
  const straight: MediaPath = { iceServers: [], iceTransportPolicy: 'all' };
  return { ...transport, iceCandidates, ...(checked === 'relay' ? overRelay(entered) : straight) };
}

/** By TLS where there is such a relay: it is the path that strict firewalls let through. */
function overRelay({ iceServers }: MediaPath): MediaPath {
  const secure = iceServers.map((server) => ({
    ...server,
    urls: server.urls.filter((url) => url.startsWith('turns:')),
  }));
  const found = secure.filter(({ urls }) => urls.length > 0);
  return { iceServers: found.length > 0 ? found : iceServers, iceTransportPolicy: 'relay' };
}

/** The measurements of a path; null for what could not be measured. */
export type PathFigures = { roundTripMs: number | null; lossUp: number | null; lossDown: number | null };

/** With fewer packets than this a share of them says nothing. */
const leastPackets = 50;

/** Packets of the made-up sound: sent by us, counted at the SFU, and received back. */
export type Packets = { sent: number; atSfu: CheckCounts; back: CheckCounts };

/**
 * What was lost to the SFU, and on the way back. The SFU forwards gaps as they are, so what is missing at the end was
 * lost in either direction.
 */
export function lossesOf({ sent, atSfu, back }: Packets): Pick<PathFigures, 'lossUp' | 'lossDown'> {
  if (sent < leastPackets) return { lossUp: null, lossDown: null };
  const lossUp = shareLost(atSfu) ?? 1;
  const both = shareLost(back) ?? 1;
  const lossDown = lossUp === 1 ? null : Math.max(0, 1 - (1 - both) / (1 - lossUp));
  return { lossUp, lossDown };
}

/** Whether sound was sent and none of it came back: such a path connects but carries nothing. */
export function isDeaf({ sent, back }: Packets): boolean {
  return sent >= leastPackets && back.received === 0;
}

function shareLost({ received, lost }: CheckCounts): number | undefined {
  const all = received + lost;
  return all === 0 ? undefined : lost / all;
}

type Report = Readonly<Record<string, unknown>>;

/** Mean round trip of the answered connectivity checks of the pair in use (W3C webrtc-stats, RTCIceCandidatePairStats). */
export function roundTripOf(reports: Iterable<Report>): number | null {
  for (const { type, nominated, totalRoundTripTime, responsesReceived } of reports) {
    if (type !== 'candidate-pair' || nominated !== true) continue;
    const responses = Number(responsesReceived ?? 0);
    if (responses > 0) return (Number(totalRoundTripTime ?? 0) / responses) * 1000;
  }
  return null;
}

export function sentOf(reports: Iterable<Report>): number {
  for (const { type, packetsSent } of reports) if (type === 'outbound-rtp') return Number(packetsSent ?? 0);
  return 0;
}

export function backOf(reports: Iterable<Report>): CheckCounts {
  for (const { type, packetsReceived, packetsLost } of reports)
    if (type === 'inbound-rtp')
      return { received: Number(packetsReceived ?? 0), lost: Math.max(0, Number(packetsLost ?? 0)) };
  return { received: 0, lost: 0 };
}

/** The check could not be completed, so it says nothing about the network. `message` is for people. */
export class CheckStopped extends Error {
  override readonly name = 'CheckStopped';
}

export type Probing = {
  wire: Pick<Connection, 'command'>;
  timers: Timers;
  track: MediaStreamTrack;
  signal: AbortSignal;
};

/** Longer than a handshake over a relay at the other end of a slow line. */
const connectsWithinMs = 8_000;
/** 150 packets: one lost is less than one in a hundred. */
const listensForMs = 3_000;

type Pair = { send: types.Transport; receive: types.Transport };

/** Tries one path with a check that has been opened for it, and ends the check. Null when the path does not work. */
export async function probePath(
  checked: CheckedPath,
  entered: EnteredCheck,
  probing: Probing,
): Promise<PathFigures | null> {
  const [send, receive] = [optionsFor(checked, entered, 'send'), optionsFor(checked, entered, 'receive')];
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities: entered.routerRtpCapabilities });
  if (send === undefined || receive === undefined) {
    await close(probing);
    return null;
  }
  const pair: Pair = {
    // The contract describes these loosely, because they come from our own SFU; mediasoup-client knows them closely.
    send: device.createSendTransport(send as unknown as types.TransportOptions),
    receive: device.createRecvTransport(receive as unknown as types.TransportOptions),
  };
  try {
    const came = await hearEcho(pair, device, probing);
    if (!came) {
      await close(probing);
      return null;
    }
    await pause(listensForMs, probing);
    return await figuresOf(pair, probing);
  } finally {
    pair.send.close();
    pair.receive.close();
  }
}

/** Sends the sound and receives it back; whether both transports have connected. */
async function hearEcho(pair: Pair, device: Device, probing: Probing): Promise<boolean> {
  const { wire, track } = probing;
  const echo = Promise.withResolvers<CheckEcho>();
  // A refusal is reported by `produce`, which fails with it.
  echo.promise.catch(() => undefined);
  connectOnDemand(pair.send, 'send', wire);
  connectOnDemand(pair.receive, 'receive', wire);
  pair.send.on('produce', ({ rtpParameters }, made, failed) => {
    wire
      .command('check:echo', {
        rtpParameters: rtpParameters as unknown as RtpParameters,
        rtpCapabilities: device.recvRtpCapabilities as RtpCapabilities,
      })
      .then((answer) => {
        const value = valueOf(answer);
        made({ id: value.producerId });
        echo.resolve(value);
      })
      .catch((error: unknown) => {
        failed(error as Error);
        echo.reject(error);
      });
  });
  const connected = bothConnected(pair, probing);
  const sending = pair.send.produce({ track, stopTracks: false, disableTrackOnPause: false });
  const taking = echo.promise.then(({ consumerId: id, producerId, rtpParameters }) =>
    pair.receive.consume({
      ...{ id, producerId, kind: 'audio' },
      rtpParameters: rtpParameters as unknown as types.RtpParameters,
    }),
  );
  const [came] = await Promise.all([connected, sending, taking]);
  return came;
}

function connectOnDemand(transport: types.Transport, direction: Direction, wire: Probing['wire']): void {
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    wire
      .command('check:connect', { direction, dtlsParameters: dtlsParameters })
      .then((answer) => {
        valueOf(answer);
        done();
      })
      .catch(failed);
  });
}

/** False when one of them fails, or takes too long. */
async function bothConnected({ send, receive }: Pair, { timers, signal }: Probing): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const follow = () => {
    const states = [send.connectionState, receive.connectionState];
    if (states.includes('failed')) resolve(false);
    if (states.every((state) => state === 'connected')) resolve(true);
  };
  const stop = timers.after(connectsWithinMs, () => {
    resolve(false);
  });
  const onAbort = () => {
    reject(stopped());
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  send.on('connectionstatechange', follow);
  receive.on('connectionstatechange', follow);
  try {
    return await promise;
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}

async function figuresOf({ send, receive }: Pair, probing: Probing): Promise<PathFigures | null> {
  const [out, back] = await Promise.all([reportsOf(send), reportsOf(receive)]);
  const atSfu = await close(probing);
  const packets = { sent: sentOf(out), atSfu, back: backOf(back) };
  return isDeaf(packets) ? null : { roundTripMs: roundTripOf(out), ...lossesOf(packets) };
}

async function reportsOf(transport: types.Transport): Promise<Record<string, unknown>[]> {
  return [...(await transport.getStats()).values()] as Record<string, unknown>[];
}

/** A check that had ended before us, with its worker or node, has said nothing about the path. */
async function close({ wire }: Probing): Promise<CheckCounts> {
  return valueOf(await wire.command('check:close', {}));
}

async function pause(ms: number, { timers, signal }: Probing): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const stop = timers.after(ms, () => {
    resolve(undefined);
  });
  const onAbort = () => {
    reject(stopped());
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    stop();
    signal.removeEventListener('abort', onAbort);
  }
}

/** @throws CheckStopped with the service's own words. */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  const words = answer.code === 'unavailable' || answer.code === 'too-many' ? answer.message : undefined;
  throw stopped(words);
}

export function stopped(words = 'The check was interrupted. Try again.'): CheckStopped {
  return new CheckStopped(words);
}
