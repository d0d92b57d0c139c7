import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../domain/ports.ts';

/** Argon2id (the package's default algorithm) as the OWASP Password Storage Cheat Sheet asks for it: 19 MiB, 2 passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Memory-hard password hashes in PHC spelling, which carry their own cost, so that it can be raised later. */
export const passwords: Passwords = {
  hash: (password) => hash(password, cost),
  verify: (hashed, password) => verify(hashed, password),
};
