import { expect } from 'chai';
import type { ClinicTemplate } from '../../../domain/clinics/clinic.ts';
import type { PatientId, SiteId } from '../../../domain/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { rejection } from '../../support/store-waiting.ts';
import { sessionOn, StoreClinic, templateOf } from '../../support/store-clinic.ts';
import { newId } from '../../support/world-store.ts';

const at = (clock: string) => `2026-11-30T${clock}:00Z`;

describe('clinics in Postgres: when they are held', () => {
  let clinic: StoreClinic;
  before(async () => {
    clinic = await StoreClinic.create();
  });
  after(() => clinic[Symbol.asyncDispose]());

  const whose = () => ({
    organisationId: clinic.world.organisationId,
    clinicianId: clinic.clinicianId,
  });

  async function addTemplate(over: Partial<ClinicTemplate> = {}): Promise<ClinicTemplate> {
    const template = templateOf({ ...whose(), service: 'Respiratory', ...over });
    await clinic.world.store.transact(({ clinics }) => clinics.addTemplate(template));
    return template;
  }

  it('reads templates as they were written, days and clock times too', async () => {
    const { reads } = clinic.world.store;
    const open = await addTemplate({ validFrom: '2027-03-28' });
    const ending = await addTemplate({ weekday: 7, everyWeeks: 2, validTo: '2027-10-31', capacity: 4 });
    const stored = [open, ending].map((one) => ({ ...one, version: 1, seriesId: one.id }));
    expect(await reads.listTemplates(clinic.world.organisationId)).to.deep.equal(stored);
    expect(await reads.clinicTemplate(ending.id)).to.deep.equal(stored[1]);
    expect(await reads.clinicTemplate(newId())).to.equal(undefined);
    expect(await reads.listTemplates(newId())).to.deep.equal([]);
  });

  it('plans each day of a template once', async () => {
    const { id: templateId } = await addTemplate();
    const days = ['2027-03-22', '2027-03-29'].map((date) => sessionOn(date, { ...whose(), templateId }));
    const add = (sessions: typeof days) =>
      clinic.world.store.transact(({ clinics }) => clinics.addSessions(sessions));
    expect(await add(days)).to.deep.equal(days.map(({ id }) => id));
    const again = ['2027-03-29', '2027-04-05'].map((date) => sessionOn(date, { ...whose(), templateId }));
    expect(await add(again)).to.deep.equal([again[1]?.id]);
    expect(await add([])).to.deep.equal([]);
  });

  it('finds the sessions that reach into a time, of one clinician and one service', async () => {
    const { store, organisationId } = clinic.world;
    const otherId = await clinic.world.addPerson({ name: 'Priya Nair' });
    const other = sessionOn('2026-11-30', {
      ...whose(),
      clinicianId: otherId,
      service: 'Respiratory',
      startsAt: new Date(at('16:00')),
      endsAt: new Date(at('20:00')),
      startsAtClock: '16:00',
      endsAtClock: '20:00',
    });
    await store.transact(({ clinics }) => clinics.addSessions([other]));
    const list = (from: string, to: string, of: { clinicianId?: typeof otherId; service?: string } = {}) =>
      store.reads.listSessions(organisationId, { from: new Date(at(from)), to: new Date(at(to)), ...of });
    expect(await list('00:00', '23:00')).to.deep.equal([clinic.session, other]);
    expect(await list('16:59', '17:00')).to.deep.equal([clinic.session, other]);
    expect(await list('17:00', '17:01')).to.deep.equal([other]);
    expect(await list('08:00', '09:00')).to.deep.equal([]);
    expect(await list('00:00', '23:00', { clinicianId: otherId })).to.deep.equal([other]);
    expect(await list('00:00', '23:00', { service: 'Dermatology' })).to.deep.equal([clinic.session]);
  });

  it('opens what is planned, cancels, and does not open what is cancelled', async () => {
    const session = sessionOn('2027-01-04', { ...whose(), state: 'planned' });
    const { store } = clinic.world;
    await store.transact(({ clinics }) => clinics.addSessions([session]));
    const state = async () =>
      (await store.transact(({ clinics }) => clinics.shareSession(session.id)))?.state;
    await store.transact(({ clinics }) => clinics.publishSession(session.id));
    expect(await state()).to.equal('open');
    await store.transact(({ clinics }) => clinics.cancelSession(session.id));
    await store.transact(({ clinics }) => clinics.publishSession(session.id));
    expect(await state()).to.equal('cancelled');
    expect(await store.transact(({ clinics }) => clinics.lockSession(newId()))).to.equal(undefined);
  });

  it('has whoever cancels a session wait for whoever books in it', async () => {
    const { store } = clinic.world;
    const order: string[] = [];
    const shared = Promise.withResolvers<undefined>();
    const booking = store.transact(async ({ clinics }) => {
      await clinics.shareSession(clinic.session.id);
      shared.resolve(undefined);
      // A second one books in it at the same time, and need not wait.
      await clinic.otherStore.transact((tx) => tx.clinics.shareSession(clinic.session.id));
      await waitsForLock();
      order.push('booked');
    });
    await shared.promise;
    const cancelling = clinic.otherStore.transact(async ({ clinics }) => {
      await clinics.lockSession(clinic.session.id);
      order.push('locked');
    });
    await Promise.all([booking, cancelling]);
    expect(order).to.deep.equal(['booked', 'locked']);
  });

  /** Until some connection of the database waits for a lock. */
  function waitsForLock(): Promise<void> {
    return eventually(async () => {
      const waiting = await clinic.world.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting.length === 0 ? 'nobody waits for a lock' : undefined;
    });
  }
});

describe('clinics in Postgres: prisons, patients and referrals', () => {
  let clinic: StoreClinic;
  beforeEach(async () => {
    clinic = await StoreClinic.create();
  });
  afterEach(() => clinic[Symbol.asyncDispose]());

  it('keeps how a prison brings its patients, the latest that was said', async () => {
    const { store } = clinic.world;
    const [a, b] = await Promise.all([clinic.addStation('Room A'), clinic.addStation('Room B')]);
    const set = (over: { escortPlaces: number | null; stationIds: (typeof a)[] }) => {
      const prison = {
        siteId: clinic.prisonId,
        leadMinutes: 30,
        moveBackMinutes: 15,
        regime: [{ weekday: 1 as const, from: '08:30', to: '11:35' }],
        ...over,
      };
      return store.transact(({ clinics }) => clinics.setPrisonDay(prison)).then(() => prison);
    };
    expect(await store.reads.findPrisonDay(clinic.prisonId)).to.equal(undefined);
    const first = await set({ escortPlaces: 4, stationIds: [a, b] });
    expect(await store.reads.findPrisonDay(clinic.prisonId)).to.deep.equal(first);
    const second = await set({ escortPlaces: null, stationIds: [b] });
    expect(await store.reads.findPrisonDay(clinic.prisonId)).to.deep.equal(second);
    const none = await set({ escortPlaces: 0, stationIds: [] });
    expect(await store.reads.findPrisonDay(clinic.prisonId)).to.deep.equal(none);
    const elsewhere = await clinic.world.addStation();
    expect(await rejection(set({ escortPlaces: 4, stationIds: [a, elsewhere] }))).to.include({
      code: 'not-found',
    });
    expect(await store.reads.findPrisonDay(clinic.prisonId)).to.deep.equal(none);
  });

  it('keeps in which prisons a person works, in place of those before', async () => {
    const { store, siteId } = clinic.world;
    const set = (siteIds: SiteId[]) =>
      store.transact(({ clinics }) => clinics.setPersonSites(clinic.clinicianId, siteIds));
    const list = () => store.reads.listPersonSites(clinic.clinicianId);
    expect(await list()).to.deep.equal([]);
    await set([siteId, clinic.prisonId]);
    expect(await list()).to.have.members([siteId, clinic.prisonId]);
    await set([clinic.prisonId]);
    expect(await list()).to.deep.equal([clinic.prisonId]);
    expect(await rejection(set([newId<SiteId>()]))).to.include({ code: 'not-found' });
    await set([]);
    expect(await list()).to.deep.equal([]);
  });

  it('reads patients by site and name, and refuses a number that is there', async () => {
    const { store, organisationId, siteId } = clinic.world;
    const add = (over: Parameters<StoreClinic['newPatient']>[0]) => {
      const patient = clinic.newPatient(over);
      return store.transact(({ clinics }) => clinics.addPatient(patient)).then(() => patient);
    };
    const zoe = await add({ name: 'Zoe Sample', prisonNumber: 'A1234BC', nhsNumber: '9990000018' });
    const ann = await add({ name: 'Ann Sample', dateOfBirth: '1956-06-30' });
    const away = await add({ name: 'Bo Sample', siteId });
    const view = {
      patientId: ann.id,
      siteId: clinic.prisonId,
      siteName: 'HMP Fellside',
      name: 'Ann Sample',
      dateOfBirth: '1956-06-30',
      nhsNumber: null,
      prisonNumber: null,
      wing: null,
      cell: null,
      marks: [],
      marksConfirmed: true,
    };
    expect(await store.reads.findPatient(ann.id)).to.deep.equal({ ...view, organisationId });
    expect(await store.reads.findPatient(newId<PatientId>())).to.equal(undefined);
    const listed = await store.reads.listPatients([clinic.prisonId]);
    expect(listed.map(({ patientId }) => patientId)).to.deep.equal([ann.id, zoe.id]);
    expect(listed[0]).to.deep.equal(view);
    expect(listed[1]).to.deep.include({ prisonNumber: 'A1234BC', nhsNumber: '9990000018' });
    const everywhere = await store.reads.listPatients([clinic.prisonId, siteId]);
    expect(everywhere.map(({ patientId }) => patientId)).to.deep.equal([ann.id, away.id, zoe.id]);
    expect(await store.reads.listPatients([])).to.deep.equal([]);

    expect(await rejection(add({ prisonNumber: 'A1234BC' }))).to.include({
      code: 'conflict',
      message: 'prisonNumber: another patient has it',
    });
    expect(await rejection(add({ nhsNumber: '9990000018' }))).to.include({
      code: 'conflict',
      message: 'nhsNumber: another patient has it',
    });
  });

  it('lists the referrals that wait, of prisons or of the organisation', async () => {
    const { store, organisationId } = clinic.world;
    const [waiting, again, booked, closed] = await clinic.refer(4);
    if (!waiting || !again || !booked || !closed) throw new Error('four were referred');
    await store.transact(async ({ clinics }) => {
      await clinics.setReferralState(again.id, 'to-rebook');
      await clinics.setReferralState(booked.id, 'booked');
      await clinics.setReferralState(closed.id, 'closed');
    });
    const ids = async (of: Parameters<typeof store.reads.listWaitingReferrals>[0]) =>
      (await store.reads.listWaitingReferrals(of)).map(({ referralId }) => referralId);
    expect(await ids({ organisationId })).to.have.members([waiting.id, again.id]);
    expect(await ids({ siteIds: [clinic.prisonId] })).to.have.members([waiting.id, again.id]);
    expect(await ids({ siteIds: [clinic.world.siteId] })).to.deep.equal([]);
    expect(await ids({ organisationId: newId() })).to.deep.equal([]);
    const [view] = await store.reads.listWaitingReferrals({ siteIds: [clinic.prisonId] });
    expect(view).to.deep.include({ service: 'Dermatology', priority: 'routine', clockStart: '2026-10-25' });
    expect(view?.patient).to.deep.include({ name: 'Ann Example', dateOfBirth: '1980-02-29' });
    expect(await store.reads.findReferral(waiting.id)).to.deep.equal(waiting);
    expect(await store.transact(({ clinics }) => clinics.lockReferral(again.id))).to.deep.equal({
      ...again,
      state: 'to-rebook',
    });
    expect(await store.transact(({ clinics }) => clinics.lockReferral(newId()))).to.equal(undefined);
  });
});
