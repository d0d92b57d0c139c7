import { setTimeout as pause } from 'node:timers/promises';
import type { OutgoingStream } from './outgoing-stream.ts';

/** The time of what is sent and received, of one clock for all. */
export const nowMs = (): number => performance.now();

/** Sends the packets of streams when they are due; whoever is late catches up, so that the rate holds. */
export async function play(streams: readonly OutgoingStream[], forMs: number): Promise<void> {
  const until = nowMs() + forMs;
  for (const [n, stream] of streams.entries()) stream.begin(nowMs(), n / streams.length);
  for (let now = nowMs(); now < until; now = nowMs()) {
    for (const stream of streams) stream.sendDue(now);
    await pause(1);
  }
}
