import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { setOrganisationRegion } from '../../../domain/organisations/organisations.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { type KnownNode, othersWithSpace } from '../../../domain/rooms/media-nodes.ts';
import { drainMediaNode, listMediaNodes } from '../../../domain/oversight/operations.ts';
import type { MediaNodes } from '../../../domain/ports.ts';
import { actor, fakeDeps, own } from '../../support/accounts-deps.ts';
import { refused } from '../../support/refused.ts';

const platform = actor(['platform-administrator']);

function node(given: Partial<KnownNode['load']> & { region?: string } = {}): KnownNode {
  const { region = 'home', ...load } = given;
  return {
    nodeId: randomUUID() as MediaNodeId,
    region,
    version: '1.0.0',
    clockAheadMs: 0,
    load: { capacity: 400, consumers: 0, rooms: 0, cpu: 0, draining: false, ...load },
  };
}

/** Nodes as a server has them, and which were asked to drain. */
function world(nodes: readonly KnownNode[], drain: () => Promise<void> = () => Promise.resolve()) {
  const { deps, done } = fakeDeps({});
  const asked: MediaNodeId[] = [];
  const mediaNodes: MediaNodes = {
    where: 'separate',
    list: () => nodes,
    drain: (nodeId) => {
      asked.push(nodeId);
      return drain();
    },
  };
  return { deps: { store: deps.store, mediaNodes }, done, asked };
}

describe('media nodes in the hands of administrators', () => {
  it('are for the platform’s administrators only', async () => {
    const { deps, asked } = world([]);
    const { nodeId } = node();
    for (const role of ['clinician', 'manager', 'administrator'] as const) {
      const by = actor([role]);
      expect(await refused(() => listMediaNodes(deps, by))).to.have.property('code', 'forbidden');
      expect(await refused(() => drainMediaNode(deps, by, { nodeId }))).to.have.property('code', 'forbidden');
    }
    expect(asked).to.deep.equal([]);
  });

  it('are listed by region', () => {
    const [south, home, abroad] = [node({ region: 'south' }), node(), node({ region: 'abroad' })];
    const { deps } = world([south, home, abroad]);
    expect(listMediaNodes(deps, platform)).to.deep.equal({ where: 'separate', nodes: [abroad, home, south] });
  });

  it('are none where media run inside the server, and cannot be drained there', async () => {
    const { deps } = fakeDeps({});
    const inside = { store: deps.store, mediaNodes: { where: 'inside' } as const };
    expect(listMediaNodes(inside, platform)).to.deep.equal({ where: 'inside', nodes: [] });
    const { nodeId } = node();
    expect(await refused(() => drainMediaNode(inside, platform, { nodeId }))).to.deep.equal({
      code: 'conflict',
      message: 'Media run inside the server, so there is no media node to drain.',
    });
  });

  it('drain once and leave one line, however often they are told', async () => {
    const known = node();
    const { deps, done, asked } = world([known]);
    await drainMediaNode(deps, platform, known);
    known.load.draining = true;
    await drainMediaNode(deps, platform, known);
    expect(asked).to.deep.equal([known.nodeId]);
    expect(done.audited).to.deep.equal([
      {
        actor: { kind: 'person', id: platform.personId },
        organisationId: own,
        action: 'media-node.drained',
        subject: { kind: 'media-node', id: known.nodeId },
        detail: { region: 'home' },
      },
    ]);
  });

  it('are not drained, nor said to be, when nobody knows them or they do not answer', async () => {
    const known = node();
    const { deps, done } = world([known], () => Promise.reject(new Error('gone')));
    expect(await refused(() => drainMediaNode(deps, platform, node()))).to.have.property('code', 'not-found');
    const failure = await drainMediaNode(deps, platform, known).catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message', 'gone');
    expect(done.audited).to.deep.equal([]);
  });

  it('count as taking rooms when they are others, of the region, with space', () => {
    const one = node();
    const others = [node(), node({ draining: true }), node({ cpu: 0.9 }), node({ region: 'abroad' })];
    expect(othersWithSpace([one, ...others], one)).to.equal(1);
  });
});

describe('the region of an organisation', () => {
  it('is set by the platform’s administrators only', async () => {
    const { deps } = fakeDeps({});
    const by = actor(['administrator']);
    const asked = () => setOrganisationRegion(deps, by, { organisationId: own, region: 'north' });
    expect(await refused(asked)).to.have.property('code', 'forbidden');
  });

  it('is a short word of lower-case letters, digits and hyphens, or none', () => {
    const accepts = (region: unknown) => endpoints.setOrganisationRegion.body.safeParse({ region }).success;
    for (const region of ['uk-north-1', 'x', 'a'.repeat(40), null])
      expect(accepts(region), String(region)).to.equal(true);
    for (const region of ['', 'a'.repeat(41), 'North', 'uk north', 'uk_north', 'a\n', undefined, 1])
      expect(accepts(region), String(region)).to.equal(false);
  });
});
