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
