import { createHmac } from 'node:crypto';
import type { Message, Recipient } from '../../domain/escalation/escalation-port.ts';
import { telephones } from '../../process/telephones.ts';
import { NotSent } from './policy.ts';

export type Posting = {
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
};

/** Posts over HTTP and follows no redirection. Throws `NotSent` with the status as its code. */
export async function post({ url, headers, body, signal }: Posting): Promise<void> {
  const status = await statusOf({ url, headers, body, signal });
  if (status < 200 || status > 299) {
    throw new NotSent(`http-${String(status)}`, { permanent: isPermanent(status) });
  }
}

/** A refusal is permanent; time-outs, too many requests and the provider's own errors are temporary. */
export function isPermanent(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408 && status !== 429;
}

async function statusOf({ url, signal, ...rest }: Posting): Promise<number> {
  try {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', signal, ...rest });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    // An abort comes from the policy, which names it itself.
    if (signal.aborted) throw error;
    throw new NotSent('unreachable', { permanent: false, cause: error });
  }
}

export type WebhookSettings = { url: string; secret: string };

/**
 * Posts a message to a gateway of the organisation's own, which reaches the person in its own way. The signature is
 * over the time and the body, so that neither can be changed and an old one cannot be sent again.
 */
export function webhook({ url, secret }: WebhookSettings, now: () => Date) {
  return (to: Recipient & { channel: 'webhook' }, message: Message, signal: AbortSignal): Promise<void> => {
    const { deliveryId, subject, text, attempt } = message;
    const { email, phone } = to;
    // `undefined` is left out: only a message with an attempt wants a receipt.
    const body = JSON.stringify({
      deliveryId,
      attempt,
      to: { email, phone },
      subject,
      text,
      url: message.url,
    });
    const at = String(Math.floor(now().getTime() / 1000));
    const digest = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return post({
      url,
      headers: { 'content-type': 'application/json', 'x-bedside-signature': `t=${at},v1=${digest}` },
      body,
      signal,
    });
  };
}

export type TelephoneSettings = { baseUrl: string; account: string; token: string; from: string };

/**
 * SMS and voice by a provider with the interface of Twilio: a form to `Messages.json` or `Calls.json` of an account,
 * with the account and its token as basic authentication.
 */
export function telephone({ baseUrl, account, token, from }: TelephoneSettings, receiptsUrl?: string) {
  const send = (resource: 'Messages' | 'Calls', fields: Record<string, string>, signal: AbortSignal) =>
    post({
      url: `${baseUrl}/2010-04-01/Accounts/${account}/${resource}.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ From: from, ...fields }).toString(),
      signal,
    });
  return {
    sms: (phone: string, message: Message, signal: AbortSignal) => {
      const { text, url } = message;
      const body = { To: e164Of(phone), Body: url === null ? text : `${text} Open Bedside: ${url}` };
      return send('Messages', { ...body, ...receiptOf(message, receiptsUrl) }, signal);
    },
    voice: (phone: string, message: Message, signal: AbortSignal) =>
      send('Calls', { To: e164Of(phone), Twiml: spoken(message) }, signal),
  };
}

/** Numbers from before they were read where they are typed are kept as they were typed. */
function e164Of(phone: string): string {
  const number = telephones.read(phone);
  if (number === undefined) throw new NotSent('no-such-number', { permanent: true });
  return number.e164;
}

/** Where the provider is to say what came of it; the address carries which message and which attempt. */
function receiptOf({ deliveryId, attempt }: Message, receiptsUrl?: string): Record<string, string> {
  if (attempt === undefined || receiptsUrl === undefined) return {};
  return { StatusCallback: `${receiptsUrl}?deliveryId=${deliveryId}&attempt=${String(attempt)}` };
}

/** Repeated, because a person woken by it does not hear the first words. */
function spoken({ text, url }: Message): string {
  const words = escaped(`This is Bedside. ${text}${url === null ? '' : ' Please open Bedside now.'}`);
  return `<Response><Say language="en-GB" loop="2">${words}</Say></Response>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>]/g, (sign) => entities[sign] ?? '');
}
