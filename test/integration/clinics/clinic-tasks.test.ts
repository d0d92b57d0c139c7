import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { NewClinicTask } from '../../../domain/clinics/task.ts';
import { dropTask, raiseTask } from '../../../domain/clinics/tasks.ts';
import type { ClinicTaskId } from '../../../domain/ids.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('what somebody must see to in clinics', () => {
  let running: RunningServer;
  let stage: ClinicStage;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
  });

  after(() => running[Symbol.asyncDispose]());

  const by = (person: SignedInPerson) => ({ token: person.newToken() });

  /** For the prison, unless told otherwise; answers whether it is new. */
  function raise(given: Partial<NewClinicTask>): Promise<boolean> {
    const { organisationId, prisonId } = stage;
    const task: Omit<NewClinicTask, 'id'> = {
      organisationId,
      siteId: prisonId,
      kind: 'rebook-elsewhere',
      key: randomUUID(),
      patientId: null,
      referralId: null,
      bookingId: null,
      dueOn: '2026-12-01',
      ...given,
    };
    const { deps } = running.server;
    return deps.store.transact((tx) => raiseTask(deps, tx, task));
  }

  async function listed(person: SignedInPerson) {
    return (await ask(running, 'listClinicTasks', by(person))).value.tasks;
  }

  const kindsOf = async (person: SignedInPerson) => (await listed(person)).map(({ kind }) => kind);

  async function finish(person: SignedInPerson, taskId: ClinicTaskId): Promise<void> {
    await ask(running, 'finishClinicTask', { ...by(person), params: { taskId } });
  }

  it('A43 stands again when somebody who seemed to be reached was not, and not when somebody has seen to it', async () => {
    const { organisationId } = stage;
    const { store } = running.server.deps;
    const task = { kind: 'not-reached', key: 'a message' } as const;
    expect(await raise(task)).to.equal(true);
    expect(await raise(task)).to.equal(false);
    await store.transact((tx) => dropTask(tx, { organisationId, key: task.key }));
    expect(await kindsOf(stage.nurse)).to.deep.equal([]);
    expect(await raise(task)).to.equal(true);
    const [again] = await listed(stage.nurse);
    expect(again?.kind).to.equal('not-reached');
    await finish(stage.nurse, again?.taskId as ClinicTaskId);
    expect(await raise(task)).to.equal(false);
    expect(await kindsOf(stage.nurse)).to.deep.equal([]);
  });

  it('is listed with the patient and the clinic, earliest due first', async () => {
    const booking = await stage.book('09:05');
    const { patientId } = booking.patient;
    const { bookingId, referralId } = booking;
    await raise({ kind: 'not-reached', patientId, bookingId, dueOn: '2026-12-03' });
    await raise({ kind: 'expected-person', patientId, referralId, dueOn: '2026-12-02' });
    const before = running.clock.now().getTime();
    const tasks = await listed(stage.nurse);
    const ages = tasks.map(({ madeAt }) => before - Date.parse(madeAt));
    expect(Math.min(...ages)).to.be.within(0, 60_000);
    const site = {
      siteId: stage.prisonId,
      siteName: 'HMP Synthetic',
      place: 'prison',
      receivedAt: null,
      interpreter: null,
    };
    const same = { ...site, patient: booking.patient, service: 'Dermatology', merge: null, untold: null };
    expect(tasks).to.deep.equal([
      {
        ...same,
        taskId: tasks[0]?.taskId,
        kind: 'expected-person',
        dueOn: '2026-12-02',
        madeAt: tasks[0]?.madeAt,
        referralId,
        bookingId: null,
      },
      {
        ...same,
        taskId: tasks[1]?.taskId,
        kind: 'not-reached',
        dueOn: '2026-12-03',
        madeAt: tasks[1]?.madeAt,
        referralId: null,
        bookingId,
      },
    ]);
  });

  it('is of the prison or of the hospital’s clerks, and nobody else sees it or ends it', async () => {
    await raise({ kind: 'rebook-elsewhere' });
    await raise({ kind: 'hand-over', siteId: null });
    expect(await kindsOf(stage.nurse)).to.deep.equal(['rebook-elsewhere']);
    expect(await kindsOf(stage.booker)).to.deep.equal(['hand-over']);
    const elsewhere = await stage.join('prison-healthcare', [await stage.addPrison()]);
    const strange = await ClinicStage.create(running);
    const [ofPrison] = await listed(stage.nurse);
    const [ofHospital] = await listed(stage.booker);
    if (ofPrison === undefined || ofHospital === undefined) throw new Error('there are not two tasks');
    for (const person of [elsewhere, strange.nurse, strange.booker]) {
      expect(await listed(person)).to.deep.equal([]);
    }
    const refusals = [
      [elsewhere, ofPrison],
      [strange.nurse, ofPrison],
      [stage.booker, ofPrison],
      [stage.nurse, ofHospital],
      [strange.booker, ofHospital],
    ] as const;
    for (const [person, { taskId }] of refusals) {
      const asking = { ...by(person), params: { taskId }, code: 'not-found' } as const;
      await askRefused(running, 'finishClinicTask', asking);
    }
    // Managers see outcomes that are missing for days, and these are none.
    const manager = await stage.join('manager');
    expect(await listed(manager)).to.deep.equal([]);
    for (const role of ['clinician', 'administrator'] as const) {
      const person = await stage.join(role);
      await askRefused(running, 'listClinicTasks', { ...by(person), code: 'forbidden' });
      const { taskId } = ofPrison;
      await askRefused(running, 'finishClinicTask', { ...by(person), params: { taskId }, code: 'forbidden' });
    }
    expect(await kindsOf(stage.nurse)).to.deep.equal(['rebook-elsewhere']);
  });

  it('is over when it is done, once, and the trail says so', async () => {
    await raise({});
    const [task] = await listed(stage.nurse);
    if (task === undefined) throw new Error('there is no task');
    await finish(stage.nurse, task.taskId);
    await finish(stage.nurse, task.taskId);
    expect(await listed(stage.nurse)).to.deep.equal([]);
    expect(await stage.trail('clinic-task.')).to.deep.equal(['clinic-task.raised', 'clinic-task.done']);
    const params = { taskId: randomUUID() as ClinicTaskId };
    await askRefused(running, 'finishClinicTask', { ...by(stage.nurse), params, code: 'not-found' });
  });

  it('is made once for a key, also when it is done, and ended by the service when nobody needs it', async () => {
    const { organisationId } = stage;
    const key = 'expected:one';
    expect(await raise({ key })).to.equal(true);
    expect(await raise({ key, dueOn: '2026-12-24' })).to.equal(false);
    expect((await listed(stage.nurse)).map(({ dueOn }) => dueOn)).to.deep.equal(['2026-12-01']);
    const drop = () => running.server.deps.store.transact((tx) => dropTask(tx, { organisationId, key }));
    await drop();
    await drop();
    expect(await listed(stage.nurse)).to.deep.equal([]);
    expect(await raise({ key })).to.equal(false);
    expect(await listed(stage.nurse)).to.deep.equal([]);
    expect(await stage.trail('clinic-task.')).to.deep.equal(['clinic-task.raised', 'clinic-task.done']);
    const strange = await ClinicStage.create(running);
    expect(await raise({ key, organisationId: strange.organisationId, siteId: strange.prisonId })).to.equal(
      true,
    );
  });
});
