import { z } from 'zod';
import { establishments } from './establishments.ts';

/** The code of a prison in the public register. */
export const establishmentCode = z
  .string()
  .trim()
  .toUpperCase()
  .refine((code) => Object.hasOwn(establishments, code), 'no prison of the public register has this code');

/** What the register calls a prison; null for a code that it does not have. */
export function establishmentName(code: string): string | null {
  return Object.hasOwn(establishments, code) ? (establishments[code] ?? null) : null;
}
