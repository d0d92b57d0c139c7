import { type DeliveryConfig, readVapidKeys } from '../../config/delivery.ts';
import type { Message, Messengers, Recipient, Sent } from '../../domain/escalation/escalation-port.ts';
import type { Clock } from '../../domain/ports.ts';
import { email } from './email.ts';
import { defaultTimes, guarded, type Guarded, type PolicyTimes } from './policy.ts';
import { telephone, webhook } from './http.ts';
import { webPush } from './web-push.ts';

type Send<C extends Recipient['channel']> = (
  to: Extract<Recipient, { channel: C }>,
  message: Message,
  signal: AbortSignal,
) => Promise<void>;
type Channels = { [C in Recipient['channel']]?: Send<C> };

const notConfigured: Sent = { result: 'failed', permanent: true, code: 'not-configured' };

/** Every configured channel, each with its own policy, and so its own circuit breaker. */
export class ConfiguredMessengers implements Messengers {
  readonly #channels: Channels;
  readonly #guards: Readonly<Record<Recipient['channel'], Guarded>>;
  readonly #close: () => void;

  private constructor(parts: { channels: Channels; times: PolicyTimes; close: () => void }) {
    this.#channels = parts.channels;
    const guard = () => guarded(parts.times);
    this.#guards = { push: guard(), email: guard(), sms: guard(), voice: guard(), webhook: guard() };
    this.#close = parts.close;
  }

  /** Reads the key of web push, if there is one. */
  static async create(options: {
    delivery: DeliveryConfig;
    clock: Clock;
    /** Where this service is reached, for receipts of texts; without it none are asked for. */
    publicUrl?: string;
    times?: PolicyTimes;
  }): Promise<ConfiguredMessengers> {
    const { delivery, clock, publicUrl, times = defaultTimes } = options;
    const { push, mail, telephone: provider, webhook: gateway } = delivery;
    const pushed = push && webPush({ ...push, ...(await readVapidKeys(push.keyFile)) });
    const mailer = mail && email({ ...mail, timeoutMs: times.timeoutMs });
    const receiptsUrl = publicUrl === undefined ? undefined : `${publicUrl}/api/message-receipts`;
    const phone = provider && telephone(provider, receiptsUrl);
    const hook = gateway && webhook(gateway, () => clock.now());
    const channels: Channels = {
      ...(pushed && { push: ({ subscription }, message, signal) => pushed(subscription, message, signal) }),
      ...(mailer && { email: ({ address }, message) => mailer.send(address, message) }),
      ...(phone && {
        sms: (to, message, signal) => phone.sms(to.phone, message, signal),
        voice: (to, message, signal) => phone.voice(to.phone, message, signal),
      }),
      ...(hook && { webhook: hook }),
    };
    return new ConfiguredMessengers({ channels, times, close: () => mailer?.close() });
  }

  send(to: Recipient, message: Message): Promise<Sent> {
    // Each channel takes recipients of its own kind; the compiler cannot follow that through the index.
    const send = this.#channels[to.channel] as Send<Recipient['channel']> | undefined;
    return send === undefined
      ? Promise.resolve(notConfigured)
      : this.#guards[to.channel]((signal) => send(to, message, signal));
  }

  close(): void {
    this.#close();
  }
}
