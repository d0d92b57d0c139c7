import { Device, type types } from 'mediasoup-client';
import type { CheckCounts, CheckEcho, EnteredCheck, CheckedPath } from '../../../domain/contract/check.ts';
import type { Answer } from '../../../domain/contract/commands.ts';
import type { Direction, RtpCapabilities, RtpParameters } from '../../../domain/contract/media.ts';
import type { Connection } from '../service/connection.ts';
import type { Timers } from '../service/timers.ts';
import { backOf, isDeaf, lossesOf, roundTripOf, sentOf, type PathFigures } from './way-figures.ts';
import { optionsFor } from './way-options.ts';

/** The check could not be gone through with, so it says nothing of the network. `message` is for people. */
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

/** Tries one way with a check that has been opened for it, and ends the check. Null when the way does not work. */
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

/** Sends the sound and takes it back; whether both transports have come to be connected. */
async function hearEcho(pair: Pair, device: Device, probing: Probing): Promise<boolean> {
  const { wire, track } = probing;
  const echo = Promise.withResolvers<CheckEcho>();
  // What is refused is told by `produce`, which fails with it.
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

/** A check that had ended before us, with its worker or node, has said nothing of the way. */
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
