import { findProgram, type PackageInstaller } from './debian.ts';

/** The path of Janus, an SFU to measure beside, installed if we may. */
export async function findJanus(installer: PackageInstaller): Promise<string> {
  const found = await findProgram('janus');
  if (found !== undefined) return found;
  await installer.need(['janus'], 'to measure beside');
  const installed = await findProgram('janus');
  if (installed === undefined) throw new Error('janus was installed and is not on the PATH');
  return installed;
}
