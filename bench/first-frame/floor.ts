import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { BarePageDriver } from './bare-browser.ts';
import type { BareOrder } from './bare-page.ts';

/** A sender this far in has found its bit rate, and its first key frame is long past. */
const settledFrames = 30;
const settlesWithinMs = 15_000;

/**
 * One run of the floor: how long a bare page that starts cold waits for the first decoded frame of another that has
 * been sending for a while, in milliseconds.
 */
export async function measureFloor({
  url,
  sender,
  receiver,
  order,
}: {
  url: string;
  sender: Browser;
  receiver: Browser;
  order: BareOrder;
}): Promise<number> {
  const roomId = randomUUID();
  const [sending, cold] = await Promise.all([
    BarePageDriver.open(sender, url),
    BarePageDriver.open(receiver, url),
  ]);
  try {
    const entry = { roomId, admitted: true };
    await sending.start({ ...entry, stationId: randomUUID(), receives: false, order: 'side-by-side' });
    await settled(sending);
    const startedAt = await cold.start({ ...entry, stationId: randomUUID(), receives: true, order });
    return (await cold.firstFrame()) - startedAt;
  } finally {
    await Promise.all([sending.close(), cold.close()]);
  }
}

async function settled(page: BarePageDriver): Promise<void> {
  const deadline = performance.now() + settlesWithinMs;
  for (;;) {
    const sent = await page.stats('outbound-rtp');
    if (sent.some((entry) => entry['kind'] === 'video' && Number(entry['framesSent']) >= settledFrames))
      return;
    if (performance.now() > deadline) throw new Error('The bare page sends too little.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
