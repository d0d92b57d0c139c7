import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { statsOf } from '../../../web/src/service/transport-stats.ts';

type Stats = Map<string, unknown>;

/** A transport of which the test says how the browser answers. */
class Transport {
  closed = false;
  readonly observer = new EventEmitter();
  readonly answer = Promise.withResolvers<Stats>();

  getStats(): Promise<Stats> {
    return this.closed ? Promise.reject(new Error('closed')) : this.answer.promise;
  }

  close(): void {
    this.closed = true;
    this.observer.emit('close');
  }
}

describe('the statistics of a transport', () => {
  let transport: Transport;
  beforeEach(() => {
    transport = new Transport();
  });
  afterEach(() => {
    expect(transport.observer.listenerCount('close')).to.equal(0);
  });

  it('are what the browser counts', async () => {
    transport.answer.resolve(new Map([['a', { type: 'transport', bytesSent: 5 }]]));
    expect(await statsOf(transport)).to.deep.equal([{ type: 'transport', bytesSent: 5 }]);
  });

  it('are none of one that is closed', async () => {
    transport.close();
    expect(await statsOf(transport)).to.equal(null);
  });

  it('are none of one that is closed while it is asked, of which Firefox never says anything again', async () => {
    const stats = statsOf(transport);
    transport.close();
    expect(await stats).to.equal(null);
  });

  it('fail with what the browser says of an open one', async () => {
    transport.answer.reject(new Error('broken'));
    const said = await statsOf(transport).catch((error: unknown) => String(error));
    expect(said).to.equal('Error: broken');
  });
});
