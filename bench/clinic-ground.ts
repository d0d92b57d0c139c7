import { randomUUID } from 'node:crypto';
import type { Role } from '../domain/actors.ts';
import type { ClinicSession, PrisonDay } from '../domain/clinics/clinic.ts';
import type {
  ClinicSessionId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../domain/ids.ts';
import type { Transaction } from '../domain/ports.ts';
import { instantOf } from '../domain/rota/wall-clock.ts';

type Place = { organisationId: OrganisationId; siteId: SiteId };

const service = 'Dermatology';

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the brand is the caller's to say
export function newId<T extends string>(): T {
  return randomUUID() as T;
}

export function times<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

/** An organisation with one prison, which opens every day from seven to seven and has so many stations for clinics. */
export async function addPrison(
  { accounts, clinics }: Pick<Transaction, 'accounts' | 'clinics'>,
  { stations, ...day }: { stations: number } & Pick<PrisonDay, 'leadMinutes' | 'escortPlaces'>,
): Promise<{ organisationId: OrganisationId; prison: PrisonDay }> {
  const organisationId = newId<OrganisationId>();
  const siteId = newId<SiteId>();
  await accounts.addOrganisation({ id: organisationId, name: 'Northdale' });
  await accounts.addSite({ siteId, organisationId, name: 'HMP Fellside', kind: 'prison', phone: null });
  const stationIds = times(stations, () => newId<StationId>());
  for (const [n, id] of stationIds.entries()) {
    await accounts.addStation({ id, siteId, name: `Room ${n + 1}` });
  }
  const regime = ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: '07:00', to: '19:00' }));
  const prison = { siteId, moveBackMinutes: 10, regime, stationIds, ...day };
  await clinics.setPrisonDay(prison);
  return { organisationId, prison };
}

/** Somebody of one role, who cannot sign in. */
export async function addPerson(
  { accounts }: Pick<Transaction, 'accounts'>,
  { organisationId, role }: { organisationId: OrganisationId; role: Role },
): Promise<PersonId> {
  const id = newId<PersonId>();
  await accounts.addPerson({
    id,
    organisationId,
    name: role,
    email: `${id}@example.org`,
    roles: [role],
    passwordHash: 'none',
    mustChangePassword: false,
  });
  return id;
}

type Held = { organisationId: OrganisationId; clinicianId: PersonId };
type Lengths = Pick<ClinicSession, 'preMinutes' | 'mainMinutes' | 'debriefMinutes'>;

/** An open clinic for one patient at a time. */
export function sessionOn(date: string, of: Held & Lengths & { from: string; to: string }): ClinicSession {
  const { from, to, ...rest } = of;
  return {
    ...rest,
    id: newId<ClinicSessionId>(),
    templateId: null,
    service,
    date,
    startsAtClock: from,
    endsAtClock: to,
    startsAt: instantOf(`${date}T${from}`),
    endsAt: instantOf(`${date}T${to}`),
    capacity: 1,
    state: 'open',
  };
}

export async function addPatient(
  { clinics }: Pick<Transaction, 'clinics'>,
  { organisationId, siteId }: Place,
): Promise<PatientId> {
  const id = newId<PatientId>();
  await clinics.addPatient({
    ...{ id, organisationId, siteId },
    name: 'Example',
    dateOfBirth: '1980-01-01',
    nhsNumber: null,
    prisonNumber: null,
  });
  return id;
}

/** What a patient waits for. */
export async function addReferral(
  { clinics }: Pick<Transaction, 'clinics'>,
  of: Place & { patientId: PatientId; clockStart: string },
): Promise<ReferralId> {
  const id = newId<ReferralId>();
  await clinics.addReferral({ ...of, id, service, priority: 'routine', state: 'waiting' });
  return id;
}
