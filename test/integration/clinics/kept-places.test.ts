import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ReferralView, SessionView } from '../../../domain/clinics/wire.ts';
import type { SiteId, StationId } from '../../../domain/ids.ts';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, templateOn } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

/** A second prison, and a clinic a day later of which four of the six places are kept for it. */
describe('places of a clinic that are kept for a prison, over HTTP', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let other: { siteId: SiteId; stationId: StationId; nurse: SignedInPerson };
  let session: SessionView;
  let date: string;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    const siteId = await stage.addPrison();
    const stationId = await stage.addStation(siteId);
    other = { siteId, stationId, nurse: await stage.join('prison-healthcare', [siteId]) };
    for (const [prison, station] of [
      [stage.prisonId, stage.stationId],
      [siteId, stationId],
    ] as const) {
      const { value } = await ask(running, 'readPrisonDay', {
        token: stage.booker.token,
        params: { siteId: stage.prisonId },
      });
      const regime = value.regime.map((window) => ({ ...window, from: '08:00', to: '13:00' }));
      const { leadMinutes, moveBackMinutes, escortPlaces } = value;
      await ask(running, 'setPrisonDay', {
        token: stage.administrator.token,
        params: { siteId: prison },
        body: { leadMinutes, moveBackMinutes, escortPlaces, regime, stationIds: [station] },
      });
    }
    date = addDays(stage.date, 1);
    await addTemplate({ shares: [{ siteId, places: 4 }], releaseHours: 24 });
    session = await only();
    await ask(running, 'publishClinicSession', { ...byClerk(), params: { sessionId: session.sessionId } });
  });

  after(() => running[Symbol.asyncDispose]());

  const byClerk = () => ({ token: stage.booker.token });

  function addTemplate(kept: { shares: { siteId: SiteId; places: number }[]; releaseHours: number }) {
    const { organisationId } = stage;
    const body = { ...templateOn(date, stage.clinician), service: 'Respiratory', ...kept };
    return ask(running, 'addClinicTemplate', { ...byClerk(), params: { organisationId }, body });
  }

  async function only(): Promise<SessionView> {
    const { organisationId } = stage;
    const asking = { ...byClerk(), params: { organisationId }, query: { from: date, days: '1' } };
    const [found] = (await ask(running, 'listClinicSessions', asking)).value.sessions;
    if (found === undefined) throw new Error('there is no session on that day');
    return found;
  }

  const refer = () => stage.refer({ service: 'Respiratory' });

  function place({ referralId }: ReferralView, nth: number, stationId = stage.stationId) {
    const startsAt = new Date(Date.parse(session.startsAt) + (5 + 30 * nth) * 60_000).toISOString();
    return { referralId, sessionId: session.sessionId, stationId, startsAt, requestId: randomUUID() };
  }

  const hold = (referral: ReferralView, nth: number) =>
    ask(running, 'holdTime', { token: stage.nurse.newToken(), body: place(referral, nth) });

  async function referOther(): Promise<ReferralView> {
    const token = other.nurse.newToken();
    const patient = await ask(running, 'addPatient', {
      token,
      body: {
        siteId: other.siteId,
        name: 'Synthetic Patient',
        dateOfBirth: '1980-02-29',
        nhsNumber: null,
        prisonNumber: null,
      },
    });
    const { patientId } = patient.value;
    const body = { patientId, service: 'Respiratory', priority: 'routine' as const };
    return (await ask(running, 'addReferral', { token, body })).value;
  }

  it('shows for whom they are kept, and until when', () => {
    expect(session.shares).to.deep.equal([{ siteId: other.siteId, places: 4, siteName: 'HMP Synthetic' }]);
    expect(session.keptUntil).to.equal(new Date(Date.parse(session.startsAt) - 24 * 3_600_000).toISOString());
    expect(session.places).to.equal(6);
  });

  it('gives no more of them to others than are free, also when many ask at the same moment', async () => {
    const referrals = [];
    for (let n = 0; n < 6; n += 1) referrals.push(await refer());
    const asked = await Promise.allSettled(referrals.map(hold));
    expect(asked.filter(({ status }) => status === 'fulfilled')).to.have.length(2);
    const last = await refer();
    const times = await ask(running, 'findTimes', {
      token: stage.nurse.newToken(),
      params: { referralId: last.referralId },
      query: { from: date, days: '1' },
    });
    expect(times.value.times).to.deep.equal([]);
    expect(times.value.notOffered).to.deep.include({ why: 'kept-for-others', times: 4 });
    const free = referrals.findIndex((_, n) => asked[n]?.status === 'rejected');
    const { detail } = await askRefused(running, 'holdTime', {
      token: stage.nurse.newToken(),
      body: place(last, free),
      code: 'conflict',
    });
    expect(detail).to.equal('the places that are left in this clinic are kept for other prisons');
    const theirs = await referOther();
    const held = await ask(running, 'holdTime', {
      token: other.nurse.newToken(),
      body: place(theirs, free, other.stationId),
    });
    expect(held.value.state).to.equal('held');
  });

  it('moves a booking within them without counting it twice', async () => {
    const referrals = [await refer(), await refer()];
    await hold(referrals[0] as ReferralView, 0);
    const { value: booked } = await hold(referrals[1] as ReferralView, 1);
    const token = stage.nurse.newToken();
    const { bookingId } = booked;
    const details = {
      otherwise: 'nothing',
      officer: 'outside',
      interpreterLanguage: null,
      noteForPatient: null,
      noteForStaff: null,
    } as const;
    const confirmed = await ask(running, 'confirmBooking', { token, params: { bookingId }, body: details });
    const { sessionId, stationId, startsAt } = place(referrals[1] as ReferralView, 3);
    const moved = await ask(running, 'moveBooking', {
      token,
      params: { bookingId },
      body: { version: confirmed.value.version, sessionId, stationId, startsAt },
    });
    expect(moved.value.startsAt).to.equal(startsAt);
  });

  it('opens what nobody has used to all when its hour comes', async () => {
    await hold(await refer(), 0);
    await hold(await refer(), 1);
    running.clock.forward(Date.parse(session.keptUntil ?? '') - running.clock.now().getTime());
    const nurse = await stage.join('prison-healthcare', [stage.prisonId]);
    const late = await ask(running, 'addReferral', {
      token: nurse.newToken(),
      body: { patientId: (await referBy(nurse)).patientId, service: 'Respiratory', priority: 'urgent' },
    });
    const held = await ask(running, 'holdTime', { token: nurse.newToken(), body: place(late.value, 2) });
    expect(held.value.state).to.equal('held');
  });

  async function referBy(nurse: SignedInPerson) {
    const body = {
      siteId: stage.prisonId,
      name: 'Synthetic Patient',
      dateOfBirth: '1980-02-29',
      nhsNumber: null,
      prisonNumber: null,
    };
    return (await ask(running, 'addPatient', { token: nurse.newToken(), body })).value;
  }

  it('refuses more than a clinic has, and prisons that are none, naming the field', async () => {
    const refuse = async (shares: { siteId: SiteId; places: number }[]) => {
      const body = { ...templateOn(date, stage.clinician), service: 'Cardiology', shares };
      const { organisationId } = stage;
      const asking = { ...byClerk(), params: { organisationId }, body, code: 'invalid' } as const;
      return (await askRefused(running, 'addClinicTemplate', asking)).detail;
    };
    expect(await refuse([{ siteId: other.siteId, places: 7 }])).to.equal(
      'shares: 7 places are kept, and a clinic of this length has 6',
    );
    expect(await refuse([{ siteId: randomUUID() as SiteId, places: 1 }])).to.equal(
      'shares: not a prison of this organisation',
    );
  });
});
