import type { Kysely } from 'kysely';
import type { Clock, Reads } from '../domain/ports.ts';
import { readClinicianState } from './clinician-state.ts';
import type { Database } from './schema.ts';
import { readStationState } from './station-state.ts';

/**
 * The state of an audience with its sequence number, each in one statement: a statement sees one snapshot, so the
 * number can never be newer or older than the state beside it.
 */
export function stateReads(db: Kysely<Database>, clock: Clock): Pick<Reads, 'getState'> {
  return {
    async getState(audience) {
      const now = clock.now();
      const read =
        audience.kind === 'station'
          ? await readStationState(db, now, audience.id)
          : await readClinicianState(db, now, audience.id);
      return { ...read, now: now.toISOString() };
    },
  };
}
