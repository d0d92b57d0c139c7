import { setTimeout as pause } from 'node:timers/promises';
import { atOnce } from '../slices.ts';
import type { OutgoingStream } from './outgoing-stream.ts';
import type { Call, Side } from './side.ts';
import { Tally } from './tally.ts';
import { play } from './traffic.ts';

/** So many calls are set up at the same time. */
const together = 8;
/** Estimates of bandwidth, and whatever was asleep, have come up by then. */
const settlesMs = 700;
/** What is under way when a window closes has arrived by then. */
const drainsMs = 300;

/** What a side did with one number of calls. */
export type Step = {
  calls: number;
  lossShare: number;
  /** Processor time that carrying took, and signalling beside it, in cores. */
  mediaCores: number;
  controlCores: number;
  /** Of payloads, in Mbit/s. */
  delivered: number;
  /** Packets a second. */
  packets: number;
  delayMs: { p50: number; p99: number };
};

/** What plays beside the calls in the window, and is counted by itself. */
export type Beside = { outgoing: readonly OutgoingStream[]; tally: Tally };

/** A side with its calls, measured in windows that may be far apart. */
export class MeasuredSide {
  readonly side: Side;
  readonly #calls: Call[] = [];
  readonly #tally = new Tally();
  #sent = 0;
  #seconds = 0;
  #mediaMs = 0;
  #controlMs = 0;

  constructor(side: Side) {
    this.side = side;
  }

  /** Adds calls until there are so many, and begins to count anew. */
  async grow(calls: number): Promise<void> {
    const missing = Array.from({ length: calls - this.#calls.length }, () => undefined);
    await atOnce(missing, together, async () => {
      this.#calls.push(await this.side.addCall(this.#tally));
    });
    this.#tally.reset();
    [this.#sent, this.#seconds, this.#mediaMs, this.#controlMs] = [0, 0, 0, 0];
  }

  async measure(ms: number, beside?: Beside): Promise<void> {
    const streams = this.#calls.flatMap(({ outgoing }) => outgoing);
    const playing = play([...streams, ...(beside?.outgoing ?? [])], settlesMs + ms);
    await pause(settlesMs);
    const before = await this.#look(streams);
    for (const tally of [this.#tally, beside?.tally]) tally?.open();
    await playing;
    for (const tally of [this.#tally, beside?.tally]) tally?.close();
    const after = await this.#look(streams);
    this.#sent += after.sent - before.sent;
    this.#seconds += (after.at - before.at) / 1000;
    this.#mediaMs += after.media.ms - before.media.ms;
    this.#controlMs += after.control.ms - before.control.ms;
    await pause(drainsMs);
  }

  read(): Step {
    const seconds = this.#seconds;
    return {
      calls: this.#calls.length,
      lossShare: 1 - this.#tally.received / this.#sent,
      mediaCores: this.#mediaMs / 1000 / seconds,
      controlCores: this.#controlMs / 1000 / seconds,
      delivered: (this.#tally.bytes * 8) / 1e6 / seconds,
      packets: this.#tally.received / seconds,
      delayMs: this.#tally.delays(),
    };
  }

  async #look(streams: readonly OutgoingStream[]) {
    const [media, control] = await Promise.all([this.side.mediaTime(), this.side.controlTime()]);
    return { media, control, at: performance.now(), sent: streams.reduce((sum, { sent }) => sum + sent, 0) };
  }
}
