import { stopToTell } from '../../domain/clinics/movement-stop.ts';
import type { VisitProgress } from '../../domain/clinics/visit-part.ts';
import { stopsMeeting } from '../clinics/hindrances.ts';

/** How far the booked visit `v` has come, as JSON: its times are strings of the database. */
export const progress = `(
  select json_build_object(
    'part', coalesce(reached.part, 'pre'), 'since', greatest(reached.began_at, v.started_at),
    'room', (
      select json_build_object(
        'identity', c.identity, 'present', c.present, 'by', c.checked_by_kind, 'at', c.checked_at
      ) from room_checks c where c.visit_id = v.id
    ),
    'stationRangAt', case when v.station_in_room_at <= v.started_at then v.station_rang_at end,
    'stops', array(
      select json_build_object('startsAt', ms.starts_at, 'endsAt', ms.ends_at)
      from bookings met join patients mp on mp.id = met.patient_id
        join movement_stops ms on ${stopsMeeting('mp', 'met')}
      where met.id = v.booking_id and ms.ends_at > v.started_at
    )
  )
  from (values (1)) as one (row) left join lateral (
    select part, began_at from booking_parts where booking_id = v.booking_id order by part = 'debrief' desc limit 1
  ) reached on true
)`;

/** The same as JSON has it. */
export type ProgressColumn = Omit<VisitProgress, 'stopped'> & {
  stops: { startsAt: string; endsAt: string }[];
};

/** The same as it crosses the wire. */
export function progressOf(
  { part, since, room, stationRangAt, stops }: ProgressColumn,
  now: Date,
): VisitProgress {
  const spans = stops.map(({ startsAt, endsAt }) => ({
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  }));
  const stop = stopToTell(spans, now);
  return {
    part,
    since: instantOf(since),
    room: room && { ...room, at: instantOf(room.at) },
    stationRangAt: stationRangAt === null ? null : instantOf(stationRangAt),
    stopped: stop && { startsAt: stop.startsAt.toISOString(), endsAt: stop.endsAt.toISOString() },
  };
}

function instantOf(text: string): string {
  return new Date(text).toISOString();
}
