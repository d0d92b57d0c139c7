import { z } from 'zod';

const instant = z.iso.datetime();

/** What a clinician is told of the sound of their visit. */
export const soundOfVisit = z.strictObject({
  /** Since when the station has not been heard. */
  lostAt: instant.nullable(),
  /** What has become of ringing the site's telephone, which is done once a visit; null while it has not been. */
  siteRung: z.enum(['pending', 'delivered', 'failed']).nullable(),
});

/** What a station is told while it is not heard: who rings whom. A number that nobody knows is null. */
export const lostSound = z.strictObject({
  since: instant,
  sitePhone: z.string().nullable(),
  hubPhone: z.string().nullable(),
});
