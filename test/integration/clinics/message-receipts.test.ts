import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { DeliveryId } from '../../../domain/ids.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { Prison } from '../../support/prison.ts';
import { ask } from '../../support/rest-client.ts';
import { permanentFailure, temporaryFailure, TextProvider } from '../../support/text-provider.ts';

const secret = 'a-secret-of-the-webhook';

describe('what providers say came of messages about bookings', () => {
  let post: ClinicPost;
  let stage: ClinicStage;
  let prison: Prison;
  let booking: BookingView;

  before(async () => {
    post = await ClinicPost.create({
      withTexts: true,
      env: { BEDSIDE_WEBHOOK_URL: 'http://127.0.0.1:9/', BEDSIDE_WEBHOOK_SECRET: secret },
    });
  });

  beforeEach(async () => {
    // What an earlier test has left is none of the next one’s.
    await post.texts.report();
    stage = await ClinicStage.create(post.running);
    prison = new Prison(stage);
    // The clerk’s mailbox is full for good, so that only the text is left.
    post.mail.treat('refuse');
    booking = await stage.hold('09:05');
  });

  after(() => post[Symbol.asyncDispose]());

  async function book(phone: string): Promise<void> {
    await post.setPhone(stage.booker, phone);
    booking = await stage.confirm(booking);
    await post.query(
      `update deliveries set state = 'failed', error = 'unreachable' where channel = 'webhook' and organisation_id = $1`,
      [stage.organisationId],
    );
    await post.deliver();
  }

  const clerk = async () =>
    (await post.statesOf(booking.bookingId, stage.nurse)).filter((state) => state.includes('hospital'));
  const trail = async () => {
    const entries = await prison.entries('clinic-message.settled');
    return entries.filter(({ detail }) => detail['side'] === 'hospital').map(({ detail }) => detail['state']);
  };
  const texts = () => post.texts.texts.filter(({ body }) => body.includes(booking.bookingId));

  it('A45 counts a receipt once, however often it comes', async () => {
    await book('+447700900001');
    expect(await clerk()).to.deep.equal(['booked hospital sent']);
    await post.texts.report();
    expect(await clerk()).to.deep.equal(['booked hospital received']);
    const [text] = texts();
    if (text === undefined) throw new Error('no text was sent');
    const again = { MessageSid: 'SM1', MessageStatus: 'delivered' };
    expect(await TextProvider.receipt(text.receiptTo, again)).to.equal(200);
    const late = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30005' };
    expect(await TextProvider.receipt(text.receiptTo, late)).to.equal(200);
    expect(await clerk()).to.deep.equal(['booked hospital received']);
    expect(await trail()).to.deep.equal(['sent', 'received']);
    const receipts = await post.query(
      'select outcome from delivery_receipts r join deliveries d on d.id = r.delivery_id where d.organisation_id = $1',
      [stage.organisationId],
    );
    expect(receipts).to.deep.equal([{ outcome: 'received' }]);
  });

  it('A43 says “not told” of a number that does not exist, with a task until somebody of that side is reached', async () => {
    await book(permanentFailure);
    expect(await clerk()).to.deep.equal(['booked hospital sent']);
    expect(await post.texts.report()).to.deep.equal([200]);
    expect(await clerk()).to.deep.equal(['booked hospital failed']);
    expect((await post.read(booking.bookingId, stage.nurse)).notReached).to.deep.equal([
      'clinician',
      'hospital',
    ]);
    const [listed] = await prison.list(stage.booker);
    expect(listed?.notReached).to.deep.equal(['clinician', 'hospital']);
    expect(await post.tasks(stage.booker)).to.deep.equal(['not-reached', 'not-reached']);
    expect(await post.tasks(stage.nurse)).to.deep.equal([]);
    // Nothing is sent to that number again, and the next message that arrives ends the task.
    const sent = texts().length;
    await post.deliver();
    expect(texts()).to.have.length(sent);
    post.mail.treat('accept');
    const { bookingId, version } = booking;
    const body = { version, code: 'no-officer' as const, text: null };
    await ask(post.running, 'cancelBooking', { ...prison.by(), params: { bookingId }, body });
    await post.deliver();
    expect((await post.read(bookingId, stage.nurse)).notReached).to.deep.equal([]);
    expect(await post.tasks(stage.booker)).to.deep.equal([]);
    expect(await stage.trail('clinic-task')).to.include('clinic-task.done');
  });

  it('A43 sends again what could not be delivered for now, and not at once', async () => {
    await book(temporaryFailure);
    for (const [waits, state] of [
      [60_000, 'pending'],
      [300_000, 'pending'],
      [900_000, 'pending'],
      [1_800_000, 'failed'],
    ] as const) {
      const before = texts().length;
      expect(await post.texts.report()).to.deep.equal([200]);
      expect(await clerk()).to.deep.equal([`booked hospital ${state}`]);
      post.running.clock.forward(waits - 2000);
      await post.deliver();
      expect(texts(), `before ${String(waits)}`).to.have.length(before);
      post.running.clock.forward(2000);
      await post.deliver();
      expect(texts(), `after ${String(waits)}`).to.have.length(before + 1);
    }
    expect(await clerk()).to.deep.equal(['booked hospital sent']);
  });

  it('A43 counts a receipt that comes before the message is written down as taken', async () => {
    await book('+447700900001');
    const [row] = await post.query<{ id: DeliveryId }>(
      `update deliveries set state = 'pending', due_at = $2 where channel = 'sms' and organisation_id = $1 returning id`,
      [stage.organisationId, post.running.clock.now()],
    );
    if (row === undefined) throw new Error('no text was sent');
    // The second attempt is on its way while its receipt comes.
    const [text] = texts();
    const receiptTo = (text?.receiptTo ?? '').replace('attempt=1', 'attempt=2');
    await post.query('update deliveries set attempts = 2 where id = $1', [row.id]);
    const fields = { MessageSid: 'SM2', MessageStatus: 'failed', ErrorCode: '30005' };
    expect(await TextProvider.receipt(receiptTo, fields)).to.equal(200);
    await post.query('update deliveries set attempts = 1 where id = $1', [row.id]);
    await post.deliver();
    expect(await clerk()).to.deep.equal(['booked hospital failed']);
  });

  it('takes nothing that its provider has not signed', async () => {
    await book('+447700900001');
    const [text] = texts();
    if (text === undefined) throw new Error('no text was sent');
    const fields = { MessageSid: 'SM1', MessageStatus: 'delivered' };
    expect(await TextProvider.receipt(text.receiptTo, fields, { token: 'another' })).to.equal(401);
    expect(await fetch(text.receiptTo, { method: 'POST' }).then(({ status }) => status)).to.equal(401);
    expect(await clerk()).to.deep.equal(['booked hospital sent']);
    const unknown = text.receiptTo.replace(
      /deliveryId=[^&]+/,
      'deliveryId=00000000-0000-4000-8000-000000000000',
    );
    expect(await TextProvider.receipt(unknown, fields)).to.equal(404);
    const underway = { MessageSid: 'SM1', MessageStatus: 'sent' };
    expect(await TextProvider.receipt(text.receiptTo, underway)).to.equal(200);
    expect(await clerk()).to.deep.equal(['booked hospital sent']);
  });

  it('A45 takes the receipts of the organisation’s own gateway, signed as its messages are', async () => {
    await book('+447700900001');
    const [row] = await post.query<{ id: string }>(
      `update deliveries set state = 'delivered', error = null, attempts = 1
      where channel = 'webhook' and person_id = $1 returning id`,
      [stage.booker.personId],
    );
    const [sms] = await post.query<{ id: string }>(
      `select id from deliveries where channel = 'sms' and organisation_id = $1`,
      [stage.organisationId],
    );
    const body = JSON.stringify({ deliveryId: row?.id, outcome: 'received' });
    const give = async (at: number, key = secret, text = body) => {
      const digest = createHmac('sha256', key)
        .update(`${String(at)}.${text}`)
        .digest('hex');
      const response = await fetch(`${post.publicUrl}/api/message-receipts`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-bedside-signature': `t=${String(at)},v1=${digest}`,
        },
        body: text,
      });
      await response.body?.cancel();
      return response.status;
    };
    const now = Math.floor(post.running.clock.now().getTime() / 1000);
    expect(await give(now, 'another-secret-altogether')).to.equal(401);
    expect(await give(now - 301)).to.equal(401);
    expect(await give(now, secret, '{"deliveryId":"x"}')).to.equal(400);
    // What the gateway did not send, it knows nothing of.
    const ofText = JSON.stringify({ deliveryId: sms?.id, outcome: 'received' });
    expect(await give(now, secret, ofText)).to.equal(404);
    expect(await clerk()).to.deep.equal(['booked hospital sent']);
    expect([await give(now), await give(now)]).to.deep.equal([200, 200]);
    expect(await clerk()).to.deep.equal(['booked hospital received']);
    expect(await trail()).to.deep.equal(['sent', 'received']);
  });
});
