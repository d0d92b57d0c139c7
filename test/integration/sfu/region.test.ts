import { expect } from 'chai';
import pg from 'pg';
import { setOrganisationRegion } from '../../../domain/organisations/organisations.ts';
import type { FamilyId, RoomId } from '../../../domain/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { pressAt, valueOf } from '../../support/hearing.ts';
import { NodeProcess, nodeSecret } from '../../support/node-process.ts';
import { redisPrefix } from '../../support/services.ts';
import { type Place, World } from '../../support/world.ts';

const sources = { microphone: 'on', camera: 'on' } as const;

/** As a platform administrator does. */
async function setRegion(world: World, place: Place, region: string | null): Promise<void> {
  const roles = ['platform-administrator'] as const;
  const { personId } = await world.addPerson(place, roles);
  const { organisationId } = place;
  const familyId = 'of no matter here' as FamilyId;
  const actor = { kind: 'person', personId, organisationId, roles, familyId } as const;
  await setOrganisationRegion(world.deps, actor, { organisationId, region });
}

/** A station of the place presses its button and enters the room of the call. */
async function enter(world: World, place: Place) {
  const { socket } = await pressAt(world, place);
  const { state } = valueOf(await socket.say('state:read', {}));
  const roomId = 'call' in state ? state.call?.roomId : undefined;
  if (roomId === undefined) throw new Error('The call has no room.');
  return { roomId, join: () => socket.say('room:join', { roomId, sources }) };
}

async function nodeOf(world: World, roomId: RoomId): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: world.config.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ node_id: string }>(
      'select node_id from room_placements where room_id = $1',
      [roomId],
    );
    return rows[0]?.node_id;
  } finally {
    await client.end();
  }
}

describe('the region of an organisation', function () {
  this.timeout(60_000);

  it('has its rooms on nodes of that region only, and none where there is no such node', async () => {
    await using owned = new AsyncDisposableStack();
    const prefix = redisPrefix();
    const start = async (env: Record<string, string> = {}) =>
      owned.use(await NodeProcess.start({ prefix, env }));
    const [home, north] = await Promise.all([start(), start({ BEDSIDE_SFU_REGION: 'uk-north' })]);
    const env = {
      BEDSIDE_REDIS_PREFIX: prefix,
      BEDSIDE_SFU_NODES: 'separate',
      BEDSIDE_SFU_SECRET: nodeSecret,
    };
    const world = owned.use(await World.create({ env, workers: 0 }));
    const [anywhere, northern, elsewhere] = await Promise.all([
      world.addPlace(),
      world.addPlace(),
      world.addPlace(),
    ]);
    await setRegion(world, northern, 'uk-north');
    await setRegion(world, elsewhere, 'uk-south');

    // More than one each, because the least loaded node could be the right one by chance.
    for (let n = 0; n < 3; n += 1) {
      const own = await enter(world, anywhere);
      valueOf(await own.join());
      expect(await nodeOf(world, own.roomId)).to.equal(home.nodeId);
      const theirs = await enter(world, northern);
      valueOf(await theirs.join());
      expect(await nodeOf(world, theirs.roomId)).to.equal(north.nodeId);
    }

    const nowhere = await enter(world, elsewhere);
    const refused = await nowhere.join();
    expect(refused).to.deep.equal({
      ok: false,
      code: 'unavailable',
      message: 'No video room is running in the region of your organisation at the moment. Try again.',
    });
    expect(await nodeOf(world, nowhere.roomId)).to.equal(undefined);

    // Its first node opens the room; so does the service's own region.
    const south = await start({ BEDSIDE_SFU_REGION: 'uk-south' });
    await eventually(async () => {
      const answer = await nowhere.join();
      return answer.ok ? undefined : answer.message;
    }, 10_000);
    expect(await nodeOf(world, nowhere.roomId)).to.equal(south.nodeId);
    await setRegion(world, elsewhere, null);
    const again = await enter(world, elsewhere);
    valueOf(await again.join());
    expect(await nodeOf(world, again.roomId)).to.equal(home.nodeId);
  });
});
