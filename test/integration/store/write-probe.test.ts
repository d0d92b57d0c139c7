import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { setReadOnly } from '../../support/read-only-database.ts';
import { StoreWorld } from '../../support/world-store.ts';

const pageBytes = 8192;

describe('store: the probe of writing', () => {
  const bytes = async (world: StoreWorld): Promise<number> => {
    const [row] = await world.query<{ bytes: string }>(
      `select pg_relation_size('write_probe_pages') as bytes`,
    );
    return Number(row?.bytes);
  };

  it('needs a page of its own each time, so that a full disk refuses it, and gives them back at a megabyte', async () => {
    await using world = await StoreWorld.create();
    const probe = (times: number) =>
      world.query('select probe_write() from generate_series(1, $1::int)', [times]);
    await probe(1);
    expect(await bytes(world)).to.equal(pageBytes);
    await probe(2);
    expect(await bytes(world)).to.equal(3 * pageBytes);
    await probe(200);
    expect(await bytes(world)).to.be.within(pageBytes, 1_000_000 + pageBytes);
  });

  it('writes once a second, however often it is asked', async () => {
    await using world = await StoreWorld.create();
    await Promise.all(Array.from({ length: 5 }, () => world.store.reads.probeWrite()));
    expect(await bytes(world)).to.equal(pageBytes);
  });

  it('says without waiting that nothing can be kept, and that it can be again', async () => {
    await using world = await StoreWorld.create();
    const { reads } = world.store;
    const is = (writable: boolean) =>
      eventually(() =>
        reads.isWritable() === writable ? undefined : `it is said to be ${String(!writable)}`,
      );
    expect(reads.isWritable()).to.equal(true);
    await setReadOnly(world.database.url, 'on', 'ended');
    await is(false);
    await setReadOnly(world.database.url, 'off', 'kept');
    await is(true);
  });
});
