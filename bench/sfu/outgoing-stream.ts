import type { Track } from 'node-datachannel';
import { senderReport } from './rtcp.ts';
import { RtpPacket } from './rtp.ts';
import { codecs, transportCc } from './sdp.ts';

/** 30 pictures a second of two packets each are 500 kbit/s of payload; 50 packets of sound a second are 40. */
const shapes = {
  video: { everyMs: 1000 / 30, packets: 2, payloadBytes: 1042 },
  audio: { everyMs: 20, packets: 1, payloadBytes: 100 },
} as const;

const keyFrameEvery = 30;
const reportEveryMs = 1000;
/** When it was sent stands in the last bytes of a payload, which no SFU looks at. */
export const stampBytes = 8;

/** Numbers the packets of all streams of one connection in the order of their sending. */
export type TransportCounter = { next: number };

/** A stream as an encoder would make it, without the encoder: packets of the right size at the right times. */
export class OutgoingStream {
  readonly ssrc: number;
  readonly #kind: 'audio' | 'video';
  readonly #track: Track;
  readonly #counter: TransportCounter;
  readonly #packet: RtpPacket;
  #sequence = Math.floor(Math.random() * 0x8000);
  #timestamp = 0;
  #sent = 0;
  #frames = 0;
  #dueAt = 0;
  #reportAt = 0;

  constructor(given: {
    kind: 'audio' | 'video';
    track: Track;
    ssrc: number;
    payloadType: number;
    counter: TransportCounter;
  }) {
    this.ssrc = given.ssrc;
    this.#kind = given.kind;
    this.#track = given.track;
    this.#counter = given.counter;
    const { payloadBytes } = shapes[given.kind];
    this.#packet = new RtpPacket({ ...given, payloadBytes, transportCc: transportCc.id });
  }

  /** Packets sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** `phase`, from 0 to 1, spreads streams over their interval, as people do not begin in the same millisecond. */
  begin(now: number, phase: number): void {
    this.#dueAt = now + phase * shapes[this.#kind].everyMs;
  }

  sendDue(now: number): void {
    const { everyMs } = shapes[this.#kind];
    // A camera that was held up does not send what it has missed in one burst.
    if (now - this.#dueAt > everyMs) this.#dueAt = now;
    while (this.#dueAt <= now) {
      this.#timestamp += (codecs[this.#kind].clockRate * everyMs) / 1000;
      this.#sendFrame();
      this.#dueAt += everyMs;
    }
    if (now >= this.#reportAt) this.#report(now);
  }

  #sendFrame(): void {
    const { packets } = shapes[this.#kind];
    for (let n = 0; n < packets; n += 1) {
      if (this.#kind === 'video') this.#describePicture(n === 0);
      const transportSequence = this.#counter.next;
      this.#counter.next += 1;
      this.#sequence += 1;
      const marker = n === packets - 1 ? 1 : 0;
      const { payload, buffer } = this.#packet;
      this.#packet.write({
        sequence: this.#sequence,
        timestamp: Math.round(this.#timestamp),
        marker,
        transportSequence,
      });
      payload.writeDoubleLE(performance.now(), payload.length - stampBytes);
      this.#track.sendMessageBinary(buffer);
      this.#sent += 1;
    }
    this.#frames += 1;
  }

  /** VP8's descriptor and frame header (RFC 7741): an SFU forwards nothing before a key frame. */
  #describePicture(isFirst: boolean): void {
    const { payload } = this.#packet;
    payload.fill(0, 0, 11);
    if (!isFirst) return;
    const isKeyFrame = this.#frames % keyFrameEvery === 0;
    payload[0] = 0x10;
    payload[1] = isKeyFrame ? 0 : 1;
    if (!isKeyFrame) return;
    payload.set([0x9d, 0x01, 0x2a], 4);
    payload.writeUInt16LE(640, 7);
    payload.writeUInt16LE(360, 9);
  }

  #report(now: number): void {
    this.#reportAt = now + reportEveryMs;
    const octets = this.#sent * shapes[this.#kind].payloadBytes;
    const timestamp = Math.round(this.#timestamp);
    this.#track.sendMessageBinary(senderReport({ ssrc: this.ssrc, timestamp, packets: this.#sent, octets }));
  }
}
