import { execFile } from 'node:child_process';
import { createWorker } from 'mediasoup';

/** Whether a file is a worker that this machine's libraries can start; takes milliseconds. */
export async function starts(workerBin: string): Promise<boolean> {
  // Without mediasoup's version in its environment a worker refuses by a code of its own, before it does anything.
  const refusal = 41;
  return await new Promise((resolve) => {
    const child = execFile(workerBin, { env: {}, timeout: 5_000 }, () => {
      resolve(child.exitCode === refusal);
    });
  });
}

/** Throws unless the worker starts and answers a request for a router. It proves nothing about DTLS. */
export async function proveWorker(workerBin: string): Promise<void> {
  const worker = await createWorker({ workerBin, logLevel: 'error' });
  try {
    const router = await worker.createRouter({
      mediaCodecs: [{ kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 }],
    });
    router.close();
  } finally {
    worker.close();
  }
}
