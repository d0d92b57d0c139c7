import { type Actor, auditActor, requireStation } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { Deps } from '../ports.ts';
import type { StoredResident } from './resident-port.ts';
import type { ResidentView } from './wire.ts';

/** Who lives at the station's own site; there is no way to ask about another one. */
export async function readOwnResidents(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
): Promise<{ residents: ResidentView[] }> {
  const station = requireStation(actor, 'resident:read');
  const { organisationId, siteId } = station;
  const residents = await deps.store.reads.listResidents([siteId]);
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(actor), {
        action: 'residents.read',
        about: { kind: 'site', id: siteId, organisationId },
        detail: { count: residents.length },
      }),
    ]),
  );
  return { residents: residents.map(residentViewOf) };
}

/** A resident as they cross the wire. */
export function residentViewOf(resident: StoredResident): ResidentView {
  const { patientId, name, dateOfBirth, nhsNumber, place, scale } = resident;
  return { patientId, name, dateOfBirth, nhsNumber, place, oxygenScale: scale };
}
