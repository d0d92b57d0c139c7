import type { Device, types } from 'mediasoup-client';
import type { Refusal } from '../../../../domain/contract/commands.ts';
import type {
  Direction,
  EnteredRoom,
  ParticipantView,
  RtpParameters,
  Source,
} from '../../../../domain/rooms/wire.ts';
import type { UplinkLevel } from '../../../../domain/rooms/uplink-policy.ts';
import type { RoomWire } from '../session/room-wire.ts';
import { firstPictureLayers } from './sent-picture.ts';

/** The service could not be asked: there is no connection to it, or no answer has come in time. */
export class NotAnswered extends Error {}

type Wiring = { wire: Pick<RoomWire, 'command'>; stateChanged: () => void };

/** Makes the send and the receive transport of a stay and answers what they ask over the wire. */
export function connectTransports(
  device: Device,
  joined: EnteredRoom,
  { wire, stateChanged }: Wiring,
): { send: types.Transport; receive: types.Transport } {
  const { iceServers, iceTransportPolicy } = joined;
  const path = { iceServers, iceTransportPolicy };
  const send = device.createSendTransport({ ...(joined.send as unknown as types.TransportOptions), ...path });
  const receive = device.createRecvTransport({
    ...(joined.receive as unknown as types.TransportOptions),
    ...path,
  });
  connect(send, 'send', wire);
  connect(receive, 'receive', wire);
  send.on('produce', ({ rtpParameters, appData }, made, failed) => {
    wire
      .command('room:produce', {
        source: appData['source'] as Source,
        rtpParameters: rtpParameters as unknown as RtpParameters,
      })
      .then((answer) => {
        if (answer.ok) made({ id: answer.value.producerId });
        else failed(refusal(answer));
      }, failed);
  });
  send.on('connectionstatechange', stateChanged);
  receive.on('connectionstatechange', stateChanged);
  return { send, receive };
}

function connect(transport: types.Transport, direction: Direction, wire: Pick<RoomWire, 'command'>): void {
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    wire.command('room:connect', { direction, dtlsParameters: dtlsParameters }).then((answer) => {
      if (answer.ok) done();
      else failed(refusal(answer));
    }, failed);
  });
}

function refusal({ code, message }: Refusal): Error {
  return code === 'unavailable' ? new NotAnswered(message) : new Error(message);
}

/**
 * How many bits a second the microphone may take: speech loses little at half of the usual, and on a line that carries 60
 * kbit/s it is what leaves space for packets that must be sent again.
 */
export function soundBps(lines: {
  uplink: UplinkLevel;
  others: readonly Pick<ParticipantView, 'pictures'>[];
}): number {
  const narrowThere = lines.others.some(({ pictures }) => pictures === 'audio' || pictures === 'still');
  return narrowThere || lines.uplink !== 'full' ? 16_000 : 32_000;
}

/** How a track is sent. The track itself is switched on and off by its owner, never by mediasoup-client. */
export function sendOptions(device: Device, source: Source, track: MediaStreamTrack): types.ProducerOptions {
  const shared = {
    track,
    stopTracks: false,
    disableTrackOnPause: false,
    // Only `SentPicture` pauses.
    zeroRtpOnPause: true,
    appData: { source },
  };
  if (source === 'microphone') {
    // In-band repair and retransmission hold speech together under loss; DTX would look like a dead microphone.
    return {
      ...shared,
      // Where there is not enough for both, the browser takes it from the picture. No network priority: it would end what
      // makes the sound fit a narrow line (ADR 17).
      encodings: [
        { maxBitrate: soundBps({ uplink: 'full', others: [] }), adaptivePtime: true, priority: 'high' },
      ],
      codecOptions: { opusFec: true, opusNack: true, opusDtx: false },
    };
  }
  const vp8 = device.sendRtpCapabilities.codecs?.find(
    ({ mimeType }) => mimeType.toLowerCase() === 'video/vp8',
  );
  return {
    ...shared,
    encodings: firstPictureLayers(),
    codecOptions: { videoGoogleStartBitrate: 1000 },
    ...(vp8 === undefined ? {} : { codec: vp8 }),
  };
}
