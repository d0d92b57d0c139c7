import { expect } from 'chai';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { codeOf } from '../../contract/media-rooms/suite.ts';
import { eventually } from '../../support/eventually.ts';
import { MediaClient, newJoining, newRoomId } from '../../support/media-client.ts';
import { NodeWorld } from '../../support/node-world.ts';

describe('SFU nodes that are drained over their connection', function () {
  this.timeout(30_000);

  it('hand their visits over and end by themselves, as on SIGTERM', async () => {
    await using world = await NodeWorld.create();
    const nodes = await Promise.all([world.node(), world.node()]);
    const [one, two] = await Promise.all([world.server(), world.server()]);
    const roomId = newRoomId();
    const joining = newJoining();
    const before = await MediaClient.join(one, roomId, { joining, admitted: true });
    const placed = (await world.placements.find(roomId)).node?.nodeId;
    const on = nodes.find(({ nodeId }) => nodeId === placed);
    const other = nodes.find(({ nodeId }) => nodeId !== placed);
    if (on === undefined || other === undefined) throw new Error(`The room is on ${String(placed)}.`);
    const nodeId = on.nodeId as MediaNodeId;
    // By a server that has nobody in the room.
    await two.nodes.drain(nodeId);
    const drained = two.nodes.list().find((known) => known.nodeId === nodeId);
    expect(drained?.load.draining).to.equal(true);
    expect(await before.fact('room:left')).to.deep.equal({ reason: 'media-failed' });
    await MediaClient.join(one, roomId, { joining, admitted: true });
    expect((await world.placements.find(roomId)).node?.nodeId).to.equal(other.nodeId);
    expect(await on.ended()).to.equal(0);
    expect(on.log).to.include('"reason":"asked"').and.to.include('"outcome":"empty"');
    await eventually(() =>
      two.nodes.list().length === 1 ? undefined : 'the node that ended is still listed',
    );
    expect(two.nodes.list()).to.have.nested.property('[0].nodeId', other.nodeId);
    expect(await codeOf(two.nodes.drain(nodeId))).to.equal('not-found');
  });

  it('let a visit finish that can go nowhere, asked twice and told to end besides', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node();
    const nodeId = node.nodeId as MediaNodeId;
    const server = await world.server();
    const client = await MediaClient.join(server, newRoomId(), { admitted: true });
    await server.nodes.drain(nodeId);
    await server.nodes.drain(nodeId);
    // The first signal, though it drains already: a rolling restart cuts nothing.
    node.signal('SIGTERM');
    await server.nodes.drain(nodeId);
    await client.receive();
    expect(client.heard('room:left')).to.deep.equal([]);
    await client.participation.leave();
    expect(await node.ended()).to.equal(0);
    expect(node.log).to.include('"outcome":"empty"');
  });

  it('still end at once when they are told to twice', async () => {
    await using world = await NodeWorld.create();
    const node = await world.node();
    const server = await world.server();
    const client = await MediaClient.join(server, newRoomId(), { admitted: true });
    await server.nodes.drain(node.nodeId as MediaNodeId);
    node.signal('SIGTERM');
    // Another one, because two of one kind may arrive as one.
    node.signal('SIGINT');
    expect(await client.fact('room:left')).to.deep.equal({ reason: 'media-failed' });
    expect(await node.ended()).to.equal(0);
    expect(node.log).to.include('"outcome":"late"');
  });
});
