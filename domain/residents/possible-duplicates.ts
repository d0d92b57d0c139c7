type Identity = { readonly name: string; readonly dateOfBirth: string; readonly nhsNumber: string | null };

/**
 * Whether two may be one person, so that somebody has to look: the same name or the same date of birth. Different NHS numbers
 * are different people, and the same one is refused by the store.
 */
export function likeSomebody(one: Identity, other: Identity): boolean {
  if (one.nhsNumber !== null && other.nhsNumber !== null) return false;
  return one.dateOfBirth === other.dateOfBirth || sameName(one.name, other.name);
}

/** Whatever the case, the accents and the order of the words: `Okafor, Grace` is Grace Okafor. */
function sameName(one: string, other: string): boolean {
  return wordsOf(one) === wordsOf(other);
}

function wordsOf(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).toSorted().join(' ');
}
