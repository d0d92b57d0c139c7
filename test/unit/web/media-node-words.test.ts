import { expect } from 'chai';
import type { MediaNodeView } from '../../../domain/rooms/wire.ts';
import type { MediaNodeId } from '../../../domain/ids.ts';
import {
  clockWords,
  drainWords,
  loadPercent,
  loadWords,
  standingOf,
} from '../../../web/src/admin/admin-words.ts';

function node(last: string, load: Partial<MediaNodeView['load']> = {}, region = 'home'): MediaNodeView {
  return {
    nodeId: `0197f3b2-6f5c-4c4e-9d1b-00000000000${last}` as MediaNodeId,
    region,
    version: '1.0.0',
    clockAheadMs: 0,
    load: { capacity: 400, consumers: 0, rooms: 0, cpu: 0, draining: false, ...load },
  };
}

describe('media nodes in words', () => {
  it('say what a node carries, of cores or of streams, whichever is more', () => {
    const busy = node('1', { rooms: 3, consumers: 12, cpu: 0.42 });
    expect(loadPercent(busy)).to.equal(42);
    expect(loadWords(busy)).to.equal('3 rooms, 12 of 400 streams, processor 42 %');
    expect(loadPercent(node('1', { rooms: 200 }))).to.equal(100);
  });

  it('say whether it takes rooms', () => {
    expect(standingOf(node('1')).words).to.equal('Takes rooms');
    expect(standingOf(node('1', { cpu: 0.9 })).words).to.equal('Full');
    expect(standingOf(node('1', { cpu: 0.9, draining: true })).words).to.equal('Draining');
  });

  it('say by how much a clock is wrong, and nothing of one that is right', () => {
    expect(clockWords({ ...node('1'), clockAheadMs: 121_400 })).to.equal(
      'Clock 121 seconds fast: set the time on its machine.',
    );
    expect(clockWords({ ...node('1'), clockAheadMs: -6_000 })).to.equal(
      'Clock 6 seconds slow: set the time on its machine.',
    );
    expect(clockWords({ ...node('1'), clockAheadMs: 4_900 })).to.equal(null);
  });

  it('say where visits go when it drains, and when they can go nowhere', () => {
    const one = node('1', { rooms: 2 });
    expect(drainWords([one, node('2')], one)[0]).to.equal(
      '1 other node of the region home takes rooms. The 2 visits on this one move there at once; picture and sound stop for a moment.',
    );
    expect(drainWords([node('2'), node('3'), node('1')], node('1'))[0]).to.equal(
      '2 other nodes of the region home take rooms. This one has no visit now.',
    );
    const nowhere = drainWords([one, node('2', { draining: true }), node('3', {}, 'abroad')], one);
    expect(nowhere[0]).to.equal(
      'No other node takes its visits: they stay on it until they end, and new calls get no picture or sound until a node is started.',
    );
    expect(nowhere[1]).to.include('is cut off');
  });
});
