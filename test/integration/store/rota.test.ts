import { expect } from 'chai';
import type { QueueId, ShiftId } from '../../../domain/ids.ts';
import type { Shift } from '../../../domain/rota/shift.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

describe('the rota in Postgres', () => {
  let world: StoreWorld;
  let make: (starts: string, ends: string, over?: Partial<Shift>) => Promise<Shift>;

  before(async () => {
    world = await StoreWorld.create();
    const clinicianId = await world.addPerson();
    make = async (starts, ends, over = {}) => {
      const shift: Shift = {
        id: newId<ShiftId>(),
        organisationId: world.organisationId,
        clinicianId,
        startsAt: new Date(starts),
        endsAt: new Date(ends),
        queueIds: [newId<QueueId>()],
        tier: 1,
        ...over,
      };
      await world.store.transact(({ rota }) => rota.add([shift]));
      return shift;
    };
  });

  after(() => world[Symbol.asyncDispose]());

  it('finds what reaches into a time, and who is in a shift at a moment', async () => {
    const night = await make('2026-11-23T20:00:00Z', '2026-11-24T08:00:00Z');
    const day = await make('2026-11-24T08:00:00Z', '2026-11-24T20:00:00Z');
    const list = (from: string, to: string) =>
      world.store.reads.listShifts(world.organisationId, new Date(from), new Date(to));
    expect(await list('2026-11-24T07:59:00Z', '2026-11-24T08:00:00Z')).to.deep.equal([night]);
    expect(await list('2026-11-24T08:00:00Z', '2026-11-24T08:01:00Z')).to.deep.equal([day]);
    expect(await list('2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z')).to.deep.equal([night, day]);
    expect(await list('2026-11-24T20:00:00Z', '2026-11-25T00:00:00Z')).to.deep.equal([]);
    const current = (at: string) =>
      world.store.transact(({ rota }) => rota.findCurrent(night.clinicianId, new Date(at)));
    expect(await current('2026-11-23T20:00:00Z')).to.deep.equal(night);
    expect(await current('2026-11-24T08:00:00Z')).to.deep.equal(day);
    expect(await current('2026-11-24T20:00:00Z')).to.equal(undefined);
  });

  it('lets one at a time change it', async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const one = world.store.transact(async ({ rota }) => {
      await rota.lock(world.organisationId);
      locked();
      await released;
      order.push('one');
    });
    await first;
    const two = world.store.transact(async ({ rota }) => {
      await rota.lock(world.organisationId);
      order.push('two');
    });
    release();
    await Promise.all([one, two]);
    expect(order).to.deep.equal(['one', 'two']);
  });

  it('keeps no shift of more than 25 hours, of no queue, or of another tier', async () => {
    for (const [ends, over] of [
      ['2026-12-02T01:00:01Z', {}],
      ['2026-12-01T00:00:00Z', {}],
      ['2026-12-01T08:00:00Z', { queueIds: [] }],
      ['2026-12-01T08:00:00Z', { tier: 3 as never }],
    ] as const) {
      const error = await make('2026-12-01T00:00:00Z', ends, over).then(
        () => undefined,
        (refusal: unknown) => refusal,
      );
      expect(error).to.be.instanceOf(Error);
    }
    await make('2026-12-01T00:00:00Z', '2026-12-02T01:00:00Z');
  });
});
