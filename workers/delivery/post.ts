import { NotSent } from './policy.ts';

export type Posting = {
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
};

/** Posts over HTTP and follows no redirection. Throws `NotSent` with the status as its code. */
export async function post({ url, headers, body, signal }: Posting): Promise<void> {
  const status = await statusOf({ url, headers, body, signal });
  if (status < 200 || status > 299) {
    throw new NotSent(`http-${String(status)}`, { permanent: isPermanent(status) });
  }
}

/** A refusal stays one however often we ask; too slow, too many and the provider's own faults pass. */
export function isPermanent(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408 && status !== 429;
}

async function statusOf({ url, signal, ...rest }: Posting): Promise<number> {
  try {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal, ...rest });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    // An abort is the policy's own doing; it knows what to call it.
    if (signal.aborted) throw error;
    throw new NotSent('unreachable', { permanent: false, cause: error });
  }
}
