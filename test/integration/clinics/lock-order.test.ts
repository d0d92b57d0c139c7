import { expect } from 'chai';
import type pg from 'pg';
import { OpenPlace } from '../../support/at-home.ts';
import { ClinicStage, details } from '../../support/clinic-stage.ts';
import { inDatabase } from '../../support/database-rows.ts';
import { eventually } from '../../support/eventually.ts';
import { Prison } from '../../support/prison.ts';
import { mergeEvent, moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const isWaiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** Each has another transaction take the first lock, and looks whether the one that waits for it has gone ahead to a later one. */
describe('clinics lock prisons, sessions, referrals, bookings and tasks in this order', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
  });

  after(() => running[Symbol.asyncDispose]());

  type Row = [table: string, column: string, id: string];

  /** Has somebody lock the first row and then, while `asked` waits for it, the second: it must not be locked yet. */
  function lockBoth<T>([first, second]: [Row, Row], asked: () => Promise<T>): Promise<T> {
    return inDatabase(running.config.databaseUrl, async (client) => {
      const other = { open: true };
      const lock = ([table, column, id]: Row) =>
        client.query(`select from ${table} where ${column} = $1 for no key update nowait`, [id]);
      await client.query('begin');
      await lock(first);
      const answer = asked();
      try {
        await eventually(() => waitsSomebody(client));
        await lock(second);
        other.open = false;
        await client.query('commit');
      } finally {
        if (other.open) await client.query('rollback');
        await Promise.allSettled([answer]);
      }
      return answer;
    });
  }

  async function waitsSomebody(client: pg.Client): Promise<string | undefined> {
    // The view is read once in a transaction, and this is one.
    await client.query('select pg_stat_clear_snapshot()');
    return (await client.query(isWaiting)).rowCount === 0 ? 'nobody waits for a lock' : undefined;
  }

  it('A35 that an expected patient has come locks the task last, as a move of their booking does', async () => {
    const booking = await prison.bookExpected(null);
    const { tasks } = (await ask(running, 'listClinicTasks', prison.by())).value;
    const taskId = tasks[0]?.taskId;
    if (taskId === undefined) throw new Error('there is no task');
    await lockBoth(
      [
        ['prison_days', 'site_id', stage.prisonId],
        ['clinic_tasks', 'id', taskId],
      ],
      () => ask(running, 'finishClinicTask', { ...prison.by(), params: { taskId } }),
    );
    expect((await prison.read(booking)).away).to.equal(null);
  });

  it('A30 somebody who is received elsewhere waits for whoever books them where there is no prison', async () => {
    const home = await OpenPlace.create(stage, 'home');
    const { referralId, patient } = await home.refer({ email: 'ann@example.org', phone: null });
    const nhsNumber = '9990000018';
    await inDatabase(running.config.databaseUrl, (client) =>
      client.query('update patients set nhs_number = $2 where id = $1', [patient.patientId, nhsNumber]),
    );
    const { name, dateOfBirth } = patient;
    const body = {
      ...{ name, dateOfBirth, nhsNumber, prisonNumber: null, siteId: stage.prisonId },
      version: 1,
    };
    const { value } = await lockBoth(
      [
        ['referrals', 'id', referralId],
        ['prison_days', 'site_id', stage.prisonId],
      ],
      () => ask(running, 'receivePatient', { ...prison.by(), body }),
    );
    expect(value.siteId).to.equal(stage.prisonId);
  });

  it('A33 two numbers of one person lock both prisons before any clinic, as a hold does', async () => {
    const siteId = await stage.addPrison();
    const feed = await PrisonFeed.create(stage);
    await stage.setPrison({ prisonId: siteId, stationIds: [await stage.addStation(siteId)] });
    const [kept, old] = [await stage.book('09:05'), await stage.refer()];
    const numbers = [old, kept].map(({ patient }) => patient.prisonNumber ?? '') as [string, string];
    await feed.send(moveEvent(feed, 'received', { prisonNumber: numbers[0], siteId, minutes: 1 }));
    const answers = await lockBoth(
      [
        ['prison_days', 'site_id', siteId],
        ['clinic_sessions', 'id', kept.sessionId],
      ],
      () => feed.send(mergeEvent(feed, numbers, 2)),
    );
    expect(answers).to.deep.equal(['applied']);
  });

  it('a clinic that is cancelled locks the referrals before the bookings, as whoever settles one does', async () => {
    const { bookingId, referralId, sessionId } = await stage.book('09:05');
    const { value } = await lockBoth(
      [
        ['referrals', 'id', referralId],
        ['bookings', 'id', bookingId],
      ],
      () =>
        ask(running, 'cancelClinicSession', {
          ...prison.by(stage.booker),
          params: { sessionId },
          body: { code: 'session-cancelled', text: null },
        }),
    );
    expect(value).to.deep.equal({ toRebook: 1 });
  });

  /** A booking at 09:05 with the one interpreter of the hospital. */
  async function bookWithInterpreter() {
    const { value } = await ask(running, 'addInterpreter', {
      ...prison.by(stage.booker),
      body: { name: 'Anna Nowak', languages: ['Polish'], phone: null },
    });
    const { bookingId } = await stage.hold('09:05');
    const booked = await ask(running, 'confirmBooking', {
      ...prison.by(stage.nurse),
      params: { bookingId },
      body: { ...details, interpreterLanguage: 'Polish' },
    });
    return { ...booked.value, interpreterId: value.interpreterId };
  }

  it('a move of a booking locks its interpreter before it gives the claim up, as whoever retires one does', async () => {
    const { nurse, stationId, sessionId } = stage;
    const { bookingId, version, interpreterId } = await bookWithInterpreter();
    const moved = await lockBoth(
      [
        ['interpreters', 'id', interpreterId],
        ['reservations', 'booking_id', bookingId],
      ],
      () =>
        ask(running, 'moveBooking', {
          ...prison.by(nurse),
          params: { bookingId },
          body: { version, sessionId, stationId, startsAt: stage.at('09:35') },
        }),
    );
    expect(moved.value).to.include({ bookingId, startsAt: stage.at('09:35') });
  });

  it('a clinic that is moved locks the interpreters of its bookings before it gives their claims up', async () => {
    const { booker, sessionId } = stage;
    const { bookingId, interpreterId } = await bookWithInterpreter();
    await lockBoth(
      [
        ['interpreters', 'id', interpreterId],
        ['reservations', 'booking_id', bookingId],
      ],
      () =>
        ask(running, 'moveClinicSession', {
          ...prison.by(booker),
          params: { sessionId },
          body: { date: stage.date, startsAtClock: '09:30' },
        }),
    );
    expect((await prison.read({ bookingId })).startsAt).to.equal(stage.at('09:35'));
  });
});
