import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { CancelCode } from '../../../domain/clinics/cancel-codes.ts';
import { planningChore } from '../../../domain/clinics/templates.ts';
import type { SessionView, TemplateBody } from '../../../domain/clinics/wire.ts';
import type { ClinicSessionId, PersonId, SiteId, StationId } from '../../../domain/ids.ts';
import { addDays, instantOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, templateOn } from '../../support/clinic-stage.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('when clinics are held, over HTTP', () => {
  let running: RunningServer;
  let stage: ClinicStage;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
  });

  after(() => running[Symbol.asyncDispose]());

  const by = ({ token }: { token: string } = stage.booker) => ({ token });
  const ofStage = () => ({ organisationId: stage.organisationId });
  const today = () => wallDateOf(running.clock.now());
  const addTemplate = (body: TemplateBody) =>
    ask(running, 'addClinicTemplate', { ...by(), params: ofStage(), body });
  const refuseTemplate = async (wrong: Partial<TemplateBody>) => {
    const body = { ...templateOn(stage.date, stage.clinician), ...wrong };
    const asking = { ...by(), params: ofStage(), body, code: 'invalid' } as const;
    return (await askRefused(running, 'addClinicTemplate', asking)).detail;
  };
  const list = async (from: string, days = 1): Promise<SessionView[]> => {
    const query = { from, days: String(days) };
    return (await ask(running, 'listClinicSessions', { ...by(), params: ofStage(), query })).value.sessions;
  };
  const only = async (): Promise<SessionView> => {
    const [session] = await list(stage.date);
    if (session === undefined) throw new Error('there is no session on the day of the clinic');
    return session;
  };

  it('A19 plans the sessions of the next twelve weeks at the same times by the clock', async () => {
    const from = today();
    const body = {
      ...templateOn(from, stage.clinician),
      service: 'Respiratory',
      everyWeeks: 2,
      validTo: null,
    };
    const { value } = await addTemplate(body);
    const { planned, ...template } = value;
    expect(planned).to.equal(6);
    expect(template).to.deep.equal({
      ...body,
      templateId: template.templateId,
      clinicianName: stage.clinician.name,
      shares: [],
      releaseHours: 48,
      version: 1,
      changesOn: null,
    });
    const templates = await ask(running, 'listClinicTemplates', { ...by(), params: ofStage() });
    expect(templates.value.templates).to.deep.include(template);
    const sessions = [...(await list(from, 42)), ...(await list(addDays(from, 42), 42))];
    const ours = sessions.filter(({ service }) => service === 'Respiratory');
    const dates = [0, 14, 28, 42, 56, 70].map((days) => addDays(from, days));
    expect(ours.map(({ date }) => date)).to.deep.equal(dates);
    expect(ours.map(({ startsAt, endsAt }) => [startsAt, endsAt])).to.deep.equal(
      dates.map((date) => [
        instantOf(`${date}T09:00`).toISOString(),
        instantOf(`${date}T12:00`).toISOString(),
      ]),
    );
    expect(ours[0]).to.deep.include({
      templateId: template.templateId,
      service: 'Respiratory',
      clinicianId: stage.clinician.personId,
      clinicianName: stage.clinician.name,
      date: from,
      startsAtClock: '09:00',
      endsAtClock: '12:00',
      startsAt: instantOf(`${from}T09:00`).toISOString(),
      endsAt: instantOf(`${from}T12:00`).toISOString(),
      preMinutes: 5,
      mainMinutes: 20,
      debriefMinutes: 5,
      capacity: 1,
      state: 'planned',
      places: 6,
      booked: 0,
      clashes: [],
    });
  });

  it('refuses a clinic that nobody could come to, naming the field', async () => {
    expect(await refuseTemplate({ endsAtClock: '09:00' })).to.match(/^endsAtClock: /);
    expect(await refuseTemplate({ endsAtClock: '09:29' })).to.equal('endsAtClock: no appointment fits in');
    expect(await refuseTemplate({ validTo: addDays(stage.date, -1) })).to.match(/^validTo: /);
    const past = { validFrom: addDays(today(), -14), validTo: addDays(today(), -1) };
    expect(await refuseTemplate(past)).to.equal('validTo: the last day is in the past');
    const between = { validFrom: addDays(stage.date, 1), validTo: addDays(stage.date, 6) };
    expect(await refuseTemplate(between)).to.match(/^validTo: the clinic would never be held/);
    const none = 'clinicianId: not a clinician of this organisation';
    expect(await refuseTemplate({ clinicianId: stage.booker.personId })).to.equal(none);
    const elsewhere = await ClinicStage.create(running);
    expect(await refuseTemplate({ clinicianId: elsewhere.clinician.personId })).to.equal(none);
    expect(await refuseTemplate({ startsAtClock: '24:00' })).to.match(/^body\.startsAtClock: /);
    expect(await refuseTemplate({ capacity: 0 })).to.match(/^body\.capacity: /);
    expect(await list(stage.date)).to.have.length(1);
  });

  it('shows on call and other clinics of the clinician at the time of a session', async () => {
    const manager = await stage.join('manager');
    const queues = await ask(running, 'listQueues', { ...by(manager), params: ofStage() });
    const shift = {
      clinicianId: stage.clinician.personId,
      startsAt: stage.at('08:00'),
      endsAt: stage.at('20:00'),
      queueIds: queues.value.queues.map(({ queueId }) => queueId),
      tier: 1 as const,
    };
    await ask(running, 'addShift', { ...by(manager), params: ofStage(), body: shift });
    const beside = {
      ...templateOn(stage.date, stage.clinician),
      startsAtClock: '11:00',
      endsAtClock: '13:00',
    };
    await addTemplate(beside);
    await addTemplate({ ...beside, startsAtClock: '12:00' });
    const onCall = { kind: 'on-call', startsAt: stage.at('08:00'), endsAt: stage.at('20:00') };
    const session = (from: string, to: string) => ({
      kind: 'session',
      startsAt: stage.at(from),
      endsAt: stage.at(to),
    });
    const sessions = await list(stage.date);
    expect(sessions.map(({ startsAtClock, clashes }) => [startsAtClock, clashes])).to.deep.equal([
      ['09:00', [onCall, session('11:00', '13:00')]],
      ['11:00', [onCall, session('09:00', '12:00'), session('12:00', '13:00')]],
      ['12:00', [onCall, session('11:00', '13:00')]],
    ]);
    const cancelled = { code: 'clinician-away', text: null } as const;
    const { sessionId } = stage;
    await ask(running, 'cancelClinicSession', { ...by(), params: { sessionId }, body: cancelled });
    const left = await list(stage.date);
    expect(left.map(({ state, clashes }) => [state, clashes.length])).to.deep.equal([
      ['cancelled', 0],
      ['planned', 2],
      ['planned', 2],
    ]);
  });

  it('opens a planned session once, and no cancelled one', async () => {
    const { sessionId } = stage;
    expect((await only()).state).to.equal('open');
    await ask(running, 'publishClinicSession', { ...by(), params: { sessionId } });
    expect(await stage.trail('session.')).to.deep.equal(['session.published']);
    const body = { code: 'no-connection', text: null } as const;
    await ask(running, 'cancelClinicSession', { ...by(), params: { sessionId }, body });
    expect((await only()).state).to.equal('cancelled');
    await askRefused(running, 'publishClinicSession', {
      ...by(),
      params: { sessionId },
      code: 'wrong-phase',
    });
    const unknown = { sessionId: randomUUID() as ClinicSessionId };
    await askRefused(running, 'publishClinicSession', { ...by(), params: unknown, code: 'not-found' });
  });

  it('A26 cancels a session with all its bookings, and every patient keeps the place in the list', async () => {
    const first = await stage.refer({ clockStart: '2026-02-02' });
    const second = await stage.refer({ clockStart: '2026-03-02' });
    const booked = await stage.book('09:05', first.referralId);
    await stage.book('09:35', second.referralId);
    const third = await stage.refer({ clockStart: '2026-04-01' });
    const hold = await stage.hold('10:05', third.referralId);
    expect(await only()).to.include({ places: 6, booked: 2 });
    const params = { sessionId: stage.sessionId };
    const body = { code: 'session-cancelled', text: null } as const;
    const asking = { ...by(), params, body };
    expect((await ask(running, 'cancelClinicSession', asking)).value).to.deep.equal({ toRebook: 2 });
    expect((await ask(running, 'cancelClinicSession', asking)).value).to.deep.equal({ toRebook: 0 });
    expect(await only()).to.include({ state: 'cancelled', booked: 0 });
    expect(await stage.waiting()).to.deep.equal([
      { ...first, state: 'to-rebook' },
      { ...second, state: 'to-rebook' },
      third,
    ]);
    const read = async (bookingId: string) =>
      (await ask(running, 'readBooking', { ...by(), params: { bookingId } })).value;
    const { state, cancelled } = await read(booked.bookingId);
    expect(state).to.equal('cancelled');
    expect(cancelled).to.include({ code: 'session-cancelled', cause: 'hospital', text: null, late: false });
    expect((await read(hold.bookingId)).state).to.equal('lapsed');
    expect((await stage.times(first)).times).to.deep.equal([]);
    expect(await stage.trail('session.')).to.deep.equal(['session.published', 'session.cancelled']);
    expect(await stage.trail('booking.cancelled')).to.have.length(2);
  });

  it('A23 cancels a session with a code that concerns all of it, and a text where the code says nothing', async () => {
    const asking = { ...by(), params: { sessionId: stage.sessionId }, code: 'invalid' } as const;
    const refused = async (code: CancelCode) =>
      (await askRefused(running, 'cancelClinicSession', { ...asking, body: { code, text: null } })).detail;
    expect(await refused('other-hospital')).to.match(/^text: /);
    for (const code of ['patient-declined', 'not-needed', 'patient-unwell', 'patient-at-court'] as const) {
      expect(await refused(code)).to.match(/^code: /);
    }
    expect((await only()).state).to.equal('open');
  });

  it('A13 keeps what a prison has said, and takes no other’s stations', async () => {
    const { prisonId, administrator } = stage;
    const asking = { ...by(administrator), params: { siteId: prisonId } };
    const said = {
      leadMinutes: 20,
      moveBackMinutes: 10,
      escortPlaces: 3,
      regime: [
        { weekday: 1 as const, from: '08:30', to: '11:35' },
        { weekday: 1 as const, from: '14:00', to: '16:30' },
      ],
      stationIds: [stage.stationId],
    };
    const { value } = await ask(running, 'setPrisonDay', { ...asking, body: said });
    expect(value).to.deep.equal({ ...said, siteId: prisonId });
    expect((await ask(running, 'readPrisonDay', asking)).value).to.deep.equal(value);
    const refused = async (wrong: Partial<typeof said>) =>
      (await askRefused(running, 'setPrisonDay', { ...asking, body: { ...said, ...wrong }, code: 'invalid' }))
        .detail;
    expect(await refused({ regime: [{ weekday: 1, from: '11:35', to: '11:35' }] })).to.match(
      /^regime\.0\.to: /,
    );
    expect(await refused({ leadMinutes: 181 })).to.match(/^body\.leadMinutes: /);
    const foreign = await stage.addStation(await stage.addPrison());
    for (const stationId of [foreign, randomUUID() as StationId]) {
      expect(await refused({ stationIds: [stationId] })).to.match(/^stationIds: /);
    }
    await ask(running, 'revokeStation', { ...by(administrator), params: { stationId: stage.stationId } });
    expect(await refused({})).to.match(/^stationIds: /);
    expect((await ask(running, 'readPrisonDay', asking)).value).to.deep.equal(value);
  });

  it('A16 offers no station that is revoked, and no time at a prison that has said nothing', async () => {
    const referral = await stage.refer();
    const { administrator, stationId } = stage;
    await ask(running, 'revokeStation', { ...by(administrator), params: { stationId } });
    const found = await stage.times(referral);
    expect(found.times).to.deep.equal([]);
    expect(found.notOffered).to.deep.include({ why: 'no-station', times: 4 });
    const siteId = await stage.addPrison();
    const nurse = await stage.join('prison-healthcare', [siteId]);
    const unsaid = { params: { siteId }, code: 'not-found' } as const;
    await askRefused(running, 'readPrisonDay', { ...by(nurse), ...unsaid });
    const person = { siteId, name: 'Synthetic Other', dateOfBirth: '1970-01-01' };
    const body = { ...person, nhsNumber: null, prisonNumber: 'B0001CD' };
    const patient = await ask(running, 'addPatient', { ...by(nurse), body });
    const { patientId } = patient.value;
    const referring = { patientId, service: 'dermatology', priority: 'urgent' as const };
    const { value } = await ask(running, 'addReferral', { ...by(nurse), body: referring });
    expect(value.service).to.equal('Dermatology');
    const none = await stage.times(value, nurse);
    expect(none).to.deep.equal({ times: [], more: 0, notOffered: [{ why: 'no-regime', times: 6 }] });
  });

  it('says of prisons only when patients can be brought, and in prisons only where somebody works', async () => {
    const { administrator, nurse, organisationId } = stage;
    const homeId = randomUUID() as SiteId;
    await running.server.deps.store.transact((tx) =>
      tx.accounts.addSite({
        siteId: homeId,
        organisationId,
        name: 'Synthetic Home',
        kind: 'care-home',
        phone: null,
      }),
    );
    const nothing = { leadMinutes: 0, moveBackMinutes: 0, escortPlaces: null, regime: [], stationIds: [] };
    const asking = { ...by(administrator), params: { siteId: homeId }, body: nothing };
    const { detail } = await askRefused(running, 'setPrisonDay', { ...asking, code: 'invalid' });
    expect(detail).to.equal('siteId: not a prison');
    const params = { personId: nurse.personId };
    const elsewhere = await ClinicStage.create(running);
    for (const siteId of [homeId, elsewhere.prisonId, randomUUID() as SiteId]) {
      const body = { siteIds: [stage.prisonId, siteId] };
      const refused = { ...by(administrator), params, body, code: 'invalid' } as const;
      expect((await askRefused(running, 'setPersonSites', refused)).detail).to.match(/^siteIds: /);
    }
    const second = await stage.addPrison();
    const body = { siteIds: [second, second, stage.prisonId] };
    await ask(running, 'setPersonSites', { ...by(administrator), params, body });
    const read = await ask(running, 'readPersonSites', { ...by(administrator), params });
    expect(read.value.siteIds).to.have.members([second, stage.prisonId]);
    const unknown = { personId: randomUUID() as PersonId };
    await askRefused(running, 'readPersonSites', {
      ...by(administrator),
      params: unknown,
      code: 'not-found',
    });
    expect(await stage.trail('person.sites-set')).to.have.length(2);
    expect(await stage.trail('prison-day.')).to.deep.equal(['prison-day.set']);
  });

  it('keeps patients by their numbers, and refers them only to what is held, from today at the latest', async () => {
    const { nurse, prisonId } = stage;
    const person = { siteId: prisonId, name: 'Synthetic Patient', dateOfBirth: '1980-02-29' };
    const body = { ...person, nhsNumber: '999 000 0018', prisonNumber: 'z9999ab' };
    const { value } = await ask(running, 'addPatient', { ...by(nurse), body });
    const { patientId, siteName } = value;
    expect(value).to.deep.equal({
      ...person,
      patientId,
      siteName: 'HMP Synthetic',
      nhsNumber: '9990000018',
      prisonNumber: 'Z9999AB',
    });
    const listed = await ask(running, 'listPatients', by(nurse));
    expect(listed.value).to.deep.equal({
      sites: [{ siteId: prisonId, name: siteName, kind: 'prison' }],
      patients: [{ ...value, wing: null, cell: null, marks: [], marksConfirmed: true }],
    });
    const again = { ...by(nurse), code: 'conflict' } as const;
    await askRefused(running, 'addPatient', { ...again, body: { ...body, nhsNumber: null } });
    await askRefused(running, 'addPatient', { ...again, body: { ...body, prisonNumber: 'Z9998AB' } });
    const wrong = { ...by(nurse), code: 'invalid' } as const;
    const unborn = { ...body, dateOfBirth: addDays(today(), 2) };
    expect((await askRefused(running, 'addPatient', { ...wrong, body: unborn })).detail).to.match(
      /^dateOfBirth: /,
    );
    const misread = { ...body, nhsNumber: '9990000019', prisonNumber: '9999' };
    const { detail } = await askRefused(running, 'addPatient', { ...wrong, body: misread });
    expect(detail).to.contain('body.nhsNumber').and.to.contain('body.prisonNumber');
    const referral = { patientId, service: 'Dermatology', priority: 'two-week-wait' as const };
    const early = { ...referral, clockStart: addDays(today(), 2) };
    const refused = async (refer: typeof early) =>
      (await askRefused(running, 'addReferral', { ...wrong, body: refer })).detail;
    expect(await refused(early)).to.match(/^clockStart: /);
    expect(await refused({ ...early, service: 'Alchemy', clockStart: today() })).to.match(/^service: /);
    const made = await ask(running, 'addReferral', { ...by(nurse), body: referral });
    expect(made.value).to.deep.equal({
      referralId: made.value.referralId,
      patient: value,
      service: 'Dermatology',
      priority: 'two-week-wait',
      clockStart: today(),
      state: 'waiting',
      followUp: null,
    });
  });

  it('keeps planning twelve weeks ahead, and plans nothing twice', async () => {
    const body = { ...templateOn(today(), stage.clinician), service: 'Respiratory', validTo: null };
    expect((await addTemplate(body)).value.planned).to.equal(12);
    const leaver = await stage.join('clinician');
    await addTemplate({ ...body, service: 'Podiatry', clinicianId: leaver.personId });
    const params = { personId: leaver.personId };
    await ask(running, 'disablePerson', { ...by(stage.administrator), params });
    running.clock.forward(14 * 24 * 3_600_000);
    const { deps } = running.server;
    const settings = { quality: { keepDays: 1 }, retention: { years: 8 } };
    await planningChore.run(deps, settings);
    await planningChore.run(deps, settings);
    const to = new Date(running.clock.now().getTime() + 365 * 24 * 3_600_000);
    const datesOf = async (service: string) => {
      const all = await deps.store.reads.listSessions(stage.organisationId, {
        from: new Date(0),
        to,
        service,
      });
      return all.map(({ date }) => date);
    };
    const dates = await datesOf('Respiratory');
    expect(dates).to.have.length(14);
    expect(new Set(dates).size).to.equal(14);
    expect(await datesOf('Podiatry'), 'of a clinician who has left').to.have.length(12);
    expect(await stage.trail('session.planned')).to.deep.equal(['session.planned']);
  });
});
