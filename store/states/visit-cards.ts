import { type Selectable, sql } from 'kysely';
import type { BookedCard, BookingDetails } from '../../domain/clinics/wire.ts';
import type { BookingId, PatientId, ReferralId, RoomId } from '../../domain/ids.ts';
import type { Skill } from '../../domain/clinicians/skill.ts';
import type { VisitCard } from '../../domain/states/wire.ts';
import { cardOf, type CardRow, present } from '../calls/rows.ts';
import type { BookingTable, PatientTable } from '../schema.ts';

/** What `bookedColumns` selects; its names do not meet those of `cardColumns`. */
type BookedRow = Pick<Selectable<BookingTable>, 'starts_at' | 'ends_at'> &
  Pick<Selectable<PatientTable>, 'prison_number'> & {
    booking_id: BookingId;
    referral_id: ReferralId;
    booking_details: BookingDetails | null;
    service: string;
    booked_patient_id: PatientId;
    patient: string;
    birth_day: string;
    patient_nhs_number: string | null;
    patient_by_link: boolean;
    patient_phone: string | null;
    site_skills: Skill[];
    visit_room_id: RoomId | null;
    to_be_settled: boolean;
  };

/** A row of either; the columns of the other are null. */
export type VisitCardRow =
  (CardRow & { booking_id: null }) | (BookedRow & Pick<CardRow, OfSite> & { call_id: null });
type OfSite = 'site_name' | 'site_kind' | 'site_phone' | 'station_name';

/**
 * The columns of a booked card, where the booking is `b`, its session `cs`, its patient `pt`, and the queue of its site
 * `qu`. The room is that of the visit.
 */
export const bookedColumns = sql.raw(`
  b.id as booking_id, b.referral_id, b.starts_at, b.ends_at, b.details as booking_details, cs.service, pt.id as booked_patient_id,
  pt.name as patient,
  to_char(pt.date_of_birth, 'YYYY-MM-DD') as birth_day, pt.nhs_number as patient_nhs_number, pt.prison_number,
  pt.by_link as patient_by_link, pt.phone as patient_phone,
  array(select jsonb_array_elements_text(qu.settings -> 'requiredSkills')) as site_skills,
  not exists (select from booking_outcomes settled where settled.booking_id = b.id)
    and not exists (select from visits running where running.booking_id = b.id and running.ended_at is null)
    as to_be_settled
`);

export function visitCardOf(row: VisitCardRow): VisitCard {
  return row.call_id === null ? bookedCardOf(row) : cardOf(row);
}

function bookedCardOf(row: Extract<VisitCardRow, { call_id: null }>): BookedCard {
  return {
    kind: 'booking',
    bookingId: row.booking_id,
    referralId: row.referral_id,
    roomId: present(row.visit_room_id, 'visits.room_id'),
    siteName: row.site_name,
    siteKind: row.site_kind,
    // At home the patient is rung themselves: the telephone of the site is the clinic’s own.
    sitePhone: row.patient_by_link ? row.patient_phone : row.site_phone,
    stationName: row.station_name,
    service: row.service,
    requiredSkills: row.site_skills,
    patient: {
      patientId: row.booked_patient_id,
      name: row.patient,
      dateOfBirth: row.birth_day,
      nhsNumber: row.patient_nhs_number,
      prisonNumber: row.prison_number,
    },
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    officer: row.booking_details?.officer ?? null,
    interpreterLanguage: row.booking_details?.interpreterLanguage ?? null,
    noteForStaff: row.booking_details?.noteForStaff ?? null,
    toBeSettled: row.to_be_settled,
  };
}
