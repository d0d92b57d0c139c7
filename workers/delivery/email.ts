import { createTransport } from 'nodemailer';
import type { Message } from '../../domain/escalation/escalation-port.ts';
import { NotSent } from './policy.ts';

export type MailSettings = { smtpUrl: string; from: string; timeoutMs: number };

/** Plain text over SMTP, with a new connection for each message: they are few, and a pooled connection may be dead. */
export function email({ smtpUrl, from, timeoutMs }: MailSettings) {
  const times = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url: smtpUrl, ...times });
  return {
    async send(address: string, { deliveryId, subject, text, url, calendar }: Message): Promise<void> {
      try {
        await transport.sendMail({
          from: { name: 'Bedside', address: from },
          to: { name: '', address },
          subject,
          // The same for each attempt: a mail box that gets it twice can tell.
          messageId: `<${deliveryId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          text: url === null ? `${text}\n` : `${text}\n\nOpen Bedside: ${url}\n`,
          // The part says what the content says: the library writes another method of its own otherwise.
          ...(calendar && {
            icalEvent: { method: calendar.method, filename: 'booking.ics', content: calendar.text },
          }),
        });
      } catch (error) {
        throw notSent(error);
      }
    },
    close: () => {
      transport.close();
    },
  };
}

/** SMTP: 5xx is permanent, 4xx is temporary; without a reply the server was not reached. */
function notSent(error: unknown): NotSent {
  const reply = property(error, 'responseCode');
  if (typeof reply === 'number') {
    return new NotSent(`smtp-${String(reply)}`, { permanent: reply >= 500, cause: error });
  }
  const envelope = property(error, 'code') === 'EENVELOPE';
  return new NotSent(envelope ? 'bad-address' : 'unreachable', { permanent: envelope, cause: error });
}

function property(error: unknown, key: string): unknown {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined;
}
