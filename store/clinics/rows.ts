import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import type { Booking, ClinicSession, Referral, StoredTemplate } from '../../domain/clinics/clinic.ts';
import type { NewTemplate } from '../../domain/clinics/clinic-port.ts';
import type { MovedPatient } from '../../domain/clinics/person-move-port.ts';
import type { PatientView, PlacedPatientView } from '../../domain/clinics/wire.ts';
import { usualReleaseHours } from '../../domain/clinics/kept-places.ts';
import type { SiteId } from '../../domain/ids.ts';
import type {
  BookingTable,
  ClinicSessionTable,
  ClinicTemplateTable,
  ClinicTimes,
  PatientTable,
  ReferralTable,
} from '../schema.ts';

/** A column that is a day of the calendar, as text: the driver would make a time of the server's zone of it. */
export function dayOf(column: string): RawBuilder<string> {
  return sql<string>`to_char(${sql.ref(column)}, 'YYYY-MM-DD')`;
}

type TemplateRow = Selectable<ClinicTemplateTable> & { first_day: string; last_day: string | null };

/** A template; its days are read by `dayOf`. */
export function templateOf(row: TemplateRow): StoredTemplate {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    service: row.service,
    clinicianId: row.clinician_id,
    weekday: row.weekday,
    everyWeeks: row.every_weeks,
    ...timesOf(row),
    validFrom: row.first_day,
    validTo: row.last_day,
    version: row.version,
    seriesId: row.series_id,
  };
}

export function templateRow(template: NewTemplate): Insertable<ClinicTemplateTable> {
  return {
    id: template.id,
    organisation_id: template.organisationId,
    service: template.service,
    clinician_id: template.clinicianId,
    weekday: template.weekday,
    every_weeks: template.everyWeeks,
    ...timeColumns(template),
    valid_from: template.validFrom,
    valid_to: template.validTo,
    series_id: template.seriesId ?? template.id,
  };
}

export type SessionRow = Selectable<ClinicSessionTable> & { day: string };

/** A session; its day is read by `dayOf`. */
export function sessionOf(row: SessionRow): ClinicSession {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    templateId: row.template_id,
    service: row.service,
    clinicianId: row.clinician_id,
    date: row.day,
    ...timesOf(row),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    state: row.state,
    ...(row.moved_to !== null && { movedToId: row.moved_to }),
  };
}

export function sessionRow(session: ClinicSession): Insertable<ClinicSessionTable> {
  return {
    id: session.id,
    organisation_id: session.organisationId,
    template_id: session.templateId,
    service: session.service,
    clinician_id: session.clinicianId,
    date: session.date,
    ...timeColumns(session),
    starts_at: session.startsAt,
    ends_at: session.endsAt,
    state: session.state,
    moved_to: session.movedToId ?? null,
  };
}

type TimeColumns = Pick<
  Selectable<ClinicSessionTable>,
  | 'starts_at_clock'
  | 'ends_at_clock'
  | 'pre_minutes'
  | 'main_minutes'
  | 'debrief_minutes'
  | 'capacity'
  | 'release_hours'
  | 'shares'
>;
type Times = Pick<
  ClinicSession,
  'startsAtClock' | 'endsAtClock' | 'preMinutes' | 'mainMinutes' | 'debriefMinutes' | 'capacity' | 'kept'
>;

function timesOf(row: TimeColumns): Times {
  return {
    startsAtClock: row.starts_at_clock,
    endsAtClock: row.ends_at_clock,
    preMinutes: row.pre_minutes,
    mainMinutes: row.main_minutes,
    debriefMinutes: row.debrief_minutes,
    capacity: row.capacity,
    ...(row.shares.length > 0 && { kept: { shares: row.shares, releaseHours: row.release_hours } }),
  };
}

function timeColumns(times: Times): Insertable<ClinicTimes> {
  return {
    starts_at_clock: times.startsAtClock,
    ends_at_clock: times.endsAtClock,
    pre_minutes: times.preMinutes,
    main_minutes: times.mainMinutes,
    debrief_minutes: times.debriefMinutes,
    capacity: times.capacity,
    release_hours: times.kept?.releaseHours ?? usualReleaseHours,
    shares: JSON.stringify(times.kept?.shares ?? []),
  };
}

/** What a view says of a patient. */
export type PatientColumns = Pick<Selectable<PatientTable>, 'nhs_number' | 'prison_number'> & {
  patient_id: PatientView['patientId'];
  patient_name: string;
  patient_site_id: SiteId;
  site_name: string;
  birth_day: string;
};

/** To be selected where `patients` and the `sites` of the patients are joined. */
export const patientColumns = [
  'patients.name as patient_name',
  'patients.site_id as patient_site_id',
  'patients.nhs_number',
  'patients.prison_number',
  'sites.name as site_name',
] as const;

export function patientOf(row: PatientColumns): PatientView {
  return {
    patientId: row.patient_id,
    siteId: row.patient_site_id,
    siteName: row.site_name,
    name: row.patient_name,
    dateOfBirth: row.birth_day,
    nhsNumber: row.nhs_number,
    prisonNumber: row.prison_number,
  };
}

/** Where a patient is; selected for who works in the prison only. */
export const placeColumns = [
  'patients.wing',
  'patients.cell',
  'patients.security_marks',
  'patients.marks_confirmed',
  'patients.by_link',
  'patients.email',
  'patients.phone',
] as const;

export function placedPatientOf(
  row: PatientColumns &
    Pick<
      Selectable<PatientTable>,
      'wing' | 'cell' | 'security_marks' | 'marks_confirmed' | 'by_link' | 'email' | 'phone'
    >,
): PlacedPatientView {
  const {
    wing,
    cell,
    security_marks: marks,
    marks_confirmed: marksConfirmed,
    by_link: byLink,
    email,
    phone,
  } = row;
  return {
    ...patientOf(row),
    wing,
    cell,
    marks,
    marksConfirmed,
    ...(byLink && { contact: { email, phone } }),
  };
}

/** A referral is where its patient is. */
export function referralOf(
  row: Selectable<ReferralTable> & { clock_day: string; site_id: SiteId },
): Referral {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    patientId: row.patient_id,
    siteId: row.site_id,
    service: row.service,
    priority: row.priority,
    clockStart: row.clock_day,
    state: row.state,
  };
}

export function bookingOf(row: Selectable<BookingTable>): Booking {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    referralId: row.referral_id,
    patientId: row.patient_id,
    sessionId: row.session_id,
    siteId: row.site_id,
    stationId: row.station_id,
    clinicianId: row.clinician_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    beginsAt: row.begins_at,
    state: row.state,
    heldBy: row.held_by,
    heldUntil: row.held_until,
    version: row.version,
  };
}

/** A patient as moves find them; the day of their birth is read by `dayOf`. */
export function movedPatientOf(row: Selectable<PatientTable> & { birth_day: string }): MovedPatient {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    siteId: row.site_id,
    prisonNumber: row.prison_number,
    standing: row.standing,
    dateOfBirth: row.birth_day,
    nhsNumber: row.nhs_number,
  };
}
