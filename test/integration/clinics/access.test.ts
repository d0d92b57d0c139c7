import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Role } from '../../../domain/actors.ts';
import type { EndpointName } from '../../../domain/contract/rest.ts';
import { ClinicStage, details, templateOn } from '../../support/clinic-stage.ts';
import { Population, type SignedInPerson } from '../../support/population.ts';
import { type Asking, ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

/** What each kind of person may ask of the clinics. Written out: what is not here is refused. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  booker: [
    ...['listClinicTemplates', 'addClinicTemplate', 'listClinicSessions', 'publishClinicSession'],
    ...['cancelClinicSession', 'readPrisonDay', 'listReferrals', 'findTimes', 'holdTime', 'confirmBooking'],
    ...['releaseHold', 'readBooking', 'listBookings', 'changeBookingDetails', 'moveBooking', 'cancelBooking'],
    ...['listClinicTasks', 'finishClinicTask', 'previewSessionMove', 'moveClinicSession', 'proposePatients'],
    ...['listInterpreters', 'addInterpreter', 'changeInterpreter', 'retireInterpreter'],
    // Of care homes and patients at home, where nobody else does it.
    ...['listPatients', 'addPatient', 'addReferral', 'setPatientContact', 'sendLinkAgain', 'receivePatient'],
  ],
  'prison-healthcare': [
    ...['listClinicTemplates', 'listClinicSessions', 'readPrisonDay', 'listPatients', 'addPatient'],
    ...['listReferrals', 'addReferral', 'findTimes', 'holdTime', 'confirmBooking', 'releaseHold'],
    ...['readBooking', 'listBookings', 'changeBookingDetails', 'moveBooking', 'cancelBooking'],
    ...['listClinicTasks', 'finishClinicTask', 'listInterpreters', 'setPatientContact', 'receivePatient'],
    'sendLinkAgain',
  ],
  clinician: ['listClinicSessions', 'readBooking', 'listBookings'],
  // Of bookings only such of which nobody else can say any more what became of them.
  manager: ['listClinicTemplates', 'listClinicSessions', 'readPrisonDay', 'readBooking', 'listClinicTasks'],
  administrator: ['readPrisonDay', 'setPrisonDay', 'readPersonSites', 'setPersonSites'],
  'platform-administrator': ['readPrisonDay', 'setPrisonDay', 'readPersonSites', 'setPersonSites'],
  station: [],
};

type Question<N extends EndpointName = EndpointName> = [N, Asking<N>];

describe('who may see and do what in clinics', () => {
  let running: RunningServer;
  let stage: ClinicStage;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
  });

  after(() => running[Symbol.asyncDispose]());

  const by = ({ token }: { token: string }) => ({ token });

  /** Every endpoint of the clinics, about things that nobody has: whoever may ask hears of them, or that there is none. */
  function questions(): readonly Question[] {
    const organisation = { organisationId: stage.organisationId };
    const session = { sessionId: randomUUID() };
    const booking = { bookingId: randomUUID() };
    const person = { personId: randomUUID() };
    const site = { siteId: randomUUID() };
    const place = stage.place(randomUUID() as never, '09:05');
    const { sessionId, stationId, startsAt } = place;
    const prison = { leadMinutes: 0, moveBackMinutes: 0, regime: [], escortPlaces: null, stationIds: [] };
    const patient = { name: 'Synthetic', dateOfBirth: '1980-01-01', nhsNumber: null, prisonNumber: null };
    const someone = { interpreterId: randomUUID() };
    const interpreter = { name: 'Agency 4711', languages: ['Polish'], phone: null };
    const end = { code: 'lockdown', text: null } as const;
    const typed = <N extends EndpointName>(name: N, asking: Asking<N>) =>
      [name, asking] as unknown as Question;
    return [
      typed('listClinicTemplates', { params: organisation }),
      typed('addClinicTemplate', {
        params: organisation,
        body: { ...templateOn(stage.date, stage.clinician), startsAtClock: '13:00', endsAtClock: '14:00' },
      }),
      typed('listClinicSessions', { params: organisation, query: { from: stage.date } }),
      typed('publishClinicSession', { params: session }),
      typed('cancelClinicSession', { params: session, body: end }),
      typed('previewSessionMove', { params: session, query: { date: stage.date, startsAtClock: '09:30' } }),
      typed('moveClinicSession', { params: session, body: { date: stage.date, startsAtClock: '09:30' } }),
      typed('proposePatients', { params: session }),
      typed('listInterpreters', {}),
      typed('addInterpreter', { body: interpreter }),
      typed('changeInterpreter', { params: someone, body: interpreter }),
      typed('retireInterpreter', { params: someone }),
      typed('readPrisonDay', { params: site }),
      typed('setPrisonDay', { params: site, body: prison }),
      typed('readPersonSites', { params: person }),
      typed('setPersonSites', { params: person, body: { siteIds: [] } }),
      typed('listPatients', {}),
      typed('addPatient', { body: { ...patient, siteId: randomUUID() } }),
      typed('receivePatient', {
        body: { ...patient, nhsNumber: '9990000018', siteId: randomUUID(), version: 1 },
      }),
      typed('setPatientContact', {
        params: { patientId: randomUUID() },
        body: { email: null, phone: null },
      }),
      typed('sendLinkAgain', { params: booking }),
      typed('listReferrals', {}),
      typed('addReferral', {
        body: { patientId: randomUUID(), service: 'Dermatology', priority: 'routine' },
      }),
      typed('findTimes', { params: { referralId: randomUUID() } }),
      typed('holdTime', { body: place }),
      typed('confirmBooking', { params: booking, body: details }),
      typed('releaseHold', { params: booking }),
      typed('readBooking', { params: booking }),
      typed('listBookings', { query: { from: stage.date } }),
      typed('changeBookingDetails', { params: booking, body: { ...details, version: 1 } }),
      typed('moveBooking', { params: booking, body: { version: 1, sessionId, stationId, startsAt } }),
      typed('cancelBooking', { params: booking, body: { ...end, version: 1 } }),
      typed('listClinicTasks', {}),
      typed('finishClinicTask', { params: { taskId: randomUUID() } }),
    ];
  }

  /** `allowed` also where there is no such thing: then the permission was there. */
  async function answerTo([name, asking]: Question, token: string): Promise<'allowed' | 'forbidden'> {
    const asked = { ...asking, token } as Asking<typeof name>;
    return ask(running, name, asked).then(
      () => 'allowed' as const,
      () =>
        askRefused(running, name, { ...asked, code: 'forbidden' }).then(
          () => 'forbidden' as const,
          async () => {
            await askRefused(running, name, { ...asked, code: 'not-found' });
            return 'allowed' as const;
          },
        ),
    );
  }

  for (const who of Object.keys(allowed)) {
    it(`gives ${who} what is written here and nothing else`, async () => {
      const token =
        who === 'station' ? await stationToken() : (await stage.join(who as Role, [stage.prisonId])).token;
      const asked = questions();
      const may: string[] = [];
      for (const question of asked) {
        if ((await answerTo(question, token)) === 'allowed') may.push(question[0]);
      }
      expect(asked).to.have.length(34);
      expect(may).to.have.members(allowed[who] ?? []);
    });
  }

  async function stationToken(): Promise<string> {
    const population = new Population(running.server.deps);
    const { organisationId, prisonId: siteId } = stage;
    return (await population.addStation({ organisationId, siteId })).token;
  }

  /** Everything that somebody can ask about one booking and what belongs to it. */
  async function notThere(who: SignedInPerson, { booker = false } = {}): Promise<void> {
    const waiting = await stage.refer();
    const booked = await stage.book('09:05');
    const { bookingId, sessionId, stationId } = booked;
    const asking = { ...by(who), params: { bookingId }, code: 'not-found' } as const;
    await askRefused(running, 'readBooking', asking);
    await askRefused(running, 'confirmBooking', { ...asking, body: details });
    await askRefused(running, 'releaseHold', asking);
    await askRefused(running, 'changeBookingDetails', { ...asking, body: { ...details, version: 2 } });
    const place = { version: 2, sessionId, stationId, startsAt: stage.at('09:35') };
    await askRefused(running, 'moveBooking', { ...asking, body: place });
    const cancel = { version: 2, code: 'lockdown', text: null } as const;
    await askRefused(running, 'cancelBooking', { ...asking, body: cancel });
    const { referralId } = waiting;
    await askRefused(running, 'findTimes', { ...asking, params: { referralId } });
    await askRefused(running, 'holdTime', { ...asking, params: {}, body: stage.place(referralId, '09:35') });
    await askRefused(running, 'readPrisonDay', { ...asking, params: { siteId: stage.prisonId } });
    const listed = await ask(running, 'listBookings', { ...by(who), query: { from: stage.date } });
    expect(listed.value.bookings).to.deep.equal([]);
    expect((await ask(running, 'listReferrals', by(who))).value.referrals).to.deep.equal([]);
    if (booker) return;
    const { patientId } = waiting.patient;
    const referral = { patientId, service: 'Dermatology', priority: 'routine' } as const;
    await askRefused(running, 'addReferral', { ...asking, params: {}, body: referral });
    const person = { name: 'Synthetic', dateOfBirth: '1980-01-01', nhsNumber: null, prisonNumber: 'C0001AB' };
    const patient = { ...person, siteId: stage.prisonId };
    await askRefused(running, 'addPatient', { ...asking, params: {}, body: patient });
    expect((await ask(running, 'listPatients', by(who))).value.patients).to.deep.equal([]);
  }

  it('A38 shows prison healthcare nothing of another prison', async () => {
    const other = await stage.addPrison();
    await notThere(await stage.join('prison-healthcare', [other]));
  });

  it('shows nobody anything of another organisation', async () => {
    const elsewhere = await ClinicStage.create(running);
    await notThere(elsewhere.nurse);
    stage = await ClinicStage.create(running);
    await notThere(elsewhere.booker, { booker: true });
    const organisation = { organisationId: stage.organisationId };
    const { sessionId } = stage;
    const unknown = { ...by(elsewhere.booker), code: 'not-found' } as const;
    const query = { from: stage.date };
    await askRefused(running, 'listClinicTemplates', { ...unknown, params: organisation });
    await askRefused(running, 'listClinicSessions', { ...unknown, params: organisation, query });
    const body = templateOn(stage.date, elsewhere.clinician);
    await askRefused(running, 'addClinicTemplate', { ...unknown, params: organisation, body });
    await askRefused(running, 'publishClinicSession', { ...unknown, params: { sessionId } });
    const cancel = { code: 'lockdown', text: null } as const;
    await askRefused(running, 'cancelClinicSession', { ...unknown, params: { sessionId }, body: cancel });
    const administrator = { ...by(elsewhere.administrator), code: 'not-found' } as const;
    const person = { personId: stage.nurse.personId };
    await askRefused(running, 'readPersonSites', { ...administrator, params: person });
    await askRefused(running, 'setPersonSites', { ...administrator, params: person, body: { siteIds: [] } });
    const prison = { leadMinutes: 0, moveBackMinutes: 0, regime: [], escortPlaces: null, stationIds: [] };
    const site = { siteId: stage.prisonId };
    await askRefused(running, 'setPrisonDay', { ...administrator, params: site, body: prison });
    await askRefused(running, 'readPrisonDay', { ...administrator, params: site });
  });

  it('lets nobody use a clinic of another organisation for the own patient', async () => {
    const elsewhere = await ClinicStage.create(running);
    const { referralId } = await stage.refer();
    const body = { ...stage.place(referralId, '09:05'), sessionId: elsewhere.sessionId };
    await askRefused(running, 'holdTime', { ...by(stage.nurse), body, code: 'not-found' });
    const { bookingId, stationId } = await stage.book('09:05');
    const move = { version: 2, sessionId: elsewhere.sessionId, stationId, startsAt: stage.at('09:35') };
    const asking = { ...by(stage.nurse), params: { bookingId }, code: 'not-found' } as const;
    await askRefused(running, 'moveBooking', { ...asking, body: move });
  });

  it('shows a clinician the own clinics and who is booked into them, and no others', async () => {
    const booked = await stage.book('09:05');
    const organisation = { organisationId: stage.organisationId };
    const query = { from: stage.date, days: '1' };
    const seen = async (clinician: SignedInPerson) => {
      const sessions = await ask(running, 'listClinicSessions', {
        ...by(clinician),
        params: organisation,
        query,
      });
      const bookings = await ask(running, 'listBookings', { ...by(clinician), query });
      return {
        sessions: sessions.value.sessions.map(({ sessionId, booked: count }) => [sessionId, count]),
        bookings: bookings.value.bookings,
      };
    };
    expect(await seen(stage.clinician)).to.deep.equal({
      sessions: [[stage.sessionId, 1]],
      bookings: [booked],
    });
    const params = { bookingId: booked.bookingId };
    expect((await ask(running, 'readBooking', { ...by(stage.clinician), params })).value).to.deep.equal(
      booked,
    );
    const colleague = await stage.join('clinician');
    expect(await seen(colleague)).to.deep.equal({ sessions: [], bookings: [] });
    await askRefused(running, 'readBooking', { ...by(colleague), params, code: 'not-found' });
  });

  it('shows a booking clerk the organisation, and lets them book for a prison', async () => {
    const { referralId } = await stage.refer();
    const body = stage.place(referralId, '09:05');
    const { bookingId } = (await ask(running, 'holdTime', { ...by(stage.booker), body })).value;
    const asking = { ...by(stage.booker), params: { bookingId } };
    const booked = (await ask(running, 'confirmBooking', { ...asking, body: details })).value;
    const query = { from: stage.date };
    const atHospital = await ask(running, 'listBookings', { ...by(stage.booker), query });
    const atPrison = await ask(running, 'listBookings', { ...by(stage.nurse), query });
    expect(atHospital.value.bookings).to.deep.equal([booked]);
    expect(atPrison.value.bookings).to.deep.equal([booked]);
    const cancel = { version: 2, code: 'lockdown', text: null } as const;
    const atPrisonToo = { ...by(stage.nurse), params: { bookingId }, body: cancel };
    expect((await ask(running, 'cancelBooking', atPrisonToo)).value.state).to.equal('cancelled');
  });

  it('takes the sites of somebody away at the next request', async () => {
    const { bookingId } = await stage.book('09:05');
    const asking = { ...by(stage.nurse), params: { bookingId } };
    await ask(running, 'readBooking', asking);
    const { personId } = stage.nurse;
    const body = { siteIds: [] };
    await ask(running, 'setPersonSites', { ...by(stage.administrator), params: { personId }, body });
    await askRefused(running, 'readBooking', { ...asking, code: 'not-found' });
    const { value } = await ask(running, 'listPatients', by(stage.nurse));
    expect(value).to.deep.equal({ sites: [], patients: [] });
  });

  it('writes who reads patients into the trail, with how many, and no names', async () => {
    await stage.refer();
    await stage.book('09:05');
    await ask(running, 'listPatients', by(stage.nurse));
    await ask(running, 'listReferrals', by(stage.booker));
    await ask(running, 'listBookings', { ...by(stage.clinician), query: { from: stage.date, days: '3' } });
    const { reads } = running.server.deps.store;
    const { events } = await reads.listAudit(stage.organisationId, null);
    const reading = events.filter(({ action }) => action.endsWith('s.read')).toReversed();
    expect(
      reading.map(({ action, actorName, subjectKind, subjectId, detail }) => [
        action,
        actorName,
        subjectKind,
        subjectId,
        detail,
      ]),
    ).to.deep.equal([
      ['patients.read', stage.nurse.name, 'patient', null, { count: 2 }],
      ['referrals.read', stage.booker.name, 'referral', null, { count: 1 }],
      ['bookings.read', stage.clinician.name, 'booking', null, { from: stage.date, days: 3, count: 1 }],
    ]);
    expect(JSON.stringify(events))
      .not.to.contain('Synthetic Patient')
      .and.not.to.match(/A\d{4}BC/);
  });

  it('answers an id that is none, and a day that is none, by the field', async () => {
    const invalid = { ...by(stage.nurse), code: 'invalid' } as const;
    const named = await askRefused(running, 'readBooking', {
      ...invalid,
      params: { bookingId: '7' },
    });
    expect(named.detail).to.match(/^path\.bookingId: /);
    const wrong: Record<string, string>[] = [{ from: '2026-02-30' }, { from: stage.date, days: '43' }, {}];
    for (const query of wrong) {
      const { detail } = await askRefused(running, 'listBookings', { ...invalid, query });
      expect(detail).to.match(/^query\.(from|days): /);
    }
    const body = { ...stage.place(randomUUID() as never, '09:05'), requestId: 'once' };
    expect((await askRefused(running, 'holdTime', { ...invalid, body })).detail).to.match(
      /^body\.requestId: /,
    );
  });
});
