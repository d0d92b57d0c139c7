import { sameName } from '../clinics/same-name.ts';

type Identity = { readonly name: string; readonly dateOfBirth: string; readonly nhsNumber: string | null };

/**
 * Whether two may be one person, so that somebody has to look: the same name or the same date of birth. Different NHS numbers
 * are different people, and the same one is refused by the store.
 */
export function likeSomebody(one: Identity, other: Identity): boolean {
  if (one.nhsNumber !== null && other.nhsNumber !== null) return false;
  return one.dateOfBirth === other.dateOfBirth || sameName(one.name, other.name);
}
