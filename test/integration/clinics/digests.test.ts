import { expect } from 'chai';
import type { DeliveryId } from '../../../domain/ids.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';

describe('an e-mail about several bookings that the mail server does not take', () => {
  let post: ClinicPost;
  let stage: ClinicStage;

  before(async () => {
    // A circuit that has opened is tried again at once.
    post = await ClinicPost.create({ times: { timeoutMs: 5000, openForMs: 1 } });
  });

  /** The clerk has had one e-mail, and three more bookings wait for the next. */
  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
    post.mail.treat('accept');
    await stage.book('09:05');
    await post.deliver();
    for (const clock of ['09:35', '10:05', '10:35']) await stage.book(clock);
    await post.deliver();
    post.running.clock.forward(10 * 60_000);
  });

  after(() => post[Symbol.asyncDispose]());

  const toClerk = () =>
    post.query<{ id: DeliveryId; state: string; attempts: number }>(
      `select id, state, attempts from deliveries where person_id = $1 and state <> 'delivered' order by id`,
      [stage.booker.personId],
    );

  /** As if each were sent by a worker of its own, all at one moment. */
  const everyWorker = async () => {
    const due = await toClerk();
    await Promise.all(due.map(({ id }) => post.deliverOne(id)));
  };

  const subjects = () => post.to(stage.booker).map((mail) => /Subject: (.*)\r\n/.exec(mail)?.[1]);

  it('is sent again as one, once', async () => {
    post.mail.treat('busy');
    await post.deliver();
    expect(subjects()).to.deep.equal(['A video clinic was booked']);
    expect((await toClerk()).map(({ attempts }) => attempts)).to.deep.equal([1, 1, 1]);
    post.mail.treat('accept');
    post.running.clock.forward(1000);
    await post.deliver();
    await post.deliver();
    expect(subjects()).to.deep.equal(['A video clinic was booked', '3 video clinics were booked']);
    expect(await toClerk()).to.deep.equal([]);
  });

  it('is sent again as one with what has been booked meanwhile, also once it is late', async () => {
    post.mail.treat('busy');
    for (let tries = 1; tries <= 5; tries += 1) {
      await post.deliver();
      post.running.clock.forward(30_000);
    }
    const late = (await toClerk()).map(({ state, attempts }) => [state, attempts]);
    expect(late).to.deep.equal(Array.from({ length: 3 }, () => ['late', 5]));
    post.mail.treat('accept');
    await post.deliver();
    expect(subjects()).to.deep.equal(['A video clinic was booked', '3 video clinics were booked']);
    expect(await toClerk()).to.deep.equal([]);
  });

  it('is one where several workers come upon its parts at one moment', async () => {
    post.mail.treat('busy');
    const { tries } = post.mail;
    await everyWorker();
    // A try is made twice, a moment apart.
    expect(post.mail.tries - tries).to.equal(2);
    post.mail.treat('accept');
    post.running.clock.forward(1000);
    await everyWorker();
    expect(subjects()).to.deep.equal(['A video clinic was booked', '3 video clinics were booked']);
    expect(await toClerk()).to.deep.equal([]);
  });
});
