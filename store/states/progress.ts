import type { VisitProgress } from '../../domain/clinics/visit-part.ts';

/** How far the booked visit `v` has come, as JSON: its times are strings of the database. */
export const progress = `(
  select json_build_object(
    'part', coalesce(reached.part, 'pre'), 'since', greatest(reached.began_at, v.started_at),
    'room', (
      select json_build_object(
        'identity', c.identity, 'present', c.present, 'by', c.checked_by_kind, 'at', c.checked_at
      ) from room_checks c where c.visit_id = v.id
    ),
    'stationRangAt', case when v.station_in_room_at <= v.started_at then v.station_rang_at end
  )
  from (values (1)) as one (row) left join lateral (
    select part, began_at from booking_parts where booking_id = v.booking_id order by part = 'debrief' desc limit 1
  ) reached on true
)`;

/** The same as it crosses the wire. */
export function progressOf({ part, since, room, stationRangAt }: VisitProgress): VisitProgress {
  return {
    part,
    since: instantOf(since),
    room: room && { ...room, at: instantOf(room.at) },
    stationRangAt: stationRangAt === null ? null : instantOf(stationRangAt),
  };
}

function instantOf(text: string): string {
  return new Date(text).toISOString();
}
