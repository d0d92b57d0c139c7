import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Config, readConfig } from '../../config/config.ts';
import { redisPrefix, testServices } from './services.ts';

/** A configuration of its own for a service under test: any free ports, its own key, its own names in Redis. */
export async function configFor(given: {
  databaseUrl: string;
  folder: string;
  env: Record<string, string>;
}): Promise<Config> {
  const { redisUrl, workerBin } = testServices();
  const keyFile = path.join(given.folder, 'token.pem');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeFile(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return readConfig({
    DATABASE_URL: given.databaseUrl,
    REDIS_URL: redisUrl,
    PORT: '0',
    BEDSIDE_REDIS_PREFIX: redisPrefix(),
    BEDSIDE_TOKEN_KEY_FILE: keyFile,
    BEDSIDE_SFU_FIRST_PORT: '0',
    BEDSIDE_SFU_WORKERS: '1',
    MEDIASOUP_WORKER_BIN: workerBin,
    BEDSIDE_WEB_FOLDER: path.join(given.folder, 'web'),
    ...given.env,
  });
}
