import { expect } from 'chai';
import type { BookingView, ReferralView } from '../../../domain/clinics/wire.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { Prison } from '../../support/prison.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('a stop of movements on some wings', () => {
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

  async function referOn(wing: string | null): Promise<ReferralView> {
    const referral = await stage.refer();
    const params = { patientId: referral.patient.patientId };
    await ask(running, 'setWhereabouts', { ...prison.by(), params, body: { wing, cell: null, marks: [] } });
    return referral;
  }
  const stopping = (wings: string[] | null, starts = '08:00', ends = '12:00') => {
    const asking = prison.stopping(starts, ends);
    return { ...asking, body: { ...asking.body, wings } };
  };
  const stop = async (...given: Parameters<typeof stopping>) =>
    (await ask(running, 'stopMovements', stopping(...given))).value;
  const stateOf = async (booking: BookingView) => (await prison.read(booking)).state;

  /** A booking on B wing, one on C wing, and one of whom nobody has said the wing. */
  async function threeBooked() {
    const onB = await stage.book('09:05', (await referOn('B')).referralId);
    const onC = await stage.book('09:35', (await referOn('C')).referralId);
    const unknown = await stage.book('10:05', (await referOn(null)).referralId);
    return { onB, onC, unknown };
  }

  it('A24 meets the patients of the wing, and those whose wing nobody knows', async () => {
    const { onB, onC, unknown } = await threeBooked();
    const params = { siteId: stage.prisonId };
    const preview = async (wings: string | null) => {
      const query = { ...prison.span('08:00', '12:00'), ...(wings !== null && { wings }) };
      const { value } = await ask(running, 'previewMovementStop', { ...prison.by(), params, query });
      return value.toCome.reduce((count, { bookings }) => count + bookings, 0);
    };
    expect([await preview('B'), await preview('B,C'), await preview('D'), await preview(null)]).to.deep.equal(
      [2, 3, 1, 3],
    );
    const { cancelled, stop: made } = await stop(['B']);
    expect(cancelled).to.equal(2);
    expect(made.wings).to.deep.equal(['B']);
    expect([await stateOf(onB), await stateOf(onC), await stateOf(unknown)]).to.deep.equal([
      'cancelled',
      'booked',
      'cancelled',
    ]);
  });

  it('A24 keeps the time from patients of the wing, and leaves it to those of others', async () => {
    await stop(['B']);
    const onB = await referOn('B');
    const onC = await referOn('C');
    const unknown = await referOn(null);
    const all = ['09:05', '09:35', '10:05', '10:35'];
    expect((await prison.offered(onB)).times).to.deep.equal([]);
    expect((await prison.offered(unknown)).times).to.deep.equal([]);
    expect((await prison.offered(onC)).times).to.deep.equal(all);
    for (const referral of [onB, unknown]) {
      await askRefused(running, 'holdTime', { ...prison.holding(referral, '09:05'), code: 'conflict' });
    }
    await ask(running, 'holdTime', prison.holding(onC, '09:05'));
  });

  it('A25 brings back what a stop of a wing has cancelled', async () => {
    const { onB, onC, unknown } = await threeBooked();
    const { stop: made } = await stop(['B']);
    expect(await prison.lift(made.stopId)).to.deep.equal({ restored: 2, notRestored: [] });
    for (const booking of [onB, onC, unknown]) expect(await stateOf(booking)).to.equal('booked');
  });

  it('A25 brings nothing back while another stop stands over it, and all of it with that one', async () => {
    const { onB } = await threeBooked();
    const { stop: ofWing } = await stop(['B']);
    const { stop: ofAll } = await stop(null);
    const { restored, notRestored } = await prison.lift(ofWing.stopId);
    expect(restored).to.equal(0);
    expect(notRestored.map(({ bookingId, why }) => [bookingId === onB.bookingId, why])).to.deep.include([
      true,
      'movements-stopped',
    ]);
    expect(await prison.lift(ofAll.stopId)).to.deep.equal({ restored: 3, notRestored: [] });
    expect(await stateOf(onB)).to.equal('booked');
  });

  it('lets stops of different wings overlap, and refuses a second one of a wing or of the whole prison', async () => {
    await stop(['B']);
    await stop(['C', 'C']);
    await askRefused(running, 'stopMovements', {
      ...stopping(['D', 'B'], '11:00', '13:00'),
      code: 'conflict',
    });
    await stop(['B'], '12:00', '13:00');
    await stop(null, '10:00', '13:00');
    await askRefused(running, 'stopMovements', { ...stopping(null, '09:00', '10:01'), code: 'conflict' });
    const { prisons } = (await ask(running, 'listMovementStops', prison.by())).value;
    expect(prisons[0]?.stops.map(({ wings }) => wings)).to.have.deep.members([['B'], ['C'], ['B'], null]);
  });

  it('does not stop two of one wing that are asked for at once', async () => {
    const answers = await Promise.allSettled([stop(['B']), stop(['B'])]);
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
  });

  it('names the wings on which patients are known to be', async () => {
    for (const wing of ['10', 'B', '9', 'B', null]) await referOn(wing);
    const { prisons } = (await ask(running, 'listMovementStops', prison.by())).value;
    expect(prisons.map(({ wings }) => wings)).to.deep.equal([['9', '10', 'B']]);
    const body = { ...stopping(null).body, wings: [] };
    await askRefused(running, 'stopMovements', { ...stopping(null), body, code: 'invalid' });
  });
});
