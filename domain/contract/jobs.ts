import { z } from 'zod';
import { timedRules } from '../timers/registry.ts';

/** The payloads of all jobs: those of the timers, and the one that gives everything open in Postgres its job again. */
export const jobs: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(timedRules.map(({ name, payload }) => [name, payload])),
  sweep: z.strictObject({}),
};
