import type { ClinicSession, ClinicTemplate, PrisonDay } from '../../domain/clinics/clinic.ts';
import type {
  ClinicianId,
  ClinicSessionId,
  ClinicTemplateId,
  OrganisationId,
  PatientId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import { instantOf } from '../../domain/rota/wall-clock.ts';

export const reid = 'reid' as ClinicianId;
export const fellside = 'fellside' as SiteId;
export const patient = 'a patient' as PatientId;
export const wing = 'wing' as StationId;
export const office = 'office' as StationId;

/** The Monday on which the clinics of these tests are held. */
export const monday = '2027-01-11';

/** An instant by the clock in London, that Monday or another day. */
export function at(clock: string, date: string = monday): Date {
  return instantOf(`${date}T${clock}`);
}

/** On Mondays from nine to twelve, half an hour for each patient. */
export function clinicTemplate(over: Partial<ClinicTemplate> = {}): ClinicTemplate {
  return {
    id: 'a template' as ClinicTemplateId,
    organisationId: 'an organisation' as OrganisationId,
    service: 'Dermatology',
    clinicianId: reid,
    weekday: 1,
    everyWeeks: 1,
    startsAtClock: '09:00',
    endsAtClock: '12:00',
    preMinutes: 5,
    mainMinutes: 20,
    debriefMinutes: 5,
    capacity: 1,
    validFrom: '2026-12-01',
    validTo: null,
    ...over,
  };
}

/** An open session of that Monday, of half-hour appointments without meetings before and after. */
export function clinicSession(
  starts: string,
  ends: string,
  over: Partial<ClinicSession> = {},
): ClinicSession {
  return {
    id: `session ${starts}` as ClinicSessionId,
    organisationId: 'an organisation' as OrganisationId,
    templateId: null,
    service: 'Dermatology',
    clinicianId: reid,
    date: monday,
    startsAtClock: starts,
    endsAtClock: ends,
    startsAt: at(starts),
    endsAt: at(ends),
    preMinutes: 0,
    mainMinutes: 30,
    debriefMinutes: 0,
    capacity: 1,
    state: 'open',
    ...over,
  };
}

/** A prison whose patients may come at any time of a Monday, with the healthcare wing's station, and where nobody counts escorts. */
export function prisonDay(over: Partial<PrisonDay> = {}): PrisonDay {
  return {
    siteId: fellside,
    leadMinutes: 0,
    moveBackMinutes: 0,
    regime: [{ weekday: 1, from: '00:00', to: '23:59' }],
    escortPlaces: null,
    stationIds: [wing],
    ...over,
  };
}
