import type { Track } from 'node-datachannel';
import { stampBytes } from './outgoing-stream.ts';
import { receiverReport } from './rtcp.ts';
import { isRtcp, payloadAt } from './rtp.ts';
import type { Tally } from './tally.ts';

const reportEveryMs = 1000;
const wholeCycle = 0x10000;

type IncomingOptions = {
  track: Track;
  ssrc: number;
  payloadType: number;
  /** The SSRC that the reports come from. */
  reporter: number;
  tally: Tally;
  /** Is told of each packet of media, which may be numbered for feedback. */
  onPacket: (packet: Buffer, now: number) => void;
};

/** What a participant receives of one stream: counted, timed and reported on, as a browser reports. */
export class IncomingStream {
  readonly #options: IncomingOptions;
  #first: number | undefined;
  #highest = 0;
  #received = 0;
  #before = { expected: 0, received: 0 };
  #reportAt = 0;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  listen(): void {
    const { track, payloadType, onPacket } = this.#options;
    track.onMessage((packet) => {
      // Feedback on what is sent, and probes of the bandwidth, are no media.
      if (isRtcp(packet) || ((packet[1] ?? 0) & 0x7f) !== payloadType) return;
      const now = performance.now();
      onPacket(packet, now);
      this.#take(packet, now);
    });
  }

  #take(packet: Buffer, now: number): void {
    this.#received += 1;
    this.#count(packet.readUInt16BE(2));
    const sentAt = packet.readDoubleLE(packet.length - stampBytes);
    this.#options.tally.take({ sentAt, bytes: packet.length - payloadAt(packet) }, now);
    if (now >= this.#reportAt) this.#report(now);
  }

  #count(sequence: number): void {
    if (this.#first === undefined) {
      this.#first = sequence;
      this.#highest = sequence;
      return;
    }
    const step = (sequence - this.#highest) & (wholeCycle - 1);
    if (step < wholeCycle / 2) this.#highest += step;
  }

  #report(now: number): void {
    this.#reportAt = now + reportEveryMs;
    const expected = this.#highest - (this.#first ?? 0) + 1;
    const expectedSince = expected - this.#before.expected;
    const lostSince = expectedSince - (this.#received - this.#before.received);
    this.#before = { expected, received: this.#received };
    const { track, reporter, ssrc } = this.#options;
    track.sendMessageBinary(
      receiverReport({
        reporter,
        ssrc,
        fractionLost: expectedSince > 0 ? lostSince / expectedSince : 0,
        lost: expected - this.#received,
        highestSequence: this.#highest,
      }),
    );
  }
}
