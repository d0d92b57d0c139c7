import { environment } from '../config/environment.ts';
import { findProgram, type PackageInstaller } from './debian.ts';

const howToGetIt =
  'on Debian or Ubuntu, sudo apt-get install coturn; elsewhere install coturn and name its turnserver in BEDSIDE_COTURN';

/** The path of coturn's `turnserver`, installed if we may. */
export async function findCoturn(installer: PackageInstaller): Promise<string> {
  const found = environment()['BEDSIDE_COTURN'] ?? (await findProgram('turnserver'));
  if (found !== undefined) return found;
  await installer.need(['coturn'], 'for the relay that tests send media over', howToGetIt);
  const installed = await findProgram('turnserver');
  if (installed === undefined) throw new Error('coturn was installed and turnserver is not on the PATH');
  return installed;
}
