import { z } from 'zod';
import { ConfigError } from './all-or-none.ts';
import { type ControlConfig, requireSafeControl, shapeControl } from './control.ts';
import { type DeliveryConfig, shapeDelivery } from './delivery.ts';
import { environment, type Environment } from './environment.ts';
import { keys, keysOfScripts } from './keys.ts';
import { type RelayConfig, type SfuConfig, shapeRelay, shapeSfu } from './sfu.ts';

export { ConfigError } from './all-or-none.ts';

/** The configuration of the whole service: read once in a composition root, then handed down. */
export type Config = Readonly<{
  databaseUrl: string;
  redisUrl: string;
  /** Prefix of every key in Redis, so that several services can share one. */
  redisPrefix: string;
  http: Readonly<{
    port: number;
    host: string;
    /** Scheme, host and port that browsers use, without a slash at the end; https means Secure cookies. */
    publicUrl: string;
    /** Every origin a browser may come from, the public one included. */
    allowedOrigins: readonly string[];
    /** How many proxies in front of us are trusted about the caller's address. */
    trustProxy: number;
    webFolder: string;
    /** Bearer token of requests for /metrics from elsewhere than loopback; absent: loopback only. */
    metricsToken?: string;
  }>;
  tokens: Readonly<{ /** A PEM file with the ES256 (P-256) private key. */ keyFile: string }>;
  log: Readonly<{ level: 'error' | 'warn' | 'info' | 'debug' }>;
  sfu: SfuConfig;
  /** Whether the server carries media itself, or separate processes do. */
  mediaNodes: Readonly<
    | { where: 'inside' }
    | {
        where: 'separate';
        /** The region of organisations that name none. */
        region: string;
        /** Shared by servers and nodes. */
        secret: string;
        control: ControlConfig;
      }
  >;
  /** Absent where there are none: then media takes the direct path only. */
  relay?: RelayConfig;
  calls: Readonly<{
    wrapUpSeconds: number;
    /** How long the place of a station that has gone is kept, before it is called back. */
    graceWaitingSeconds: number;
    graceVisitSeconds: number;
  }>;
  /** How often a station’s page checks its path to the SFU by itself. */
  checkEverySeconds: number;
  delivery: DeliveryConfig;
  /** For how many days the measurements of visits are kept. */
  quality: Readonly<{ keepDays: number }>;
  /** For how many years after the patient was last seen the record of a call is kept at least. */
  retention: Readonly<{ years: number }>;
  /** What looks for viruses in files; absent where there is nothing that does. */
  scanner?: ScannerConfig;
  /** Partners whose systems use the record. */
  partners: Readonly<{
    /** Origins at which they may publish their keys, as push services are listed. */ keyOrigins: readonly string[];
    /** Origins that may be notified although they are within the operator’s own network, or without TLS. */
    localOrigins: readonly string[];
  }>;
}>;

/** Where clamd listens. */
export type ScannerConfig = Readonly<{ host: string; port: number } | { path: string }>;

/** The names of all keys that the service reads. */
export const configKeys: readonly string[] = Object.keys(keys);

const schema = z.strictObject(keys);
type Values = z.output<typeof schema>;

/**
 * Reads the configuration from the environment, or from the record given.
 * @throws ConfigError naming every unknown BEDSIDE_ key and every bad or missing value.
 */
export function readConfig(env: Environment = environment()): Config {
  const parsed = schema.safeParse(relevantOf(env, configKeys));
  if (!parsed.success) throw new ConfigError(faultsOf(parsed.error.issues, env));
  return deepFreeze(shape(parsed.data));
}

const databaseSchema = z.object({ DATABASE_URL: keys.DATABASE_URL });

/**
 * Reads the address of the database alone, for backup and restore.
 * @throws ConfigError if it is missing or bad
 */
export function readDatabaseUrl(env: Environment = environment()): string {
  const parsed = databaseSchema.safeParse(env);
  if (!parsed.success) throw new ConfigError(faultsOf(parsed.error.issues, env));
  return parsed.data.DATABASE_URL;
}

/** The configuration of a separate SFU process: it knows neither Postgres nor the key of access tokens. */
export type MediaNodeConfig = Readonly<
  Pick<Config, 'redisUrl' | 'redisPrefix' | 'log' | 'sfu'> & {
    node: Readonly<{
      region: string;
      secret: string;
      control: ControlConfig;
      /** Where it listens for servers. */
      host: string;
      port: number;
      /** The address announced to servers, where that is not the listening address. */
      url?: string;
      consumersPerWorker: number;
      /** How long running visits may stay after the node was told to end. */
      drainSeconds: number;
    }>;
  }
>;

const nodeSchema = schema.pick({
  REDIS_URL: true,
  BEDSIDE_REDIS_PREFIX: true,
  BEDSIDE_LOG_LEVEL: true,
  BEDSIDE_SFU_LISTEN_ADDRESS: true,
  BEDSIDE_SFU_ANNOUNCED_ADDRESS: true,
  BEDSIDE_SFU_FIRST_PORT: true,
  BEDSIDE_SFU_WORKERS: true,
  MEDIASOUP_WORKER_BIN: true,
  BEDSIDE_SFU_REGION: true,
  BEDSIDE_SFU_SECRET: true,
  BEDSIDE_SFU_CONTROL_HOST: true,
  BEDSIDE_SFU_CONTROL_PORT: true,
  BEDSIDE_SFU_CONTROL_URL: true,
  BEDSIDE_SFU_CONTROL_NETWORK: true,
  BEDSIDE_SFU_TLS_CA_FILE: true,
  BEDSIDE_SFU_TLS_CERT_FILE: true,
  BEDSIDE_SFU_TLS_KEY_FILE: true,
  BEDSIDE_SFU_CONSUMERS_PER_WORKER: true,
  BEDSIDE_SFU_TRANSPORTS_PER_WORKER: true,
  BEDSIDE_SFU_KBPS_FROM_STATION: true,
  BEDSIDE_SFU_KBPS_FROM_CLINICIAN: true,
  BEDSIDE_SFU_KBPS_FROM_GUEST: true,
  BEDSIDE_SFU_DRAIN_SECONDS: true,
});
const nodeKeys: readonly string[] = Object.keys(nodeSchema.shape);

/**
 * Reads what an SFU process needs; the other keys of the service may stand beside it, so that one file serves all.
 * @throws ConfigError naming every unknown BEDSIDE_ key and every bad or missing value.
 */
export function readMediaNodeConfig(env: Environment = environment()): MediaNodeConfig {
  const parsed = nodeSchema.safeParse(relevantOf(env, nodeKeys));
  if (!parsed.success) throw new ConfigError(faultsOf(parsed.error.issues, env));
  const values = parsed.data;
  if (
    ['0.0.0.0', '::'].includes(values.BEDSIDE_SFU_CONTROL_HOST) &&
    values.BEDSIDE_SFU_CONTROL_URL === undefined
  ) {
    const fault = 'is missing: servers must be told at which address they reach this node';
    throw new ConfigError([{ key: 'BEDSIDE_SFU_CONTROL_URL', fault }]);
  }
  const control = shapeControl(values);
  requireSafeControl(values, control);
  return deepFreeze({
    redisUrl: values.REDIS_URL,
    redisPrefix: values.BEDSIDE_REDIS_PREFIX,
    log: { level: values.BEDSIDE_LOG_LEVEL },
    sfu: shapeSfu(values),
    node: {
      region: values.BEDSIDE_SFU_REGION,
      secret: secretOf(values),
      control,
      host: values.BEDSIDE_SFU_CONTROL_HOST,
      port: values.BEDSIDE_SFU_CONTROL_PORT,
      ...(values.BEDSIDE_SFU_CONTROL_URL !== undefined && { url: values.BEDSIDE_SFU_CONTROL_URL }),
      consumersPerWorker: values.BEDSIDE_SFU_CONSUMERS_PER_WORKER,
      drainSeconds: values.BEDSIDE_SFU_DRAIN_SECONDS,
    },
  });
}

/** The environment is full of other programs' keys; only those with our own prefix can be misspelt. */
function relevantOf(env: Environment, wanted: readonly string[]): Environment {
  const misspelt = (key: string) => key.startsWith('BEDSIDE_') && !configKeys.includes(key);
  return Object.fromEntries(
    Object.entries(env).filter(
      ([key, value]) =>
        value !== undefined && !keysOfScripts.includes(key) && (wanted.includes(key) || misspelt(key)),
    ),
  );
}

function faultsOf(issues: readonly z.core.$ZodIssue[], env: Environment): { key: string; fault: string }[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ key, fault: 'is not a known key' }));
    }
    const key = String(issue.path[0]);
    return [{ key, fault: env[key] === undefined ? 'is missing' : issue.message }];
  });
}

function shape(values: Values): Config {
  const publicUrl = values.BEDSIDE_PUBLIC_URL ?? `http://localhost:${values.PORT}`;
  const relay = shapeRelay(values);
  // On the default address people also type the number; it is the same machine and the same page.
  const byNumber = values.BEDSIDE_PUBLIC_URL === undefined ? [`http://127.0.0.1:${values.PORT}`] : [];
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    redisPrefix: values.BEDSIDE_REDIS_PREFIX,
    http: {
      port: values.PORT,
      host: values.HOST,
      publicUrl,
      allowedOrigins: [...new Set([publicUrl, ...byNumber, ...values.BEDSIDE_ALLOWED_ORIGINS])],
      trustProxy: values.BEDSIDE_TRUST_PROXY,
      webFolder: values.BEDSIDE_WEB_FOLDER,
      ...(values.BEDSIDE_METRICS_TOKEN !== undefined && { metricsToken: values.BEDSIDE_METRICS_TOKEN }),
    },
    tokens: { keyFile: values.BEDSIDE_TOKEN_KEY_FILE },
    log: { level: values.BEDSIDE_LOG_LEVEL },
    sfu: shapeSfu(values),
    mediaNodes: shapeMediaNodes(values),
    ...(relay && { relay }),
    calls: {
      wrapUpSeconds: values.BEDSIDE_WRAP_UP_SECONDS,
      graceWaitingSeconds: values.BEDSIDE_GRACE_WAITING_SECONDS,
      graceVisitSeconds: values.BEDSIDE_GRACE_VISIT_SECONDS,
    },
    checkEverySeconds: values.BEDSIDE_CHECK_HOURS * 3600,
    delivery: shapeDelivery(values, publicUrl),
    quality: { keepDays: values.BEDSIDE_QUALITY_DAYS },
    retention: { years: values.BEDSIDE_RETENTION_YEARS },
    ...(values.BEDSIDE_CLAMD_URL !== undefined && { scanner: shapeScanner(values.BEDSIDE_CLAMD_URL) }),
    partners: {
      keyOrigins: values.BEDSIDE_PARTNER_KEY_ORIGINS,
      localOrigins: values.BEDSIDE_PARTNER_LOCAL_ORIGINS,
    },
  };
}

function shapeScanner(text: string): ScannerConfig {
  if (text.startsWith('unix:')) return { path: text.slice('unix:'.length) };
  const { hostname, port } = new URL(text);
  // Node takes an IPv6 address without its brackets.
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port) };
}

function shapeMediaNodes(values: Values): Config['mediaNodes'] {
  if (values.BEDSIDE_SFU_NODES === 'inside') return { where: 'inside' };
  return {
    where: 'separate',
    region: values.BEDSIDE_SFU_REGION,
    secret: secretOf(values),
    control: shapeControl(values),
  };
}

/** Without it anybody who reaches a node could enter any room. */
function secretOf({ BEDSIDE_SFU_SECRET: secret }: Pick<Values, 'BEDSIDE_SFU_SECRET'>): string {
  if (secret === undefined) throw new ConfigError([{ key: 'BEDSIDE_SFU_SECRET', fault: 'is missing' }]);
  return secret;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
