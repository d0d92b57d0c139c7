import type { Message } from '../../domain/escalation/escalation-port.ts';
import { post } from './post.ts';

export type TelephoneSettings = { baseUrl: string; account: string; token: string; from: string };

/**
 * SMS and voice by a provider with the interface of Twilio: a form to `Messages.json` or `Calls.json` of an account,
 * with the account and its token as basic authentication.
 */
export function telephone({ baseUrl, account, token, from }: TelephoneSettings) {
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
    sms: (phone: string, { text, url }: Message, signal: AbortSignal) =>
      send('Messages', { To: phone, Body: url === null ? text : `${text} Open Bedside: ${url}` }, signal),
    voice: (phone: string, message: Message, signal: AbortSignal) =>
      send('Calls', { To: phone, Twiml: spoken(message) }, signal),
  };
}

/** Said twice, because whoever is woken by it does not hear the first words. */
function spoken({ text, url }: Message): string {
  const words = escaped(`This is Bedside. ${text}${url === null ? '' : ' Please open Bedside now.'}`);
  return `<Response><Say language="en-GB" loop="2">${words}</Say></Response>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>]/g, (sign) => entities[sign] ?? '');
}
