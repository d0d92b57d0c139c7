import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { noDetails } from '../../../domain/calls/call.ts';
import type { CallId, StationId } from '../../../domain/ids.ts';
import type { AuditEntry } from '../../../domain/ports.ts';
import { eraseCalls } from '../../../domain/retention/erase-calls.ts';
import { allRows, inDatabase } from '../../support/database-rows.ts';
import { eventually } from '../../support/eventually.ts';
import { World } from '../../support/world.ts';
import { StoreWorld } from '../../support/world-store.ts';

const adult = '1940-02-01';
const ada = { patientName: 'Ada Lovelace', nhsNumber: '9434765919', dateOfBirth: adult };

describe('erasing calls whose period of retention is over', () => {
  let world: StoreWorld;
  let stationId: StationId;
  beforeEach(async () => {
    world = await StoreWorld.create();
    stationId = await world.addStation();
    moveTo('2012-05-01T10:00:00Z');
  });
  afterEach(() => world[Symbol.asyncDispose]());

  function moveTo(instant: string): void {
    world.clock.pass(Date.parse(instant) - world.clock.now().getTime());
  }

  const erase = (years = 8) =>
    eraseCalls({ store: world.store, clock: world.clock, log: world.logged.log }, { years });

  /** A call that was placed and cancelled now; nothing is known of the patient but what is given. */
  async function ended(details: Partial<typeof noDetails> = {}, station = stationId): Promise<CallId> {
    const call = await world.place(station, { details: { ...noDetails, ...details } });
    await world.cancel(call);
    return call.id;
  }

  async function kept(): Promise<CallId[]> {
    const rows = await world.query<{ id: CallId }>('select id from calls order by placed_at, id');
    return rows.map(({ id }) => id);
  }

  function write(...subjects: AuditEntry['subject'][]): Promise<void> {
    return world.store.transact((tx) =>
      tx.audit(
        subjects.map((subject) => ({
          actor: { kind: 'system' },
          organisationId: world.organisationId,
          action: 'call.read',
          subject,
        })),
      ),
    );
  }

  const erasures = async () => {
    const rows = await world.query<{ detail: { class: string; calls: number; auditEntries: number } }>(
      `select detail from audit where action = 'retention.erased' order by id`,
    );
    return rows.map(({ detail }) => detail);
  };

  it('happens after 8 years, not on their last day', async () => {
    const callId = await ended(ada);
    moveTo('2020-05-01T22:59:59Z');
    expect(await erase()).to.equal(0);
    expect(await kept()).to.deep.equal([callId]);
    world.clock.pass(1000);
    expect(await erase()).to.equal(1);
    expect(await kept()).to.deep.equal([]);
  });

  it('counts from when the patient was last seen, by the NHS number', async () => {
    const first = await ended(ada);
    await ended({ ...ada, nhsNumber: '9876543210' });
    moveTo('2016-01-01T10:00:00Z');
    const second = await ended(ada);
    moveTo('2020-05-02T10:00:00Z');
    expect(await erase()).to.equal(1);
    expect(await kept()).to.deep.equal([first, second]);
    moveTo('2024-01-02T10:00:00Z');
    expect(await erase()).to.equal(2);
  });

  it('takes the age by the calendar in London', async () => {
    // Half past midnight on a 17th birthday, by the clock of the summer.
    moveTo('2000-06-30T23:30:00Z');
    await ended({ dateOfBirth: '1983-07-01' });
    moveTo('2009-07-01T12:00:00Z');
    expect(await erase()).to.equal(0);
    moveTo('2009-07-02T12:00:00Z');
    expect(await erase()).to.equal(1);
  });

  it('waits for the birthdays of those who were children', async () => {
    moveTo('2000-05-01T10:00:00Z');
    const seventeen = await ended({ dateOfBirth: '1983-05-01' });
    const sixteen = await ended({ dateOfBirth: '1983-05-02' });
    const newborn = await ended({ dateOfBirth: '2000-04-01' });
    const unknown = await ended();
    await ended(ada);
    const after = async (instant: string) => {
      moveTo(instant);
      await erase();
      return new Set(await kept());
    };
    const children = [seventeen, sixteen, newborn, unknown];
    expect(await after('2008-05-02T10:00:00Z')).to.deep.equal(new Set([...children]));
    expect(await after('2008-05-03T10:00:00Z')).to.deep.equal(new Set([seventeen, newborn, unknown]));
    expect(await after('2009-05-02T10:00:00Z')).to.deep.equal(new Set([newborn, unknown]));
    expect(await after('2025-04-02T10:00:00Z')).to.deep.equal(new Set([unknown]));
    expect(await after('2025-05-02T10:00:00Z')).to.deep.equal(new Set());
  });

  it('keeps longer where that is configured', async () => {
    moveTo('1994-05-01T10:00:00Z');
    await ended(ada);
    await ended({ dateOfBirth: '1993-01-01' });
    moveTo('2024-05-01T10:00:00Z');
    expect(await erase(30)).to.equal(0);
    moveTo('2024-05-02T10:00:00Z');
    expect(await erase(30)).to.equal(2);
  });

  it('never touches a call that has not ended, however old', async () => {
    const waiting = await world.place(stationId, { details: { ...noDetails, ...ada } });
    const ringing = await world.ring(await world.place(await world.addStation('2')), await world.addOnCall());
    const running = await world.accept(
      await world.ring(await world.place(await world.addStation('3')), await world.addOnCall()),
    );
    await write({ kind: 'call', id: waiting.id });
    moveTo('2026-01-01T10:00:00Z');
    expect(await erase()).to.equal(0);
    const openCalls = [waiting.id, ringing.call.id, running.call.id];
    expect(new Set(await kept())).to.deep.equal(new Set(openCalls));
    expect(await world.query('select 1 from audit')).to.have.length(1);
  });

  it('takes everything that belongs to the call with it, and nothing else', async () => {
    const { call, ids } = await wholeStory();
    const bystander = await ended(
      { ...ada, nhsNumber: '9876543210', dateOfBirth: null },
      await world.addStation('2'),
    );
    const person = await world.addPerson();
    await write(
      ...['call', 'visit', 'call-back', 'delivery'].flatMap((kind) =>
        ids.filter(([of]) => of === kind).map(([, id]) => ({ kind, id })),
      ),
    );
    await world.store.transact((tx) =>
      tx.audit([
        {
          actor: { kind: 'guest', id: (ids.find(([of]) => of === 'guest')?.[1] ?? '') as never },
          organisationId: world.organisationId,
          action: 'guest.joined',
          subject: { kind: 'call', id: call },
        },
        {
          actor: { kind: 'system' },
          organisationId: world.organisationId,
          action: 'clinician.unreachable',
          subject: { kind: 'person', id: person },
          detail: { offerId: ids.find(([of]) => of === 'offer')?.[1] ?? '' },
        },
      ]),
    );
    const about = await world.query('select 1 from audit');
    await write({ kind: 'call', id: bystander }, { kind: 'person', id: person });
    moveTo('2020-05-02T10:00:00Z');
    const before = await inDatabase(world.database.url, allRows);
    for (const [kind, id] of ids) expect(JSON.stringify(before), `${kind} ${id}`).to.contain(id);

    expect(await erase()).to.equal(1);
    const rows = await inDatabase(world.database.url, allRows);
    const left = JSON.stringify(rows);
    for (const [kind, id] of ids) expect(left, `${kind} ${id}`).not.to.contain(id);
    for (const text of ['Secret note', 'Ana the interpreter', '9434765919']) {
      expect(left, text).not.to.contain(text);
    }
    expect(await kept()).to.deep.equal([bystander]);
    expect(rows['audit']).to.have.length(3);
    expect(await erasures()).to.deep.equal([{ class: 'calls', calls: 1, auditEntries: about.length }]);
  });

  it('leaves a trail of how many, without saying whose', async () => {
    const callId = await ended(ada);
    await write({ kind: 'call', id: callId });
    moveTo('2020-05-02T10:00:00Z');
    await erase();
    const { events } = await world.store.reads.listAudit(world.organisationId, null);
    expect(events).to.have.length(1);
    expect(events[0]).to.deep.include({
      at: '2020-05-02T10:00:00.000Z',
      actorKind: 'system',
      action: 'retention.erased',
      subjectKind: 'organisation',
      subjectId: world.organisationId,
      detail: { class: 'calls', calls: 1, auditEntries: 1 },
    });
    expect(world.logged.lines).to.deep.include({
      level: 'info',
      message: 'calls erased whose period of retention is over',
      fields: { count: 1 },
    });
  });

  it('keeps an answered call-back until the call that was cut off has gone', async () => {
    const cutOff = await ended(ada);
    const again = await ended({ ...ada, nhsNumber: null });
    await callBack(cutOff, again);
    moveTo('2020-05-02T10:00:00Z');
    await world.query(
      `update calls set legal_hold = 'claim', legal_hold_by = $2, legal_hold_at = now() where id = $1`,
      [cutOff, await world.addPerson()],
    );
    expect(await erase()).to.equal(0);
    await world.query('update calls set legal_hold = null, legal_hold_by = null, legal_hold_at = null');
    expect(await erase()).to.equal(1);
    expect(await kept()).to.deep.equal([again]);
    expect(await erase()).to.equal(1);
  });

  it('waits for a legal hold to be lifted', async () => {
    const callId = await ended(ada);
    const personId = await world.addPerson();
    const { store } = world;
    await store.transact(({ retention }) =>
      retention.setLegalHold(callId, { reason: 'inquest', by: personId }),
    );
    moveTo('2025-05-02T10:00:00Z');
    expect(await erase()).to.equal(0);
    expect(await kept()).to.deep.equal([callId]);
    await store.transact(({ retention }) => retention.liftLegalHold(callId));
    expect(await erase()).to.equal(1);
  });

  it('sees a legal hold that is set while it looks', async () => {
    const callId = await ended(ada);
    moveTo('2020-05-02T10:00:00Z');
    const personId = await world.addPerson();
    const found = Promise.withResolvers<undefined>();
    const { reads } = world.store;
    const slow = {
      transact: world.store.transact.bind(world.store),
      priority: world.store,
      presses: world.store,
      reads: {
        ...reads,
        listEndedCalls: (page: Parameters<typeof reads.listEndedCalls>[0]) =>
          reads.listEndedCalls(page).finally(() => found.promise),
      },
    };
    const erasing = eraseCalls({ store: slow, clock: world.clock, log: world.logged.log }, { years: 8 });
    await world.store.transact(({ retention }) =>
      retention.setLegalHold(callId, { reason: 'police', by: personId }),
    );
    found.resolve(undefined);
    expect(await erasing).to.equal(0);
    expect(await kept()).to.deep.equal([callId]);
  });

  it('is whole or not at all when it is cut off, and goes on with the next run', async () => {
    const calls: CallId[] = [];
    for (let n = 0; n < 45; n += 1) {
      const callId = await ended(ada);
      await write({ kind: 'call', id: callId });
      calls.push(callId);
      world.clock.pass(1000);
    }
    moveTo('2020-05-02T10:00:00Z');
    const stuck = calls[30] ?? '';
    const guest = await addGuest(await addVisit(stuck as CallId));
    await inDatabase(world.database.url, async (client) => {
      await client.query('begin');
      await client.query('select 1 from guests where id = $1 for update', [guest]);
      const erasing = erase();
      const blocked = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await eventually(async () =>
        (await world.query(blocked)).length > 0 ? undefined : 'nothing waits for the row of the guest',
      );
      await world.query(`select pg_terminate_backend(pid) from (${blocked}) b`);
      expect(await erasing).to.equal(25);
      await client.query('rollback');
    });
    const cutOff = world.logged.lines.filter(({ message }) =>
      message.startsWith('calls could not be erased'),
    );
    expect(cutOff.map(({ fields }) => fields)).to.deep.equal([{ count: 20 }]);
    expect(await kept()).to.deep.equal(calls.slice(20, 40));
    const trail = await world.query<{ subject_id: string }>(
      `select subject_id from audit where subject_kind = 'call' order by id`,
    );
    expect(trail.map((row) => row.subject_id)).to.deep.equal(calls.slice(20, 40));
    expect(await erase()).to.equal(20);
    expect(await kept()).to.deep.equal([]);
    expect((await erasures()).map(({ calls, auditEntries }) => [calls, auditEntries])).to.deep.equal([
      [20, 20],
      [5, 5],
      [20, 20],
    ]);
  });

  it('is done by several workers at once, each call once', async () => {
    const first = await ended(ada);
    await world.query(
      `insert into calls
       select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'room_id', gen_random_uuid()))).*
       from calls c, generate_series(1, 449) where c.id = $1`,
      [first],
    );
    moveTo('2020-05-02T10:00:00Z');
    const counts = await Promise.all([1, 2, 3].map(() => erase()));
    // Who finds everything taken leaves the rest to those who have taken it.
    counts.push(await erase());
    expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(450);
    expect(await kept()).to.deep.equal([]);
    expect(world.logged.errors).to.deep.equal([]);
    const counted = (await erasures()).reduce((sum, { calls }) => sum + calls, 0);
    expect(counted).to.equal(450);
  });

  it('is done by the workers by themselves', async () => {
    await ended(ada);
    await using service = await World.create({ databaseUrl: world.database.url });
    expect(service.config.retention).to.deep.equal({ years: 8 });
    await eventually(async () => ((await kept()).length === 0 ? undefined : 'the call is still there'));
  });

  /** Another person's visit of a call that was cancelled, straight into the tables. */
  async function addVisit(callId: CallId): Promise<string> {
    const [visitId, offerId] = [randomUUID(), randomUUID()];
    const clinicianId = await world.addPerson();
    await world.query(
      `insert into offers (id, call_id, clinician_id, state, rang_at, deadline, settled_at, released_at)
       values ($1, $2, $3, 'accepted', now(), now(), now(), now())`,
      [offerId, callId, clinicianId],
    );
    await world.query(
      `insert into visits (id, offer_id, call_id, clinician_id, started_at, ended_at, end_reason)
       values ($1, $2, $3, $4, now(), now(), 'station-hung-up')`,
      [visitId, offerId, callId, clinicianId],
    );
    return visitId;
  }

  async function addGuest(visitId: string): Promise<string> {
    const id = randomUUID();
    await world.query(
      `insert into guests (id, visit_id, role, channel, state, link_digest, code_digest, session_digest, name, here,
         invited_by, invited_at, expires_at, since)
       select $1::uuid, v.id, 'interpreter', 'shown', 'left', $1, $1, $1, 'Ana the interpreter', false, v.clinician_id,
         now(), now(), now()
       from visits v where v.id = $2`,
      [id, visitId],
    );
    return id;
  }

  async function callBack(callId: string, answeredBy: string | null): Promise<string> {
    const id = randomUUID();
    await world.query(
      `insert into call_backs (id, organisation_id, call_id, station_id, dropped, opened_at, answered_by_call_id)
       values ($1, $2, $3, $4, 'visit', now(), $5)`,
      [id, world.organisationId, callId, stationId, answeredBy],
    );
    return id;
  }

  /** A call with something in every table that can have something about one, and the ids of all of it. */
  async function wholeStory(): Promise<{ call: CallId; ids: [kind: string, id: string][] }> {
    const placed = await world.place(stationId, { details: { ...noDetails, ...ada } });
    const missed = await world.ring(placed, await world.addOnCall());
    const again = await world.refuse(missed, 'not-reached');
    const visited = await world.accept(await world.ring(again, await world.addOnCall()));
    const { call, offer, visit } = visited;
    const transfer = await world.join(visited, await world.addOnCall(), 'transfer');
    // The hand-over: the visit is the second clinician's now, and the two point at each other.
    await world.query('update visits set offer_id = $1 where id = $2', [transfer.id, visit.id]);
    await world.complete(visited);
    const guest = await addGuest(visit.id);
    const back = await callBack(call.id, null);
    const step = randomUUID();
    await world.query(
      `insert into escalation_steps (id, call_id, round, step, action, taken_at, result, settled_at)
       values ($1, $2, 1, 1, 'push', now(), 'delivered', now())`,
      [step, call.id],
    );
    const deliveries: [string, string][] = [];
    for (const [column, id] of [
      ['step_id', step],
      ['call_back_id', back],
      ['visit_id', visit.id],
    ] as const) {
      const delivery = randomUUID();
      await world.query(
        `insert into deliveries (id, organisation_id, ${column}, channel, state, created_at, updated_at, due_at)
         values ($1, $2, $3, 'voice', 'delivered', now(), now(), now())`,
        [delivery, world.organisationId, id],
      );
      deliveries.push(['delivery', delivery]);
    }
    for (const statement of [
      `insert into outcomes (visit_id, disposition, note, recorded_by, recorded_at)
       select id, 'home-with-advice', 'Secret note', clinician_id, now() from visits where id = '${visit.id}'`,
      `insert into source_choices values ('${call.roomId}', 'station:${stationId}', 'microphone', 'off', now())`,
      `insert into room_placements values ('${call.roomId}', gen_random_uuid(), 'ws://x', 'home', now())`,
      `insert into audiences values ('guest', '${guest}', 3)`,
      `insert into visit_quality (visit_id, participant, slot, at, grade, seconds, freezes, frozen_ms)
       values ('${visit.id}', 'guest:${guest}', 1, now(), 'good', 5, 0, 0)`,
    ]) {
      await world.query(statement);
    }
    return {
      call: call.id,
      ids: [
        ['call', call.id],
        ['room', call.roomId],
        ['visit', visit.id],
        ['offer', missed.offer.id],
        ['offer', offer.id],
        ['offer', transfer.id],
        ['guest', guest],
        ['call-back', back],
        ['step', step],
        ...deliveries,
      ],
    };
  }
});
