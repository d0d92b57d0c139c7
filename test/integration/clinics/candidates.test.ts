import { expect } from 'chai';
import type { ReferralView, SessionCandidates } from '../../../domain/clinics/wire.ts';
import { addDays, clockOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { ClinicStage, details, templateOn } from '../../support/clinic-stage.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('who is proposed for a clinic, over HTTP', function () {
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

  const asking = (by: SignedInPerson) => ({ token: by.newToken(), params: { sessionId: stage.sessionId } });

  async function propose(): Promise<SessionCandidates> {
    return (await ask(running, 'proposePatients', asking(stage.booker))).value;
  }

  /** Each with the time that is proposed, or what stands against all of them. */
  function named({ candidates }: SessionCandidates, names: Record<string, ReferralView>) {
    const byId = new Map(Object.entries(names).map(([name, { referralId }]) => [referralId, name]));
    return candidates.map(({ referral, time, notOffered }) => {
      const why = notOffered.map((gap) => `${gap.why} ${String(gap.times)}`).join(', ');
      return `${byId.get(referral.referralId) ?? '?'} ${time === null ? why : clockOf(new Date(time.startsAt))}`;
    });
  }

  it('proposes by priority, then by how long they wait, each the first time that all can keep', async () => {
    const today = wallDateOf(running.clock.now());
    const routine = await stage.refer({ clockStart: addDays(today, -9) });
    const longer = await stage.refer({ clockStart: addDays(today, -30) });
    const urgent = await stage.refer({ priority: 'urgent' });
    const names = { routine, longer, urgent };
    const first = await propose();
    expect(named(first, names)).to.deep.equal(['urgent 09:05', 'longer 09:05', 'routine 09:05']);
    expect(first).to.deep.include({
      service: 'Dermatology',
      date: stage.date,
      startsAtClock: '09:00',
      more: 0,
    });

    const [candidate] = first.candidates;
    if (candidate === undefined || candidate.time === null) throw new Error('nobody is proposed a time');
    const { sessionId, stationId, startsAt } = candidate.time;
    const requestId = crypto.randomUUID();
    const body = { referralId: candidate.referral.referralId, sessionId, stationId, startsAt, requestId };
    const { token } = stage.booker;
    const { value: held } = await ask(running, 'holdTime', { token, body });
    expect(named(await propose(), names), 'the own hold is no hindrance to its patient').to.deep.equal([
      'urgent 09:05',
      'longer 09:35',
      'routine 09:35',
    ]);
    const params = { bookingId: held.bookingId };
    await ask(running, 'confirmBooking', { token, params, body: details });
    expect(named(await propose(), names)).to.deep.equal(['longer 09:35', 'routine 09:35']);
  });

  it('A26 A38 puts who is to be booked again at the old place, and says of other dates only that they are taken', async () => {
    const today = wallDateOf(running.clock.now());
    const again = await stage.refer({ clockStart: addDays(today, -20) });
    const other = await stage.refer({ clockStart: addDays(today, -10) });
    const { bookingId, version } = await stage.book('09:05', again.referralId);
    const cancelling = { version, code: 'no-officer' as const, text: null };
    await ask(running, 'cancelBooking', {
      ...{ token: stage.nurse.token, body: cancelling },
      params: { bookingId },
    });
    const prison = new Prison(stage);
    await prison.add(other.patient.patientId, 'court', { starts: '08:30', ends: '12:30' });
    const found = await propose();
    // Of the six places two are over lock-up.
    expect(named(found, { again, other })).to.deep.equal([
      'again 09:05',
      'other patient-taken 4, over-lock-up 2',
    ]);
    expect(found.candidates[0]?.referral.state).to.equal('to-rebook');
    expect(JSON.stringify(found)).not.to.match(/court/);
  });

  it('proposes nobody of another service, and only for a clerk of the own hospital and an open clinic', async () => {
    await stage.refer();
    const { organisationId } = stage;
    const token = stage.booker.newToken();
    const date = addDays(stage.date, 1);
    const body = { ...templateOn(date, stage.clinician), service: 'Respiratory' };
    await ask(running, 'addClinicTemplate', { token, params: { organisationId }, body });
    const query = { from: date, days: '1' };
    const listed = await ask(running, 'listClinicSessions', { token, params: { organisationId }, query });
    const [planned] = listed.value.sessions;
    if (planned === undefined) throw new Error('there is no session on that day');
    const params = { sessionId: planned.sessionId };
    await askRefused(running, 'proposePatients', { token, params, code: 'wrong-phase' });
    await ask(running, 'publishClinicSession', { token, params });
    const { value } = await ask(running, 'proposePatients', { token, params });
    expect(value.candidates).to.deep.equal([]);
    for (const who of [stage.nurse, stage.clinician, stage.administrator]) {
      await askRefused(running, 'proposePatients', { ...asking(who), code: 'forbidden' });
    }
    const stranger = (await ClinicStage.create(running)).booker;
    await askRefused(running, 'proposePatients', { ...asking(stranger), code: 'not-found' });
  });
});
