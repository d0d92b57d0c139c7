import { sql } from 'kysely';
import type { MessagedBooking, MessageFacts } from '../../domain/clinics/message.ts';
import type { DeliveryReason } from '../../domain/escalation/escalation-port.ts';
import { present } from '../calls/rows.ts';

type Json<T> = { [K in keyof T]: T[K] extends Date | null ? string | null : T[K] };

/** A message about a clinic as JSON: its times are texts there. */
export type ClinicColumns = Json<MessageFacts> & { booking: Json<MessagedBooking> | null };

/** What the message of a row of `claimed` says, and the booking that it is about; null where it is about no clinic. */
export const clinicColumns = sql`(
  select json_build_object(
    'kind', m.kind, 'side', m.side, 'startsAt', m.starts_at, 'endsAt', m.ends_at, 'others', m.others,
    'siteName', s.name, 'byLink', coalesce(s.kind = 'home', false),
    -- The key of one with a new link begins so (newLinkKey).
    'newLink', m.side = 'patient' and m.key like 'link:%', 'organisationName', org.name,
    -- And that of one that has kept its time so (changeKey).
    'sameTime', m.key like 'same-time:%',
    'wings', stop.wings, 'bookings', m.bookings, 'bookingId', one.id,
    'booking', case when one.id is not null then json_build_object(
      'bookingId', one.id, 'clinicianId', one.clinician_id, 'siteName', bs.name, 'stationId', one.station_id,
      'stationName', st.name, 'startsAt', one.starts_at, 'endsAt', one.ends_at, 'beginsAt', one.begins_at,
      'state', one.state, 'version', one.version
    ) end
  )
  from clinic_messages m
  join organisations org on org.id = m.organisation_id
  left join sites s on s.id = m.site_id
  -- The key of such a message names its stop.
  left join movement_stops stop on m.kind in ('stopped', 'restored') and stop.id::text = split_part(m.key, ':', 2)
  left join clinic_message_bookings link on link.message_id = m.id and m.bookings = 1
  left join bookings one on one.id = link.booking_id
  left join sites bs on bs.id = one.site_id
  left join stations st on st.id = one.station_id
  where m.id = claimed.clinic_message_id
)`;

/** Whether a row `d` of `deliveries` may go with others in one e-mail: as `isForDigest` of the clinics. */
export const isOfDigest = sql<boolean>`(
  d.channel = 'email' and exists (
    select from clinic_messages m where m.id = d.clinic_message_id and m.side = 'hospital' and m.kind = 'booked'
  )
)`;

/** Why somebody is sent a message about a clinic. */
export function clinicReasonOf({ booking, ...message }: ClinicColumns): DeliveryReason {
  return {
    kind: 'clinic',
    message: {
      ...message,
      startsAt: dateOf(message.startsAt),
      endsAt: dateOf(message.endsAt),
    },
    booking: booking && {
      ...booking,
      startsAt: new Date(present(booking.startsAt, 'bookings.starts_at')),
      endsAt: new Date(present(booking.endsAt, 'bookings.ends_at')),
      beginsAt: new Date(present(booking.beginsAt, 'bookings.begins_at')),
    },
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
