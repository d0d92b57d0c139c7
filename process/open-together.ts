/** Something that is opened, and how it is closed. */
export type Part<T> = { open: () => Promise<T>; close: (part: T) => void | Promise<void> };

/** A part whose type of what is opened is the same on both sides. */
export function part<T>(open: Part<T>['open'], close: Part<T>['close']): Part<T> {
  return { open, close };
}

/**
 * Opens parts that do not need one another at the same time, so that they wait together for what is away. They are closed
 * in the reverse order of the list. Throws the first failure when all of them have opened or failed: nothing opens behind the
 * back of whoever closes the others.
 */
export async function openTogether<T extends readonly unknown[]>(
  owner: AsyncDisposableStack,
  parts: { readonly [K in keyof T]: Part<T[K]> },
): Promise<T> {
  const settled = await Promise.allSettled(parts.map(({ open }) => open()));
  const opened = settled.map((one, n) => {
    if (one.status === 'fulfilled') owner.defer(async () => parts[n]?.close(one.value));
    return one;
  });
  return opened.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  }) as unknown as T;
}
