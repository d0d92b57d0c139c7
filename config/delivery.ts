import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { allOrNone, type Values } from './all-or-none.ts';

/** Both base64url: the public one is the uncompressed point, as browsers want it. */
export type VapidKeys = { publicKey: string; privateKey: string };

/** Reads the P-256 key that names this service to push services (RFC 8292). */
export async function readVapidKeys(keyFile: string): Promise<VapidKeys> {
  const { crv, x, y, d } = createPrivateKey(await readFile(keyFile)).export({ format: 'jwk' });
  if (crv !== 'P-256' || x === undefined || y === undefined || d === undefined) {
    throw new Error('the key of web push must be a P-256 private key');
  }
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { publicKey: point.toString('base64url'), privateKey: d };
}

/** The outside ways of reaching people; each is there only when it has been configured. */
export type DeliveryConfig = Readonly<{
  /** What is there, as the rules name it. */
  channels: readonly ('push' | 'email' | 'sms' | 'voice' | 'webhook')[];
  push?: Readonly<{
    /** A PEM file with the P-256 private key that names this service to push services (VAPID). */
    keyFile: string;
    /** Whom a push service turns to when something is wrong with what we send. */
    contact: string;
    /** Origins to which we send; `https://*.example.org` is every host below it. */
    services: readonly string[];
  }>;
  mail?: Readonly<{ smtpUrl: string; from: string }>;
  /** A provider of SMS and voice with the interface of Twilio. */
  telephone?: Readonly<{ baseUrl: string; account: string; token: string; from: string }>;
  webhook?: Readonly<{ url: string; secret: string }>;
}>;

/** @throws ConfigError when a way of reaching people is configured by half. */
export function shapeDelivery(values: Values, publicUrl: string): DeliveryConfig {
  const mail = allOrNone(values, ['BEDSIDE_SMTP_URL', 'BEDSIDE_MAIL_FROM'], ([smtpUrl, from]) => ({
    smtpUrl,
    from,
  }));
  const telephone = allOrNone(
    values,
    ['BEDSIDE_TWILIO_ACCOUNT', 'BEDSIDE_TWILIO_TOKEN', 'BEDSIDE_TWILIO_FROM'],
    ([account, token, from]) => ({ baseUrl: values.BEDSIDE_TWILIO_URL, account, token, from }),
  );
  const webhook = allOrNone(values, ['BEDSIDE_WEBHOOK_URL', 'BEDSIDE_WEBHOOK_SECRET'], ([url, secret]) => ({
    url,
    secret,
  }));
  const push = values.BEDSIDE_VAPID_KEY_FILE !== undefined && {
    keyFile: values.BEDSIDE_VAPID_KEY_FILE,
    contact: values.BEDSIDE_PUSH_CONTACT ?? contactFrom(publicUrl),
    services: values.BEDSIDE_PUSH_SERVICES,
  };
  return {
    channels: [
      ...(push ? (['push'] as const) : []),
      ...(mail ? (['email'] as const) : []),
      ...(telephone ? (['sms', 'voice'] as const) : []),
      ...(webhook ? (['webhook'] as const) : []),
    ],
    ...(push && { push }),
    ...(mail && { mail }),
    ...(telephone && { telephone }),
    ...(webhook && { webhook }),
  };
}

/** Push services take an https address or an e-mail address, and some refuse localhost. */
function contactFrom(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? publicUrl : 'mailto:nobody@bedside.invalid';
}
