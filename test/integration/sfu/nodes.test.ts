import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import type { MediaNodeId, RoomId } from '../../../domain/ids.ts';
import type { MediaRooms } from '../../../domain/ports.ts';
import type { MediaNode } from '../../../domain/rooms/media-nodes.ts';
import { type NodeAccess, NodeLink } from '../../../sfu/node/node-link.ts';
import { NodeProofs } from '../../../sfu/node/node-proofs.ts';
import { NodeRegistry } from '../../../sfu/node/node-registry.ts';
import { codeOf } from '../../contract/media-rooms/suite.ts';
import { eventually } from '../../support/eventually.ts';
import { MediaClient, newJoining, newRoomId, quietLog } from '../../support/media-client.ts';
import { type NodeProcess, nodeSecret } from '../../support/node-process.ts';
import { NodeWorld } from '../../support/node-world.ts';
import { rejection } from '../../support/store-waiting.ts';
import { PrivateRedis } from '../../support/private-redis.ts';

/** Both sides of a visit, each by its own server, who take each other's picture. */
async function visit(servers: { station: MediaRooms; clinician: MediaRooms }, roomId: RoomId = newRoomId()) {
  const joinings = { station: newJoining('station'), clinician: newJoining('clinician') };
  const enter = async (side: 'station' | 'clinician', by: MediaRooms = servers[side]) => {
    const client = await MediaClient.join(by, roomId, { joining: joinings[side], admitted: true });
    await Promise.all([client.receive(), client.produce('camera'), client.produce('microphone')]);
    return client;
  };
  const [station, clinician] = await Promise.all([enter('station'), enter('clinician')]);
  await Promise.all([station.stream('camera'), clinician.stream('camera')]);
  return { roomId, joinings, enter, station, clinician };
}

async function failed(...clients: MediaClient[]): Promise<void> {
  for (const client of clients)
    expect(await client.fact('room:left')).to.deep.equal({ reason: 'media-failed' });
}

async function sees(client: MediaClient, other: MediaClient): Promise<void> {
  await client.fact('room:consumer', ({ participantId }) => participantId === other.participantId);
}

async function whereIs(world: NodeWorld, roomId: RoomId): Promise<string | undefined> {
  return (await world.placements.find(roomId)).node?.nodeId;
}

function accessOf(secret: string): NodeAccess {
  const clock = { now: () => new Date() };
  return { proofs: new NodeProofs(secret), control: { network: 'open' }, tls: undefined, clock };
}

async function holder(world: NodeWorld, roomId: RoomId, nodes: NodeProcess[]) {
  const nodeId = await whereIs(world, roomId);
  const [on] = nodes.filter((node) => node.nodeId === nodeId);
  const [other] = nodes.filter((node) => node.nodeId !== nodeId);
  if (on === undefined || other === undefined) throw new Error(`The room is on ${String(nodeId)}.`);
  return { on, other };
}

describe('SFU nodes', function () {
  this.timeout(30_000);

  it('have one room for both sides of a visit, whichever servers they come by', async () => {
    await using world = await NodeWorld.create();
    // Small ones, so that what a visit adds outweighs what a core happens to be doing.
    const small = { BEDSIDE_SFU_CONSUMERS_PER_WORKER: '40' };
    await Promise.all([world.node(small), world.node(small)]);
    const [station, clinician] = await Promise.all([world.server(), world.server()]);
    const rooms: Awaited<ReturnType<typeof visit>>[] = [];
    for (let n = 0; n < 6; n += 1) rooms.push(await visit({ station, clinician }));
    const places = await Promise.all(rooms.map(({ roomId }) => whereIs(world, roomId)));
    const each = [...new Set(places)].map((nodeId) => places.filter((place) => place === nodeId).length);
    expect(each.toSorted()).to.deep.equal([3, 3]);
    await clinician.closeRoom(rooms[0]?.roomId ?? newRoomId());
    expect(await rooms[0]?.station.fact('room:left')).to.deep.equal({ reason: 'closed' });
  });

  it('lose a visit to a killed node only until it joins the next one, at once', async () => {
    await using world = await NodeWorld.create();
    const nodes = await Promise.all([world.node(), world.node()]);
    const [one, two] = await Promise.all([world.server(), world.server()]);
    const before = await visit({ station: one, clinician: two });
    const { on, other } = await holder(world, before.roomId, nodes);
    on.signal('SIGKILL');
    await failed(before.station, before.clinician);
    expect(await codeOf(before.station.participation.resume('any'))).to.equal('wrong-phase');
    const [station, clinician] = await Promise.all([before.enter('station'), before.enter('clinician')]);
    await Promise.all([sees(station, clinician), sees(clinician, station)]);
    expect(await whereIs(world, before.roomId)).to.equal(other.nodeId);
    expect(one.counts()).to.include({ workers: 1, rooms: 1, participants: 2 });
  });

  it('lose a visit to a killed worker only until it joins the next one, on the same node', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node();
    const server = await world.server();
    const before = await visit({ station: server, clinician: server });
    process.kill(node.workerPids[0] ?? 0, 'SIGKILL');
    await failed(before.station, before.clinician);
    const [station, clinician] = await Promise.all([before.enter('station'), before.enter('clinician')]);
    await Promise.all([sees(station, clinician), sees(clinician, station)]);
    expect(node.workerPids).to.have.length(2);
  });

  it('are lost when they say nothing any more, though their connection stands', async () => {
    await using world = await NodeWorld.create();
    const nodes = await Promise.all([world.node(), world.node()]);
    const server = await world.server();
    const before = await visit({ station: server, clinician: server });
    const { on, other } = await holder(world, before.roomId, nodes);
    on.signal('SIGSTOP');
    await failed(before.station, before.clinician);
    await before.enter('station');
    expect(await whereIs(world, before.roomId)).to.equal(other.nodeId);
  });

  it('hand their visits over when told to end, take no others, and end', async () => {
    await using world = await NodeWorld.create();
    const nodes = await Promise.all([world.node(), world.node()]);
    const [one, two] = await Promise.all([world.server(), world.server()]);
    const before = await visit({ station: one, clinician: two });
    const { on, other } = await holder(world, before.roomId, nodes);
    on.signal('SIGTERM');
    await failed(before.station, before.clinician);
    const [station, clinician] = await Promise.all([before.enter('station'), before.enter('clinician')]);
    await Promise.all([sees(station, clinician), sees(clinician, station)]);
    expect(await whereIs(world, before.roomId)).to.equal(other.nodeId);
    expect(await on.ended()).to.equal(0);
    expect(on.log).to.include('"outcome":"empty"');
    await MediaClient.join(one, newRoomId());
  });

  it('let a visit finish that can go nowhere else, and take who comes back to it', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node();
    const server = await world.server();
    const { station, clinician, enter } = await visit({ station: server, clinician: server });
    node.signal('SIGTERM');
    await eventually(() => (server.nodeCounts().draining === 1 ? undefined : 'it does not drain'));
    const again = await enter('station');
    await sees(again, clinician);
    expect(station.heard('room:left')).to.deep.equal([{ reason: 'replaced' }]);
    expect(await codeOf(MediaClient.join(server, newRoomId()))).to.equal('unavailable');
    expect(node.isRunning).to.equal(true);
    await Promise.all([again.participation.leave(), clinician.participation.leave()]);
    expect(await node.ended()).to.equal(0);
  });

  it('end at the limit, with those still there sent elsewhere', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node({ BEDSIDE_SFU_DRAIN_SECONDS: '1' });
    const server = await world.server();
    const { station } = await visit({ station: server, clinician: server });
    node.signal('SIGTERM');
    expect(await node.ended()).to.equal(0);
    await failed(station);
    expect(node.log).to.include('"outcome":"late"');
  });

  it('refuse what is too much for all of them, and count it', async () => {
    await using world = await NodeWorld.create();
    await world.node({ BEDSIDE_SFU_CONSUMERS_PER_WORKER: '8' });
    const server = await world.server();
    const clients = [
      await MediaClient.join(server, newRoomId()),
      await MediaClient.join(server, newRoomId()),
    ];
    expect(await codeOf(MediaClient.join(server, newRoomId()))).to.equal('unavailable');
    expect(server.nodeCounts()).to.deep.equal({ open: 1, draining: 0, full: 1, refusedRooms: 1 });
    expect(world.logs.errors).to.have.length(1);
    await clients[0]?.participation.leave();
    await MediaClient.join(server, newRoomId());
  });

  it('keep a room in the region of its organisation, which each node makes sure of as well', async () => {
    await using world = await NodeWorld.create();
    const abroad = await world.node({ BEDSIDE_SFU_REGION: 'abroad' });
    const server = await world.server({ region: 'home' });
    expect(await codeOf(MediaClient.join(server, newRoomId()))).to.equal('unavailable');
    const roomId = newRoomId();
    const registry = await NodeRegistry.create({
      redisUrl: world.redisUrl,
      prefix: world.prefix,
      log: quietLog,
    });
    const [card] = (await registry.list()) ?? [];
    registry.close();
    if (card === undefined) throw new Error('The node is not registered.');
    await using owned = new AsyncDisposableStack();
    const events = { drains: () => undefined, lost: () => undefined };
    const link = await NodeLink.open(card, { access: accessOf(nodeSecret), events, log: quietLog });
    owned.defer(() => {
      link.close();
    });
    const sources = { microphone: 'on', camera: 'on' } as const;
    const joiner = { ...newJoining(), admitted: true, sources };
    const join = { call: 'join', roomId, seat: 1, joiner } as const;
    expect(await codeOf(link.request({ ...join, region: 'home' }))).to.equal('forbidden');
    await link.request({ ...join, region: 'abroad' });
    await world.node();
    await eventually(() => (server.nodeCounts().open === 2 ? undefined : 'the new node is not known yet'));
    const client = await MediaClient.join(server, newRoomId());
    expect(client.heard('room:left')).to.deep.equal([]);
    expect(abroad.isRunning).to.equal(true);
  });

  it('let nobody in who does not know the secret, and are believed by nobody without it', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node();
    const stranger = await world.server({ secret: 'another-secret-of-sufficient-length', waits: false });
    expect(await codeOf(MediaClient.join(stranger, newRoomId()))).to.equal('unavailable');
    const meant = { nodeId: node.nodeId as MediaNodeId, url: `ws://127.0.0.1:${node.port}`, region: 'home' };
    const open = (to: MediaNode, secret: string) =>
      NodeLink.open(to, {
        access: accessOf(secret),
        events: { drains: () => undefined, lost: () => undefined },
        log: quietLog,
      });
    const refusal = 'the other side has another secret, or is not the one that is meant';
    const other = { ...meant, nodeId: randomUUID() as MediaNodeId };
    expect((await rejection(open(other, nodeSecret))).message).to.equal(refusal);
    expect((await rejection(open(meant, 'another-secret-of-sufficient-length'))).message).to.equal(refusal);
    (await open(meant, nodeSecret)).close();
    await eventually(() => (node.log.includes('other-secret-or-node') ? undefined : 'not in its log'));
  });

  it('answer nobody who has overheard how a server proved itself', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node();
    const proofs = new NodeProofs(nodeSecret);
    const open = async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${node.port}`);
      const [data] = (await once(socket, 'message')) as [Buffer];
      const { nonce: ofNode } = JSON.parse(data.toString()) as { nonce: string };
      return { socket, ofNode };
    };
    const first = await open();
    const challenge = { nodeId: node.nodeId as MediaNodeId, ofNode: first.ofNode, ofServer: proofs.draw() };
    const proof = proofs.sign('server', challenge);
    const overheard = JSON.stringify({ proof, nonce: challenge.ofServer, clock: Date.now() });
    first.socket.send(overheard);
    const [welcome] = (await once(first.socket, 'message')) as [Buffer];
    expect(JSON.parse(welcome.toString())).to.include({ kind: 'welcome' });
    const second = await open();
    const closed = once(second.socket, 'close');
    second.socket.send(overheard);
    expect((await closed)[0]).to.equal(1008);
    first.socket.terminate();
  });

  it('serve visits though their clock is wrong, which both sides write into their logs', async () => {
    await using world = await NodeWorld.create();
    const shifted = 'data:text/javascript,const now = Date.now; Date.now = () => now() + 120000;';
    const node = await world.node({ NODE_OPTIONS: `--import="${shifted}"` });
    const server = await world.server();
    await visit({ station: server, clinician: server });
    await eventually(() => {
      const { lines } = world.logs;
      return lines.some(({ message }) => message === 'the clock of a media node is wrong')
        ? undefined
        : 'not told';
    });
    const [known] = server.nodes.list();
    expect(known?.clockAheadMs).to.be.within(110_000, 130_000);
    expect(node.log).to.include('the clock of this media node is not that of the service');
  });

  it('keep a visit when its server dies: the other side goes on, and the next server takes the place over', async () => {
    await using world = await NodeWorld.create();
    await world.node();
    const [one, two] = await Promise.all([world.server(), world.server()]);
    const before = await visit({ station: one, clinician: two });
    // Nothing is said goodbye to: the connection ends, as with a killed process.
    await one.close();
    const again = await before.enter('station', two);
    await sees(before.clinician, again);
    expect(before.clinician.heard('room:left')).to.deep.equal([]);
    expect(two.counts()).to.include({ rooms: 1, participants: 2 });
  });

  it('need Redis only to be found: what it forgets, and its absence, ends no visit and starts others', async () => {
    await using redis = await PrivateRedis.start();
    await using world = await NodeWorld.create({ redisUrl: redis.url });
    await world.node();
    const server = await world.server();
    const before = await visit({ station: server, clinician: server });
    await redis.command('FLUSHALL');
    const next = await visit({ station: server, clinician: server });
    const later = await world.server({ waits: false });
    // It finds the room by Postgres, also in the second in which no node is registered.
    const third = await MediaClient.join(later, before.roomId, { admitted: true });
    await third.receive();
    await sees(third, before.station);
    await redis.kill();
    await visit({ station: server, clinician: server });
    await redis.restart();
    await world.server();
    for (const client of [before.station, before.clinician, next.station, third])
      expect(client.heard('room:left')).to.deep.equal([]);
  });

  it('are left for where Postgres says the room is', async () => {
    await using world = await NodeWorld.create();
    await Promise.all([world.node(), world.node()]);
    const server = await world.server();
    const { roomId, station, enter } = await visit({ station: server, clinician: server });
    const from = await world.placements.find(roomId);
    const elsewhere = newRoomId();
    await MediaClient.join(server, elsewhere);
    const { node } = await world.placements.find(elsewhere);
    if (node === null || from.node === null) throw new Error('The rooms have no place.');
    expect(node.nodeId).not.to.equal(from.node.nodeId);
    // As another server does that cannot reach the node.
    await world.placements.place(roomId, { from: from.node.nodeId, node });
    await failed(station);
    await enter('station');
    expect(await whereIs(world, roomId)).to.equal(node.nodeId);
  });
});
