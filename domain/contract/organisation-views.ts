import { z } from 'zod';
import { role } from '../actors.ts';
import * as id from '../ids.ts';
import { iceTransportPolicy } from './media.ts';
import { instant } from './views.ts';

export const name = z.string().trim().min(1).max(120);
export const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase());
export const phone = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()-]{3,24}$/, 'not a telephone number');

export const region = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and hyphens, 40 at most');

/** `region` is where its media must stay, null for the service's own. */
export const organisation = z.strictObject({
  organisationId: id.organisationId,
  name: z.string(),
  region: region.nullable(),
  createdAt: instant,
});
export const siteKind = z.enum(['care-home', 'prison', 'hospital-hub']);
export const site = z.strictObject({
  siteId: id.siteId,
  organisationId: id.organisationId,
  name: z.string(),
  kind: siteKind,
  phone: z.string().nullable(),
  iceTransportPolicy,
});
export const station = z.strictObject({
  stationId: id.stationId,
  siteId: id.siteId,
  name: z.string(),
  enrolledAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
});
export const person = z.strictObject({
  personId: id.personId,
  organisationId: id.organisationId,
  name: z.string(),
  email: z.string(),
  roles: z.array(role),
  disabledAt: instant.nullable(),
});
export const auditEvent = z.strictObject({
  id: z.string(),
  at: instant,
  actorKind: z.enum(['station', 'person', 'guest', 'system']),
  actorName: z.string().nullable(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export type Organisation = z.infer<typeof organisation>;
export type Site = z.infer<typeof site>;
export type Station = z.infer<typeof station>;
export type Person = z.infer<typeof person>;
export type AuditEvent = z.infer<typeof auditEvent>;
