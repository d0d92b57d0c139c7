import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { type ChromiumOptions, launchChromium } from '../../test/support/browsers.ts';
import type { SiteNetwork } from './site-network.ts';

/** Where a browser runs: what starts it is written to the folder. */
export type Where = { chromium: string; folder: string; site: SiteNetwork };

/**
 * A Chromium on the network of a site. Cameras are for secure pages only, and the service comes without TLS here, so that
 * any port may be all that is open: its origin counts as secure.
 */
export async function launchAt(
  { chromium, folder, site }: Where,
  { origin, ...options }: ChromiumOptions & { origin: string },
): Promise<Browser> {
  const inSite = path.join(folder, `chromium-at-${site.name}`);
  const command = `exec ip netns exec ${site.name} '${chromium}' '--unsafely-treat-insecure-origin-as-secure=${origin}' "$@"`;
  await writeFile(inSite, `#!/bin/sh\n${command}\n`);
  await chmod(inSite, 0o700);
  return launchChromium(inSite, options);
}
