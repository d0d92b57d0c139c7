import type { Reads } from '../../domain/ports.ts';
import type { JobQueue } from '../queue.ts';

/**
 * Everything open in Postgres gets its job: waiting calls, ringing offers, running wrap-ups. An existing job is left
 * alone (same id), so this costs little and restores whatever Redis has lost.
 */
export async function sweep(reads: Reads, queue: JobQueue): Promise<void> {
  const { waiting, ringing, wrapUps } = await reads.listOpenWork();
  await Promise.all([
    ...waiting.map((call) => queue.redispatchCall(call)),
    ...ringing.map((offer) => queue.endRing(offer)),
    ...wrapUps.map((wrapUp) => queue.endWrapUp(wrapUp)),
  ]);
}
