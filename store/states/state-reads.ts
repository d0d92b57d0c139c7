import type { Kysely } from 'kysely';
import type { Audience, Clock, Reads } from '../../domain/ports.ts';
import { readClinicianState } from './clinician-state.ts';
import { readGuestState } from '../guests/guest-reads.ts';
import type { Database } from '../schema.ts';
import { readStationState } from './station-state.ts';

/**
 * The state of an audience with its sequence number, each in one statement: a statement sees one snapshot, so the
 * number can never be newer or older than the state beside it.
 */
export function stateReads(db: Kysely<Database>, clock: Clock): Pick<Reads, 'getState'> {
  return {
    async getState(audience) {
      const now = clock.now();
      const read = await readState(db, now, audience);
      return { ...read, now: now.toISOString() };
    },
  };
}

function readState(db: Kysely<Database>, now: Date, audience: Audience) {
  switch (audience.kind) {
    case 'station':
      return readStationState(db, now, audience.id);
    case 'clinician':
      return readClinicianState(db, now, audience.id);
    case 'guest':
      return readGuestState(db, audience.id);
  }
}
