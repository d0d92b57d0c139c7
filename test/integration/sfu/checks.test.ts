import process from 'node:process';
import { expect } from 'chai';
import { DomainError } from '../../../domain/errors.ts';
import type { MediaCheck } from '../../../domain/ports.ts';
import { LocalMediaRooms } from '../../../sfu/rooms/local-media-rooms.ts';
import type { CheckLimits } from '../../../sfu/checks/path-checks.ts';
import { CheckClient } from '../../support/check-client.ts';
import { eventually } from '../../support/eventually.ts';
import { MediaClient, newRoomId, quietLog, workerBin } from '../../support/media-client.ts';
import { NodeWorld } from '../../support/node-world.ts';

const anywhere = { region: null };

async function local(checkLimits: Partial<CheckLimits> = {}) {
  const rooms = await LocalMediaRooms.create({
    workers: 1,
    listenAddress: '127.0.0.1',
    firstPort: 0,
    workerBin: workerBin(),
    checkLimits,
    log: quietLog,
  });
  return { rooms, [Symbol.asyncDispose]: () => rooms.close() };
}

/** The code and the words of a refusal. */
async function refusalOf(attempt: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('It was not refused.');
}

/** Waits until the check says that it is over. */
function over(check: MediaCheck): Promise<void> {
  const offer = { rtpParameters: { codecs: [] }, rtpCapabilities: {} };
  return eventually(async () => {
    const { message } = await refusalOf(check.echo(offer));
    return message === 'This check is over.' ? undefined : `it answers “${message}”`;
  });
}

describe('checks of the way to the SFU', () => {
  it('end by themselves', async () => {
    await using sfu = await local({ limitMs: 100 });
    const check = await sfu.rooms.openCheck();
    await over(check);
    expect(await refusalOf(check.close())).to.include({ code: 'wrong-phase' });
  });

  it('are so many at most, in words; one that ends makes space', async () => {
    await using sfu = await local({ most: 2 });
    const [first] = await Promise.all([sfu.rooms.openCheck(), sfu.rooms.openCheck()]);
    const refused = await refusalOf(sfu.rooms.openCheck());
    expect(refused.code).to.equal('unavailable');
    expect(refused.message).to.match(/busy with calls.*Try again in a few minutes\.$/);
    await first.close();
    await sfu.rooms.openCheck();
  });

  it('end with their worker, and go on with the one that takes its place', async () => {
    await using sfu = await local();
    const check = await sfu.rooms.openCheck();
    const [pid] = (await sfu.rooms.cpuTimes()).keys();
    if (pid === undefined) throw new Error('a worker runs');
    process.kill(pid, 'SIGKILL');
    await over(check);
    const next = await sfu.rooms.openCheck();
    await next.close();
  });

  describe('on nodes', () => {
    it('are placed in the region of the organisation and nowhere else', async () => {
      await using world = await NodeWorld.create();
      await world.node({ BEDSIDE_SFU_REGION: 'north' });
      const server = await world.server();
      const check = await server.openCheck({ region: 'north' });
      await check.close();
      expect(await refusalOf(server.openCheck(anywhere))).to.include({ code: 'unavailable' });
    }).timeout(20_000);

    it('are refused in words by nodes that are full of calls, and take nothing from them', async () => {
      await using world = await NodeWorld.create();
      await world.node({ BEDSIDE_SFU_CONSUMERS_PER_WORKER: '4', BEDSIDE_SFU_WORKERS: '1' });
      const server = await world.server();
      const check = await server.openCheck(anywhere);
      // A check takes no call's place.
      await MediaClient.join(server, newRoomId());
      await check.close();
      const refused = await refusalOf(server.openCheck(anywhere));
      expect(refused.code).to.equal('unavailable');
      expect(refused.message).to.match(/busy with calls/);
    }).timeout(20_000);

    it('are over when their node has gone', async () => {
      await using world = await NodeWorld.create();
      const node = await world.node();
      const server = await world.server();
      const client = await CheckClient.create(await server.openCheck(anywhere));
      node.signal('SIGKILL');
      await over(client.check);
    }).timeout(20_000);
  });
});
