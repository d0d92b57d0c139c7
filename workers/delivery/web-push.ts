import webpush from 'web-push';
import { isPushService } from '../../domain/escalation/push.ts';
import type { Message, PushSubscription } from '../../domain/escalation/escalation-port.ts';
import { NotSent } from './policy.ts';
import { post } from './http.ts';

export type PushSettings = {
  /** Base64url, as VAPID has them. */
  publicKey: string;
  privateKey: string;
  contact: string;
  services: readonly string[];
};

/** A call that has waited longer than this has gone on to later steps; a late message would only alarm. */
const keepForSeconds = 300;
const gone = [404, 410];

/** Web push: encrypted for the browser, signed with our VAPID key. A subscription that has ended is `gone`. */
export function webPush({ publicKey, privateKey, contact, services }: PushSettings) {
  return async (subscription: PushSubscription, message: Message, signal: AbortSignal): Promise<void> => {
    const { endpoint, ...keys } = subscription;
    if (!isPushService(endpoint, services)) {
      throw new NotSent('no-push-service', { permanent: true });
    }
    const { headers, body } = requestFor({ endpoint, keys }, message);
    try {
      await post({ url: endpoint, headers, body, signal });
    } catch (error) {
      throw error instanceof NotSent && gone.some((status) => error.code === `http-${String(status)}`)
        ? new NotSent('gone', { permanent: true, cause: error })
        : error;
    }
  };

  function requestFor(to: webpush.PushSubscription, { deliveryId, subject, text, url }: Message) {
    try {
      const details = webpush.generateRequestDetails(to, JSON.stringify({ deliveryId, subject, text, url }), {
        vapidDetails: { subject: contact, publicKey, privateKey },
        TTL: keepForSeconds,
        urgency: 'high',
      });
      const headers = Object.entries(details.headers).map(([name, value]) => [name, value] as const);
      return { headers: Object.fromEntries(headers), body: new Uint8Array(details.body) };
    } catch (error) {
      // The browser's own keys are at fault: nothing can be encrypted for them.
      throw new NotSent('bad-subscription', { permanent: true, cause: error });
    }
  }
}
