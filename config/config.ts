import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { type DeliveryConfig, shapeDelivery } from './delivery.ts';
import { environment, type Environment } from './environment.ts';
import { keys, keysOfScripts } from './keys.ts';
import { type RelayConfig, shapeRelay } from './relay.ts';
import { type SfuConfig, shapeSfu } from './sfu.ts';

export { ConfigError } from './config-error.ts';

/** What the whole service is told from outside: read once in a composition root, then handed down. */
export type Config = Readonly<{
  databaseUrl: string;
  redisUrl: string;
  /** Stands before every key in Redis, so that several services can share one. */
  redisPrefix: string;
  http: Readonly<{
    port: number;
    host: string;
    /** Scheme, host and port that browsers use, without a slash at the end; https means Secure cookies. */
    publicUrl: string;
    /** Every origin a browser may come from, the public one included. */
    allowedOrigins: readonly string[];
    /** How many proxies in front of us may be believed about the caller's address. */
    trustProxy: number;
    webFolder: string;
    /** Who asks for /metrics from elsewhere than loopback must bring it; absent: loopback only. */
    metricsToken?: string;
  }>;
  tokens: Readonly<{ /** A PEM file with the ES256 (P-256) private key. */ keyFile: string }>;
  log: Readonly<{ level: 'error' | 'warn' | 'info' | 'debug' }>;
  sfu: SfuConfig;
  /** Absent where there are none: then media takes the straight way only. */
  relay?: RelayConfig;
  calls: Readonly<{
    wrapUpSeconds: number;
    /** For how long the place of a station that has gone is kept, before it is called back. */
    graceWaitingSeconds: number;
    graceVisitSeconds: number;
  }>;
  delivery: DeliveryConfig;
}>;

/** The names of all keys that the service reads. */
export const configKeys: readonly string[] = Object.keys(keys);

const schema = z.strictObject(keys);
type Values = z.output<typeof schema>;

/**
 * Reads the configuration from the environment, or from the record given.
 * @throws ConfigError naming every unknown BEDSIDE_ key and every bad or missing value.
 */
export function readConfig(env: Environment = environment()): Config {
  const relevant = Object.entries(env).filter(
    ([key, value]) =>
      value !== undefined &&
      !keysOfScripts.includes(key) &&
      // The environment is full of other programs' keys; only those with our own prefix can be misspelt.
      (configKeys.includes(key) || key.startsWith('BEDSIDE_')),
  );
  const parsed = schema.safeParse(Object.fromEntries(relevant));
  if (!parsed.success) throw new ConfigError(faultsOf(parsed.error.issues, env));
  return deepFreeze(shape(parsed.data));
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
    ...(relay && { relay }),
    calls: {
      wrapUpSeconds: values.BEDSIDE_WRAP_UP_SECONDS,
      graceWaitingSeconds: values.BEDSIDE_GRACE_WAITING_SECONDS,
      graceVisitSeconds: values.BEDSIDE_GRACE_VISIT_SECONDS,
    },
    delivery: shapeDelivery(values, publicUrl),
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
