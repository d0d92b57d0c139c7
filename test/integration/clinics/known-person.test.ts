import { expect } from 'chai';
import type { KnownPerson } from '../../../domain/clinics/known-wire.ts';
import type { BookingView, ReferralView } from '../../../domain/clinics/wire.ts';
import { nextWorkingDay } from '../../../domain/clinics/working-days.ts';
import type { PatientId, SiteId } from '../../../domain/ids.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { OpenPlace } from '../../support/at-home.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('somebody known who is received at another place', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let home: OpenPlace;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    home = await OpenPlace.create(stage, 'home');
  });

  after(() => running[Symbol.asyncDispose]());

  const nhsNumber = '9990000018';
  const ann = { name: 'Ann Example', dateOfBirth: '1980-02-29', nhsNumber, prisonNumber: null };
  const contact = { email: 'ann@example.org', phone: null };
  const atHome = () => ({ ...ann, siteId: home.siteId, contact });
  const inPrison = () => ({ ...ann, siteId: stage.prisonId, prisonNumber: 'A5005BC' });

  type Adding = Omit<typeof ann, 'prisonNumber'> & { siteId: SiteId; prisonNumber: string | null };
  const add = async (by: SignedInPerson, body: Adding) =>
    (await ask(running, 'addPatient', { ...prison.by(by), body })).value;

  async function refer(by: SignedInPerson, patientId: PatientId): Promise<ReferralView> {
    const body = {
      ...{ patientId, service: 'Dermatology', priority: 'urgent' as const },
      clockStart: '2026-09-01',
    };
    return (await ask(running, 'addReferral', { ...prison.by(by), body })).value;
  }

  /** What whoever adds them hears: that they are known. */
  async function hear(by: SignedInPerson, body: Adding): Promise<KnownPerson & { detail: string }> {
    const { known, detail } = await askRefused(running, 'addPatient', {
      ...prison.by(by),
      body,
      code: 'conflict',
    });
    if (known === undefined) throw new Error(`it is not said that they are known: ${detail}`);
    return { ...known, detail };
  }

  const receiving = (by: SignedInPerson, body: Adding, version: number) => ({
    ...prison.by(by),
    body: { ...body, version },
  });
  const receive = async (...of: Parameters<typeof receiving>) =>
    (await ask(running, 'receivePatient', receiving(...of))).value;

  const tasksOf = async (person: SignedInPerson) =>
    (await ask(running, 'listClinicTasks', prison.by(person))).value.tasks;
  const waitingFor = async (person: SignedInPerson) =>
    (await ask(running, 'listReferrals', prison.by(person))).value.referrals;
  const listed = async (person: SignedInPerson) =>
    (await ask(running, 'listPatients', prison.by(person))).value.patients;

  /** Somebody at home who is booked at 09:05. */
  async function bookedAtHome(): Promise<BookingView> {
    const { patientId } = await add(stage.booker, atHome());
    return home.book('09:05', await refer(stage.booker, patientId));
  }

  it('A30 comes from home to prison with what is theirs: booked at home no more, to be booked in prison', async () => {
    const booking = await bookedAtHome();
    const { patientId } = booking.patient;
    const { version } = await hear(stage.nurse, inPrison());
    const received = await receive(stage.nurse, inPrison(), version);
    expect(received).to.deep.equal({
      ...inPrison(),
      patientId,
      siteName: 'HMP Synthetic',
    });
    const after = await prison.read(booking, stage.booker);
    expect([after.state, after.cancelled?.code]).to.deep.equal(['cancelled', 'transferred']);
    expect(await prison.taken()).to.deep.equal([]);
    const [referral, ...others] = await waitingFor(stage.nurse);
    expect(others).to.deep.equal([]);
    expect([referral?.referralId, referral?.state, referral?.clockStart, referral?.priority]).to.deep.equal([
      booking.referralId,
      'to-rebook',
      '2026-09-01',
      'urgent',
    ]);
    const due = nextWorkingDay(wallDateOf(running.clock.now()));
    for (const who of [stage.nurse, stage.booker]) {
      expect((await tasksOf(who)).map(({ kind, dueOn }) => [kind, dueOn])).to.deep.equal([
        ['rebook-elsewhere', due],
      ]);
    }
    expect((await stage.book('09:05', booking.referralId)).patient.siteId).to.equal(stage.prisonId);
    expect((await listed(stage.booker)).map((one) => one.patientId)).to.deep.equal([]);
    const [entry] = await prison.entries('patient.received');
    expect([entry?.actorName, entry?.subjectId, entry?.detail]).to.deep.equal([
      stage.nurse.name,
      patientId,
      { siteId: stage.prisonId, fromSiteId: home.siteId },
    ]);
  });

  it('A32 goes from prison to a home and is booked there by link; nothing of the prison goes along', async () => {
    const { patientId } = await add(stage.nurse, inPrison());
    const params = { patientId };
    const whereabouts = { wing: 'B', cell: '1', marks: ['acct' as const] };
    await ask(running, 'setWhereabouts', { ...prison.by(), params, body: whereabouts });
    const booking = await stage.book('09:05', (await refer(stage.nurse, patientId)).referralId);
    const known = await hear(stage.booker, atHome());
    expect([known.siteName, known.differs]).to.deep.equal(['HMP Synthetic', []]);
    await receive(stage.booker, atHome(), known.version);
    expect((await prison.read(booking, stage.booker)).state).to.equal('cancelled');
    expect(await listed(stage.nurse)).to.deep.equal([]);
    expect(await listed(stage.booker)).to.deep.equal([
      {
        ...{ ...ann, patientId, siteId: home.siteId, siteName: 'At home' },
        ...{ wing: null, cell: null, marks: [], marksConfirmed: true, contact },
      },
    ]);
    expect(await tasksOf(stage.nurse)).to.deep.equal([]);
    const [task, ...others] = await tasksOf(stage.booker);
    expect([task?.kind, task?.siteId, task?.place, others]).to.deep.equal([
      'rebook-elsewhere',
      null,
      'home',
      [],
    ]);
    const again = await home.book('09:05', booking);
    expect([again.referralId, again.stationName]).to.deep.equal([booking.referralId, 'By link']);
  });

  it('A38 tells who may not see them that they are known and whom to ask, and nothing else', async () => {
    await add(stage.booker, atHome());
    const { detail, ...known } = await hear(stage.nurse, inPrison());
    expect(known).to.deep.equal({ version: 1, siteName: null, differs: [] });
    expect(detail).to.equal(
      'nhsNumber: this person is known already; the booking clerks of the hospital know where they are',
    );
    const house = await OpenPlace.create(stage, 'care-home');
    const seen = await hear(stage.booker, { ...ann, siteId: house.siteId });
    expect([seen.siteName, seen.detail]).to.deep.equal([
      'At home',
      'nhsNumber: this person is known already, in another place',
    ]);
    expect((await prison.entries('patient.known-said')).map((one) => one.detail)).to.deep.equal([
      { siteId: stage.prisonId, placeSaid: false },
      { siteId: house.siteId, placeSaid: true },
    ]);
    const stranger = await ClinicStage.create(running);
    const asking = { token: stranger.nurse.newToken(), body: { ...inPrison(), siteId: stranger.prisonId } };
    expect((await ask(running, 'addPatient', asking)).value.nhsNumber).to.equal(nhsNumber);
  });

  it('must be who is known: the fields that differ are named, nobody is moved, and a person has to settle it', async () => {
    const booking = await bookedAtHome();
    const { version } = await hear(stage.nurse, inPrison());
    const other = { ...inPrison(), name: 'Bea Sample', dateOfBirth: '1980-02-28' };
    const refused = { ...receiving(stage.nurse, other, version), code: 'conflict' } as const;
    const { detail, known } = await askRefused(running, 'receivePatient', refused);
    expect(detail).to.equal(
      'name, dateOfBirth: not as it is known of this person; somebody has been asked to settle it',
    );
    expect(known).to.deep.equal({ version, siteName: null, differs: ['name', 'dateOfBirth'] });
    await askRefused(running, 'receivePatient', refused);
    expect((await prison.read(booking, stage.booker)).state).to.equal('booked');
    expect(await listed(stage.nurse)).to.deep.equal([]);
    const [task, ...others] = await tasksOf(stage.booker);
    expect(others).to.deep.equal([]);
    expect([task?.kind, task?.patient?.name, task?.receivedAt]).to.deep.equal([
      'identity-differs',
      'Ann Example',
      'HMP Synthetic',
    ]);
    const [entry] = await prison.entries('patient.identity-differed');
    expect(entry?.detail).to.deep.equal({ siteId: stage.prisonId, fields: 'name dateOfBirth' });
    // As the clerk has said them over the telephone.
    await receive(stage.nurse, { ...inPrison(), name: 'example, ANN' }, version);
    expect((await tasksOf(stage.booker)).map(({ kind }) => kind)).to.deep.equal(['rebook-elsewhere']);
    expect((await listed(stage.nurse)).map(({ name }) => name)).to.deep.equal(['Ann Example']);
  });

  it('compares nothing for a member of staff who has typed somebody else five times in a day; a colleague may try', async () => {
    const { patientId } = await add(stage.booker, atHome());
    const { version } = await hear(stage.nurse, inPrison());
    const colleague = await stage.join('prison-healthcare', [stage.prisonId]);
    for (const day of ['01', '02', '03', '04', '05']) {
      const guess = { ...inPrison(), dateOfBirth: `1980-01-${day}` };
      await askRefused(running, 'receivePatient', {
        ...receiving(stage.nurse, guess, version),
        code: 'conflict',
      });
    }
    const { detail, known } = await askRefused(running, 'receivePatient', {
      ...receiving(stage.nurse, inPrison(), version),
      code: 'too-many',
    });
    expect(detail).to.equal(
      'what you typed for this NHS number has differed five times in a day: ask the booking clerks of the hospital, or a colleague',
    );
    expect(known).to.equal(undefined);
    const entries = await prison.entries('patient.identity-differed');
    expect(entries).to.have.length(5);
    // The tries come back after a day: only those since then count.
    const { personId } = stage.nurse;
    const count = (since: Date) =>
      running.server.deps.store.transact((tx) =>
        tx.personMoves.countDiffered({ patientId, personId, since }),
      );
    const [newest] = entries.map(({ at }) => Date.parse(at)).toSorted((one, other) => other - one);
    expect(await count(new Date((newest ?? 0) - 60_000))).to.equal(5);
    expect(await count(new Date(newest ?? 0))).to.equal(0);
    expect((await receive(colleague, inPrison(), version)).name).to.equal('Ann Example');
  });

  it('asks prison healthcare where somebody in prison is not as they are known, and nobody else', async () => {
    await add(stage.nurse, inPrison());
    const { version } = await hear(stage.booker, atHome());
    const body = { ...atHome(), name: 'Bea Sample' };
    const refused = receiving(stage.booker, body, version);
    await askRefused(running, 'receivePatient', { ...refused, code: 'conflict' });
    const [task] = await tasksOf(stage.nurse);
    expect([task?.kind, task?.siteId, task?.receivedAt]).to.deep.equal([
      'identity-differs',
      stage.prisonId,
      'At home',
    ]);
    expect(await tasksOf(stage.booker)).to.deep.equal([]);
  });

  it('is had by one of two places that receive them at once; the other one hears that they have been moved', async () => {
    const { patientId } = await add(stage.booker, atHome());
    const second = await stage.addPrison();
    const elsewhere = await stage.join('prison-healthcare', [second]);
    const { version } = await hear(stage.nurse, inPrison());
    const both = await Promise.allSettled([
      receive(stage.nurse, inPrison(), version),
      receive(elsewhere, { ...inPrison(), siteId: second }, version),
    ]);
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    const [winner, loser] =
      both[0].status === 'fulfilled' ? [stage.nurse, elsewhere] : [elsewhere, stage.nurse];
    expect((await listed(winner)).map((one) => one.patientId)).to.deep.equal([patientId]);
    expect(await listed(loser)).to.deep.equal([]);
    const siteId = loser === elsewhere ? second : stage.prisonId;
    const late = { ...receiving(loser, { ...inPrison(), siteId }, version), code: 'conflict' } as const;
    const { detail, known } = await askRefused(running, 'receivePatient', late);
    expect(detail).to.equal('this person has been moved meanwhile; look for them again');
    expect(known).to.equal(undefined);
    expect(await stage.trail('patient.received')).to.deep.equal(['patient.received']);
  });

  it('is booked nowhere at home by whoever books there while they are moved', async () => {
    const { patientId } = await add(stage.booker, atHome());
    const referral = await refer(stage.booker, patientId);
    const { version } = await hear(stage.nurse, inPrison());
    await Promise.allSettled([home.book('09:05', referral), receive(stage.nurse, inPrison(), version)]);
    const open = (await prison.list(stage.booker)).filter(({ state }) => state !== 'cancelled');
    expect(open).to.deep.equal([]);
    expect(await prison.taken()).to.deep.equal([]);
    expect((await waitingFor(stage.nurse)).map(({ referralId }) => referralId)).to.deep.equal([
      referral.referralId,
    ]);
  });

  it('comes back to the prison that has released them, which a feed tells under the same number then', async () => {
    const { patientId } = await add(stage.nurse, inPrison());
    const same = { ...prison.by(), body: inPrison(), code: 'conflict' } as const;
    expect((await askRefused(running, 'addPatient', same)).known).to.equal(undefined);
    const feed = await PrisonFeed.create(stage);
    const of = { prisonNumber: 'A5005BC', siteId: stage.prisonId, minutes: 1 };
    expect(await feed.send(moveEvent(feed, 'released', of))).to.deep.equal(['applied']);
    expect(await listed(stage.nurse)).to.deep.equal([]);
    const { version } = await hear(stage.nurse, inPrison());
    await receive(stage.nurse, inPrison(), version);
    expect((await listed(stage.nurse)).map((one) => one.patientId)).to.deep.equal([patientId]);
    const out = moveEvent(feed, 'temporarily-out', { ...of, minutes: 3 });
    expect(await feed.send(out)).to.deep.equal(['applied']);
  });

  it('is received by whoever keeps the patients of that place, and where there is such a person', async () => {
    await add(stage.booker, atHome());
    const { version } = await hear(stage.nurse, inPrison());
    await prison.isRefused('receivePatient', receiving(stage.nurse, inPrison(), version), {
      allowed: ['booker'],
    });
    const booker = receiving(stage.booker, inPrison(), version);
    await askRefused(running, 'receivePatient', { ...booker, code: 'not-found' });
    const nobody = receiving(stage.nurse, { ...inPrison(), nhsNumber: '9990000026' }, version);
    await askRefused(running, 'receivePatient', { ...nobody, code: 'not-found' });
    const atPrison = receiving(stage.nurse, { ...atHome(), siteId: stage.prisonId }, version);
    await askRefused(running, 'receivePatient', { ...atPrison, code: 'invalid' });
    expect(await listed(stage.nurse)).to.deep.equal([]);
  });
});
