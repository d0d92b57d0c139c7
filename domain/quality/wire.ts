import { z } from 'zod';
import * as id from '../ids.ts';
import { participantRole } from '../rooms/wire.ts';
import { type Endpoint, instant } from '../wire.ts';

/** The way media takes between a browser and the SFU, the best first. `relay-…` is how the browser reaches the relay. */
export const networkPath = z.enum(['udp', 'tcp', 'relay-udp', 'relay-tcp', 'relay-tls']);
export type NetworkPath = z.infer<typeof networkPath>;

const percent = z.number().min(0).max(100).nullable();
const whole = (max: number) => z.int().min(0).max(max).nullable();

/**
 * What one browser has measured over some seconds of a visit, both of its transports together. Null where there was
 * nothing to measure or the browser does not tell. Numbers only: no address, name or device has a place in it.
 */
export const qualityReport = z.strictObject({
  /** Over how long it was measured. */
  seconds: z.number().min(0.5).max(120),
  /** Of the packets that should have arrived here, or at the SFU from here. */
  lossInPercent: percent,
  lossOutPercent: percent,
  /** To the SFU and back. */
  roundTripMs: whole(60_000),
  /** Of the worst stream that arrives. */
  jitterMs: whole(60_000),
  audioInKbps: whole(1_000_000),
  audioOutKbps: whole(1_000_000),
  videoInKbps: whole(1_000_000),
  videoOutKbps: whole(1_000_000),
  /** Lines of the largest picture that was decoded: which layer of the video arrives. */
  videoHeight: whole(16_384),
  /** How often a picture stood still, and for how long in all. */
  freezes: z.int().min(0).max(1000),
  frozenMs: z.int().min(0).max(120_000),
  /** Sound that was made up because what should have been played had not arrived. */
  concealedPercent: percent,
  path: networkPath.nullable(),
});
export type QualityReport = z.infer<typeof qualityReport>;

/** How a connection is: `poor` is what counts as trouble. */
export const connectionGrade = z.enum(['good', 'fair', 'poor']);
export type ConnectionGrade = z.infer<typeof connectionGrade>;

/** One report as it was kept. */
export const qualitySample = qualityReport.extend({ at: instant, grade: connectionGrade });
export type QualitySample = z.infer<typeof qualitySample>;

/** The connections of a visit over its last five minutes. */
export const visitQuality = z.strictObject({
  now: instant,
  participants: z.array(
    z.strictObject({
      role: participantRole,
      /** Whether this is the asking clinician's own. */
      own: z.boolean(),
      /** Oldest first; at least one. */
      samples: z.array(qualitySample),
    }),
  ),
});
export type VisitQuality = z.infer<typeof visitQuality>;

const figures = {
  /** Of the time that was measured, 0 to 1; see `domain/quality/ranking.ts`. */
  troubledShare: z.number(),
  worstLossPercent: z.number().nullable(),
  roundTripP95Ms: z.number().nullable(),
};

/** A visit of the day, by the connection that fared worst in it. */
export const rankedVisit = z.strictObject({
  visitId: id.visitId,
  siteId: id.siteId,
  siteName: z.string(),
  startedAt: instant,
  /** Until now, of one that runs. */
  seconds: z.number(),
  /** Whose connection it was, and the path it took most of the time. */
  worstRole: participantRole,
  path: networkPath.nullable(),
  ...figures,
  freezes: z.int(),
  frozenSeconds: z.number(),
  concealedPercent: z.number().nullable(),
});
export type RankedVisit = z.infer<typeof rankedVisit>;

/** Visits of one site, or connections of one path. `troubled`: how many were in trouble for a tenth of the time or more. */
const group = { count: z.int(), troubled: z.int(), ...figures };

/** A day's visits by how their connections fared. */
export const qualityDay = z.strictObject({
  day: z.iso.date(),
  /** Visits that began on the day, and of how many there are measurements. */
  visits: z.int(),
  measured: z.int(),
  /** Worst first; no more than fifty. */
  worst: z.array(rankedVisit),
  sites: z.array(z.strictObject({ siteId: id.siteId, siteName: z.string(), ...group })),
  paths: z.array(z.strictObject({ path: networkPath.nullable(), ...group })),
});
export type QualityDay = z.infer<typeof qualityDay>;

const ofOrganisation = z.strictObject({ organisationId: id.organisationId });
/** A day of Europe/London. */
const onDay = z.strictObject({ day: z.iso.date() });

/** How the connections of visits fared. */
export const qualityEndpoints = {
  readVisitQuality: {
    method: 'get',
    path: '/api/visits/:visitId/quality',
    auth: 'person',
    status: 200,
    summary: 'The connections of one visit over its last five minutes, for its clinicians and for managers.',
    params: z.strictObject({ visitId: id.visitId }),
    reply: visitQuality,
  },
  readQualityDay: {
    method: 'get',
    path: '/api/organisations/:organisationId/quality',
    auth: 'person',
    status: 200,
    summary: 'The visits of a day by how their connections fared, worst first, and by site and network path.',
    params: ofOrganisation,
    query: onDay,
    reply: qualityDay,
  },
  exportQualityDay: {
    method: 'get',
    path: '/api/organisations/:organisationId/quality.csv',
    auth: 'person',
    status: 200,
    summary: 'All measured visits of a day (RFC 4180), worst first: ids, places, times and figures.',
    produces: 'text/csv',
    params: ofOrganisation,
    query: onDay,
    reply: z.string(),
  },
} as const satisfies Record<string, Endpoint>;
