import { createHmac, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LinkSecrets } from '../../domain/clinics/link-port.ts';

/**
 * Makes the secrets of links with a key that is derived from that of access tokens: server and workers have it, the database
 * has not, so that nobody who reads a backup can open a link. With another key the next message about a booking has
 * another link, and the one before opens nothing.
 */
export async function readLinkSecrets({ keyFile }: { keyFile: string }): Promise<LinkSecrets> {
  const key = new Uint8Array(hkdfSync('sha256', await readFile(keyFile), '', 'bedside booking links', 32));
  return { secretOf: (id) => createHmac('sha256', key).update(id).digest('base64url') };
}
