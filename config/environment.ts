import process from 'node:process';

/** The variables a process was started with, or a record that a test wrote. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables of this process, copied: nothing outside config/ reads or changes `process.env`. */
export function environment(): Environment {
  return Object.freeze({ ...process.env });
}
