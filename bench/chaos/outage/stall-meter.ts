import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const everyMs = 10;

/**
 * How long the machine itself lets a thread wait that has nothing else to do, the longest time: what is heard and seen
 * of a fault cannot be better than that.
 */
export class StallMeter implements AsyncDisposable {
  readonly #worker = new Worker(new URL(import.meta.url));

  /** Of the time since the meter was made, milliseconds. */
  async longestMs(): Promise<number> {
    this.#worker.postMessage('read');
    const [longest] = (await once(this.#worker, 'message')) as [number];
    return longest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

if (!isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: everyMs });
  delay.enable();
  parentPort?.on('message', () => {
    parentPort?.postMessage(Math.round(delay.max / 1e6) - everyMs);
  });
}
