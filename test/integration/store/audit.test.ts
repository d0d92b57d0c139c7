import { expect } from 'chai';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { Audience, AuditEntry } from '../../../domain/ports.ts';
import { rejection } from '../../support/store-waiting.ts';
import { newId, StoreWorld } from '../../support/world-store.ts';

/** The table takes any action, also one that is written no more. */
function entry(world: StoreWorld, action: string): AuditEntry {
  return {
    actor: { kind: 'system' },
    organisationId: world.organisationId,
    action: action as AuditEntry['action'],
    subject: { kind: 'call', id: null },
  };
}

describe('store: audit', () => {
  it('refuses every change of what is written', async () => {
    await using world = await StoreWorld.create();
    await world.store.transact((tx) => tx.audit([entry(world, 'call.placed')]));
    for (const change of [`update audit set action = 'x'`, 'delete from audit', 'truncate audit']) {
      expect(await rejection(world.query(change)), change).to.have.property(
        'message',
        'the audit trail is append-only',
      );
    }
    const asReplica = `set session_replication_role = replica; delete from audit`;
    expect(await rejection(world.query(asReplica))).to.have.property('code', '42501');
    expect((await world.store.reads.listAudit(world.organisationId, null)).events.length).to.equal(1);
  });

  it('writes nothing when the transaction fails, and everything when it does not', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const failed = await rejection(
      world.store.transact(async (tx) => {
        await tx.calls.placeOrFind(world.newCall(stationId));
        await tx.audit([entry(world, 'call.placed')]);
        await tx.raise([{ kind: 'station', id: stationId }]);
        throw new Error('changed my mind');
      }),
    );
    expect(failed.message).to.equal('changed my mind');
    const state = await world.store.reads.getState({ kind: 'station', id: stationId });
    expect([state.seq, state.state.kind === 'station' && state.state.call]).to.deep.equal([0, null]);
    expect((await world.store.reads.listAudit(world.organisationId, null)).events).to.deep.equal([]);
  });

  it('undoes the work when the audit entry itself cannot be written', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const bad = { ...entry(world, 'call.placed'), subject: { kind: 'call', id: 'NUL \u0000' } };
    const failed = await rejection(
      world.store.transact(async (tx) => {
        await tx.calls.placeOrFind(world.newCall(stationId));
        await tx.audit([bad]);
      }),
    );
    expect(failed).to.have.property('code', 'invalid');
    expect(await world.query('select 1 from calls')).to.deep.equal([]);
  });

  it('pages from the newest, 50 at a time, with the names of the actors', async () => {
    await using world = await StoreWorld.create();
    const personId = await world.addPerson();
    const stationId = await world.addStation();
    const entries: AuditEntry[] = Array.from({ length: 60 }, (_, nth) => entry(world, `step ${nth}`));
    await world.store.transact(async (tx) => {
      await tx.audit(entries.slice(0, 30));
      await tx.audit(entries.slice(30));
      await tx.audit([
        { ...entry(world, 'person'), actor: { kind: 'person', id: personId }, detail: { ok: true, n: 1 } },
        { ...entry(world, 'station'), actor: { kind: 'station', id: stationId } },
        { ...entry(world, 'elsewhere'), organisationId: null },
      ]);
    });

    const parse = endpoints.readAudit.reply;
    const first = parse.parse(await world.store.reads.listAudit(world.organisationId, null));
    const second = parse.parse(await world.store.reads.listAudit(world.organisationId, first.next));
    expect(first.events.length).to.equal(50);
    expect(second.next).to.equal(null);
    expect([...first.events, ...second.events].map(({ action }) => action)).to.deep.equal([
      'station',
      'person',
      ...entries.map(({ action }) => action).toReversed(),
    ]);
    expect(first.events[0]).to.deep.include({ actorKind: 'station', actorName: 'Lounge tablet' });
    expect(first.events[1]).to.deep.include({ actorName: 'Asha Rao', detail: { ok: true, n: 1 } });
    const huge = await world.store.reads.listAudit(world.organisationId, '9'.repeat(19));
    expect(huge.events.length).to.equal(50);
  });
});

describe('store: sequence numbers', () => {
  const seqOf = async (world: StoreWorld, audience: Audience) =>
    (await world.store.reads.getState(audience)).seq;

  it('raises by one for each raise, once for one named twice', async () => {
    await using world = await StoreWorld.create();
    const audience: Audience = { kind: 'station', id: await world.addStation() };
    await world.store.transact((tx) => tx.raise([audience, audience]));
    expect(await seqOf(world, audience)).to.equal(1);
    await world.store.transact(async (tx) => {
      await tx.raise([audience]);
      await tx.raise([audience]);
    });
    expect(await seqOf(world, audience)).to.equal(3);
  });

  it('counts every raise of transactions that name the same audiences in opposite orders', async () => {
    await using world = await StoreWorld.create();
    const audiences: Audience[] = [
      ...(await Promise.all([world.addStation('1'), world.addStation('2')])).map(
        (id) => ({ kind: 'station', id }) as const,
      ),
      { kind: 'clinician', id: await world.addPerson() },
    ];
    await Promise.all(
      Array.from({ length: 60 }, (_, nth) =>
        world.store.transact(async (tx) => {
          const [first, ...rest] = nth % 2 === 0 ? audiences : audiences.toReversed();
          await tx.raise(first === undefined ? [] : [first]);
          await tx.raise(rest);
        }),
      ),
    );
    for (const audience of audiences) {
      expect(await seqOf(world, audience)).to.equal(60);
    }
    const [row] = await world.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(row?.deadlocks).to.equal('0');
  });

  it('is never older or newer than the state beside it', async () => {
    await using world = await StoreWorld.create();
    const stationId = await world.addStation();
    const call = await world.place(stationId);
    const audience: Audience = { kind: 'station', id: stationId };
    const write = async () => {
      for (let nth = 1; nth <= 100; nth += 1) {
        await world.store.transact(async (tx) => {
          const details = { ...call.details, concern: String(nth) };
          await tx.calls.describe(call.id, { ...call, details, acuity: 'soon' });
          await tx.raise([audience]);
        });
      }
    };
    const open = async () => {
      const seqs: number[] = [];
      while (seqs.at(-1) !== 100) {
        const { seq, state } = await world.store.reads.getState(audience);
        const concern = state.kind === 'station' ? state.call?.details.concern : undefined;
        expect(Number(concern ?? 0)).to.equal(seq);
        seqs.push(seq);
      }
      return seqs;
    };
    const [seqs] = await Promise.all([open(), write()]);
    expect(seqs).to.deep.equal(seqs.toSorted((a, b) => a - b));
  });

  it('keeps the ids of a call apart from those of others', async () => {
    await using world = await StoreWorld.create();
    const call = await world.place(await world.addStation());
    expect(await world.store.transact(({ calls }) => calls.lock(newId()))).to.equal(undefined);
    expect((await world.store.transact(({ calls }) => calls.lock(call.id)))?.id).to.equal(call.id);
  });
});
