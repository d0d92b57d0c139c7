import { expect } from 'chai';
import { isPushService } from '../../../domain/escalation/push.ts';
import { messageOf, stillWanted } from '../../../domain/escalation/wording.ts';
import type { DeliveryId } from '../../../domain/ids.ts';

const about = {
  deliveryId: 'the-delivery' as DeliveryId,
  publicUrl: 'https://bedside.example',
  now: new Date('2027-01-01T02:03:30Z'),
};

describe('what a message says', () => {
  it('names the site and how long the call has waited, and nothing else', () => {
    const placedAt = new Date('2027-01-01T02:00:00Z');
    const message = messageOf({ kind: 'call', siteName: 'Rose House', placedAt, unanswered: true }, about);
    expect(message).to.deep.equal({
      deliveryId: 'the-delivery',
      subject: 'A call is waiting',
      text: 'A call at Rose House has waited 3 minutes and nobody has answered.',
      url: 'https://bedside.example/clinician?delivery=the-delivery',
    });
  });

  it('tells a site that was cut off what to do there, and leads to the page of its stations', () => {
    const message = messageOf({ kind: 'call-back', siteName: 'Rose House', open: true }, about);
    expect(message.text).to.include('from Rose House was cut off').and.to.include('Call 999');
    expect(message.url).to.equal('https://bedside.example/station');
  });

  it('asks a site whose visit has lost its sound to stay by the telephone, and to open nothing', () => {
    const message = messageOf({ kind: 'visit', siteName: 'Rose House', open: true }, about);
    expect(message.text).to.include('at Rose House').and.to.include('stay near this telephone');
    expect(message.url).to.equal(null);
    expect(stillWanted({ kind: 'visit', siteName: 'Rose House', open: false })).to.equal(false);
  });

  it('names the queue of a gap in the rota, and its times as clocks in London show them', () => {
    const gap = { from: '2027-07-01T21:00:00Z', until: '2027-07-02T05:30:00Z', onBreak: 0, open: true };
    const ofQueue = { kind: 'notice', notice: 'cover-gap', queueName: 'Care homes' } as const;
    const { text } = messageOf({ ...ofQueue, ...gap }, about);
    expect(text).to.include('Nobody is on the rota of Care homes ');
    expect(text).to.include('22:00');
    expect(text).to.include('06:30');
  });

  it('says of people on call whether they are on a break, where a call would find nobody', () => {
    const nobody = {
      kind: 'notice',
      notice: 'nobody-on-call',
      queueName: null,
      from: null,
      until: null,
      open: true,
    } as const;
    expect(messageOf({ ...nobody, onBreak: 0 }, about).subject).to.equal('Nobody is on call');
    const { subject, text } = messageOf({ ...nobody, onBreak: 2 }, about);
    expect(subject).to.equal('Everybody on call is on a break');
    expect(text).to.equal('Everybody who is on call is on a break now, and a call would find nobody.');
  });

  it('is not sent any more once the call has been answered or the notice seen', () => {
    const call = { kind: 'call', siteName: 'Rose House', placedAt: about.now } as const;
    expect(stillWanted({ ...call, unanswered: false })).to.equal(false);
    const notice = {
      kind: 'notice',
      notice: 'missed-twice',
      queueName: null,
      from: null,
      until: null,
      onBreak: 0,
    } as const;
    expect(stillWanted({ ...notice, open: false })).to.equal(false);
    expect(stillWanted({ ...notice, open: true })).to.equal(true);
    expect(stillWanted({ kind: 'call-back', siteName: 'Rose House', open: false })).to.equal(false);
  });
});

describe('where web push may be sent', () => {
  const services = ['https://fcm.googleapis.com', 'https://*.push.apple.com'];
  const cases: [string, boolean][] = [
    ['https://fcm.googleapis.com/fcm/send/abc', true],
    ['https://web.push.apple.com/abc', true],
    ['https://push.apple.com/abc', false],
    ['https://evilpush.apple.com.example/abc', false],
    ['https://xpush.apple.com/abc', false],
    ['http://web.push.apple.com/abc', false],
    ['https://web.push.apple.com:8443/abc', false],
    ['https://127.0.0.1/abc', false],
    ['https://fcm.googleapis.com@10.0.0.1/abc', false],
    ['not an address', false],
  ];
  for (const [endpoint, allowed] of cases) {
    it(`${allowed ? 'allows' : 'refuses'} ${endpoint}`, () => {
      expect(isPushService(endpoint, services)).to.equal(allowed);
    });
  }
});
