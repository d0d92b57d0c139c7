import {
  type Actor,
  auditActor,
  type Permission,
  requireOrganisation,
  requirePermission,
} from '../actors.ts';
import { type AuditAction, type AuditEntry, auditEntry } from '../audit.ts';
import { removeStation } from '../visits/end-unasked.ts';
import type { Station } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import { transact } from '../transact.ts';
import type { OrganisationId, SiteId, StationId } from '../ids.ts';
import { type AccountDeps, enrolmentCodeForMs } from './account-deps.ts';
import { normaliseCode } from './enrolment.ts';

const permission: Permission = 'station:manage';

/** Adds a station to a site; its device still has to be enrolled with a code. */
export async function addStation(
  deps: AccountDeps,
  actor: Actor,
  input: { siteId: SiteId; name: string },
): Promise<Station> {
  requirePermission(actor, permission);
  const { organisationId, kind } = await deps.store.reads.getSite(input.siteId);
  requireOrganisation(actor, organisationId, 'site');
  if (kind === 'home') {
    throw new DomainError('invalid', 'siteId: patients at home join by a link and have no stations');
  }
  const id = deps.newId() as StationId;
  return deps.store.transact(async (tx) => {
    const added = await tx.accounts.addStation({ id, siteId: input.siteId, name: input.name });
    await tx.audit([stationEntry(actor, { stationId: id, organisationId }, 'station.added')]);
    return added;
  });
}

/** A one-time code that enrols a device as this station; an unused earlier one stops working. */
export async function issueEnrolmentCode(
  deps: AccountDeps,
  actor: Actor,
  input: { stationId: StationId },
): Promise<{ code: string; expiresAt: Date }> {
  requirePermission(actor, permission);
  const station = await getOwnStation(deps, actor, input.stationId);
  if (station.revokedAt !== null) {
    throw new DomainError('conflict', 'the station is revoked; add a new one');
  }
  const code = deps.secrets.enrolmentCode();
  const expiresAt = new Date(deps.clock.now().getTime() + enrolmentCodeForMs);
  await deps.store.transact(async (tx) => {
    await tx.accounts.setEnrolmentCode(input.stationId, {
      digest: deps.secrets.digest(normaliseCode(code)),
      expiresAt,
    });
    await tx.audit([stationEntry(actor, station, 'station.code-issued')]);
  });
  return { code, expiresAt };
}

/**
 * Revokes a station: its sockets end at once, and so does its open call. Idempotent: repeating it finishes what an
 * interrupted first attempt may have left.
 */
export async function revokeStation(
  deps: AccountDeps,
  actor: Actor,
  input: { stationId: StationId },
): Promise<Station> {
  requirePermission(actor, permission);
  const station = await getOwnStation(deps, actor, input.stationId);
  await transact(deps, async (tx) => {
    tx.afterCommit(() => {
      deps.facts.endConnections({ station: input.stationId }, 'station-revoked');
    });
    if (await tx.accounts.revokeStation(input.stationId)) {
      await tx.audit([stationEntry(actor, station, 'station.revoked')]);
    }
  });
  await removeStation(deps, auditActor(actor), input.stationId);
  return withoutOrganisation(await deps.store.reads.getStation(input.stationId));
}

function withoutOrganisation({
  siteId,
  stationId,
  name,
  enrolledAt,
  revokedAt,
  lastSeenAt,
}: Station): Station {
  return { stationId, siteId, name, enrolledAt, revokedAt, lastSeenAt };
}

async function getOwnStation(deps: AccountDeps, actor: Actor, stationId: StationId) {
  const station = await deps.store.reads.getStation(stationId);
  requireOrganisation(actor, station.organisationId, 'station');
  return station;
}

function stationEntry(
  actor: Actor,
  { stationId, organisationId }: { stationId: StationId; organisationId: OrganisationId },
  action: AuditAction,
): AuditEntry {
  return auditEntry(auditActor(actor), { action, about: { kind: 'station', id: stationId, organisationId } });
}
