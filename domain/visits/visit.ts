import { z } from 'zod';
import type { AuditActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import type { CallId, ClinicianId, OrganisationId, RoomId, SiteId, StationId, VisitId } from '../ids.ts';

export type VisitEndReason = z.infer<typeof visitEndReason>;
export const visitEndReason = z.enum([
  'station-hung-up',
  'clinician-hung-up',
  'station-revoked',
  'clinician-removed',
  'clinician-lost',
  'passed-on',
  'station-lost',
]);

/** What has led to a visit. */
export type VisitOrigin = { readonly kind: 'call'; readonly callId: CallId };

/** The consultation itself. Whatever has led to it, it knows by itself where it is, who leads it and in which room. */
export type Visit = {
  readonly id: VisitId;
  readonly origin: VisitOrigin;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  readonly stationId: StationId;
  readonly roomId: RoomId;
  /** Whose visit it is; a hand-over changes it. */
  readonly clinicianId: ClinicianId;
  readonly startedAt: Date;
  readonly ended: { at: Date; reason: VisitEndReason } | null;
  readonly outcomeRecorded: boolean;
};

/** An entry of the audit trail about what has led to the visit, as part of its story; it names the visit. */
export function originEntry(
  by: AuditActor,
  { id, origin, organisationId }: Pick<Visit, 'id' | 'origin' | 'organisationId'>,
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  return auditEntry(by, {
    action,
    about: { kind: 'call', id: origin.callId, organisationId },
    detail: { visitId: id, ...detail },
  });
}
