import type { Track } from 'node-datachannel';
import { type Arrival, transportFeedback } from './rtcp.ts';
import { readExtension } from './rtp.ts';
import { transportCc } from './sdp.ts';

const everyMs = 100;
const wholeCycle = 0x10000;

/** Tells the sender when the numbered packets of one connection arrived, ten times a second, as browsers do. */
export class Feedback {
  readonly #track: Track;
  readonly #ssrcs: { reporter: number; ssrc: number };
  #arrivals: Arrival[] = [];
  #highest: number | undefined;
  #count = 0;
  #sendAt = 0;

  constructor(track: Track, ssrcs: { reporter: number; ssrc: number }) {
    this.#track = track;
    this.#ssrcs = ssrcs;
  }

  take(packet: Buffer, now: number): void {
    const number = readExtension(packet, transportCc.id);
    if (number === undefined) return;
    this.#arrivals.push({ sequence: this.#unwrap(number), atMs: now });
    if (now >= this.#sendAt) this.#send(now);
  }

  #unwrap(number: number): number {
    this.#highest ??= number;
    const step = (number - this.#highest) & (wholeCycle - 1);
    const sequence = this.#highest + (step < wholeCycle / 2 ? step : step - wholeCycle);
    this.#highest = Math.max(this.#highest, sequence);
    return sequence;
  }

  #send(now: number): void {
    this.#sendAt = now + everyMs;
    const [first, ...rest] = this.#arrivals.toSorted((a, b) => a.sequence - b.sequence);
    this.#arrivals = [];
    if (first === undefined) return;
    this.#track.sendMessageBinary(
      transportFeedback({ ...this.#ssrcs, count: this.#count, arrivals: [first, ...rest] }),
    );
    this.#count += 1;
  }
}
