import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { mediaNodeId } from '../../../domain/ids.ts';
import { chooseNode, isFull, type NodeLoad } from '../../../domain/rooms/media-nodes.ts';
import { fromNode, participationCalls, readFact, request, roomCalls } from '../../../sfu/node/wire.ts';

const idle: NodeLoad = { capacity: 100, consumers: 0, rooms: 0, cpu: 0, draining: false };

function candidate(load: Partial<NodeLoad>, region = 'home') {
  const node = { nodeId: mediaNodeId.parse(randomUUID()), url: 'ws://127.0.0.1:1', region };
  return { node, load: { ...idle, ...load } };
}

const anywhereHome = { region: 'home', without: new Set<never>() };

describe('the choice of a media node', () => {
  it('takes the one whose cores are used least', () => {
    const [busy, calm] = [candidate({ cpu: 0.6 }), candidate({ cpu: 0.2 })];
    expect(chooseNode([busy, calm], anywhereHome)).to.equal(calm);
    expect(chooseNode([calm, busy], anywhereHome)).to.equal(calm);
  });

  it('weighs streams against capacity, so that a small node is not taken for an idle one', () => {
    const small = candidate({ capacity: 20, consumers: 8 });
    const large = candidate({ capacity: 400, consumers: 80 });
    expect(chooseNode([small, large], anywhereHome)).to.equal(large);
  });

  it('counts a room that has just opened as the call it will be', () => {
    const [opened, calm] = [candidate({ rooms: 3 }), candidate({ consumers: 8 })];
    expect(chooseNode([opened, calm], anywhereHome)).to.equal(calm);
  });

  it('never leaves the region, however idle the others are', () => {
    const abroad = candidate({}, 'abroad');
    expect(chooseNode([abroad, candidate({ cpu: 0.8 })], anywhereHome)?.node.region).to.equal('home');
    expect(chooseNode([abroad], anywhereHome)).to.equal(undefined);
  });

  for (const [why, load] of [
    ['drains', { draining: true }],
    ['has no core left', { cpu: 0.85 }],
    ['has no space for one call more', { consumers: 97 }],
    ['expects as much of the rooms it has', { rooms: 25 }],
  ] as const) {
    it(`passes over a node that ${why}`, () => {
      const full = candidate(load);
      expect(isFull(full.load)).to.equal(true);
      expect(chooseNode([full], anywhereHome)).to.equal(undefined);
    });
  }

  it('passes over those that have refused', () => {
    const [refused, other] = [candidate({}), candidate({ cpu: 0.5 })];
    const without = new Set([refused.node.nodeId]);
    expect(chooseNode([refused, other], { region: 'home', without })).to.equal(other);
  });
});

describe('the wire between servers and media nodes', () => {
  const roomId = randomUUID();

  it('takes what it knows and nothing beside it', () => {
    const asked = { call: 'room', roomId, method: 'closeRoom', args: [] };
    expect(request.safeParse(asked).success).to.equal(true);
    expect(request.safeParse({ ...asked, more: 1 }).success).to.equal(false);
    expect(request.safeParse({ ...asked, method: 'close' }).success).to.equal(false);
    expect(roomCalls.expel.safeParse(['station']).success).to.equal(false);
    expect(fromNode.safeParse({ kind: 'order', id: 1 }).success).to.equal(false);
  });

  it('knows no method of a participation but those in its table', () => {
    const asked = { call: 'participation', seat: 1, args: [] };
    for (const method of Object.keys(participationCalls))
      expect(request.safeParse({ ...asked, method }).success, method).to.equal(true);
    for (const method of ['constructor', 'end', '__proto__'])
      expect(request.safeParse({ ...asked, method }).success, method).to.equal(false);
  });

  it('holds a node’s facts to the contract', () => {
    expect(readFact({ name: 'room:left', payload: { reason: 'media-failed' } }).name).to.equal('room:left');
    expect(() => readFact({ name: 'room:left', payload: { reason: 'whim' } })).to.throw();
  });
});
