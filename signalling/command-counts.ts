/** How often each command ended with each code, for the metrics. */
export class CommandCounts {
  readonly #counts = new Map<string, { name: string; code: string; count: number }>();

  add(name: string, code: string): void {
    const key = `${name} ${code}`;
    const entry = this.#counts.get(key) ?? { name, code, count: 0 };
    entry.count += 1;
    this.#counts.set(key, entry);
  }

  list(): readonly Readonly<{ name: string; code: string; count: number }>[] {
    return [...this.#counts.values()].map((entry) => ({ ...entry }));
  }
}
