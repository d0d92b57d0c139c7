/**
 * Whether two names are one, whatever the case, the accents and the order of the words: `Okafor, Grace` is Grace Okafor. Two
 * people may have one name; two names that differ may still be one person’s, and then somebody has to look.
 */
export function sameName(one: string, other: string): boolean {
  return wordsOf(one) === wordsOf(other);
}

function wordsOf(name: string): string {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).toSorted().join(' ');
}
