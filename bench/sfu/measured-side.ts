import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { atOnce } from '../slices.ts';
import type { OutgoingStream } from './outgoing-stream.ts';
import { machineTime } from './processor-time.ts';
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
  /** How much of its time the thread of all clients was not waiting. */
  clientsBusy: number;
  /** The part of the machine's time in which no core had anything to do. */
  idle: number;
  /** What was taken by programs that have nothing to do with the calls, or only store and signal for them. */
  othersCores: number;
};

/** What has been used up so far, in milliseconds where nothing else is said. */
type Meters = Record<'sent' | 'at' | 'media' | 'control' | 'clients' | 'busy' | 'idle', number>;
const noMeters: Meters = { sent: 0, at: 0, media: 0, control: 0, clients: 0, busy: 0, idle: 0 };

/** What plays beside the calls in the window, and is counted by itself. */
export type Beside = { outgoing: readonly OutgoingStream[]; tally: Tally };

/** A side with its calls, measured in windows that may be far apart. */
export class MeasuredSide implements AsyncDisposable {
  readonly side: Side;
  readonly #calls: Call[] = [];
  readonly #tally = new Tally();
  #used = noMeters;

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
    this.#used = noMeters;
  }

  async measure(ms: number, beside?: Beside): Promise<void> {
    const streams = this.#calls.flatMap(({ outgoing }) => outgoing);
    const playing = play([...streams, ...(beside?.outgoing ?? [])], settlesMs + ms);
    await pause(settlesMs);
    const before = await this.#sample(streams);
    for (const tally of [this.#tally, beside?.tally]) tally?.open();
    await playing;
    for (const tally of [this.#tally, beside?.tally]) tally?.close();
    this.#use(before, await this.#sample(streams));
    await pause(drainsMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const call of this.#calls) call.drop();
    await this.side[Symbol.asyncDispose]();
  }

  read(): Step {
    const { sent, at: ms, media, control, clients, busy, idle } = this.#used;
    const seconds = ms / 1000;
    const cores = availableParallelism();
    return {
      calls: this.#calls.length,
      lossShare: 1 - this.#tally.received / sent,
      mediaCores: media / ms,
      controlCores: control / ms,
      delivered: (this.#tally.bytes * 8) / 1e6 / seconds,
      packets: this.#tally.received / seconds,
      delayMs: this.#tally.delays(),
      clientsBusy: busy / ms,
      idle: idle / (ms * cores),
      othersCores: cores - (idle + media + control + clients) / ms,
    };
  }

  async #sample(streams: readonly OutgoingStream[]): Promise<Meters> {
    const [media, control, machine] = await Promise.all([
      this.side.mediaTime(),
      this.side.controlTime(),
      machineTime(),
    ]);
    const { user, system } = process.cpuUsage();
    return {
      sent: streams.reduce((sum, one) => sum + one.sent, 0),
      at: performance.now(),
      media,
      control,
      clients: (user + system) / 1000,
      busy: performance.eventLoopUtilization().active,
      idle: machine.idle,
    };
  }

  #use(before: Meters, after: Meters): void {
    const used = { ...this.#used };
    for (const name of Object.keys(used) as (keyof Meters)[]) used[name] += after[name] - before[name];
    this.#used = used;
  }
}
