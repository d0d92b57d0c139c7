import { expect } from 'chai';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { NodeProofs } from '../../../sfu/node/node-proofs.ts';

const nodeId = '00000000-0000-4000-8000-000000000001' as MediaNodeId;
const secret = 'a secret of the tests, long enough';

describe('the proof of a server to a media node', () => {
  const [server, node] = [new NodeProofs(secret), new NodeProofs(secret)];
  const challenge = () => ({ nodeId, ofNode: node.draw(), ofServer: server.draw() });

  it('opens one connection: nobody who has overheard it opens another', () => {
    const [once, again] = [challenge(), challenge()];
    const proof = server.sign('server', once);
    expect(node.verify('server', proof, once)).to.equal(true);
    expect(node.verify('server', proof, again)).to.equal(false);
    expect(node.verify('server', proof, { ...again, ofServer: once.ofServer })).to.equal(false);
  });

  it('is of this node, of this side and of this secret', () => {
    const here = challenge();
    const elsewhere = { ...here, nodeId: '00000000-0000-4000-8000-000000000002' as MediaNodeId };
    expect(node.verify('server', server.sign('server', elsewhere), here)).to.equal(false);
    expect(node.verify('server', server.sign('node', here), here)).to.equal(false);
    expect(node.verify('server', new NodeProofs('another secret').sign('server', here), here)).to.equal(
      false,
    );
    expect(node.verify('server', '', here)).to.equal(false);
  });
});
