import { expect } from 'chai';
import pg from 'pg';
import { eventually } from '../../support/eventually.ts';
import { NodeProcess, nodeSecret } from '../../support/node-process.ts';
import { redisPrefix } from '../../support/services.ts';
import { bothGoOn, bothSeeAndHear, connectCall, countOf } from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

/** Nodes for one stage, and what its server is told of them. */
async function withNodes(
  count: number,
  play: (nodes: NodeProcess[], env: Record<string, string>) => Promise<void>,
) {
  await using owned = new AsyncDisposableStack();
  const prefix = redisPrefix();
  const start = async () => owned.use(await NodeProcess.start({ prefix }));
  const nodes = await Promise.all(Array.from({ length: count }, start));
  const env = { BEDSIDE_REDIS_PREFIX: prefix, BEDSIDE_SFU_NODES: 'separate', BEDSIDE_SFU_SECRET: nodeSecret };
  await play(nodes, env);
}

async function inVisit(stage: Stage) {
  const [clinician, station] = await Promise.all([stage.onCall(), stage.station()]);
  const pages = { station: station.page, clinician: clinician.page };
  await connectCall(pages);
  await bothSeeAndHear(pages);
  // A page that is loaded again forgets it.
  for (const page of Object.values(pages))
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  return pages;
}

async function nodeOf(stage: Stage): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: stage.world.config.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ node_id: string }>('select node_id from room_placements');
    return rows[0]?.node_id;
  } finally {
    await client.end();
  }
}

/** The signal reaches the one worker of the one node. */
async function killWorker(node: NodeProcess | undefined): Promise<void> {
  process.kill(node?.workerPids[0] ?? 0, 'SIGKILL');
  await eventually(() => (node?.workerPids.length === 2 ? undefined : 'the worker is not replaced yet'));
}

describe('a visit on SFU nodes of their own, in browsers', function () {
  this.timeout(120_000);
  const onStage = stages();

  for (const [what, signal] of [
    ['is killed', 'SIGKILL'],
    ['is drained', 'SIGTERM'],
  ] as const) {
    it(`goes on by itself on another node when its node ${what}`, () =>
      withNodes(2, (nodes, env) =>
        onStage({ env }, async (stage) => {
          const pages = await inVisit(stage);
          const before = await nodeOf(stage);
          const node = nodes.find(({ nodeId }) => nodeId === before);
          if (node === undefined) throw new Error(`the room is on ${String(before)}`);
          node.signal(signal);
          await node.ended();
          await bothGoOn(pages);
          expect(await nodeOf(stage)).not.to.equal(before);
          for (const page of Object.values(pages))
            expect(await page.evaluate(() => 'sameDocument' in globalThis)).to.equal(true);
          expect(countOf(await stage.trail(), 'call.answered')).to.equal(1);
        }),
      ));
  }

  it('goes on by itself on the same node when its worker is killed', () =>
    withNodes(1, ([node], env) =>
      onStage({ env }, async (stage) => {
        const pages = await inVisit(stage);
        await killWorker(node);
        await bothGoOn(pages);
        for (const page of Object.values(pages))
          expect(await page.evaluate(() => 'sameDocument' in globalThis)).to.equal(true);
      }),
    ));
});
