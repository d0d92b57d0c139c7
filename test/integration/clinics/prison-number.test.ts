import { expect } from 'chai';
import type { PrisonNumberBody } from '../../../domain/clinics/list-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { PatientId, SiteId } from '../../../domain/ids.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('the prison number of a patient, added or corrected later', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let other: SiteId;
  let elsewhere: SignedInPerson;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    other = await stage.addPrison();
    elsewhere = await stage.join('prison-healthcare', [other]);
  });

  after(() => running[Symbol.asyncDispose]());

  const asking = (patientId: PatientId, body: Partial<PrisonNumberBody>, person = stage.nurse) => ({
    ...prison.by(person),
    params: { patientId },
    body: { prisonNumber: 'B8001BC', seen: null, reason: 'not-known-before' as const, ...body },
  });

  const numbersOf = async (person = stage.nurse) => {
    const { value } = await ask(running, 'listPatients', prison.by(person));
    return value.patients.map(({ patientId, prisonNumber }) => [patientId, prisonNumber]);
  };

  /** A patient of the prison without a number. */
  async function nameless(): Promise<PatientId> {
    const body = {
      siteId: stage.prisonId,
      name: 'Ann Example',
      dateOfBirth: '1980-02-29',
      nhsNumber: null,
      prisonNumber: null,
    };
    return (await ask(running, 'addPatient', { ...prison.by(), body })).value.patientId;
  }

  async function detailOf(action: string) {
    const { events } = await running.server.deps.store.reads.listAudit(stage.organisationId, null);
    return events.find((event) => event.action === action)?.detail;
  }

  it('is added, corrected and taken away, each time with a reason and in the trail', async () => {
    const patientId = await nameless();
    expect((await ask(running, 'setPrisonNumber', asking(patientId, {}))).value).to.deep.equal({
      moved: false,
    });
    expect(await detailOf('patient.number-set')).to.deep.equal({
      ...{ reason: 'not-known-before', had: false, has: true },
    });
    const wrong = { prisonNumber: 'B8002BC', seen: 'B8001BC', reason: 'typed-wrong' } as const;
    await ask(running, 'setPrisonNumber', asking(patientId, wrong));
    expect(await numbersOf()).to.deep.equal([[patientId, 'B8002BC']]);
    const none = { prisonNumber: null, seen: 'B8002BC', reason: 'typed-wrong' } as const;
    await ask(running, 'setPrisonNumber', asking(patientId, none));
    expect(await numbersOf()).to.deep.equal([[patientId, null]]);
    expect(await stage.trail('patient.number-set')).to.have.length(3);
    // The number that was given up is free for whoever has it.
    const { patientId: second } = (await stage.refer()).patient;
    const seen = (await numbersOf()).find(([id]) => id === second)?.[1] ?? null;
    await ask(running, 'setPrisonNumber', asking(second, { seen, reason: 'given-new' }));
  });

  it('is refused when another patient has it, and says nothing of whom', async () => {
    const { patient } = await stage.refer();
    const patientId = await nameless();
    const refusing = asking(patientId, { prisonNumber: patient.prisonNumber });
    const refused = await askRefused(running, 'setPrisonNumber', { ...refusing, code: 'conflict' });
    expect(refused.detail).to.equal('prisonNumber: another patient has it');
    expect((await numbersOf()).find(([id]) => id === patientId)?.[1]).to.equal(null);
  });

  it('is refused when somebody has changed it meanwhile', async () => {
    const patientId = await nameless();
    await ask(running, 'setPrisonNumber', asking(patientId, {}));
    const second = asking(patientId, { prisonNumber: 'B8002BC' });
    await askRefused(running, 'setPrisonNumber', { ...second, code: 'conflict' });
    expect(await numbersOf()).to.deep.equal([[patientId, 'B8001BC']]);
  });

  it('is for who works in that prison', async () => {
    const patientId = await nameless();
    const refuse = (person: SignedInPerson, code: 'forbidden' | 'not-found') =>
      askRefused(running, 'setPrisonNumber', { ...asking(patientId, {}, person), code });
    await refuse(elsewhere, 'not-found');
    await refuse(stage.booker, 'forbidden');
    await refuse(stage.clinician, 'forbidden');
  });

  it('A30 A34 takes what was told of it before: the patient may be in another prison by now', async () => {
    const feed = await PrisonFeed.create(stage);
    const patientId = await nameless();
    const received = moveEvent(feed, 'received', { prisonNumber: 'B8001BC', siteId: other, minutes: 1 });
    expect(await feed.send(received)).to.deep.equal(['unknown-person']);
    expect((await ask(running, 'setPrisonNumber', asking(patientId, {}))).value).to.deep.equal({
      moved: true,
    });
    expect(await numbersOf()).to.deep.equal([]);
    expect(await numbersOf(elsewhere)).to.deep.equal([[patientId, 'B8001BC']]);
  });

  it('A30 gives back what was told of a number that was somebody else’s', async () => {
    const feed = await PrisonFeed.create(stage);
    const booking: BookingView = await stage.book('09:05');
    const { patientId, prisonNumber } = booking.patient;
    const wrong = prisonNumber ?? '';
    const received = moveEvent(feed, 'received', { prisonNumber: wrong, siteId: other, minutes: 1 });
    expect(await feed.send(received)).to.deep.equal(['applied']);
    expect(await numbersOf(elsewhere)).to.deep.equal([[patientId, wrong]]);
    const right = { prisonNumber: 'B8001BC', seen: wrong, reason: 'typed-wrong' } as const;
    const { value } = await ask(running, 'setPrisonNumber', asking(patientId, right, elsewhere));
    expect(value).to.deep.equal({ moved: true });
    expect(await numbersOf()).to.deep.equal([[patientId, 'B8001BC']]);
    // What that had cancelled has to be booked again.
    expect((await prison.read(booking, stage.booker)).state).to.equal('cancelled');
  });
});
