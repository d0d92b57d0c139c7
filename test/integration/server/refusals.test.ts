import { expect } from 'chai';
import type { AuditEntry } from '../../../domain/audit.ts';
import { auditRefusal, writeRefusalCounts } from '../../../domain/accounts/refusals.ts';
import { openStore } from '../../../store/open-store.ts';
import { collectingLog } from '../../support/collecting-log.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { askRefused } from '../../support/rest-client.ts';
import { World } from '../../support/world.ts';

const hourMs = 3_600_000;

type Row = { action: string; subject: string | null; detail: Record<string, unknown> };

describe('refused sign-ins and enrolments in the audit trail', () => {
  let world: World;

  before(async () => {
    world = await World.create({ servers: 2, workers: 0 });
  });

  after(() => world[Symbol.asyncDispose]());

  function rowsOf(action: AuditEntry['action']): Promise<Row[]> {
    return inDatabase(world.config.databaseUrl, async (client) => {
      const { rows } = await client.query<Row>(
        'select action, subject_id as subject, detail from audit where action = $1 order by id',
        [action],
      );
      return rows;
    });
  }

  /** As a process does that starts long afterwards. */
  async function writeCountsLater(): Promise<void> {
    const clock = { now: () => new Date(Date.now() + hourMs + 60_000) };
    await using store = openStore({ databaseUrl: world.config.databaseUrl, clock, log: collectingLog().log });
    await Promise.all([writeRefusalCounts({ store, clock }), writeRefusalCounts({ store, clock })]);
  }

  it('are five of one account and address, then one line with how many more there were on all servers', async () => {
    const { personId, email } = await world.addPersonWithPassword(await world.addPlace());
    const body = { email, password: 'wrong' };
    for (let n = 0; n < 8; n += 1) {
      await askRefused(world.server(n % 2), 'signIn', { body, code: 'unauthenticated' });
    }
    const written = (await rowsOf('person.sign-in-refused')).filter(({ subject }) => subject === personId);
    expect(written.map(({ detail }) => detail)).to.deep.equal(
      Array.from({ length: 5 }, () => ({ reason: 'wrong-password' })),
    );
    await writeCountsLater();
    await writeCountsLater();
    const all = (await rowsOf('person.sign-in-refused')).filter(({ subject }) => subject === personId);
    expect(all).to.have.length(6);
    expect(all.at(-1)?.detail).to.deep.include({ reason: 'wrong-password', more: 3 });
    // The next window begins with lines of its own.
    await askRefused(world.server(0), 'signIn', { body, code: 'unauthenticated' });
    const after = (await rowsOf('person.sign-in-refused')).filter(({ subject }) => subject === personId);
    expect(after.at(-1)?.detail).to.deep.equal({ reason: 'wrong-password' });
  });

  it('are counted in the same manner for enrolments', async () => {
    for (let n = 0; n < 7; n += 1) {
      await askRefused(world.server(n % 2), 'enrol', { body: { code: 'AAAA-AAAA' }, code: 'invalid' });
    }
    expect(await rowsOf('station.enrolment-refused')).to.have.length(5);
    await writeCountsLater();
    const all = await rowsOf('station.enrolment-refused');
    expect([all.length, all.at(-1)?.detail['more']]).to.deep.equal([6, 2]);
  });

  it('from more addresses than are counted apart share one count, and none is lost', async () => {
    const { secrets } = world.deps;
    const entry: AuditEntry = {
      actor: { kind: 'system' },
      organisationId: null,
      action: 'person.sign-in-refused',
      subject: { kind: 'person', id: null },
      detail: { reason: 'unknown' },
    };
    const refused = 1000;
    await world.deps.store.transact(async (tx) => {
      for (let n = 0; n < refused; n += 1) {
        await auditRefusal({ secrets }, tx, { entry, from: `2001:db8:0:${n.toString(16)}` });
      }
    });
    await writeCountsLater();
    const rows = (await rowsOf('person.sign-in-refused')).filter(
      ({ subject, detail }) => subject === null && detail['reason'] === 'unknown',
    );
    expect(rows.length).to.be.below(520);
    const total = rows.reduce(
      (sum, { detail }) => sum + (typeof detail['more'] === 'number' ? detail['more'] : 1),
      0,
    );
    expect(total).to.equal(refused);
  });
});
