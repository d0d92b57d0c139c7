import { createHash, randomBytes, randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Passwords, Secrets } from '../../domain/ports.ts';

/** No 0/O, 1/I/L, 2/Z, 5/S, 8/B or U/V: people read codes out over a telephone. */
const readable = 'ACDEFGHJKMNPQRTVWXY34679';

/** Random secrets from the operating system, and the digests that are stored in their place. */
export const secrets: Secrets = {
  token: () => randomBytes(32).toString('base64url'),
  // 24 to the 8th is 110 thousand million: with the limit on attempts, none is guessed within its 15 minutes.
  enrolmentCode: () => groups({ count: 2, of: 4, alphabet: readable }),
  // 20 of 24 letters: 91 bits, and still possible to copy by hand.
  password: () => groups({ count: 4, of: 5, alphabet: readable.toLowerCase() }),
  digest: (secret) => createHash('sha256').update(secret).digest('hex'),
};

function groups({ count, of, alphabet }: { count: number; of: number; alphabet: string }): string {
  const letter = () => alphabet.charAt(randomInt(alphabet.length));
  const group = () => Array.from({ length: of }, letter).join('');
  return Array.from({ length: count }, group).join('-');
}

/** Argon2id (the package's default algorithm) as the OWASP Password Storage Cheat Sheet asks for it: 19 MiB, 2 passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Memory-hard password hashes in PHC spelling, which carry their own cost, so that it can be raised later. */
export const passwords: Passwords = {
  hash: (password) => hash(password, cost),
  verify: (hashed, password) => verify(hashed, password),
};
