import { DomainError } from './errors.ts';

/** Reads telephone numbers as people write them: of the United Kingdom, unless they begin with + or 00. */
export type Telephones = {
  /**
   * As providers want it (E.164, `+447700900002`) and as people write it (`07700 900002`). Undefined where no network could
   * dial it: a number of an emergency service or of one's own exchange is not one that can be rung from anywhere.
   */
  read(typed: string): { e164: string; written: string } | undefined;
};

/**
 * The number as people write it, for keeping. Throws `invalid`, which names the field, for one that nobody could be rung at:
 * whoever types it is there to put it right, and at three in the morning nobody is.
 */
export function requireTelephone(
  { telephones }: { telephones: Telephones },
  field: string,
  typed: string,
): string {
  const number = telephones.read(typed);
  if (number === undefined) {
    throw new DomainError(
      'invalid',
      `${field}: this number cannot be rung. Give all of it, such as 01632 960001 or +33 1 99 00 12 34`,
    );
  }
  return number.written;
}

/** The same where there may be none. */
export function readTelephone(
  deps: { telephones: Telephones },
  field: string,
  typed: string | null,
): string | null {
  return typed === null ? null : requireTelephone(deps, field, typed);
}
