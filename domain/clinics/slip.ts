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
  /** The time that was booked, where it runs late (A46). */
  bookedFor: instant.nullable(),
  place: z.string(),
  noteForPatient: z.string().nullable(),
  printedAt: instant,
});
export type Slip = z.infer<typeof slip>;

/** What a slip is for, whatever the clinic. */
export const slipTitle = 'Healthcare appointment';

/** When the patient is seen and fetched, as a slip says it. `clock` gives the time of day. */
export function slipTimeWords(
  { fetchAt, startsAt, bookedFor }: Pick<Slip, 'fetchAt' | 'startsAt' | 'bookedFor'>,
  clock: (instant: string) => string,
): string {
  const fetched = `You are fetched at ${clock(fetchAt)}.`;
  return bookedFor === null
    ? `${clock(startsAt)}. ${fetched}`
    : `About ${clock(startsAt)}, not ${clock(bookedFor)}: it runs late. ${fetched}`;
}

/** Makes slips for a printer. */
export type Slips = {
  /** The whole slip as a PDF. */
  write(slip: Slip): Promise<Uint8Array>;
  /** The bars and gaps of the reference in Code 128: widths in modules, a bar first. */
  barsOf(reference: string): number[];
};
