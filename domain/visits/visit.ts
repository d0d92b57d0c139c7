import { z } from 'zod';
import type { AuditActor } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import type {
  BookingId,
  CallId,
  ClinicianId,
  OrganisationId,
  RoomId,
  SiteId,
  StationId,
  VisitId,
} from '../ids.ts';

export type VisitEndReason = z.infer<typeof visitEndReason>;
export const visitEndReason = z.enum([
  'station-hung-up',
  'clinician-hung-up',
  'station-revoked',
  'clinician-removed',
  'clinician-lost',
  'passed-on',
  'station-lost',
  'urgent-call',
]);

export type CallOrigin = { readonly kind: 'call'; readonly callId: CallId };
export type BookingOrigin = { readonly kind: 'booking'; readonly bookingId: BookingId };

/** What has led to a visit: a press of the button, or a place in a clinic. */
export type VisitOrigin = CallOrigin | BookingOrigin;

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
    about: { ...subjectOf(origin), organisationId },
    detail: { visitId: id, ...detail },
  });
}

function subjectOf(origin: VisitOrigin): { kind: VisitOrigin['kind']; id: CallId | BookingId } {
  return origin.kind === 'call'
    ? { kind: 'call', id: origin.callId }
    : { kind: 'booking', id: origin.bookingId };
}

/** An entry of the audit trail about the visit itself; it names what has led to it. */
export function visitEntry(
  by: AuditActor,
  { id, origin, organisationId }: Pick<Visit, 'id' | 'origin' | 'organisationId'>,
  action: AuditAction,
  detail: AuditDetail = {},
): AuditEntry {
  const led = origin.kind === 'call' ? { callId: origin.callId } : { bookingId: origin.bookingId };
  return auditEntry(by, {
    action,
    about: { kind: 'visit', id, organisationId },
    detail: { ...detail, ...led },
  });
}
