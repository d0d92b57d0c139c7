import { appointmentOf, claimsOf } from '../../domain/clinics/appointment.ts';
import { placeAtHome } from '../../domain/clinics/at-home.ts';
import type { ClinicSession, PrisonDay } from '../../domain/clinics/clinic.ts';
import type { LinkSecrets } from '../../domain/clinics/link-port.ts';
import { linkPath } from '../../domain/clinics/make-link.ts';
import type {
  BookingId,
  BookingLinkId,
  ClinicSessionId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
} from '../../domain/ids.ts';
import type { Secrets, Transaction } from '../../domain/ports.ts';
import { addDays, clockOf, wallDateOf } from '../../domain/rota/wall-clock.ts';
import { setUpEntry } from './demonstration-rota.ts';

const minuteMs = 60_000;
const lengths = { preMinutes: 0, mainMinutes: 20, debriefMinutes: 10 };
const service = 'Respiratory';

// Synthetic: the number is from the range that Ofcom keeps free for drama.
const patient = { name: 'Ann Fairhurst', dateOfBirth: '1952-06-21', nhsNumber: null, prisonNumber: null };
const contact = { email: 'ann.fairhurst@home.example', phone: '07700 900145' };

/** What adding a patient at home needs, beside the transaction. */
export type HomeDeps = { newId: () => string; secrets: Pick<Secrets, 'digest'>; links: LinkSecrets };

type Given = { organisationId: OrganisationId; siteId: SiteId; clinicianId: PersonId; bookerId: PersonId };

/** A clinic of one place that begins a quarter of an hour from now; undefined where it would go on past midnight. */
export function clinicSoon(now: Date): { startsAt: Date; endsAt: Date } | undefined {
  const step = 5 * minuteMs;
  const startsAt = new Date(Math.ceil((now.getTime() + 15 * minuteMs) / step) * step);
  const endsAt = new Date(startsAt.getTime() + 30 * minuteMs);
  return wallDateOf(endsAt) === wallDateOf(now) ? { startsAt, endsAt } : undefined;
}

/**
 * Somebody at home with a video appointment today, who can wait at its link at once. Answers with the path of the link, as they
 * would be sent it; null in the last hour of the day.
 */
export async function addPatientAtHome(
  deps: HomeDeps,
  tx: Transaction,
  given: Given,
): Promise<string | null> {
  const times = clinicSoon(tx.now);
  if (times === undefined) return null;
  const { organisationId, siteId } = given;
  const patientId = deps.newId() as PatientId;
  await tx.clinics.addPatient({ ...patient, id: patientId, organisationId, siteId, byLink: contact });
  await tx.audit([setUpEntry('patient.added', { kind: 'patient', id: patientId, organisationId })]);
  const session = await addSession(deps, tx, { ...given, ...times });
  const bookingId = await addBooking(deps, tx, { ...given, session, patientId });
  const linkId = await tx.bookingLinks.ensure(bookingId, deps.newId() as BookingLinkId);
  const secret = deps.links.secretOf(linkId);
  await tx.bookingLinks.setDigest(linkId, deps.secrets.digest(secret));
  return linkPath(secret);
}

async function addSession(
  { newId }: Pick<HomeDeps, 'newId'>,
  tx: Transaction,
  { organisationId, clinicianId, startsAt, endsAt }: Given & { startsAt: Date; endsAt: Date },
): Promise<ClinicSession> {
  const id = newId() as ClinicSessionId;
  const session: ClinicSession = {
    ...lengths,
    ...{ id, organisationId, clinicianId, service, startsAt, endsAt },
    date: wallDateOf(startsAt),
    startsAtClock: clockOf(startsAt),
    endsAtClock: clockOf(endsAt),
    templateId: null,
    capacity: 1,
    state: 'planned',
  };
  await tx.clinics.addSessions([session]);
  await tx.clinics.publishSession(id);
  await tx.audit([setUpEntry('session.published', { kind: 'clinic-session', id, organisationId })]);
  return session;
}

async function addBooking(
  { newId }: Pick<HomeDeps, 'newId'>,
  tx: Transaction,
  {
    organisationId,
    siteId,
    bookerId,
    session,
    patientId,
  }: Given & { session: ClinicSession; patientId: PatientId },
): Promise<BookingId> {
  const [id, referralId] = [newId() as BookingId, newId() as ReferralId];
  const stationId = placeAtHome(patientId);
  const clockStart = addDays(wallDateOf(tx.now), -33);
  const referral = { id: referralId, organisationId, patientId, siteId, service, clockStart };
  await tx.clinics.addReferral({ ...referral, priority: 'routine', state: 'waiting' });
  const home: PrisonDay = {
    ...{ siteId, stationIds: [stationId], alwaysOpen: true },
    ...{ leadMinutes: 0, moveBackMinutes: 0, regime: [], escortPlaces: null },
  };
  const appointment = appointmentOf(session, home, session.startsAt);
  const { startsAt, endsAt, beginsAt } = appointment;
  const { clinicianId } = session;
  await tx.clinics.addBooking(
    {
      ...{ id, organisationId, referralId, patientId, siteId, stationId, clinicianId },
      ...{ sessionId: session.id, startsAt, endsAt, beginsAt, version: 1 },
      state: 'held',
      heldBy: bookerId,
      heldUntil: new Date(tx.now.getTime() + minuteMs),
    },
    claimsOf(appointment, { session, prison: home, patientId, stationId }),
    newId(),
  );
  await tx.clinics.confirmBooking(id, details, bookerId);
  await tx.clinics.setReferralState(referralId, 'booked');
  await tx.audit([
    setUpEntry('referral.made', { kind: 'referral', id: referralId, organisationId }),
    setUpEntry('booking.booked', { kind: 'booking', id, organisationId }),
  ]);
  return id;
}

const details = {
  otherwise: 'not-known',
  officer: 'not-needed',
  interpreterLanguage: null,
  noteForPatient: null,
  noteForStaff: null,
} as const;
