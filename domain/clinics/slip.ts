import { z } from 'zod';
import * as id from '../ids.ts';
import { instant } from '../wire.ts';

/**
 * What a patient carries to a clinic (A37). Nothing of the specialty, the hospital or the clinician: others read it on the
 * corridor.
 */
export const slip = z.strictObject({
  bookingId: id.bookingId,
  reference: z.string(),
  name: z.string(),
  prisonNumber: z.string().nullable(),
  wing: z.string().nullable(),
  cell: z.string().nullable(),
  fetchAt: instant,
  startsAt: instant,
  place: z.string(),
  noteForPatient: z.string().nullable(),
  printedAt: instant,
});
export type Slip = z.infer<typeof slip>;

/** What a slip is for, whatever the clinic. */
export const slipTitle = 'Healthcare appointment';

/** Makes slips for a printer. */
export type Slips = {
  /** The whole slip as a PDF. */
  write(slip: Slip): Promise<Uint8Array>;
  /** The bars and gaps of the reference in Code 128: widths in modules, a bar first. */
  barsOf(reference: string): number[];
};
