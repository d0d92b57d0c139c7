import { expect } from 'chai';
import type { Role } from '../../../domain/actors.ts';
import { bookedCard, type BookingView } from '../../../domain/clinics/wire.ts';
import type { SecurityMark, Whereabouts } from '../../../domain/clinics/whereabouts.ts';
import { clockOf, dayInWords } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, details } from '../../support/clinic-stage.ts';
import { readPdf } from '../../support/pdf.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const onBWing: Whereabouts = { wing: 'B', cell: '2-14', marks: ['category-a', 'acct'] };

describe('what a prison needs on the day', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let officer: SignedInPerson;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    officer = await stage.join('wing-officer', [stage.prisonId]);
  });

  after(() => running[Symbol.asyncDispose]());

  const site = () => ({ siteId: stage.prisonId });
  const onDay = () => ({ day: stage.date });
  const settle = async ({ patient }: Pick<BookingView, 'patient'>, body: Whereabouts) =>
    ask(running, 'setWhereabouts', { ...prison.by(), params: { patientId: patient.patientId }, body });
  const movementList = async (person = officer) =>
    (await ask(running, 'readMovementList', { ...prison.by(person), params: site(), query: onDay() })).value;
  const unlockList = async (marks: string, person = officer) => {
    const query = marks === '' ? onDay() : { ...onDay(), marks };
    return (await ask(running, 'readUnlockList', { ...prison.by(person), params: site(), query })).value;
  };
  const print = async (list: 'movement' | 'unlock') => {
    const body = { list, ...onDay() };
    return (await ask(running, 'printList', { ...prison.by(officer), params: site(), body })).value;
  };

  /** One patient on B wing, with a booking that has something in each of its fields, and a secret appointment outside. */
  async function bookedWithSecrets(): Promise<BookingView> {
    const held = await stage.hold('09:05');
    const asking = { ...prison.by(), params: { bookingId: held.bookingId } };
    const body = {
      ...details,
      interpreterLanguage: 'Polish',
      noteForPatient: 'Please bring your glasses',
      noteForStaff: 'Suspected melanoma',
    };
    const booked = (await ask(running, 'confirmBooking', { ...asking, body })).value;
    await settle(booked, onBWing);
    const event = {
      kind: 'other',
      onDate: stage.date,
      startsAtClock: '17:17',
      endsAtClock: '18:18',
    } as const;
    const { patientId } = booked.patient;
    const outside = { ...event, external: true };
    await ask(running, 'addPersonEvent', { ...prison.by(), params: { patientId }, body: outside });
    return booked;
  }

  /** What must not be on any paper: the clinic, who holds it, why, and when the patient is taken out. */
  function expectNothingSecret(text: string): void {
    expect(text).not.to.match(/dermatology|hospital|melanoma|polish|escort|other appointment/i);
    expect(text).not.to.contain(stage.clinician.name);
    expect(text).not.to.match(/17:17|18:18/);
  }

  async function slipText({ bookingId }: BookingView): Promise<string> {
    const { value } = await ask(running, 'writeSlip', { ...prison.by(), params: { bookingId } });
    expect(value.type).to.equal('application/pdf');
    return (await readPdf(new Uint8Array(await value.arrayBuffer()))).text;
  }

  it('A37 A36 makes a slip of what a patient may carry past others, and of nothing else', async () => {
    const booked = await bookedWithSecrets();
    const { bookingId, reference, patient, startsAt } = booked;
    const { value } = await ask(running, 'readSlip', { ...prison.by(), params: { bookingId } });
    const { bars, printedAt, ...shown } = value;
    expect(shown).to.deep.equal({
      bookingId,
      reference,
      name: 'Synthetic Patient',
      prisonNumber: patient.prisonNumber,
      wing: 'B',
      cell: '2-14',
      fetchAt: stage.at('08:35'),
      startsAt,
      bookedFor: null,
      place: 'Tablet',
      noteForPatient: 'Please bring your glasses',
    });
    // As each Code 128 ends (ISO/IEC 15417).
    expect(bars.slice(-7)).to.deep.equal([2, 3, 3, 1, 1, 1, 2]);
    const printed = new Date(printedAt);
    const text = await slipText(booked);
    expect(text.split('\n')).to.deep.equal([
      'Healthcare appointment',
      ...['Name', 'Synthetic Patient', 'Prison number', patient.prisonNumber],
      ...['Where you are', 'Wing B, cell 2-14', 'Day', dayInWords(new Date(startsAt))],
      ...['Time', '09:05. You are fetched at 08:35.', 'Place', 'Tablet'],
      ...['Please note', 'Please bring your glasses', `Reference ${reference}`],
      `Printed at ${clockOf(printed)} on ${dayInWords(printed)}`,
    ]);
    // The last line says when it was printed, which may be any time.
    expectNothingSecret(text.split('\n').slice(0, -1).join('\n'));
    expectNothingSecret(JSON.stringify(shown));
    expect(await prison.entries('slip.made')).to.have.length(2);
  });

  it('makes no slip of a booking that is cancelled, and none for anybody else', async () => {
    const booked = await stage.book('09:05');
    const params = { bookingId: booked.bookingId };
    await prison.isRefused('writeSlip', { params });
    await prison.isRefused('readSlip', { params });
    await askRefused(running, 'writeSlip', { ...prison.by(officer), params, code: 'forbidden' });
    const body = { version: booked.version, code: 'patient-unwell', text: null } as const;
    await ask(running, 'cancelBooking', { ...prison.by(), params, body });
    await askRefused(running, 'writeSlip', { ...prison.by(), params, code: 'wrong-phase' });
    await askRefused(running, 'readSlip', { ...prison.by(), params, code: 'wrong-phase' });
  });

  it('A37 A36 lists whom to bring when and where, and nothing of the clinic or of what is outside', async () => {
    const booked = await bookedWithSecrets();
    const other = await stage.book('09:35');
    const askedAt = running.clock.now().getTime();
    const { readAt, ...read } = await movementList();
    expect(Date.parse(readAt)).to.be.within(askedAt, running.clock.now().getTime());
    expect(read).to.deep.equal({
      siteId: stage.prisonId,
      siteName: 'HMP Synthetic',
      day: stage.date,
      total: 2,
      printedAt: null,
      rows: [
        {
          bookingId: booked.bookingId,
          fetchAt: stage.at('08:35'),
          startsAt: stage.at('09:05'),
          backBy: stage.at('09:40'),
          place: 'Tablet',
          wing: 'B',
          cell: '2-14',
          name: 'Synthetic Patient',
          prisonNumber: booked.patient.prisonNumber,
          state: 'to-come',
          change: null,
          late: null,
          marks: [],
          marksConfirmed: true,
        },
        {
          bookingId: other.bookingId,
          fetchAt: stage.at('09:05'),
          startsAt: stage.at('09:35'),
          backBy: stage.at('10:10'),
          place: 'Tablet',
          wing: null,
          cell: null,
          name: 'Synthetic Patient',
          prisonNumber: other.patient.prisonNumber,
          state: 'to-come',
          change: null,
          late: null,
          marks: [],
          marksConfirmed: true,
        },
      ],
    });
    expectNothingSecret(JSON.stringify(read));
    expectNothingSecret(JSON.stringify((await unlockList('acct,category-a')).rows));
  });

  it('A40 shows officers the marks that are asked for on the unlock list, and on no other', async () => {
    await settle(await stage.book('09:05'), onBWing);
    const shown = async (marks: string, person?: SignedInPerson) =>
      (await unlockList(marks, person)).rows.map((row) => row.marks);
    expect(await shown('')).to.deep.equal([[]]);
    expect(await shown('category-a,tact')).to.deep.equal([['category-a']]);
    expect(await shown('acct,category-a', prison.nurse)).to.deep.equal([['acct', 'category-a']]);
    expect((await movementList()).rows.map((row) => row.marks)).to.deep.equal([[]]);
    const asking = { ...prison.by(officer), params: site(), query: { ...onDay(), marks: 'everything' } };
    await askRefused(running, 'readUnlockList', { ...asking, code: 'invalid' });
    await prison.isRefused('readUnlockList', { params: site(), query: { ...onDay(), marks: 'acct' } });
    await prison.isRefused('readMovementList', { params: site(), query: onDay() });
    await prison.isRefused('printList', { params: site(), body: { list: 'unlock', ...onDay() } });
  });

  it('A38 A39 shows wing, cell, marks and the officer’s name to nobody outside the prison', async () => {
    const booked = await bookedWithSecrets();
    const { bookingId, patient } = booked;
    await stage.refer();
    const secrets: Whereabouts = { wing: 'ZULU WING', cell: 'Y-77', marks: ['escape-list', 'category-a'] };
    await settle(booked, secrets);
    const body = {
      revision: 0,
      officerName: 'Officer Quebec',
      consent: 'given' as const,
      interpreterConfirmed: true,
      documents: [],
    };
    await ask(running, 'setPreflight', { ...prison.by(), params: { bookingId }, body });
    const query = { from: stage.date };
    const readBy = async (person: SignedInPerson, names: readonly string[]) => {
      const by = prison.by(person);
      const params = { bookingId };
      const read = {
        listBookings: () => ask(running, 'listBookings', { ...by, query }),
        readBooking: () => ask(running, 'readBooking', { ...by, params }),
        listPreflights: () => ask(running, 'listPreflights', { ...by, query }),
        readPreflight: () => ask(running, 'readPreflight', { ...by, params }),
        listReferrals: () => ask(running, 'listReferrals', by),
      };
      const answers = await Promise.all(
        Object.entries(read)
          .filter(([name]) => names.includes(name))
          .map(async ([, work]) => work()),
      );
      return JSON.stringify(answers.map(({ value }) => value));
    };
    const booking = ['listBookings', 'readBooking', 'listPreflights', 'readPreflight'];
    const outside = [
      await readBy(stage.clinician, booking),
      await readBy(stage.booker, [...booking, 'listReferrals']),
    ];
    for (const text of outside) {
      expect(text).to.contain(patient.patientId);
      expect(text).not.to.match(/ZULU|Y-77|category-a|escape-list|Quebec/);
    }
    const known = (await ask(running, 'listPatients', prison.by())).value.patients;
    expect(known.find(({ patientId }) => patientId === patient.patientId)).to.deep.include(secrets);
    const own = (await ask(running, 'readPreflight', { ...prison.by(), params: { bookingId } })).value;
    expect(own.officerName).to.equal('Officer Quebec');
  });

  it('A39 gives the clinician of a running visit of security only where officers are', () => {
    expect(Object.keys(bookedCard.shape)).to.have.members([
      ...['kind', 'bookingId', 'referralId', 'roomId', 'service', 'requiredSkills', 'patient', 'startsAt'],
      ...['siteName', 'siteKind', 'sitePhone', 'stationName', 'endsAt', 'officer', 'interpreterLanguage'],
      ...['noteForStaff', 'toBeSettled'],
    ]);
    expect(Object.keys(bookedCard.shape.patient.shape)).to.have.members([
      ...['patientId', 'name', 'dateOfBirth', 'nhsNumber', 'prisonNumber'],
    ]);
  });

  it('gives a wing officer the lists of the own prisons, and nothing else', async () => {
    const { bookingId, patient } = await stage.book('09:05');
    const by = prison.by(officer);
    expect((await ask(running, 'listOwnPrisons', by)).value.prisons).to.deep.equal([
      { siteId: stage.prisonId, name: 'HMP Synthetic' },
    ]);
    const forbidden = { ...by, code: 'forbidden' } as const;
    const params = { bookingId };
    const query = { from: stage.date };
    await askRefused(running, 'listBookings', { ...forbidden, query });
    await askRefused(running, 'readBooking', { ...forbidden, params });
    await askRefused(running, 'listReferrals', forbidden);
    await askRefused(running, 'listPatients', forbidden);
    await askRefused(running, 'listPreflights', { ...forbidden, query });
    await askRefused(running, 'readPreflight', { ...forbidden, params });
    const ofPatient = { patientId: patient.patientId };
    await askRefused(running, 'setWhereabouts', { ...forbidden, params: ofPatient, body: onBWing });
    await askRefused(running, 'listPersonEvents', { ...forbidden, params: ofPatient });
    await askRefused(running, 'listMovementStops', forbidden);
    const organisation = { organisationId: stage.organisationId };
    await askRefused(running, 'listClinicSessions', { ...forbidden, params: organisation, query });
    await askRefused(running, 'listClinicTemplates', { ...forbidden, params: organisation });
    const elsewhere = await stage.join('wing-officer', [await stage.addPrison()]);
    const unknown = { ...prison.by(elsewhere), params: site(), code: 'not-found' } as const;
    await askRefused(running, 'readMovementList', { ...unknown, query: onDay() });
    await askRefused(running, 'readUnlockList', { ...unknown, query: onDay() });
    await askRefused(running, 'printList', { ...unknown, body: { list: 'movement', ...onDay() } });
  });

  it('A46 gives the later times on both lists, the slip and the booking, and marks them against what was printed', async () => {
    const booked = await stage.book('09:05');
    await prison.waitUntil('08:20');
    officer = await stage.join('wing-officer', [stage.prisonId]);
    const params = { bookingId: booked.bookingId };
    await print('movement');
    // In the store: the clinician's sign-in of yesterday has ended.
    const say = (minutes: number) =>
      running.server.deps.store.transact((tx) => tx.clinicRunning.sayLate(stage.sessionId, minutes));
    await say(20);
    const times = { fetchAt: stage.at('08:55'), startsAt: stage.at('09:25'), backBy: stage.at('10:00') };
    const late = { fetchAt: stage.at('08:35'), startsAt: stage.at('09:05'), waits: false };
    expect((await movementList()).rows[0]).to.deep.include({ ...times, late, change: 'changed' });
    expect((await movementList(prison.nurse)).rows[0]).to.deep.include({ ...times, change: 'changed' });
    expect((await unlockList('')).rows[0]).to.deep.include({ ...times, late, change: null });
    const slip = (await ask(running, 'readSlip', { ...prison.by(), params })).value;
    expect([slip.fetchAt, slip.startsAt]).to.deep.equal([times.fetchAt, times.startsAt]);
    expect(slip.bookedFor).to.equal(late.startsAt);
    expect((await slipText(booked)).replaceAll(/\s+/g, ' ')).to.contain(
      'About 09:25, not 09:05: it runs late. You are fetched at 08:55.',
    );
    const read = async () => (await ask(running, 'readBooking', { ...prison.by(), params })).value;
    const expected = { startsAt: times.startsAt, fetchAt: times.fetchAt, minutesLate: 20 };
    expect((await read()).expected).to.deep.include(expected);
    // The paper of now has the new times, also once the booked time to fetch has come.
    await print('movement');
    await prison.waitUntil('08:40');
    officer = await stage.join('wing-officer', [stage.prisonId]);
    expect((await movementList()).rows[0]).to.deep.include({ ...times, late, change: null });
    await say(0);
    const [onTime] = (await movementList()).rows;
    expect(onTime).to.deep.include({ fetchAt: late.fetchAt, late: null, change: 'changed' });
    expect((await read()).expected).to.equal(null);
  });

  it('A27 marks on both lists what has changed since they were printed', async () => {
    const first = await stage.book('09:05');
    const second = await stage.book('09:35');
    const third = await stage.book('10:05');
    await settle(first, onBWing);
    const printed = await print('movement');
    expect(printed).to.deep.include({ total: 3, printedAt: null });
    const seen = async () =>
      (await movementList()).rows.map(({ bookingId, change, state }) => [bookingId, change, state]);
    expect(await seen()).to.deep.equal([
      [first.bookingId, null, 'to-come'],
      [second.bookingId, null, 'to-come'],
      [third.bookingId, null, 'to-come'],
    ]);
    await settle(first, { ...onBWing, cell: '2-15' });
    const cancel = { version: second.version, code: 'patient-unwell', text: null } as const;
    const params = { bookingId: second.bookingId };
    await ask(running, 'cancelBooking', { ...prison.by(), params, body: cancel });
    const added = await stage.book('10:35');
    const list = await movementList();
    expect(list.total).to.equal(3);
    expect(Date.parse(list.printedAt ?? '')).to.be.within(
      Date.parse(printed.readAt),
      Date.parse(list.readAt),
    );
    expect(await seen()).to.deep.equal([
      [first.bookingId, 'changed', 'to-come'],
      [second.bookingId, 'cancelled', 'off'],
      [third.bookingId, null, 'to-come'],
      [added.bookingId, 'new', 'to-come'],
    ]);
    // The other list was not printed, and the cancellation was not late.
    const unlock = await unlockList('');
    expect(unlock.printedAt).to.equal(null);
    expect(unlock.rows.map(({ bookingId, change }) => [bookingId, change])).to.deep.equal([
      [first.bookingId, null],
      [third.bookingId, null],
      [added.bookingId, null],
    ]);
    await print('movement');
    expect((await seen()).map(([, change]) => change)).to.deep.equal([null, null, null]);
  });

  it('writes who reads and prints lists into the trail, with how many, and no names', async () => {
    await settle(await stage.book('09:05'), onBWing);
    await movementList();
    await unlockList('acct');
    await print('unlock');
    const { reads } = running.server.deps.store;
    const { events } = await reads.listAudit(stage.organisationId, null);
    const about = events.filter(({ action }) => action.startsWith('list.')).toReversed();
    expect(
      about.map(({ action, actorName, subjectId, detail }) => [action, actorName, subjectId, detail]),
    ).to.deep.equal([
      ...[['list.read', { list: 'movement', day: stage.date, count: 1, marks: '' }] as const].map(asLine),
      ...[['list.read', { list: 'unlock', day: stage.date, count: 1, marks: 'acct' }] as const].map(asLine),
      ...[['list.printed', { list: 'unlock', day: stage.date, count: 1, marks: '' }] as const].map(asLine),
    ]);
    expect(JSON.stringify(events)).not.to.match(/Synthetic Patient|2-14|A\d{4}BC/);
  });

  function asLine([action, detail]: readonly [string, object]) {
    return [action, officer.name, stage.prisonId, detail];
  }

  it('shows a day without patients as empty, and refuses a day that is none', async () => {
    expect(await movementList()).to.deep.include({ total: 0, rows: [] });
    const asking = { ...prison.by(officer), params: site(), query: { day: '2026-02-30' } };
    await askRefused(running, 'readMovementList', { ...asking, code: 'invalid' });
  });

  it('lets prison healthcare alone say where a patient is', async () => {
    const { patient } = await stage.refer();
    const params = { patientId: patient.patientId };
    await prison.isRefused('setWhereabouts', { params, body: onBWing });
    const roles: Role[] = ['wing-officer'];
    for (const role of roles) {
      const person = await stage.join(role, [stage.prisonId]);
      await askRefused(running, 'setWhereabouts', {
        ...prison.by(person),
        params,
        body: onBWing,
        code: 'forbidden',
      });
    }
    const wrong = { ...onBWing, wing: 'a wing with far too long a name' };
    await askRefused(running, 'setWhereabouts', { ...prison.by(), params, body: wrong, code: 'invalid' });
    await ask(running, 'setWhereabouts', { ...prison.by(), params, body: { ...onBWing, wing: ' b ' } });
    const { patients } = (await ask(running, 'listPatients', prison.by())).value;
    expect(patients).to.deep.equal([
      { ...patient, wing: 'B', cell: '2-14', marks: ['acct', 'category-a'], marksConfirmed: true },
    ]);
    const seen = { wing: 'B', cell: '2-14', marks: ['acct', 'category-a'] as SecurityMark[] };
    const elsewhere = { wing: 'C', cell: '1-1', marks: [] };
    const late = { ...elsewhere, seen: { ...seen, marks: [] } };
    await askRefused(running, 'setWhereabouts', { ...prison.by(), params, body: late, code: 'conflict' });
    await ask(running, 'setWhereabouts', { ...prison.by(), params, body: { ...elsewhere, seen } });
  });
});
