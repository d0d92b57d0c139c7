import type { OutgoingStream } from './outgoing-stream.ts';
import type { ProcessorTime } from './processor-time.ts';
import type { Tally } from './tally.ts';

/** A two-way call that runs until it is closed; it is silent until its streams are played. */
export type Call = {
  readonly outgoing: readonly OutgoingStream[];
  close(): Promise<void>;
};

/** An SFU under measurement, whichever. */
export type Side = AsyncDisposable & {
  readonly name: string;
  addCall(tally: Tally): Promise<Call>;
  /** Of what carries the packets. */
  mediaTime(): Promise<ProcessorTime>;
  /** Of what signals, where that is another process. */
  controlTime(): Promise<ProcessorTime>;
};
