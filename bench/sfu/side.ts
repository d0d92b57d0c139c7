import type { OutgoingStream } from './outgoing-stream.ts';
import type { Tally } from './tally.ts';

/** A two-way call that runs until it is ended; it is silent until its streams are played. */
export type Call = {
  readonly outgoing: readonly OutgoingStream[];
  /** Ends it as its people would. */
  hangUp(): Promise<void>;
  /** Lets go of what it holds in this process, without a word to the other side. A second time does nothing. */
  drop(): void;
};

/** An SFU under measurement, whichever. */
export type Side = AsyncDisposable & {
  readonly name: string;
  addCall(tally: Tally): Promise<Call>;
  /** What carries the packets has used so much processor time, in milliseconds. */
  mediaTime(): Promise<number>;
  /** What signals, where that is another process. */
  controlTime(): Promise<number>;
};
