import type { z } from 'zod';
import type { keys } from './keys.ts';

/** The configuration cannot be used; the message names each key at fault, and never a value. */
export class ConfigError extends Error {
  readonly keys: readonly string[];

  constructor(faults: readonly { key: string; fault: string }[]) {
    super(
      `The configuration cannot be used: ${faults.map(({ key, fault }) => `${key} ${fault}`).join('; ')}.`,
    );
    this.name = 'ConfigError';
    this.keys = faults.map(({ key }) => key);
  }
}

/** The values of all keys, as they stand after parsing. */
export type Values = z.output<z.ZodObject<typeof keys>>;
type Key = keyof Values;

/**
 * Keys that make sense only together: all of them, or none.
 * @throws ConfigError naming those that are missing
 */
export function allOrNone<const K extends readonly Key[], T>(
  values: Pick<Values, K[number]>,
  keys: K,
  make: (given: { [N in keyof K]: NonNullable<Values[K[N] & Key]> }) => T,
): T | undefined {
  const missing = keys.filter((key: K[number]) => values[key] === undefined);
  if (missing.length === keys.length) {
    return undefined;
  }
  if (missing.length > 0) {
    const given = keys.find((key: K[number]) => values[key] !== undefined) ?? '';
    throw new ConfigError(missing.map((key) => ({ key, fault: `is missing, but ${given} is given` })));
  }
  return make(
    keys.map((key: K[number]) => values[key]) as { [N in keyof K]: NonNullable<Values[K[N] & Key]> },
  );
}
