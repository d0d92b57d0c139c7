/** Runs work for each of the items, so many at the same time, and answers when all of it has been done. */
export async function atOnce<T>(
  items: readonly T[],
  together: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(together, items.length) }, worker));
}

/** Two measured things that take turns slice by slice, so that both meet the same machine. */
export class Turns {
  readonly #spentMs = new Map<string, number>();

  async measure(name: string, work: () => Promise<unknown>): Promise<void> {
    const startedAt = performance.now();
    await work();
    this.#spentMs.set(name, (this.#spentMs.get(name) ?? 0) + performance.now() - startedAt);
  }

  /** How often a second, if that many things were done in the time spent. */
  perSecond(name: string, done: number): number {
    return Math.round(done / ((this.#spentMs.get(name) ?? NaN) / 1000));
  }
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
