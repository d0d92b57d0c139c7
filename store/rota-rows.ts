import type { Insertable, Kysely, Selectable } from 'kysely';
import type { OrganisationId } from '../domain/ids.ts';
import type { Shift } from '../domain/rota/shift.ts';
import { longestShiftMs } from '../domain/rota/shift-rules.ts';
import type { Database, ShiftTable } from './schema.ts';

export function shiftOf(row: Selectable<ShiftTable>): Shift {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    clinicianId: row.clinician_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    queueIds: row.queue_ids,
    tier: row.tier,
  };
}

export function shiftRow(shift: Shift): Insertable<ShiftTable> {
  return {
    id: shift.id,
    organisation_id: shift.organisationId,
    clinician_id: shift.clinicianId,
    starts_at: shift.startsAt,
    ends_at: shift.endsAt,
    queue_ids: [...shift.queueIds],
    tier: shift.tier,
  };
}

/** Every shift that has a part of its time between two instants, earliest first. */
export async function shiftsBetween(
  db: Kysely<Database>,
  organisationId: OrganisationId,
  { from, to }: { from: Date; to: Date },
): Promise<Shift[]> {
  const rows = await db
    .selectFrom('shifts')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    // No shift is longer than that, which lets the index skip the years before.
    .where('starts_at', '>', new Date(from.getTime() - longestShiftMs))
    .where('starts_at', '<', to)
    .where('ends_at', '>', from)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return rows.map(shiftOf);
}
