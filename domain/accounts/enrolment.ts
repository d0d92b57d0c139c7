import type { AuditEntry } from '../audit.ts';
import type { Access } from '../contract/rest.ts';
import { DomainError } from '../errors.ts';
import { transact } from '../transact.ts';
import type { StationId } from '../ids.ts';
import { accessFor, type AccountDeps } from './account-deps.ts';
import { auditRefusal } from './refusals.ts';

/** What a newly enrolled device holds; `deviceToken` belongs in its cookie and nowhere else. */
export type Enrolled = { access: Access; stationId: StationId; deviceToken: string };

/** The stored form of a code: people type small letters, spaces and hyphens where they like. */
export function normaliseCode(code: string): string {
  return code.replaceAll(/[\s\p{Dash}]/gu, '').toUpperCase();
}

/** Enrols this device with an administrator's one-time code, which is the permission. `from` is the network that asks. */
export async function enrol(deps: AccountDeps, input: { code: string; from: string }): Promise<Enrolled> {
  const deviceToken = deps.secrets.token();
  const codeDigest = deps.secrets.digest(normaliseCode(input.code));
  const station = await transact(deps, async (tx) => {
    const station = await tx.accounts.enrol(codeDigest, deps.secrets.digest(deviceToken));
    if (station === undefined) {
      await auditRefusal(deps, tx, { entry: refusedEntry, from: input.from });
      return undefined;
    }
    await tx.audit([
      {
        actor: { kind: 'station', id: station.stationId },
        organisationId: station.organisationId,
        action: 'station.enrolled',
        subject: { kind: 'station', id: station.stationId },
      },
    ]);
    // A device that was this station before is it no longer.
    tx.afterCommit(() => {
      deps.facts.endConnections({ station: station.stationId }, 'station-revoked');
    });
    return station;
  });
  if (station === undefined) {
    throw new DomainError(
      'invalid',
      'that code is not valid: it may be mistyped, used already, or older than 15 minutes; ask for a new one',
    );
  }
  return { access: accessFor(deps, station), stationId: station.stationId, deviceToken };
}

const refusedEntry: AuditEntry = {
  actor: { kind: 'system' },
  organisationId: null,
  action: 'station.enrolment-refused',
  subject: { kind: 'station', id: null },
};

/** A new access token for an enrolled station; the device's own secret is the permission. */
export async function issueStationToken(
  deps: AccountDeps,
  input: { deviceToken: string | undefined },
): Promise<{ access: Access; stationId: StationId }> {
  const station =
    input.deviceToken === undefined
      ? undefined
      : await deps.store.reads.findStationByDevice(deps.secrets.digest(input.deviceToken));
  if (station === undefined) {
    throw new DomainError('unauthenticated', 'this device is not enrolled as a station');
  }
  return { access: accessFor(deps, station), stationId: station.stationId };
}
