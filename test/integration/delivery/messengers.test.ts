import { createHmac, createPublicKey } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import jsonwebtoken from 'jsonwebtoken';
import type { DeliveryConfig } from '../../../config/delivery.ts';
import type { Message, Recipient, Sent } from '../../../domain/escalation/escalation-port.ts';
import type { DeliveryId } from '../../../domain/ids.ts';
import { ConfiguredMessengers } from '../../../workers/delivery/messengers.ts';
import { defaultTimes } from '../../../workers/delivery/policy.ts';
import { eventually } from '../../support/eventually.ts';
import { HttpEndpoint } from '../../support/http-endpoint.ts';
import { MailServer } from '../../support/mail-server.ts';
import { PushBrowser, vapidKeyFile } from '../../support/push-browser.ts';

const message: Message = {
  deliveryId: '00000000-0000-4000-8000-000000000001' as DeliveryId,
  subject: 'A call is waiting',
  text: 'A call at Rose & Thorn has waited 3 minutes and nobody has answered.',
  url: 'https://bedside.example/clinician?delivery=00000000-0000-4000-8000-000000000001',
};
const clock = { now: () => new Date('2027-01-01T02:00:00Z') };
const secret = 'a-secret-of-the-webhook';
const sms: Recipient = { channel: 'sms', phone: '+441632960001' };
const hook: Recipient = { channel: 'webhook', email: 'a@example.org', phone: null };
const mail: Recipient = { channel: 'email', address: 'manager@example.org' };
const delivered: Sent = { result: 'delivered' };

function failed(code: string, permanent = false): Sent {
  return { result: 'failed', permanent, code };
}

/** An address at which nobody listens. */
async function nobodyThere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${String(port)}`;
}

describe('the messengers', () => {
  let http: HttpEndpoint;
  let smtp: MailServer;
  let owned: AsyncDisposableStack;
  let key: string;

  beforeEach(async () => {
    owned = new AsyncDisposableStack();
    http = owned.use(await HttpEndpoint.open());
    smtp = owned.use(await MailServer.open());
    key = owned.use(await vapidKeyFile()).file;
  });
  afterEach(() => owned.disposeAsync());

  /** As patient as the service is, so that a busy machine is not taken for a provider that hangs. */
  async function open(
    change: Partial<DeliveryConfig> = {},
    { timeoutMs = defaultTimes.timeoutMs }: { timeoutMs?: number } = {},
  ): Promise<ConfiguredMessengers> {
    const delivery: DeliveryConfig = {
      channels: ['push', 'email', 'sms', 'voice', 'webhook'],
      push: { keyFile: key, contact: 'mailto:operations@example.org', services: [http.url] },
      mail: { smtpUrl: smtp.url, from: 'bedside@example.org' },
      telephone: { baseUrl: http.url, account: 'AC1', token: 'the-token', from: '+441632960000' },
      webhook: { url: `${http.url}/hook`, secret },
      ...change,
    };
    const messengers = await ConfiguredMessengers.create({
      delivery,
      clock,
      times: { timeoutMs, openForMs: 400 },
    });
    owned.defer(() => {
      messengers.close();
    });
    return messengers;
  }

  it('sends an SMS as Twilio takes it', async () => {
    expect(await (await open()).send(sms, message)).to.deep.equal(delivered);
    const [request] = http.to('/2010-04-01/Accounts/AC1/Messages.json');
    expect(request?.headers.authorization).to.equal(`Basic ${btoa('AC1:the-token')}`);
    expect(Object.fromEntries(new URLSearchParams(request?.body.toString()))).to.deep.equal({
      From: '+441632960000',
      To: '+441632960001',
      Body: `${message.text} Open Bedside: ${message.url}`,
    });
  });

  it('sends as E.164 what was kept as people write it, and says of what nobody can dial that it was not sent', async () => {
    const messengers = await open();
    for (const phone of ['01632 960001', '+44 (0)1632 960001']) {
      expect(await messengers.send({ channel: 'sms', phone }, message)).to.deep.equal(delivered);
      expect(await messengers.send({ channel: 'voice', phone }, message)).to.deep.equal(delivered);
    }
    const sent = [
      ...http.to('/2010-04-01/Accounts/AC1/Messages.json'),
      ...http.to('/2010-04-01/Accounts/AC1/Calls.json'),
    ];
    const numbers = sent.map(({ body }) => new URLSearchParams(body.toString()).get('To'));
    expect(numbers).to.deep.equal(Array.from({ length: 4 }, () => '+441632960001'));
    const nobody = await messengers.send({ channel: 'voice', phone: '999' }, message);
    expect(nobody).to.deep.equal(failed('no-such-number', true));
    expect(http.to('/2010-04-01/Accounts/AC1/Calls.json')).to.have.length(2);
  });

  it('has a telephone say it, with what is markup taken for words', async () => {
    await (await open()).send({ channel: 'voice', phone: '+441632960001' }, message);
    const [request] = http.to('/2010-04-01/Accounts/AC1/Calls.json');
    const said = new URLSearchParams(request?.body.toString()).get('Twiml');
    expect(said).to.include('A call at Rose &amp; Thorn has waited 3 minutes');
    expect(said).not.to.include('https:');
  });

  it('signs what it posts to a webhook', async () => {
    await (await open()).send(hook, message);
    const [request] = http.to('/hook');
    const body = request?.body.toString() ?? '';
    const signature = String(request?.headers['x-bedside-signature']);
    const at = String(clock.now().getTime() / 1000);
    const digest = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    expect(signature).to.equal(`t=${at},v1=${digest}`);
    expect(JSON.parse(body)).to.deep.equal({ ...message, to: { email: 'a@example.org', phone: null } });
  });

  it('encrypts a push for its browser and signs it with the key of this service', async () => {
    const browser = new PushBrowser(`${http.url}/push/1`);
    const { subscription } = browser;
    expect(await (await open()).send({ channel: 'push', subscription }, message)).to.deep.equal(delivered);
    const [request] = http.to('/push/1');
    expect(browser.read(request?.body ?? Buffer.of())).to.deep.equal(message);
    const [, token = ''] = /^vapid t=([^,]+)/.exec(request?.headers.authorization ?? '') ?? [];
    const publicKey = createPublicKey(await readFile(key)).export({ type: 'spki', format: 'pem' });
    const claims = jsonwebtoken.verify(token, publicKey, { algorithms: ['ES256'], audience: http.url });
    expect(claims).to.include({ sub: 'mailto:operations@example.org' });
    expect(request?.headers).to.include({ 'content-encoding': 'aes128gcm', urgency: 'high' });
  });

  it('tells a subscription that has gone from other refusals', async () => {
    const messengers = await open();
    const { subscription } = new PushBrowser(`${http.url}/push/1`);
    http.plan(410, 404, 403);
    expect(await messengers.send({ channel: 'push', subscription }, message)).to.deep.equal(
      failed('gone', true),
    );
    expect(await messengers.send({ channel: 'push', subscription }, message)).to.deep.equal(
      failed('gone', true),
    );
    expect(await messengers.send({ channel: 'push', subscription }, message)).to.deep.equal(
      failed('http-403', true),
    );
  });

  it('asks no address that is no push service, whatever a browser has said', async () => {
    const messengers = await open({
      push: { keyFile: key, contact: 'mailto:a@example.org', services: ['https://push.example'] },
    });
    const { subscription } = new PushBrowser(`${http.url}/push/1`);
    const sent = await messengers.send({ channel: 'push', subscription }, message);
    expect(sent).to.deep.equal(failed('no-push-service', true));
    expect(http.received).to.deep.equal([]);
  });

  it('hands an e-mail to a real mail server', async () => {
    expect(await (await open()).send(mail, message)).to.deep.equal(delivered);
    const [received] = smtp.received;
    expect(received?.to).to.deep.equal(['manager@example.org']);
    expect(received?.content)
      .to.include('Subject: A call is waiting')
      .and.to.include('From: Bedside <bedside@')
      // So that a mail box which gets it twice can tell.
      .and.to.include(`Message-ID: <${message.deliveryId}@`);
  });

  it('knows a mail server’s refusal from its being busy', async () => {
    const messengers = await open();
    smtp.treat('refuse');
    expect(await messengers.send(mail, message)).to.deep.equal(failed('smtp-550', true));
    expect(smtp.tries).to.equal(1);
    smtp.treat('busy');
    expect(await messengers.send(mail, message)).to.deep.equal(failed('smtp-451'));
    expect(smtp.tries).to.equal(3);
  });

  it('asks a provider that fails once more, and no more than that', async () => {
    const messengers = await open();
    http.plan(500);
    expect(await messengers.send(sms, message)).to.deep.equal(delivered);
    http.plan(500, 503);
    expect(await messengers.send(sms, message)).to.deep.equal(failed('http-503'));
    expect(http.received).to.have.length(4);
  });

  it('does not repeat what was refused, but too many and too slow pass', async () => {
    const messengers = await open();
    http.plan(400);
    expect(await messengers.send(sms, message)).to.deep.equal(failed('http-400', true));
    http.plan(429, 408);
    expect(await messengers.send(sms, message)).to.deep.equal(failed('http-408'));
    http.plan(302);
    expect(await messengers.send(sms, message)).to.deep.equal(failed('http-302', true));
  });

  it('gives up on a provider that hangs, and does not ask it twice', async () => {
    const messengers = await open({}, { timeoutMs: 1000 });
    http.plan('hang');
    expect(await messengers.send(sms, message)).to.deep.equal(failed('timed-out'));
    expect(http.received).to.have.length(1);
    smtp.plan('hang');
    expect(await messengers.send(mail, message)).to.deep.equal(failed('timed-out'));
  });

  it('says so when nobody is there', async () => {
    const address = await nobodyThere();
    const messengers = await open({
      mail: { smtpUrl: `smtp://${address}`, from: 'bedside@example.org' },
      webhook: { url: `http://${address}/`, secret },
    });
    expect(await messengers.send(mail, message)).to.deep.equal(failed('unreachable'));
    expect(await messengers.send(hook, message)).to.deep.equal(failed('unreachable'));
  });

  it('leaves a failing provider alone for a while, each channel by itself, and takes it up again', async () => {
    const messengers = await open();
    http.treat(500);
    await messengers.send(sms, message);
    await messengers.send(sms, message);
    expect(await messengers.send(sms, message)).to.deep.equal(failed('circuit-open'));
    const asked = http.received.length;
    expect(asked).to.equal(5);
    expect(await messengers.send(sms, message)).to.deep.equal(failed('circuit-open'));
    expect(http.received.length, 'an open circuit asks nobody').to.equal(asked);
    http.treat(201);
    expect(await messengers.send(hook, message), 'another channel').to.deep.equal(delivered);
    await eventually(async () => {
      const { result } = await messengers.send(sms, message);
      return result === 'delivered' ? undefined : 'the circuit is still open';
    });
  });

  it('does not take refusals of single messages for a failing provider', async () => {
    const messengers = await open();
    http.treat(400);
    for (let n = 0; n < 10; n += 1) {
      expect(await messengers.send(sms, message)).to.deep.equal(failed('http-400', true));
    }
  });

  it('answers for a channel that is not configured', async () => {
    const messengers = await ConfiguredMessengers.create({ delivery: { channels: [] }, clock });
    expect(await messengers.send(sms, message)).to.deep.equal(failed('not-configured', true));
  });
});
