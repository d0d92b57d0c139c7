import { networkInterfaces } from 'node:os';
import { PlainError } from '../../scripts/say.ts';

/** Not loopback, which Janus takes no candidates from; packets to an own address go through the kernel alike. */
export function ownAddress(): string {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'));
  if (own === undefined) throw new PlainError('This machine has no IPv4 address but loopback.');
  return own.address;
}
