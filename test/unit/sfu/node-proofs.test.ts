import { expect } from 'chai';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { NodeProofs } from '../../../sfu/node/node-proofs.ts';

const nodeId = '00000000-0000-4000-8000-000000000001' as MediaNodeId;
const secret = 'a secret of the tests, long enough';

describe('the pass of a server to a media node', () => {
  it('opens one connection: nobody who has overheard it opens another', () => {
    const [server, node] = [new NodeProofs(secret), new NodeProofs(secret)];
    const { token, nonce } = server.pass(nodeId);
    expect(node.verifyPass(token, nodeId)).to.equal(nonce);
    expect(() => node.verifyPass(token, nodeId)).to.throw('the pass has been used');
    expect(node.verifyPass(server.pass(nodeId).token, nodeId)).to.be.a('string');
  });

  it('is of this node and of this secret', () => {
    const node = new NodeProofs(secret);
    const elsewhere = '00000000-0000-4000-8000-000000000002' as MediaNodeId;
    expect(() => node.verifyPass(new NodeProofs(secret).pass(elsewhere).token, nodeId)).to.throw();
    expect(() => node.verifyPass(new NodeProofs('another secret').pass(nodeId).token, nodeId)).to.throw();
  });
});
