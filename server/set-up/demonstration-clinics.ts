import { claimsOf } from '../../domain/clinics/appointment.ts';
import type { ClinicSession, ClinicTemplate, PrisonDay, Referral } from '../../domain/clinics/clinic.ts';
import { freeTimes, type OfferedTime } from '../../domain/clinics/free-times.ts';
import { noHindrances } from '../../domain/clinics/hindrances.ts';
import { sessionOn, sessionsOf } from '../../domain/clinics/session-dates.ts';
import { askForDocuments } from '../../domain/clinics/preflights.ts';
import type { Whereabouts } from '../../domain/clinics/whereabouts.ts';
import type { AuditEntry, Transaction } from '../../domain/ports.ts';
import type {
  BookingId,
  ClinicSessionId,
  ClinicTemplateId,
  DocumentId,
  InterpreterId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import { addDays, wallDateOf } from '../../domain/rota/wall-clock.ts';
import { demonstrationLetter } from './demonstration-letter.ts';
import { setUpEntry } from './demonstration-rota.ts';

/** `letter` is the file that a referral is shown with. */
type NewId = { newId: () => string; letter: Uint8Array };

type Given = {
  organisationId: OrganisationId;
  prisonSiteId: SiteId;
  stationIds: readonly StationId[];
  people: {
    booker: PersonId;
    healthcare: PersonId;
    wingOfficer: PersonId;
    dermatologist: PersonId;
    chestPhysician: PersonId;
  };
};

const daysAhead = 42;
const confirmWithinMs = 10 * 60_000;

/** A prison where patients are let out in the morning and the afternoon of working days. */
export const fellsideDay: Omit<PrisonDay, 'siteId' | 'stationIds'> = {
  leadMinutes: 30,
  moveBackMinutes: 15,
  escortPlaces: 4,
  interpreterPhone: '01632 960124',
  regime: ([1, 2, 3, 4, 5] as const).flatMap((weekday) => [
    { weekday, from: '08:30', to: '11:35' },
    { weekday, from: '14:00', to: '16:30' },
  ]),
};

const lengths = { preMinutes: 5, mainMinutes: 20, debriefMinutes: 5, capacity: 1, everyWeeks: 1 };
const morning = { startsAtClock: '09:00', endsAtClock: '11:00' };
const afternoon = { startsAtClock: '14:30', endsAtClock: '16:00' };

// All synthetic: the numbers are from the 999 range, which is given to nobody, and so are these prison numbers.
const patients = [
  { name: 'Daniel Ashworth', dateOfBirth: '1979-04-02', nhsNumber: '9990002142', prisonNumber: 'A9901AB' },
  { name: 'Marcus Bell', dateOfBirth: '1988-11-17', nhsNumber: '9990051275', prisonNumber: 'A9902BC' },
  { name: 'Iwan Prosser', dateOfBirth: '1963-08-29', nhsNumber: '9990060436', prisonNumber: 'A9903CD' },
  { name: 'Kofi Mensah', dateOfBirth: '1995-01-08', nhsNumber: '9990077185', prisonNumber: 'A9904DE' },
  {
    ...{ name: 'Tobias Grant', dateOfBirth: '1991-03-14', nhsNumber: '9990081239', prisonNumber: 'A9905EF' },
    // Comes from court, and can be booked already.
    expected: true,
  },
] as const;

/** Where they are; of the last one nobody has said it yet. */
const places: readonly Whereabouts[] = [
  { wing: 'B', cell: '2-14', marks: ['acct'] },
  { wing: 'C', cell: '1-03', marks: [] },
  { wing: 'B', cell: '3-21', marks: ['peep'] },
];

/** Who waits, each for the service that they have no booking with today. */
const waiting = [
  { service: 'Respiratory', priority: 'routine', daysAgo: 96 },
  { service: 'Respiratory', priority: 'urgent', daysAgo: 12 },
  { service: 'Dermatology', priority: 'two-week-wait', daysAgo: 4 },
  { service: 'Dermatology', priority: 'routine', daysAgo: 131 },
  { service: 'Respiratory', priority: 'routine', daysAgo: 20 },
] as const;

/** A prison that takes part in clinics, two clinics of the next weeks, who waits for them, and today's list where there is still time. */
export async function addDemonstrationClinics(
  { newId }: Pick<NewId, 'newId'>,
  tx: Transaction,
  given: Given,
): Promise<void> {
  const deps = { newId, letter: await demonstrationLetter() };
  const { organisationId, prisonSiteId, people, stationIds } = given;
  const prison: PrisonDay = { ...fellsideDay, siteId: prisonSiteId, stationIds };
  await tx.clinics.setPrisonDay(prison);
  await tx.clinics.setPersonSites(people.healthcare, [prisonSiteId]);
  await tx.clinics.setPersonSites(people.wingOfficer, [prisonSiteId]);
  await tx.audit([
    setUpEntry('prison-day.set', { kind: 'site', id: prisonSiteId, organisationId }),
    setUpEntry('person.sites-set', { kind: 'person', id: people.healthcare, organisationId }),
    setUpEntry('person.sites-set', { kind: 'person', id: people.wingOfficer, organisationId }),
  ]);
  const skin = await addClinic(deps, tx, {
    ...describedClinic(given, tx.now),
    service: 'Dermatology',
    clinicianId: people.dermatologist,
    weekday: 2,
    ...morning,
  });
  await addClinic(deps, tx, {
    ...describedClinic(given, tx.now),
    service: 'Respiratory',
    clinicianId: people.chestPhysician,
    weekday: 4,
    ...afternoon,
  });
  const patientIds: PatientId[] = [];
  for (const [n, patient] of patients.entries()) {
    const id = deps.newId() as PatientId;
    await tx.clinics.addPatient({ ...patient, id, organisationId, siteId: prisonSiteId });
    const place = places[n];
    if (place !== undefined) await tx.lists.setWhereabouts(id, place);
    await tx.audit([setUpEntry('patient.added', { kind: 'patient', id, organisationId })]);
    patientIds.push(id);
    const referral = waiting[n];
    if (referral === undefined) continue;
    const referralId = await addReferral(deps, tx, { ...given, ...referral, patientId: id });
    if (n === 0) await addLetter(deps, tx, { ...given, referralId });
  }
  await addInterpreter(deps, tx, organisationId);
  await addTodaysList(deps, tx, { ...given, prison, template: skin, patientIds });
}

async function addInterpreter(deps: NewId, tx: Transaction, organisationId: OrganisationId): Promise<void> {
  const id = deps.newId() as InterpreterId;
  const languages = ['Polish', 'Romanian'];
  await tx.interpreters.addInterpreter({
    ...{ id, organisationId, languages, name: 'Agency reference 4711', phone: '01632 960177' },
  });
  await tx.audit([setUpEntry('interpreter.added', { kind: 'interpreter', id, organisationId })]);
}

function describedClinic({ organisationId }: Given, now: Date) {
  // From tomorrow on: today's clinic stands by itself, at a time that can still be kept.
  return { ...lengths, organisationId, validFrom: addDays(wallDateOf(now), 1), validTo: null };
}

async function addClinic(
  { newId }: NewId,
  tx: Transaction,
  described: Omit<ClinicTemplate, 'id'>,
): Promise<ClinicTemplate> {
  const template = { ...described, id: newId() as ClinicTemplateId };
  const { id, organisationId, validFrom } = template;
  await tx.clinics.addTemplate(template);
  const to = addDays(validFrom, daysAhead);
  await tx.audit([setUpEntry('template.added', { kind: 'clinic-template', id, organisationId })]);
  await addOpenSessions(tx, organisationId, sessionsOf(template, { from: validFrom, to, newId }));
  return template;
}

async function addOpenSessions(
  tx: Transaction,
  organisationId: OrganisationId,
  sessions: readonly ClinicSession[],
): Promise<void> {
  const audited: AuditEntry[] = [];
  for (const id of await tx.clinics.addSessions(sessions)) {
    await tx.clinics.publishSession(id);
    audited.push(setUpEntry('session.published', { kind: 'clinic-session', id, organisationId }));
  }
  await tx.audit(audited);
}

async function addReferral(
  { newId }: NewId,
  tx: Transaction,
  {
    organisationId,
    prisonSiteId: siteId,
    ...of
  }: Given & Pick<Referral, 'patientId' | 'service' | 'priority'> & { daysAgo: number },
): Promise<ReferralId> {
  const { patientId, service, priority, daysAgo } = of;
  const id = newId() as ReferralId;
  const clockStart = addDays(wallDateOf(tx.now), -daysAgo);
  const about = { id, organisationId, patientId, siteId, service, priority, clockStart };
  await tx.clinics.addReferral({ ...about, state: 'waiting' });
  await tx.audit([setUpEntry('referral.made', { kind: 'referral', id, organisationId })]);
  return id;
}

/** A letter as the prison has scanned it. */
async function addLetter(
  { newId, letter }: NewId,
  tx: Transaction,
  { organisationId, people, referralId }: Given & { referralId: ReferralId },
): Promise<void> {
  const id = newId() as DocumentId;
  await tx.documents.addDocument({
    ...{ id, requestId: newId(), organisationId, referralId, kind: 'letter', text: null },
    ...{ name: 'letter-of-the-prison-gp.pdf', type: 'application/pdf', content: letter, checked: false },
    addedBy: people.healthcare,
  });
  await tx.audit([setUpEntry('document.added', { kind: 'referral', id: referralId, organisationId })]);
}

/**
 * A clinic of its own for today and its first two times that can still be kept: none at all in the evening and at
 * weekends, when nobody is let out.
 */
export function todaysTimes(
  now: Date,
  { template, prison, newId }: { template: ClinicTemplate; prison: PrisonDay } & Pick<NewId, 'newId'>,
): { sessions: ClinicSession[]; times: OfferedTime[] } {
  const date = wallDateOf(now);
  const all = [morning, afternoon].map((clock): ClinicSession => ({
    ...sessionOn({ ...template, ...clock }, { date, id: newId() as ClinicSessionId }),
    templateId: null,
  }));
  // Nothing is taken yet, so that it does not matter whose times they are.
  const nobody = newId() as PatientId;
  const world = { now, sessions: all, prison, patientId: nobody, taken: [] };
  const found = freeTimes({ ...world, hindrances: noHindrances, ofPrison: true });
  const times = found.times.slice(0, 2);
  const sessions = all.filter(({ id }) => times.some(({ sessionId }) => sessionId === id));
  return { sessions, times };
}

type Today = Given & { prison: PrisonDay; template: ClinicTemplate; patientIds: readonly PatientId[] };

async function addTodaysList(deps: NewId, tx: Transaction, today: Today): Promise<void> {
  const { sessions, times } = todaysTimes(tx.now, { ...today, ...deps });
  await addOpenSessions(tx, today.organisationId, sessions);
  for (const [n, time] of times.entries()) {
    const session = sessions.find(({ id }) => id === time.sessionId);
    const patientId = today.patientIds[n];
    if (session !== undefined && patientId !== undefined) {
      await addBooking(deps, tx, { ...today, session, time, patientId });
    }
  }
}

/** Held and then confirmed by the booking clerk, as on the page. */
async function addBooking(
  deps: NewId,
  tx: Transaction,
  of: Today & { session: ClinicSession; time: OfferedTime; patientId: PatientId },
): Promise<void> {
  const { organisationId, prison, session, time, patientId, people } = of;
  const { service, clinicianId } = session;
  const referralId = await addReferral(deps, tx, { ...of, service, priority: 'urgent', daysAgo: 20 });
  const { stationId, appointment } = time;
  const { startsAt, endsAt, beginsAt } = appointment;
  const id = deps.newId() as BookingId;
  await tx.clinics.addBooking(
    {
      ...{ id, organisationId, referralId, patientId, siteId: prison.siteId, stationId, clinicianId },
      ...{ sessionId: session.id, startsAt, endsAt, beginsAt, version: 1 },
      state: 'held',
      heldBy: people.booker,
      heldUntil: new Date(tx.now.getTime() + confirmWithinMs),
    },
    claimsOf(appointment, { session, prison, patientId, stationId }),
    deps.newId(),
  );
  await tx.clinics.confirmBooking(id, details, people.booker);
  await addLetter(deps, tx, { ...of, referralId });
  await askForDocuments(tx, { id, referralId }, [
    { kind: 'image', text: 'Photographs of the skin' },
    { kind: 'letter', text: null },
  ]);
  await tx.clinics.setReferralState(referralId, 'booked');
  await tx.audit([setUpEntry('booking.booked', { kind: 'booking', id, organisationId })]);
}

const details = {
  otherwise: 'hospital-escort',
  officer: 'outside',
  interpreterLanguage: null,
  noteForPatient: 'Please wear loose sleeves.',
  noteForStaff: null,
} as const;
