import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';

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
