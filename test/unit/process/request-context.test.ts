import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { createLog } from '../../../process/log.ts';
import {
  currentRequestId,
  errorReference,
  requestIdFrom,
  withinRequest,
} from '../../../process/request-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

describe('the context of a request', () => {
  it('takes its id from the traceparent that is sent', () => {
    expect(requestIdFrom(`00-${traceId}-00f067aa0ba902b7-01`)).to.equal(traceId);
    expect(requestIdFrom(`01-${traceId}-00f067aa0ba902b7-01-later`)).to.equal(traceId);
  });

  it('takes a new one where none is sent, or one that is malformed', () => {
    for (const header of [
      undefined,
      '',
      'Ada Lovelace',
      traceId,
      `00-${traceId}-00f067aa0ba902b7`,
      `00-${traceId}-00f067aa0ba902b7-01-more`,
      `00-${traceId.toUpperCase()}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `ff-${traceId}-00f067aa0ba902b7-01`,
      [`00-${traceId}-00f067aa0ba902b7-01`],
    ]) {
      expect(requestIdFrom(header), String(header)).to.match(uuid);
    }
  });

  it('is kept behind an await, one for each of several at once, and there is none outside', async () => {
    const seen = async () => {
      await turn();
      return [currentRequestId(), errorReference()];
    };
    expect(await Promise.all([withinRequest('a', seen), withinRequest('b', seen)])).to.deep.equal([
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(currentRequestId()).to.equal(undefined);
    expect(errorReference()).to.match(uuid);
  });

  it('stands on every line of the log, also of a child, and any trace id does', async () => {
    const lines: unknown[] = [];
    const written = new PassThrough();
    written.on('data', (chunk: Buffer) => {
      lines.push(JSON.parse(chunk.toString()));
    });
    const log = createLog({ level: 'info', write: written });
    const digits = 'a9434765919b4da6a3ce929d0e0e4736';
    await withinRequest(digits, async () => {
      await turn();
      log.info('first');
      log.child({ process: 'server' }).warn('second');
      log.error('third', new Error('gone'), { reference: errorReference() });
    });
    log.info('fourth');
    expect(lines).to.containSubset([
      { message: 'first', requestId: digits },
      { message: 'second', requestId: digits, process: 'server' },
      { message: 'third', requestId: digits, reference: digits },
    ]);
    expect(lines[3]).not.to.have.property('requestId');
  });
});
