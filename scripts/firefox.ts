import { environment } from '../config/environment.ts';
import { findProgram, type PackageInstaller } from './debian.ts';

const names = ['firefox-esr', 'firefox'];
const howToGetIt =
  'on Debian, sudo apt-get install firefox-esr; elsewhere install Firefox and name its program in BEDSIDE_FIREFOX';

/** The path of Firefox, installed if we may. */
export async function findFirefox(installer: PackageInstaller): Promise<string> {
  const found = environment()['BEDSIDE_FIREFOX'] ?? (await findFirst());
  if (found !== undefined) return found;
  await installer.need(['firefox-esr'], 'for a visit in which one side uses another browser', howToGetIt);
  const installed = await findFirst();
  if (installed === undefined) throw new Error('firefox-esr was installed and is not on the PATH');
  return installed;
}

async function findFirst(): Promise<string | undefined> {
  const found = await Promise.all(names.map((name) => findProgram(name)));
  return found.find((program) => program !== undefined);
}
