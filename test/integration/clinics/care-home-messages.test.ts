import { expect } from 'chai';
import { addDays, instantOf } from '../../../domain/rota/wall-clock.ts';
import { OpenPlace } from '../../support/at-home.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { ask } from '../../support/rest-client.ts';

describe('a care home, in which nobody has an account', () => {
  let post: ClinicPost;

  before(async () => {
    post = await ClinicPost.create();
  });

  after(() => post[Symbol.asyncDispose]());

  it('is rung by the booking clerks of what they have booked, and of what is to come', async () => {
    const stage = await ClinicStage.create(post.running);
    await post.query(`update families set expires_at = expires_at + interval '60 days'`);
    const home = await OpenPlace.create(stage, 'care-home');
    const stationId = await stage.addStation(home.siteId);
    await post.query(`update stations set device_digest = id::text, enrolled_at = now() where id = $1`, [
      stationId,
    ]);
    const booking = await home.book('11:35', await home.refer());
    const tasks = async () => {
      const { value } = await ask(post.running, 'listClinicTasks', { token: stage.booker.newToken() });
      return value.tasks.map(({ taskId, kind, siteId, bookingId }) => ({ taskId, kind, siteId, bookingId }));
    };
    const [first, ...others] = await tasks();
    expect(others).to.deep.equal([]);
    const { bookingId } = booking;
    expect(first).to.deep.include({ kind: 'not-reached', siteId: null, bookingId });
    const params = { taskId: first?.taskId ?? ('' as never) };
    await ask(post.running, 'finishClinicTask', { token: stage.booker.newToken(), params });

    post.waitUntil(instantOf(`${addDays(stage.date, -1)}T23:00`));
    await post.remind();
    expect((await tasks()).map(({ kind, siteId }) => ({ kind, siteId }))).to.deep.equal([
      { kind: 'not-reached', siteId: null },
    ]);
  });

  it('is rung when the clinic is cancelled', async () => {
    const stage = await ClinicStage.create(post.running);
    const home = await OpenPlace.create(stage, 'care-home');
    const stationId = await stage.addStation(home.siteId);
    await post.query(`update stations set device_digest = id::text, enrolled_at = now() where id = $1`, [
      stationId,
    ]);
    const booking = await home.book('11:35', await home.refer());
    const { bookingId } = booking;
    const asking = { token: stage.booker.newToken(), params: { sessionId: stage.sessionId } };
    await ask(post.running, 'cancelClinicSession', {
      ...asking,
      body: { code: 'session-cancelled', text: null },
    });
    const { value } = await ask(post.running, 'listClinicTasks', { token: stage.booker.newToken() });
    const ofBooking = value.tasks.filter((task) => task.bookingId === bookingId);
    expect(ofBooking.map(({ kind }) => kind)).to.deep.equal(['not-reached']);
    // Of what holds now, once: that it was booked is told with it.
    expect(ofBooking[0]?.untold).to.deep.equal({
      ...{ side: 'prison', kind: 'session-cancelled', whom: 'Ash House' },
      startsAt: stage.at('11:35'),
      endsAt: booking.endsAt,
    });
    expect(ofBooking[0]?.patient?.name).to.equal('Ann Example');
  });
});
