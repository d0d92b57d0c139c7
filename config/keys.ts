import { availableParallelism } from 'node:os';
import { z } from 'zod';

/** Keys that scripts and tests use around the service; the service itself ignores them. */
export const keysOfScripts: readonly string[] = [
  'BEDSIDE_DATA',
  'BEDSIDE_CHROMIUM',
  'BEDSIDE_COTURN',
  'BEDSIDE_TEST_DATABASE_URL',
  'BEDSIDE_TEST_REDIS_URL',
];

function whole({ from, to }: { from: number; to: number }) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(from, `must be at least ${from}`).max(to, `must be at most ${to}`));
}

/** Browsers send a heartbeat every 5 s: with less, one lost beat and a slow moment would drop them. */
const leastGraceSeconds = 12;

/** An adult's record (Records Management Code of Practice 2021); the database refuses less, whatever is configured. */
const leastRetentionYears = 8;
/** A camera in two sizes and a microphone take 1.6 Mbit/s, and what was lost is sent again. */
const leastIncomingKbps = 2000;

function urlOf(schemes: readonly string[]) {
  return z.string().refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && url.hostname !== '' && schemes.includes(url.protocol);
    },
    `must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  );
}

const origin = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    const named = url !== null && ['https:', 'http:'].includes(url.protocol) && url.hostname !== '';
    return named && url.href === `${url.origin}/`;
  }, 'must be scheme, host and port only, such as https://bedside.example')
  .transform((text) => new URL(text).origin);

const port = whole({ from: 0, to: 65_535 });
const text = z.string().trim().min(1, 'must not be blank');
const ipAddress = z.union([z.ipv4(), z.ipv6()], 'must be an IP address, or several with commas between');

function listOf<T extends z.ZodType<unknown, string>>(item: T) {
  return z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(item));
}

// RFC 7065. A host name, an IPv4 address or an IPv6 address in brackets; `turns` is TLS, which runs over TCP only.
const turnUrl = z
  .string()
  .regex(
    /^(turn:(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?|turns:(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?(\?transport=tcp)?)$/i,
    'must be TURN URLs with commas between, such as turn:turn.example.org:3478?transport=udp',
  );
// A daemon on a machine, or on this one by its socket.
const clamdUrl = z
  .string()
  .refine(
    (text) =>
      URL.canParse(text) && /^(tcp:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+):\d{1,5}|unix:\/\S+)$/i.test(text),
    'must be tcp://HOST:PORT or unix:/PATH',
  );
const secret = z.string().min(16, 'must have at least 16 characters');
const wildOrigin = z.string().regex(/^https:\/\/\*(\.[a-z0-9-]+){2,}$/);

/** Every key that the service knows, as it stands in the environment. */
export const keys = {
  DATABASE_URL: urlOf(['postgres:', 'postgresql:']),
  REDIS_URL: urlOf(['redis:', 'rediss:']),
  BEDSIDE_REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/, 'must be lower-case letters, digits and hyphens')
    .default('bedside'),
  PORT: port.default(3000),
  HOST: text.default('127.0.0.1'),
  BEDSIDE_PUBLIC_URL: origin.optional(),
  BEDSIDE_ALLOWED_ORIGINS: listOf(origin).default([]),
  BEDSIDE_TRUST_PROXY: whole({ from: 0, to: 10 }).default(0),
  BEDSIDE_TOKEN_KEY_FILE: text,
  BEDSIDE_LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug')
    .default('info'),
  BEDSIDE_SFU_LISTEN_ADDRESS: listOf(ipAddress).default(['127.0.0.1']),
  BEDSIDE_SFU_ANNOUNCED_ADDRESS: listOf(text).optional(),
  BEDSIDE_SFU_FIRST_PORT: port.default(44_400),
  BEDSIDE_SFU_WORKERS: whole({ from: 1, to: 256 }).default(() => availableParallelism()),
  BEDSIDE_SFU_NODES: z.enum(['inside', 'separate'], 'must be inside or separate').default('inside'),
  BEDSIDE_SFU_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and hyphens')
    .default('home'),
  BEDSIDE_SFU_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  BEDSIDE_SFU_CONTROL_HOST: text.default('127.0.0.1'),
  BEDSIDE_SFU_CONTROL_PORT: port.default(44_300),
  BEDSIDE_SFU_CONTROL_URL: urlOf(['ws:', 'wss:']).optional(),
  BEDSIDE_SFU_CONTROL_NETWORK: z.enum(['open', 'private'], 'must be open or private').default('open'),
  BEDSIDE_SFU_TLS_CA_FILE: text.optional(),
  BEDSIDE_SFU_TLS_CERT_FILE: text.optional(),
  BEDSIDE_SFU_TLS_KEY_FILE: text.optional(),
  BEDSIDE_SFU_CONSUMERS_PER_WORKER: whole({ from: 4, to: 10_000 }).default(400),
  BEDSIDE_SFU_TRANSPORTS_PER_WORKER: whole({ from: 8, to: 100_000 }).default(1200),
  BEDSIDE_SFU_KBPS_FROM_STATION: whole({ from: leastIncomingKbps, to: 100_000 }).default(4000),
  BEDSIDE_SFU_KBPS_FROM_CLINICIAN: whole({ from: leastIncomingKbps, to: 100_000 }).default(4000),
  BEDSIDE_SFU_KBPS_FROM_GUEST: whole({ from: leastIncomingKbps, to: 100_000 }).default(3000),
  BEDSIDE_SFU_DRAIN_SECONDS: whole({ from: 1, to: 86_400 }).default(600),
  MEDIASOUP_WORKER_BIN: text,
  BEDSIDE_TURN_URLS: listOf(turnUrl).optional(),
  BEDSIDE_TURN_SECRET: secret.optional(),
  BEDSIDE_TURN_SECONDS: whole({ from: 60, to: 86_400 }).default(14_400),
  BEDSIDE_GRACE_WAITING_SECONDS: whole({ from: leastGraceSeconds, to: 3600 }).default(120),
  BEDSIDE_GRACE_VISIT_SECONDS: whole({ from: leastGraceSeconds, to: 3600 }).default(300),
  BEDSIDE_WRAP_UP_SECONDS: whole({ from: 1, to: 86_400 }).default(180),
  BEDSIDE_CHECK_HOURS: whole({ from: 1, to: 10 }).default(6),
  BEDSIDE_QUALITY_DAYS: whole({ from: 1, to: 3650 }).default(90),
  BEDSIDE_RETENTION_YEARS: whole({ from: leastRetentionYears, to: 100 }).default(leastRetentionYears),
  BEDSIDE_WEB_FOLDER: text.default('web/dist'),
  BEDSIDE_METRICS_TOKEN: secret.optional(),
  BEDSIDE_CLAMD_URL: clamdUrl.optional(),
  BEDSIDE_VAPID_KEY_FILE: text.optional(),
  BEDSIDE_PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/, 'must begin with mailto: or https://')
    .optional(),
  BEDSIDE_PUSH_SERVICES: listOf(
    z.union([
      wildOrigin,
      z
        .string()
        .regex(/^[^*]*$/, 'must be one host')
        .pipe(origin),
    ]),
  ).default([
    'https://fcm.googleapis.com',
    'https://*.push.services.mozilla.com',
    'https://*.push.apple.com',
    'https://*.notify.windows.com',
  ]),
  BEDSIDE_PARTNER_KEY_ORIGINS: listOf(
    z.union([
      wildOrigin,
      z
        .string()
        .regex(/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:|$))[^*]*$/, 'must be one host, by https')
        .pipe(origin),
    ]),
  ).default([]),
  BEDSIDE_PARTNER_LOCAL_ORIGINS: listOf(origin).default([]),
  BEDSIDE_SMTP_URL: urlOf(['smtp:', 'smtps:']).optional(),
  BEDSIDE_MAIL_FROM: z.email('must be an e-mail address').optional(),
  BEDSIDE_TWILIO_URL: origin.default('https://api.twilio.com'),
  BEDSIDE_TWILIO_ACCOUNT: z
    .string()
    .regex(/^\w{1,64}$/, 'must be letters and digits')
    .optional(),
  BEDSIDE_TWILIO_TOKEN: text.optional(),
  BEDSIDE_TWILIO_FROM: z
    .string()
    .regex(/^\+\d{7,15}$/, 'must be a telephone number such as +441632960000')
    .optional(),
  BEDSIDE_WEBHOOK_URL: urlOf(['https:', 'http:']).optional(),
  BEDSIDE_WEBHOOK_SECRET: secret.optional(),
};
