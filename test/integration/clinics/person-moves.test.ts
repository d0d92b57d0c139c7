import { expect } from 'chai';
import type { EventAnswer, PrisonEvent } from '../../../domain/clinics/person-move-wire.ts';
import type { BookingView, ReferralView } from '../../../domain/clinics/wire.ts';
import { nextWorkingDay } from '../../../domain/clinics/working-days.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { addDays, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { mergeEvent, moveEvent, PrisonFeed, returnEvent } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a person in prison who moves', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let feed: PrisonFeed;
  let other: SiteId;
  let elsewhere: SignedInPerson;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    other = await stage.addPrison();
    feed = await PrisonFeed.create(stage);
    const station = await stage.addStation(other);
    await stage.setPrison({ prisonId: other, stationIds: [station] });
    elsewhere = await stage.join('prison-healthcare', [other]);
  });

  after(() => running[Symbol.asyncDispose]());

  function numberOf({ patient }: Pick<BookingView, 'patient'>): string {
    if (patient.prisonNumber === null) throw new Error('the patient has no number');
    return patient.prisonNumber;
  }

  type Kind = Parameters<typeof moveEvent>[1];

  /** Of that patient, so many minutes from now, which is after the booking was made. */
  function event(
    kind: Kind,
    of: Pick<BookingView, 'patient'>,
    { siteId = stage.prisonId, minutes = 1 } = {},
  ): PrisonEvent {
    return moveEvent(feed, kind, { prisonNumber: numberOf(of), siteId, minutes });
  }

  const tasksOf = async (person: SignedInPerson) =>
    (await ask(running, 'listClinicTasks', prison.by(person))).value.tasks;
  const kindsOf = async (person: SignedInPerson) => (await tasksOf(person)).map(({ kind }) => kind);
  const waitingFor = async (person: SignedInPerson): Promise<ReferralView[]> =>
    (await ask(running, 'listReferrals', prison.by(person))).value.referrals;
  const seen = (booking: BookingView) => prison.read(booking, stage.booker);

  it('A30 takes the bookings with them: cancelled, to be booked again at the new prison, the hospital told once', async () => {
    const booking = await stage.book(
      '09:05',
      (await stage.refer({ clockStart: '2026-09-01', priority: 'urgent' })).referralId,
    );
    expect(await feed.send(event('transferred', booking))).to.deep.equal(['waiting']);
    expect((await seen(booking)).state).to.equal('booked');
    expect((await seen(booking)).away).to.equal('moving');
    expect(await feed.send(event('received', booking, { siteId: other, minutes: 2 }))).to.deep.equal([
      'applied',
    ]);
    const after = await seen(booking);
    expect([after.state, after.cancelled?.code, after.cancelled?.cause, after.away]).to.deep.equal([
      'cancelled',
      'transferred',
      'prison',
      null,
    ]);
    expect(await prison.list()).to.deep.equal([]);
    expect((await prison.list(stage.booker)).map(({ bookingId }) => bookingId)).to.deep.equal([
      booking.bookingId,
    ]);
    expect(await waitingFor(stage.nurse)).to.deep.equal([]);
    const [referral] = await waitingFor(elsewhere);
    expect([referral?.state, referral?.clockStart, referral?.priority]).to.deep.equal([
      'to-rebook',
      '2026-09-01',
      'urgent',
    ]);
    const [task, ...others] = await tasksOf(elsewhere);
    expect(others).to.deep.equal([]);
    expect([task?.kind, task?.patient?.siteId, task?.service, task?.referralId]).to.deep.equal([
      'rebook-elsewhere',
      other,
      'Dermatology',
      booking.referralId,
    ]);
    expect(task?.dueOn).to.equal(nextWorkingDay(wallDateOf(running.clock.now())));
    expect(await kindsOf(stage.booker)).to.deep.equal(['rebook-elsewhere']);
    expect(await kindsOf(stage.nurse)).to.deep.equal([]);
  });

  it('A30 frees the time, and keeps whoever was booking at the old prison from it', async () => {
    const booking = await stage.book('09:05');
    const referral = await stage.refer();
    await feed.send(
      event('received', booking, { siteId: other }),
      event('received', referral, { siteId: other }),
    );
    expect((await prison.taken()).length).to.equal(0);
    const third = await stage.refer();
    expect((await prison.offered(third)).times).to.include('09:05');
    await askRefused(running, 'holdTime', { ...prison.holding(referral, '09:05'), code: 'not-found' });
    const asking = { ...prison.holding(referral, '09:05'), ...prison.by(stage.booker) };
    await askRefused(running, 'holdTime', { ...asking, code: 'invalid' });
  });

  it('A30 asks an administrator where the new prison takes no bookings yet, until it does', async () => {
    const booking = await stage.book('09:05');
    const third = await stage.addPrison();
    feed = await PrisonFeed.create(stage);
    await feed.send(event('received', booking, { siteId: third }));
    expect(await kindsOf(stage.booker)).to.have.members(['rebook-elsewhere', 'prison-not-set-up']);
    await stage.setPrison({ prisonId: third, stationIds: [await stage.addStation(third)] });
    expect(await kindsOf(stage.booker)).to.deep.equal(['rebook-elsewhere']);
  });

  it('A31 is out for a while: nothing is cancelled, the booking says so, and no more once they are back', async () => {
    const booking = await stage.book('09:05');
    expect(await feed.send(event('temporarily-out', booking))).to.deep.equal(['applied']);
    expect((await prison.list()).map(({ state, away }) => [state, away])).to.deep.equal([['booked', 'out']]);
    expect((await seen(booking)).away).to.equal('out');
    expect((await prison.read(booking, stage.clinician)).away).to.equal(null);
    const prisonNumber = numberOf(booking);
    expect(await feed.send(returnEvent(feed, { prisonNumber, minutes: 3 }))).to.deep.equal(['applied']);
    expect((await prison.list()).map(({ state, away }) => [state, away])).to.deep.equal([['booked', null]]);
    expect(await kindsOf(stage.booker)).to.deep.equal([]);
    expect(await stage.trail('booking.cancelled')).to.deep.equal([]);
  });

  it('A32 is released: bookings to come end as that, the hand-over stands, and the clock is kept', async () => {
    const booking = await stage.book('09:05', (await stage.refer({ clockStart: '2026-09-01' })).referralId);
    const held = await stage.hold('09:35');
    await feed.send(event('released', booking), event('released', held));
    const after = await seen(booking);
    expect([after.state, after.cancelled?.code]).to.deep.equal(['cancelled', 'released']);
    expect((await prison.taken()).length).to.equal(0);
    const released = (await tasksOf(stage.booker)).filter(({ kind }) => kind === 'hand-over');
    expect(released.map(({ patient, siteId }) => [patient?.patientId, siteId])).to.have.deep.members([
      [booking.patient.patientId, null],
      [held.patient.patientId, null],
    ]);
    const referral = (await waitingFor(stage.booker)).find(
      ({ referralId }) => referralId === booking.referralId,
    );
    expect([referral?.state, referral?.clockStart]).to.deep.equal(['to-rebook', '2026-09-01']);
    expect(await waitingFor(stage.nurse)).to.deep.equal([]);
    const asking = { ...prison.holding(booking, '09:05'), ...prison.by(stage.booker) };
    const refused = await askRefused(running, 'holdTime', { ...asking, code: 'conflict' });
    expect(refused.detail).to.equal('the patient has been released');
  });

  it('A22 A32 leaves what has begun, also when the patient is gone', async () => {
    const booking = await stage.book('09:05');
    stage.waitUntil('09:05', 10);
    await feed.send(event('released', booking, { minutes: 0 }));
    const booker = await stage.join('booker');
    expect((await prison.read(booking, booker)).state).to.equal('booked');
  });

  it('A33 has two numbers: everything carries the kept one, the trail both records, and the old number still finds them', async () => {
    const [old, kept] = [await stage.book('09:05'), await stage.book('10:35')];
    const numbers: [string, string] = [numberOf(old), numberOf(kept)];
    await prison.add(old.patient.patientId, 'visit', { starts: '14:00', ends: '15:00' });
    expect(await feed.send(mergeEvent(feed, numbers, 1))).to.deep.equal(['applied']);
    const { patientId } = kept.patient;
    for (const booking of [old, kept]) {
      const { patient, state } = await prison.read(booking);
      expect([patient.patientId, patient.prisonNumber, state]).to.deep.equal([
        patientId,
        numbers[1],
        'booked',
      ]);
    }
    const events = (await ask(running, 'listPersonEvents', { ...prison.by(), params: { patientId } })).value;
    expect(events.events.map(({ kind }) => kind)).to.deep.equal(['visit']);
    const { patients } = (await ask(running, 'listPatients', prison.by())).value;
    expect(patients.map((one) => one.patientId)).to.deep.equal([patientId]);
    const [entry] = await prison.entries('patient.merged');
    expect(entry?.detail).to.deep.equal({ keptId: patientId, mergedId: old.patient.patientId });
    expect(JSON.stringify(entry)).not.to.match(/[A-Z]\d{4}[A-Z]{2}/);
    expect(await feed.send(event('released', old, { minutes: 2 }))).to.deep.equal(['applied']);
    expect((await seen(kept)).cancelled?.code).to.equal('released');
  });

  it('A33 keeps one of two bookings at the same time, the one under the kept number', async () => {
    const station = await stage.addStation(stage.prisonId);
    await stage.setPrison({ stationIds: [stage.stationId, station] });
    const [old, kept] = [await stage.book('09:05'), await stage.book('09:35')];
    await feed.send(mergeEvent(feed, [numberOf(old), numberOf(kept)], 1));
    const states = [await seen(old), await seen(kept)].map(({ state, cancelled }) => [
      state,
      cancelled?.code ?? null,
    ]);
    // The two overlap in what they take of the patient: from leaving the cell to being back in it.
    expect(states).to.deep.equal([
      ['cancelled', 'booked-by-mistake'],
      ['booked', null],
    ]);
  });

  describe('A33 HAZ-33 two numbers whose records differ', () => {
    /** Born on other days; the task that asks, and the two. */
    async function differing() {
      const kept = await stage.book('10:35');
      const body = {
        ...{ siteId: stage.prisonId, name: 'Synthetic Other', dateOfBirth: '1971-05-05', nhsNumber: null },
        prisonNumber: 'B8001BC',
      };
      const { patientId } = (await ask(running, 'addPatient', { ...prison.by(), body })).value;
      expect(await feed.send(mergeEvent(feed, ['B8001BC', numberOf(kept)], 1))).to.deep.equal(['waiting']);
      const [task, ...others] = await tasksOf(stage.nurse);
      if (task === undefined) throw new Error('nobody is asked');
      expect(others).to.deep.equal([]);
      return { kept, task, patientId };
    }
    const patientsOf = async () =>
      (await ask(running, 'listPatients', prison.by())).value.patients.map((one) => one.patientId);
    const deciding = (taskId: string, same: boolean) => ({
      ...prison.by(),
      params: { taskId },
      body: { same },
    });

    it('are left two, and prison healthcare is asked, by the fields and not by what is in them', async () => {
      const { kept, task, patientId } = await differing();
      expect(await patientsOf()).to.have.members([kept.patient.patientId, patientId]);
      expect([task.kind, task.patient?.patientId, task.merge?.other?.patientId]).to.deep.equal([
        'merge-differs',
        kept.patient.patientId,
        patientId,
      ]);
      expect(task.merge?.differs).to.deep.equal(['dateOfBirth']);
      const { taskId } = task;
      const done = { ...prison.by(), params: { taskId } };
      await askRefused(running, 'finishClinicTask', { ...done, code: 'wrong-phase' });
      const strange = { ...deciding(taskId, true), ...prison.by(elsewhere) };
      await askRefused(running, 'decideMerge', { ...strange, code: 'not-found' });
      await askRefused(running, 'decideMerge', {
        ...deciding(taskId, true),
        ...prison.by(stage.booker),
        code: 'not-found',
      });
      // What is told of one number meanwhile is of that one.
      const released = moveEvent(feed, 'released', {
        ...{ prisonNumber: 'B8001BC', siteId: stage.prisonId, minutes: 2 },
      });
      expect(await feed.send(released)).to.deep.equal(['applied']);
      expect((await seen(kept)).state).to.equal('booked');
    });

    it('are one person once somebody has said so, with all that was told of either', async () => {
      const { kept, task } = await differing();
      await ask(running, 'decideMerge', deciding(task.taskId, true));
      expect(await patientsOf()).to.deep.equal([kept.patient.patientId]);
      expect(await kindsOf(stage.nurse)).to.deep.equal([]);
      await askRefused(running, 'decideMerge', { ...deciding(task.taskId, false), code: 'wrong-phase' });
      expect(await stage.trail('patient.merge')).to.have.members(['patient.merged', 'patient.merge-decided']);
      const released = moveEvent(feed, 'released', {
        ...{ prisonNumber: 'B8001BC', siteId: stage.prisonId, minutes: 2 },
      });
      expect(await feed.send(released)).to.deep.equal(['applied']);
      expect((await seen(kept)).cancelled?.code).to.equal('released');
    });

    it('stay two where somebody has refused it, whatever is told again', async () => {
      const { kept, task, patientId } = await differing();
      await ask(running, 'decideMerge', deciding(task.taskId, false));
      const released = moveEvent(feed, 'released', {
        ...{ prisonNumber: 'B8001BC', siteId: stage.prisonId, minutes: 2 },
      });
      expect(await feed.send(released)).to.deep.equal(['applied']);
      expect((await seen(kept)).state).to.equal('booked');
      expect(await patientsOf()).to.include(kept.patient.patientId);
      expect(await kindsOf(stage.nurse)).to.deep.equal([]);
      expect(patientId).not.to.equal(kept.patient.patientId);
    });
  });

  it('A35 is expected: booked like everybody, and somebody sees to it the day before that they have come', async () => {
    const booking = await prison.bookExpected('A8001BC');
    expect([booking.state, booking.away]).to.deep.equal(['booked', 'expected']);
    const [task] = await tasksOf(stage.nurse);
    expect([task?.kind, task?.bookingId, task?.dueOn]).to.deep.equal([
      'expected-person',
      booking.bookingId,
      addDays(stage.date, -1),
    ]);
    expect(await feed.send(event('received', booking))).to.deep.equal(['applied']);
    expect(await tasksOf(stage.nurse)).to.deep.equal([]);
    expect((await prison.read(booking)).away).to.equal(null);
    expect((await seen(booking)).state).to.equal('booked');
  });

  it('A35 has come when the prison’s staff say so, where no system tells it', async () => {
    const booking = await prison.bookExpected(null);
    const [task] = await tasksOf(stage.nurse);
    if (task === undefined) throw new Error('there is no task');
    await ask(running, 'finishClinicTask', { ...prison.by(), params: { taskId: task.taskId } });
    expect((await prison.read(booking)).away).to.equal(null);
  });

  describe('A34 whatever the order in which it is told', () => {
    /** What there is in the end, without anything that is different from one person to another. */
    async function endOf(booking: BookingView) {
      const { state, cancelled, patient } = await seen(booking);
      const mine = ({ patient: of }: { patient: BookingView['patient'] | null }) =>
        of?.patientId === patient.patientId;
      const tasks = await Promise.all([stage.nurse, elsewhere, stage.booker].map(tasksOf));
      return {
        booking: [state, cancelled?.code ?? null],
        siteId: patient.siteId,
        tasks: tasks.map((those) => those.filter(mine).map(({ kind }) => kind)),
      };
    }

    async function sent(
      booking: BookingView,
      order: readonly number[],
    ): Promise<(EventAnswer | 'refused')[]> {
      const events = [
        event('temporarily-out', booking, { minutes: 1 }),
        event('transferred', booking, { minutes: 2 }),
        event('received', booking, { siteId: other, minutes: 3 }),
        event('released', booking, { siteId: other, minutes: 4 }),
        event('received', booking, { siteId: stage.prisonId, minutes: 5 }),
      ];
      return feed.send(...order.flatMap((n) => events[n] ?? []));
    }

    it('the end is the same', async () => {
      const straight = await stage.book('09:05');
      expect(await sent(straight, [0, 1, 2, 3, 4])).to.deep.equal([
        ...['applied', 'waiting', 'applied', 'applied', 'applied'],
      ]);
      const end = await endOf(straight);
      expect(end).to.deep.equal({
        booking: ['cancelled', 'transferred'],
        siteId: stage.prisonId,
        tasks: [['rebook-elsewhere'], [], ['rebook-elsewhere']],
      });
      const orders = [
        [4, 3, 2, 1, 0],
        [4, 4, 0, 3, 3, 2, 1, 0],
        [2, 4, 1, 3, 0, 2],
        [3, 0, 2, 4, 1],
        [1, 0, 3, 4, 2, 1],
      ];
      for (const order of orders) {
        const booking = await stage.book('09:05');
        await sent(booking, order);
        expect(await endOf(booking), order.join(' ')).to.deep.equal(end);
      }
    });

    it('an event that is sent twice changes nothing, and one that is late says so', async () => {
      const booking = await stage.book('09:05');
      const received = event('received', booking, { siteId: other, minutes: 3 });
      expect(await feed.send(received, received)).to.deep.equal(['applied', 'applied']);
      expect(await feed.send(received)).to.deep.equal(['applied']);
      expect(await feed.send(event('temporarily-out', booking, { minutes: 2 }))).to.deep.equal(['stale']);
      expect((await tasksOf(elsewhere)).length).to.equal(1);
    });

    it('what was told of an old number is of the patient once the numbers are known to be of one person', async () => {
      const booking = await stage.book('09:05');
      const early = moveEvent(feed, 'received', { prisonNumber: 'B7001BC', siteId: other, minutes: 1 });
      expect(await feed.send(early)).to.deep.equal(['unknown-person']);
      expect((await seen(booking)).state).to.equal('booked');
      expect(await feed.send(mergeEvent(feed, ['B7001BC', numberOf(booking)], 2))).to.deep.equal(['applied']);
      expect((await seen(booking)).cancelled?.code).to.equal('transferred');
    });

    it('a merge that only the new prison tells takes the patient there, who stands at the old one still', async () => {
      const booking = await stage.book('09:05');
      const ofOther = await PrisonFeed.create(stage, [other]);
      const received = moveEvent(ofOther, 'received', { prisonNumber: 'B7007BC', siteId: other, minutes: 1 });
      expect(await ofOther.send(received)).to.deep.equal(['unknown-person']);
      const merged = mergeEvent(ofOther, [numberOf(booking), 'B7007BC'], 2);
      expect(await ofOther.send(merged)).to.deep.equal(['applied']);
      const { patient, cancelled } = await seen(booking);
      expect([patient.siteId, patient.prisonNumber, cancelled?.code]).to.deep.equal([
        ...[other, 'B7007BC', 'transferred'],
      ]);
    });

    it('HAZ-33 a merge of who is in another prison, and was not received, is kept, and asked about there', async () => {
      const booking = await stage.book('09:05');
      const ofOther = await PrisonFeed.create(stage, [other]);
      const merged = mergeEvent(ofOther, [numberOf(booking), 'B7008BC'], 1);
      expect(await ofOther.send(merged)).to.deep.equal(['waiting']);
      const received = moveEvent(ofOther, 'received', { prisonNumber: 'B7008BC', siteId: other, minutes: 2 });
      expect(await ofOther.send(received)).to.deep.equal(['unknown-person']);
      expect(await kindsOf(elsewhere)).to.deep.equal([]);
      const [task] = await tasksOf(stage.nurse);
      expect([task?.kind, task?.patient?.patientId, task?.merge]).to.deep.equal([
        ...['merge-differs', booking.patient.patientId, { differs: [], other: null }],
      ]);
      expect((await seen(booking)).patient.prisonNumber).to.equal(numberOf(booking));
      const params = { taskId: task?.taskId ?? '' };
      await ask(running, 'decideMerge', { ...prison.by(), params, body: { same: true } });
      const { patient, cancelled } = await seen(booking);
      expect([patient.siteId, patient.prisonNumber, cancelled?.code]).to.deep.equal([
        ...[other, 'B7008BC', 'transferred'],
      ]);
    });

    it('a patient who has only the old number gets the kept one, also over several steps', async () => {
      const booking = await stage.book('09:05');
      const number = numberOf(booking);
      const later = mergeEvent(feed, ['B7002BC', 'B7003BC'], 1);
      expect(await feed.send(later)).to.deep.equal(['waiting']);
      expect(await feed.send(mergeEvent(feed, [number, 'B7002BC'], 2))).to.deep.equal(['applied']);
      expect((await seen(booking)).patient.prisonNumber).to.equal('B7003BC');
      const body = {
        ...{ siteId: stage.prisonId, name: 'Synthetic Patient', dateOfBirth: '1980-02-29', nhsNumber: null },
        prisonNumber: number,
      };
      await askRefused(running, 'addPatient', { ...prison.by(), body, code: 'conflict' });
    });
  });
});
