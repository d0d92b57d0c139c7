import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { JobQueue } from './queue.ts';

/** What serves the board's pages, from the server's side. */
export type BoardAdapter = Parameters<typeof createBullBoard>[0]['serverAdapter'];

/** Shows the queues on bull-board, read only: what a job is for is in Postgres. */
export function showQueues(queue: Pick<JobQueue, 'all'>, serverAdapter: BoardAdapter): void {
  createBullBoard({
    queues: queue.all.map((one) => new BullMQAdapter(one, { readOnlyMode: true, allowRetries: false })),
    serverAdapter,
    options: {
      uiConfig: { boardTitle: 'Bedside: queues', miscLinks: [{ text: 'Administration', url: '/admin' }] },
    },
  });
}
