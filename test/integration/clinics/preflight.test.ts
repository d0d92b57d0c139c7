import { expect } from 'chai';
import type { PreflightBody, PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { ClinicStage, details } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused, enrolStation } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('the pre-flight of a booking', () => {
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

  const said: PreflightBody = {
    revision: 0,
    officerName: 'Officer Synthetic',
    consent: 'given',
    interpreterConfirmed: false,
    documents: [],
  };
  const setting = ({ bookingId }: Pick<BookingView, 'bookingId'>, change: Partial<PreflightBody> = {}) => ({
    ...prison.by(),
    params: { bookingId },
    body: { ...said, ...change },
  });
  const set = async (...given: Parameters<typeof setting>) =>
    (await ask(running, 'setPreflight', setting(...given))).value;
  const read = async ({ bookingId }: Pick<BookingView, 'bookingId'>, person?: SignedInPerson) =>
    (await ask(running, 'readPreflight', { ...prison.by(person), params: { bookingId } })).value;
  const list = async (person?: SignedInPerson) => {
    const query = { from: stage.date };
    return (await ask(running, 'listPreflights', { ...prison.by(person), query })).value.preflights;
  };
  const lightOf = ({ marks }: PreflightView, item: string) => marks.find((mark) => mark.item === item)?.light;
  const wordsOf = ({ marks }: PreflightView, item: string) => marks.find((mark) => mark.item === item)?.words;

  async function bookWith(change: object): Promise<BookingView> {
    const { bookingId } = await stage.hold('09:05');
    const asking = { ...prison.by(), params: { bookingId }, body: { ...details, ...change } };
    return (await ask(running, 'confirmBooking', asking)).value;
  }

  it('A50 asks for documents at booking, and shows to both ends what has come', async () => {
    const documents = [
      { kind: 'blood-results', text: null },
      { kind: 'other', text: 'Photographs of the left arm' },
    ] as const;
    const booked = await bookWith({ documents });
    const asked = documents.map((one) => ({ ...one, state: 'needed' as const }));
    const before = await read(booked);
    expect(before).to.deep.include({ documents: asked, revision: 1, light: 'open' });
    expect(wordsOf(before, 'documents')).to.equal('0 of 2 documents received');
    const come = asked.map((one) => ({ ...one, state: 'received' as const }));
    const after = await set(booked, { revision: 1, documents: come });
    expect(lightOf(after, 'documents')).to.equal('green');
    for (const person of [stage.clinician, stage.booker]) {
      const seen = await read(booked, person);
      expect(seen).to.deep.equal({ ...after, officerName: null });
      expect(await list(person)).to.deep.equal([seen]);
    }
    expect(await list()).to.deep.equal([after]);
  });

  it('A50 wants to know which document one of another kind is', async () => {
    const { bookingId } = await stage.hold('09:05');
    const documents = [{ kind: 'other' as const, text: null }];
    const asking = {
      ...prison.by(),
      params: { bookingId },
      body: { ...details, documents },
      code: 'invalid',
    } as const;
    await askRefused(running, 'confirmBooking', asking);
    const booked = await stage.book('09:35');
    const body = { documents: [{ kind: 'other', text: null, state: 'needed' }] } as const;
    await askRefused(running, 'setPreflight', {
      ...setting(booked, { ...body, documents: [...body.documents] }),
      code: 'invalid',
    });
  });

  it('A49 turns red an hour before the start, and not before', async () => {
    const booked = await bookWith({ interpreterLanguage: 'Polish' });
    expect((await read(booked)).light).to.equal('open');
    await prison.waitUntil('09:05', 61);
    const amber = await read(booked);
    expect(amber.light).to.equal('amber');
    expect(wordsOf(amber, 'interpreter')).to.equal(
      'Interpreter not confirmed. Offer an on-demand interpreter',
    );
    await prison.waitUntil('09:05', 60);
    const red = await read(booked);
    expect(red.marks.map(({ item, light }) => [item, light])).to.deep.equal([
      ['station', 'red'],
      ['officer', 'red'],
      ['documents', 'green'],
      ['consent', 'red'],
      ['interpreter', 'red'],
    ]);
    const done = await set(booked, { interpreterConfirmed: true });
    expect(done.marks.map(({ item, light }) => [item, light])).to.deep.equal([
      ['station', 'red'],
      ['officer', 'green'],
      ['documents', 'green'],
      ['consent', 'green'],
      ['interpreter', 'green'],
    ]);
  });

  it('A49 names the line of the on-demand interpreter that the prison has said', async () => {
    const booked = await bookWith({ interpreterLanguage: 'Polish' });
    await prison.waitUntil('09:05', 90);
    const by = prison.by(await stage.join('administrator'));
    const params = { siteId: stage.prisonId };
    const stored = (await ask(running, 'readPrisonDay', { ...by, params })).value;
    const { siteId, ...body } = { ...stored, interpreterPhone: '01632 960123' };
    expect(await ask(running, 'setPrisonDay', { ...by, params, body })).to.have.deep.property('value', {
      ...body,
      siteId,
    });
    expect((await ask(running, 'readPrisonDay', { ...by, params })).value).to.deep.equal({ ...body, siteId });
    expect(wordsOf(await read(booked), 'interpreter')).to.equal(
      'Interpreter not confirmed. Offer an on-demand interpreter: 01632 960123',
    );
  });

  it('proves a station that is heard of and whose last check passed', async () => {
    const booked = await stage.book('09:05');
    const { stationId } = stage;
    await prison.waitUntil('09:05', 90);
    const administrator = await stage.join('administrator');
    const words = async () => wordsOf(await read(booked), 'station');
    expect(await words()).to.equal('Station not in use');
    await enrolStation(running, { token: administrator.newToken(), stationId });
    expect(await words()).to.equal('Station not connected');
    const { store } = running.server.deps;
    await store.reads.markSeen({ stations: [stationId], clinicians: [] });
    expect(await words()).to.equal('Station connected, never checked');
    const paths = { udp: 'works', tcp: 'works', relay: 'not-set-up' } as const;
    const result = { ways: paths, roundTripMs: 30, lossUp: 0, lossDown: 0 };
    await store.transact(({ checks }) => checks.keepCheck(stationId, result, { keep: 3 }));
    expect(await words()).to.equal('Station proved');
    await prison.waitUntil('09:05', 86);
    expect(await words()).to.equal('Station not connected, last heard at 07:35');
  });

  it('shows to both ends that the station is blocked in the time of a booking, until the block is lifted', async () => {
    const booked = await stage.book('09:05');
    const other = await stage.book('10:35');
    const words = async (one: BookingView, person?: SignedInPerson) =>
      wordsOf(await read(one, person), 'station');
    const { block } = await prison.block('09:10', '09:30');
    for (const person of [stage.nurse, stage.clinician, stage.booker]) {
      expect(await words(booked, person)).to.equal('Station is blocked at that time');
    }
    expect(lightOf(await read(booked), 'station')).to.equal('amber');
    expect((await list()).map((one) => wordsOf(one, 'station'))).to.deep.equal([
      'Station is blocked at that time',
      'Station is checked on the day',
    ]);
    expect(await words(other)).to.equal('Station is checked on the day');
    await ask(running, 'liftStationBlock', { ...prison.by(), params: { blockId: block.blockId } });
    expect(await words(booked)).to.equal('Station is checked on the day');
  });

  it('asks for officer and interpreter again once the booking is moved', async () => {
    const booked = await bookWith({ interpreterLanguage: 'Polish' });
    const ready = await set(booked, { interpreterConfirmed: true });
    expect(ready).to.deep.include({ officerName: 'Officer Synthetic', interpreterConfirmed: true });
    const { bookingId, version, sessionId, stationId } = booked;
    const body = { version, sessionId, stationId, startsAt: stage.at('09:35') };
    await ask(running, 'moveBooking', { ...prison.by(), params: { bookingId }, body });
    const moved = await read(booked);
    expect(moved).to.deep.include({ officerName: null, interpreterConfirmed: false, consent: 'given' });
    expect([lightOf(moved, 'officer'), lightOf(moved, 'interpreter')]).to.deep.equal(['open', 'open']);
  });

  it('lets the second of two who change it at once read it again', async () => {
    const booked = await stage.book('09:05');
    const answers = await Promise.allSettled([set(booked), set(booked, { consent: 'in-the-visit' })]);
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
    await askRefused(running, 'setPreflight', { ...setting(booked), code: 'conflict' });
    expect((await read(booked)).revision).to.equal(1);
    // Whoever changes the notes meanwhile is not in the way.
    const body = { ...details, version: booked.version };
    const params = { bookingId: booked.bookingId };
    await ask(running, 'changeBookingDetails', { ...prison.by(), params, body });
  });

  it('is for who works in the prison to say, and for a booking that is to be kept', async () => {
    const booked = await stage.book('09:05');
    const { params, body } = setting(booked);
    await prison.isRefused('setPreflight', { params, body });
    await askRefused(running, 'setPreflight', {
      ...setting(booked, { interpreterConfirmed: true }),
      code: 'invalid',
    });
    const cancel = { version: booked.version, code: 'patient-unwell', text: null } as const;
    await ask(running, 'cancelBooking', { ...prison.by(), params, body: cancel });
    await askRefused(running, 'setPreflight', { ...setting(booked), code: 'wrong-phase' });
    expect(await list()).to.deep.equal([]);
  });

  it('shows a colleague nothing of it, and writes no name into the trail', async () => {
    const booked = await stage.book('09:05');
    await set(booked, { documents: [{ kind: 'letter', text: 'A private letter', state: 'missing' }] });
    const colleague = await stage.join('clinician');
    const params = { bookingId: booked.bookingId };
    await askRefused(running, 'readPreflight', { ...prison.by(colleague), params, code: 'not-found' });
    expect(await list(colleague)).to.deep.equal([]);
    const [entry] = await prison.entries('preflight.set');
    expect(entry?.detail).to.deep.include({
      officer: true,
      consent: 'given',
      interpreter: false,
      needed: 0,
      received: 0,
      missing: 1,
    });
    expect(JSON.stringify(entry)).not.to.match(/Officer Synthetic|private letter/);
  });
});
