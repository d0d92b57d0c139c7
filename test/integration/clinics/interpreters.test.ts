import { expect } from 'chai';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { InterpreterId } from '../../../domain/ids.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, details, templateOn } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('interpreters, over HTTP', function () {
  this.timeout(40_000);
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

  async function add(name: string, languages: string[]): Promise<InterpreterId> {
    const body = { name, languages, phone: '020 7946 0123' };
    return (await ask(running, 'addInterpreter', { ...by(stage.booker), body })).value.interpreterId;
  }

  async function book(clock: string, language: string | null): Promise<BookingView> {
    const { bookingId } = await stage.hold(clock);
    const body = { ...details, interpreterLanguage: language };
    return (await ask(running, 'confirmBooking', { ...by(stage.nurse), params: { bookingId }, body })).value;
  }

  /** The same clinic at the same times, held by a colleague of the clinician for patients at another station. */
  async function besides(): Promise<ClinicStage['place']> {
    const colleague = await stage.join('clinician');
    const stationId = await stage.addStation(stage.prisonId);
    await stage.setPrison({ stationIds: [stage.stationId, stationId] });
    const { organisationId, date } = stage;
    const asking = { ...by(stage.booker), params: { organisationId } };
    await ask(running, 'addClinicTemplate', { ...asking, body: templateOn(date, colleague) });
    const listed = await ask(running, 'listClinicSessions', { ...asking, query: { from: date, days: '1' } });
    const own = listed.value.sessions.find(({ clinicianId }) => clinicianId === colleague.personId);
    if (own === undefined) throw new Error('the colleague holds no clinic');
    const params = { sessionId: own.sessionId };
    await ask(running, 'publishClinicSession', { ...by(stage.booker), params });
    return (...place) => ({ ...stage.place(...place), stationId, sessionId: own.sessionId });
  }

  const read = (booking: BookingView) => new Prison(stage).read(booking);

  async function wordsOf({ bookingId }: BookingView, person = stage.nurse): Promise<string | undefined> {
    const { value } = await ask(running, 'readPreflight', { ...by(person), params: { bookingId } });
    return value.marks.find(({ item }) => item === 'interpreter')?.words;
  }

  it('are kept by the booking clerks of the own hospital', async () => {
    const interpreterId = await add('Anna Nowak', [' Polish ', 'polish', 'Czech']);
    const listed = await ask(running, 'listInterpreters', by(stage.nurse));
    expect(listed.value.interpreters).to.deep.equal([
      { interpreterId, name: 'Anna Nowak', languages: ['polish', 'Czech'], phone: '020 7946 0123' },
    ]);
    const body = { name: 'Agency 4711', languages: ['Czech'], phone: null };
    const params = { interpreterId };
    const changed = await ask(running, 'changeInterpreter', { ...by(stage.booker), params, body });
    expect(changed.value).to.deep.equal({ interpreterId, ...body });
    await askRefused(running, 'addInterpreter', { ...by(stage.nurse), body, code: 'forbidden' });
    await askRefused(running, 'listInterpreters', { ...by(stage.administrator), code: 'forbidden' });
    const stranger = (await ClinicStage.create(running)).booker;
    await askRefused(running, 'changeInterpreter', { ...by(stranger), params, body, code: 'not-found' });
    await askRefused(running, 'retireInterpreter', { ...by(stranger), params, code: 'not-found' });
    await ask(running, 'retireInterpreter', { ...by(stage.booker), params });
    await askRefused(running, 'retireInterpreter', { ...by(stage.booker), params, code: 'not-found' });
    expect((await ask(running, 'listInterpreters', by(stage.booker))).value.interpreters).to.deep.equal([]);
    expect(await stage.trail('interpreter.')).to.deep.equal([
      'interpreter.added',
      'interpreter.changed',
      'interpreter.retired',
    ]);
  });

  it('are taken by a booking that needs their language, and by one at a time', async () => {
    const beside = await besides();
    await add('Anna Nowak', ['Polish']);
    const booked = await book('09:05', 'POLISH');
    expect(booked.interpreter).to.deep.equal({ name: 'Anna Nowak', phone: '020 7946 0123' });

    const { referralId } = await stage.refer();
    const body = { ...beside(referralId, '09:05'), language: 'Polish' };
    const refused = await askRefused(running, 'holdTime', { ...by(stage.nurse), body, code: 'taken' });
    expect(refused.detail).to.match(/; no interpreter of that language is free at that time$/);

    const query = { from: stage.date, days: '1', language: 'Polish' };
    const asking = { ...by(stage.nurse), params: { referralId }, query };
    const { times, notOffered } = (await ask(running, 'findTimes', asking)).value;
    expect(times.map(({ startsAt }) => clockOf(new Date(startsAt)))).to.deep.equal([
      ...['09:35', '09:35', '10:05', '10:05', '10:35', '10:35'],
    ]);
    expect(notOffered).to.deep.include({ why: 'interpreter-taken', times: 1 });

    // Without a second one the booking is made all the same, has nobody, and says so.
    const { value: held } = await ask(running, 'holdTime', {
      ...by(stage.nurse),
      body: beside(referralId, '09:05'),
    });
    const params = { bookingId: held.bookingId };
    const said = { ...details, interpreterLanguage: 'Polish' };
    const { value: second } = await ask(running, 'confirmBooking', {
      ...by(stage.nurse),
      params,
      body: said,
    });
    expect(second.interpreter).to.equal(null);
    expect(await wordsOf(second)).to.equal('Interpreter not confirmed');
    await add('Jan Kowal', ['Polish']);
    const { version } = second;
    const saved = { ...by(stage.nurse), params, body: { ...said, version } };
    const again = await ask(running, 'changeBookingDetails', saved);
    expect(again.value.interpreter?.name).to.equal('Jan Kowal');
  });

  it('A49 are confirmed or not for one start: moved, the booking keeps who is free then, and has to be asked again', async () => {
    await add('Anna Nowak', ['Polish']);
    const booked = await book('09:05', 'Polish');
    const { bookingId } = booked;
    expect(await wordsOf(booked)).to.equal('Interpreter not confirmed: Anna Nowak, 020 7946 0123');
    const confirming = {
      officerName: null,
      consent: 'not-said' as const,
      interpreterConfirmed: true,
      documents: [],
    };
    const params = { bookingId };
    await ask(running, 'setPreflight', { ...by(stage.nurse), params, body: { ...confirming, revision: 0 } });
    expect(await wordsOf(booked)).to.equal('Interpreter confirmed: Anna Nowak');
    expect(await wordsOf(booked, stage.clinician)).to.equal('Interpreter confirmed: Anna Nowak');

    const { sessionId, stationId, version } = booked;
    const to = { version, sessionId, stationId, startsAt: stage.at('09:35') };
    const { value: moved } = await ask(running, 'moveBooking', { ...by(stage.nurse), params, body: to });
    expect(moved.interpreter?.name).to.equal('Anna Nowak');
    expect(await wordsOf(moved)).to.equal('Interpreter not confirmed: Anna Nowak, 020 7946 0123');
    const other = await book('09:05', 'Polish');
    expect(other.interpreter?.name, 'the old time is free again').to.equal('Anna Nowak');

    const none = { ...details, version: other.version };
    const without = await ask(running, 'changeBookingDetails', {
      ...by(stage.nurse),
      params: { bookingId: other.bookingId },
      body: none,
    });
    expect(without.value.interpreter).to.equal(null);
  });

  it('are free again when the booking is cancelled or they are kept no more', async () => {
    const beside = await besides();
    const interpreterId = await add('Anna Nowak', ['Polish']);
    const first = await book('09:05', 'Polish');
    const { bookingId, version } = first;
    const body = { version, code: 'no-officer' as const, text: null };
    await ask(running, 'cancelBooking', { ...by(stage.nurse), params: { bookingId }, body });
    const { referralId } = await stage.refer();
    const held = await ask(running, 'holdTime', {
      ...by(stage.nurse),
      body: { ...beside(referralId, '09:05'), language: 'Polish' },
    });
    const second = await ask(running, 'confirmBooking', {
      ...by(stage.nurse),
      params: { bookingId: held.value.bookingId },
      body: { ...details, interpreterLanguage: 'Polish' },
    });
    expect(second.value.interpreter?.name).to.equal('Anna Nowak');
    const gone = await ask(running, 'retireInterpreter', { ...by(stage.booker), params: { interpreterId } });
    expect(gone.value).to.deep.equal({ bookings: 1 });
    expect((await read(second.value)).interpreter).to.equal(null);
    expect(await wordsOf(second.value)).to.equal('Interpreter not confirmed');
  });

  it('A49 are told by the booking clerks when their booking is moved, needs them no more, or is cancelled', async () => {
    await add('Anna Nowak', ['Polish']);
    const asked = async () => {
      const { value } = await ask(running, 'listClinicTasks', by(stage.booker));
      const ours = value.tasks.filter(({ kind }) => kind === 'tell-interpreter');
      for (const { taskId } of ours)
        await ask(running, 'finishClinicTask', { ...by(stage.booker), params: { taskId } });
      return ours.map(({ interpreter, bookingId, siteId }) => [interpreter?.name, bookingId, siteId]);
    };
    const booked = await book('09:05', 'Polish');
    const { bookingId, sessionId, stationId } = booked;
    const params = { bookingId };
    const task = ['Anna Nowak', bookingId, null];
    const unneeded = await book('10:05', null);
    expect(await asked(), 'only booked').to.deep.equal([]);
    const to = { version: booked.version, sessionId, stationId, startsAt: stage.at('09:35') };
    const { value: moved } = await ask(running, 'moveBooking', { ...by(stage.nurse), params, body: to });
    expect(await asked(), 'moved').to.deep.equal([task]);
    const saved = { ...details, noteForStaff: 'Hearing aid', interpreterLanguage: 'Polish' };
    const note = { ...by(stage.nurse), params, body: { ...saved, version: moved.version } };
    const { version } = (await ask(running, 'changeBookingDetails', note)).value;
    expect(await asked(), 'another detail').to.deep.equal([]);
    const without = { ...by(stage.nurse), params, body: { ...details, version } };
    await ask(running, 'changeBookingDetails', without);
    expect(await asked(), 'needed no more').to.deep.equal([task]);

    const second = await book('09:05', 'Polish');
    const cancelling = { version: second.version, code: 'not-needed' as const, text: null };
    const ofSecond = { ...by(stage.nurse), params: { bookingId: second.bookingId } };
    await ask(running, 'cancelBooking', { ...ofSecond, body: cancelling });
    expect(await asked(), 'cancelled').to.deep.equal([['Anna Nowak', second.bookingId, null]]);
    const third = await book('09:05', 'Polish');
    const whole = { code: 'session-cancelled' as const, text: null };
    await ask(running, 'cancelClinicSession', { ...by(stage.booker), params: { sessionId }, body: whole });
    expect(await asked(), 'with the clinic').to.deep.equal([['Anna Nowak', third.bookingId, null]]);
    expect((await read(unneeded)).state).to.equal('cancelled');
  });

  it('A24 A49 are told when movements are stopped', async () => {
    await add('Anna Nowak', ['Polish']);
    const { bookingId } = await book('09:05', 'Polish');
    await new Prison(stage).stop('08:00', '12:00');
    const { value } = await ask(running, 'listClinicTasks', by(stage.booker));
    const ours = value.tasks.filter(({ kind }) => kind === 'tell-interpreter');
    expect(ours.map((task) => [task.bookingId, task.interpreter])).to.deep.equal([
      [bookingId, { name: 'Anna Nowak', phone: '020 7946 0123' }],
    ]);
  });

  it('A25 come back with bookings that a lifted stop brings back, where they are still free', async () => {
    await add('Anna Nowak', ['Polish']);
    const booked = await book('09:05', 'Polish');
    const prison = new Prison(stage);
    const { stop } = await prison.stop('08:30', '12:00');
    expect((await read(booked)).interpreter).to.equal(null);
    await prison.lift(stop.stopId);
    const back = await read(booked);
    expect(back.state).to.equal('booked');
    expect(back.interpreter?.name).to.equal('Anna Nowak');
  });

  it('A25 are those who were booked before the stop, also where another one is free', async () => {
    await add('Zofia Mazur', ['Polish']);
    const booked = await book('09:05', 'Polish');
    await add('Anna Nowak', ['Polish']);
    const prison = new Prison(stage);
    const { stop } = await prison.stop('08:30', '12:00');
    await prison.lift(stop.stopId);
    expect((await read(booked)).interpreter?.name).to.equal('Zofia Mazur');
  });

  it('A49 are nobody’s business where none of the language is kept: all is as it was', async () => {
    await add('Anna Nowak', ['Polish']);
    const { referralId } = await stage.refer();
    const query = { from: stage.date, days: '1', language: 'Tigrinya' };
    const { times } = (await ask(running, 'findTimes', { ...by(stage.nurse), params: { referralId }, query }))
      .value;
    expect(times).to.have.length(4);
    const booked = await book('10:05', 'Tigrinya');
    expect(booked.interpreter).to.equal(null);
    expect(await wordsOf(booked)).to.equal('Interpreter not confirmed');
  });
});
