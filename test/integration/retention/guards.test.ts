import { expect } from 'chai';
import { noDetails } from '../../../domain/calls/call.ts';
import type { CallId } from '../../../domain/ids.ts';
import type { AuditEntry } from '../../../domain/ports.ts';
import { eraseCalls } from '../../../domain/retention/erase-calls.ts';
import { retentionSchedule } from '../../../domain/retention/schedule.ts';
import { rejection } from '../../support/store-waiting.ts';
import { StoreWorld } from '../../support/world-store.ts';

describe('the guards of the database against erasing too early', () => {
  let world: StoreWorld;
  beforeEach(async () => {
    world = await StoreWorld.create();
  });
  afterEach(() => world[Symbol.asyncDispose]());

  function moveTo(instant: string): void {
    world.clock.pass(Date.parse(instant) - world.clock.now().getTime());
  }

  /** A call of an adult that ended then, with what else the trail says. */
  async function endedAt(instant: string, ...further: AuditEntry['subject'][]): Promise<CallId> {
    moveTo(instant);
    const details = { ...noDetails, dateOfBirth: '1940-02-01' };
    const call = await world.place(await world.addStation(), { details });
    await world.cancel(call);
    await world.store.transact((tx) =>
      tx.audit(
        [{ kind: 'call', id: call.id }, ...further].map((subject) => ({
          actor: { kind: 'system' },
          organisationId: world.organisationId,
          action: 'call.read',
          subject,
        })),
      ),
    );
    return call.id;
  }

  const erase = () =>
    eraseCalls({ store: world.store, clock: world.clock, log: world.logged.log }, { years: 8 });

  it('refuse to erase while a call is younger than 8 years by its own clock', async () => {
    const callId = await endedAt('2026-11-22T03:00:00Z');
    // A clock of the service that is wrong by ten years.
    moveTo('2036-11-22T03:00:00Z');
    expect(await erase()).to.equal(0);
    expect(world.logged.errors).to.have.length(1);
    expect(await world.query('select id from calls')).to.deep.equal([{ id: callId }]);
    expect((await rejection(world.query('delete from calls'))).message).to.contain('is kept until');
    expect((await rejection(world.query('delete from audit'))).message).to.contain('append-only');
  });

  it('keep the trail of an old call from everybody who does not erase the call with it', async () => {
    await endedAt('2012-05-01T10:00:00Z', { kind: 'organisation', id: world.organisationId });
    const ofCall = `delete from audit where subject_kind = 'call'`;
    for (const change of [
      ofCall,
      `set session_replication_role = replica; ${ofCall}`,
      `delete from audit where subject_kind = 'organisation'`,
      `update audit set subject_kind = 'visit'`,
      'truncate audit',
    ]) {
      expect(await rejection(world.query(change)), change).to.include({
        message: 'the audit trail is append-only',
        code: '42501',
      });
    }
    await world.query(`update calls set legal_hold = 'claim', legal_hold_by = $1, legal_hold_at = now()`, [
      await world.addPerson(),
    ]);
    for (const change of [`${ofCall}; delete from calls`, 'delete from calls']) {
      expect(await rejection(world.query(change)), change).to.have.property('code', '42501');
    }
    expect(await world.query('select 1 from audit')).to.have.length(2);
  });
});

describe('the schedule of retention and the tables that there are', () => {
  it('names every table, and none that there is not', async () => {
    await using world = await StoreWorld.create();
    const tables = await world.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`,
    );
    const classed = new Set(retentionSchedule.flatMap((one) => one.tables));
    expect([...classed].toSorted()).to.deep.equal(tables.map(({ name }) => name));
  });

  it('erases with a call whatever refers to one of its rows', async () => {
    await using world = await StoreWorld.create();
    const references = await world.query<{ name: string }>(
      `select distinct c.relname::text as name from pg_constraint k join pg_class c on c.oid = k.conrelid
       where k.contype = 'f' and k.confrelid::regclass::text in
         ('calls', 'offers', 'visits', 'outcomes', 'call_backs', 'guests', 'escalation_steps', 'deliveries')
       order by 1`,
    );
    const erased = retentionSchedule.filter(({ deletedBy }) => deletedBy === 'erase-calls');
    const tables = new Set(erased.flatMap((one) => one.tables));
    // A duty names the visit that is being written up, and the call waits for that. The others are of booked visits alone.
    expect(references.map(({ name }) => name).filter((name) => !tables.has(name))).to.deep.equal([
      'booking_parts',
      'duties',
      'room_checks',
      'room_presences',
    ]);
  });
});
