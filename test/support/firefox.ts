import { networkInterfaces } from 'node:os';
import { type Browser, launch } from 'puppeteer-core';

/** Made-up devices that it opens without asking. */
const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
};

/** Starts the Firefox of the distribution; Playwright drives only one of its own making. */
export async function launchFirefox(executablePath: string): Promise<Browser> {
  return await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: preferences,
    // Below mocha's limit, so that what fails is the step and not the whole test.
    protocolTimeout: 30_000,
  });
}

/** An address of this machine: Firefox sends no media over loopback. */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (own === undefined) throw new Error('This machine has no network address, which Firefox needs.');
  return own.address;
}
