import { expect } from 'chai';
import { forgetSignIns } from '../../../domain/accounts/sign-in.ts';
import type { FamilyId } from '../../../domain/ids.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

const dayMs = 86_400_000;

describe('store: refresh tokens that ended long ago', () => {
  let world: StoreWorld;
  beforeEach(async () => {
    world = await StoreWorld.create();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const tokens = async () => {
    const rows = await world.query<{ digest: string }>('select digest from refresh_tokens order by digest');
    return rows.map(({ digest }) => digest);
  };
  const forget = () => forgetSignIns({ store: world.store, clock: world.clock });

  /** A sign-in that ends in so many days, by its digest. */
  async function signIn(name: string, days: number): Promise<FamilyId> {
    const personId = await world.addPerson();
    const id = newId<FamilyId>();
    const expiresAt = new Date(world.clock.now().getTime() + days * dayMs);
    await world.store.transact(({ accounts }) =>
      accounts.openFamily({ id, personId, refreshDigest: name, expiresAt }),
    );
    return id;
  }

  it('are deleted thirty days after they expired or were revoked, and no others', async () => {
    await signIn('expires', 1);
    const revoked = await signIn('revoked', 365);
    await signIn('goes on', 365);
    world.clock.pass(dayMs);
    await world.store.transact(({ accounts }) => accounts.revokeFamily(revoked));
    world.clock.pass(30 * dayMs);
    expect(await forget()).to.equal(0);
    world.clock.pass(1);
    expect(await forget()).to.equal(2);
    expect(await tokens()).to.deep.equal(['goes on']);
    expect(await world.store.reads.findFamily('goes on')).to.be.an('object');
    expect(await forget()).to.equal(0);
  });

  it('stay until then where they are spent, so that the reuse of a stolen one is noticed', async () => {
    const familyId = await signIn('first', 365);
    const now = world.clock.now();
    const expiresAt = new Date(now.getTime() + 365 * dayMs);
    const next = (digest: string) => ({ digest, expiresAt, spentSince: world.clock.now() });
    await world.store.transact(({ accounts }) => accounts.rotate('first', next('second')));
    world.clock.pass(60 * dayMs);
    expect(await forget()).to.equal(0);
    const reused = await world.store.transact(({ accounts }) => accounts.rotate('first', next('third')));
    expect(reused).to.deep.include({ found: 'spent', familyId });
  });

  it('are deleted by several processes at once, however many there are', async () => {
    const familyId = await signIn('goes on', 365);
    await world.query(
      `insert into refresh_tokens (digest, family_id, expires_at, spent_at)
       select 'old ' || n, $1, $2::timestamptz, $2::timestamptz from generate_series(1, 12000) n`,
      [familyId, '2026-01-01T00:00:00Z'],
    );
    const counts = await Promise.all([1, 2, 3].map(forget));
    // Who finds everything taken leaves the rest to those who have taken it.
    counts.push(await forget());
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(12_000);
    expect(await tokens()).to.deep.equal(['goes on']);
  });
});
