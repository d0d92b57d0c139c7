import { environment } from '../config/environment.ts';
import { findProgram, type PackageInstaller } from './debian.ts';

const howToGetIt =
  'on Debian, sudo apt-get install chromium; elsewhere install Chromium or Chrome and name its program in BEDSIDE_CHROMIUM';

/** The path of a Chromium, installed if we may. */
export async function findChromium(installer: PackageInstaller): Promise<string> {
  const found = environment()['BEDSIDE_CHROMIUM'] ?? (await findProgram('chromium'));
  if (found !== undefined) return found;
  await installer.need(['chromium'], 'for two browsers to talk to each other', howToGetIt);
  const installed = await findProgram('chromium');
  if (installed === undefined) throw new Error('chromium was installed and is not on the PATH');
  return installed;
}
