// Preloaded into a server that is measured: answers the bench how many bytes JavaScript holds after a full collection.

import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';

process.on('message', (message) => {
  if (message !== 'memory') return;
  kibHeap().then(
    (bytes) => process.send?.(bytes),
    (error: unknown) => {
      throw error;
    },
  );
});
// Listening to the bench must not keep a server alive that wants to end.
process.channel?.unref();

/** Twice, because what finalizers let go of in the first can be freed in the second only. */
async function kibHeap(): Promise<number> {
  for (let n = 0; n < 2; n += 1) {
    globalThis.gc?.();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
