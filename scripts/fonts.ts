import { isDebian, type PackageInstaller } from './debian.ts';

/** Letters as wide as Arial's, which most readers have, and wider ones, with which sentences need more lines. */
const packages = ['fonts-liberation', 'fonts-dejavu-core'];

/** Brings the fonts in which browser tests look at layouts; systems other than Debian have Arial or the like. */
export async function findFonts(installer: PackageInstaller): Promise<void> {
  if (await isDebian()) await installer.need(packages, 'so that tests see pages in the usual letters');
}
