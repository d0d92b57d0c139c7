import { expect } from 'chai';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { PriorityPool } from '../../../store/postgres/priority-pool.ts';
import { rejection } from '../../support/store-waiting.ts';

/** Counts how many are connected; who connects is in the order of `order`. */
function pool() {
  const seen = { connected: 0, most: 0 };
  const connect = () => {
    seen.connected += 1;
    seen.most = Math.max(seen.most, seen.connected);
    const release = () => {
      seen.connected -= 1;
    };
    return Promise.resolve({ release } as unknown as PostgresPoolClient);
  };
  return { seen, pool: { connect, end: () => Promise.resolve() } as unknown as PostgresPool };
}

/** Each asks for a connection, notes its name when it has one, and gives it back. */
async function visit(from: PostgresPool, name: string, order: string[]): Promise<void> {
  const client = await from.connect();
  order.push(name);
  client.release();
}

describe('the lanes to the database', () => {
  it('let a ring pass all presses that wait, and take turns where more of both wait', async () => {
    const pools = new PriorityPool(pool().pool, { connections: 1 });
    const order: string[] = [];
    const taken = await pools.normal.connect();
    const waiting = [
      ...['press 1', 'press 2', 'press 3'].map((name) => visit(pools.normal, name, order)),
      ...['ring 1', 'ring 2'].map((name) => visit(pools.priority, name, order)),
    ];
    taken.release();
    await Promise.all(waiting);
    expect(order).to.deep.equal(['ring 1', 'press 1', 'ring 2', 'press 2', 'press 3']);
  });

  it('keep the order in which presses came', async () => {
    const pools = new PriorityPool(pool().pool, { connections: 1 });
    const order: string[] = [];
    const names = Array.from({ length: 20 }, (_, n) => `press ${n}`);
    await Promise.all(names.map((name) => visit(pools.normal, name, order)));
    expect(order).to.deep.equal(names);
  });

  it('let a press go before the ordinary work that waits, which has a turn after three of them', async () => {
    const pools = new PriorityPool(pool().pool, { connections: 1 });
    const order: string[] = [];
    const taken = await pools.normal.connect();
    const waiting = [
      ...['read 1', 'read 2'].map((name) => visit(pools.normal, name, order)),
      ...['press 1', 'press 2', 'press 3', 'press 4'].map((name) => visit(pools.presses, name, order)),
    ];
    taken.release();
    await Promise.all(waiting);
    expect(order).to.deep.equal(['press 1', 'press 2', 'press 3', 'read 1', 'press 4', 'read 2']);
  });

  it('keep two connections that ordinary work cannot take', async () => {
    const pools = new PriorityPool(pool().pool, { connections: 4 });
    const order: string[] = [];
    const taken = [await pools.normal.connect(), await pools.normal.connect()];
    const late = visit(pools.normal, 'read', order);
    await Promise.all([visit(pools.presses, 'press', order), visit(pools.priority, 'ring', order)]);
    expect(order).to.deep.equal(['press', 'ring']);
    taken[0]?.release();
    await late;
    expect(order).to.deep.equal(['press', 'ring', 'read']);
    taken[1]?.release();
  });

  it('let no more through than there are connections, and go on when one cannot be had', async () => {
    const { seen, pool: inner } = pool();
    let failing = 3;
    const connect = () => (failing-- > 0 ? Promise.reject(new Error('no connection')) : inner.connect());
    const pools = new PriorityPool({ ...inner, connect }, { connections: 4 });
    const order: string[] = [];
    const asked = Array.from({ length: 50 }, (_, n) =>
      visit(n % 2 === 0 ? pools.normal : pools.priority, String(n), order),
    );
    const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
    expect([refused.length, order.length]).to.deep.equal([3, 47]);
    expect([seen.most <= 4, seen.connected]).to.deep.equal([true, 0]);
  });

  it('refuse whoever has waited too long, and lose no turn by it', async () => {
    const pools = new PriorityPool(pool().pool, { connections: 1, waitsAtMostMs: 1 });
    const taken = await pools.normal.connect();
    const late = await rejection(pools.normal.connect());
    expect(late).to.include({ code: 'unavailable' });
    taken.release();
    const order: string[] = [];
    await visit(pools.normal, 'the next', order);
    expect(order).to.deep.equal(['the next']);
  });
});
