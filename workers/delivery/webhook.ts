import { createHmac } from 'node:crypto';
import type { Message, Recipient } from '../../domain/escalation/escalation-port.ts';
import { post } from './post.ts';

export type WebhookSettings = { url: string; secret: string };

/**
 * Posts a message to a gateway of the organisation's own, which reaches the person in its own way. The signature is
 * over the time and the body, so that neither can be changed and an old one cannot be sent again.
 */
export function webhook({ url, secret }: WebhookSettings, now: () => Date) {
  return (to: Recipient & { channel: 'webhook' }, message: Message, signal: AbortSignal): Promise<void> => {
    const { deliveryId, subject, text } = message;
    const { email, phone } = to;
    const body = JSON.stringify({ deliveryId, to: { email, phone }, subject, text, url: message.url });
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
