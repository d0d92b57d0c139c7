import { expect } from 'chai';
import { createRedis } from '../../../process/redis.ts';
import { collectingLog } from '../../support/collecting-log.ts';

const { log } = collectingLog();
const given = { url: 'redis://127.0.0.1:6379', log, connection: 'test' } as const;

describe('clients of Redis', () => {
  it('share one class with all its commands, whatever differs between them', () => {
    const waits = createRedis({ ...given, whileAway: 'wait' });
    const fails = createRedis({ ...given, whileAway: 'fail', silentMs: 5000 });
    expect(Object.getPrototypeOf(waits)).to.equal(Object.getPrototypeOf(fails));
    const older = createRedis({ ...given, whileAway: 'wait', protocol: 2 });
    expect(Object.getPrototypeOf(older)).not.to.equal(Object.getPrototypeOf(waits));
  });
});
