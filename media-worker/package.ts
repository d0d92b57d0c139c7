import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

/** The installed mediasoup, as far as getting its worker needs it. */
export interface MediasoupPackage {
  readonly folder: string;
  readonly version: string;
  /** Where its releases can be downloaded. */
  readonly releases: string;
}

const manifest = z.object({ version: z.string(), repository: z.object({ url: z.string() }) });

/** @param mirror another place with the same releases, if there is one */
export async function findMediasoup(mirror?: string): Promise<MediasoupPackage> {
  const file = findPackageJSON('mediasoup', import.meta.url);
  if (file === undefined) throw new Error('mediasoup is not installed');
  const { version, repository } = manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return { folder: path.dirname(file), version, releases: mirror ?? `${home}/releases/download` };
}
