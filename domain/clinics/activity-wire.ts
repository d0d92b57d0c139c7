import { z } from 'zod';
import * as id from '../ids.ts';
import type { Endpoint } from '../wire.ts';
import { otherwise } from './clinic.ts';

const count = z.int().min(0);
const byCause = z.strictObject({ patient: count, prison: count, hospital: count, technology: count });

/** Bookings in figures. */
const activityFigures = z.strictObject({
  booked: count,
  attended: count,
  /** They are over, and nobody has said what became of them. */
  notRecorded: count,
  dna: byCause,
  cancelled: byCause,
  /** Of those who were seen; null of none. */
  medianMinutesLate: z.number().min(0).nullable(),
  /** Visits without which officers would have taken the patient to the hospital, as it was told at booking. */
  escortsAvoided: count,
  /** What every visit has replaced. */
  replaced: z.array(z.strictObject({ what: otherwise, visits: count })),
});
export type ActivityFigures = z.infer<typeof activityFigures>;

const month = z.string().regex(/^\d{4}-\d{2}$/);

/** The bookings of one clinician in one month. */
const activityRow = activityFigures.extend({
  month,
  clinicianId: id.personId,
  clinicianName: z.string(),
});
export type ActivityRow = z.infer<typeof activityRow>;

const activityPeriod = activityFigures.extend({
  /** A month such as `2026-11`, or the Monday of a week. */
  period: z.union([month, z.iso.date()]),
});
export type ActivityPeriod = z.infer<typeof activityPeriod>;

const params = z.strictObject({ organisationId: id.organisationId });
const longestDays = 366;

/** Days of Europe/London, both included. */
const activityQuery = z
  .strictObject({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before from' })
  .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 < longestDays, {
    path: ['to'],
    message: `at most ${String(longestDays)} days`,
  });

/** What clinics have done, for managers. */
export const activityEndpoints = {
  readActivity: {
    method: 'get',
    path: '/api/organisations/:organisationId/clinic-activity',
    auth: 'person',
    status: 200,
    summary:
      'The bookings of up to 366 days in figures: by clinician and month, and of all clinicians by month and by week, also those in which there were none. No patient data.',
    params,
    query: activityQuery,
    reply: z.strictObject({
      rows: z.array(activityRow),
      /** Oldest first, the first and the last as far as they are within the days. */
      months: z.array(activityPeriod),
      weeks: z.array(activityPeriod),
    }),
  },
  exportActivity: {
    method: 'get',
    path: '/api/organisations/:organisationId/clinic-activity.csv',
    auth: 'person',
    status: 200,
    summary:
      'The same as counts of appointments by codes of the NHS Data Dictionary (RFC 4180), without names or numbers of anybody; counts of one to four are given as `1 to 4`.',
    produces: 'text/csv',
    params,
    query: activityQuery,
    reply: z.string(),
  },
} as const satisfies Record<string, Endpoint>;
