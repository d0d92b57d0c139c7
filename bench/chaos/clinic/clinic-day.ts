import { randomUUID } from 'node:crypto';
import type { Role } from '../../../domain/actors.ts';
import { mainStartsOf } from '../../../domain/clinics/appointment.ts';
import type { ClinicSession, PrisonDay } from '../../../domain/clinics/clinic.ts';
import type {
  ClinicSessionId,
  FamilyId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../../../domain/ids.ts';
import type { AccessTokens, Transaction } from '../../../domain/ports.ts';
import { addDays, instantOf, mondayOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import type { PostgresStore } from '../../../store/open-store.ts';

/** A booking that is to be made: who, and when. */
export type Wanted = {
  referralId: ReferralId;
  sessionId: ClinicSessionId;
  stationId: StationId;
  startsAt: Date;
};

/** A prison and six clinics of one Wednesday, with a patient for each of their first ten times, and who is told of it. */
export type ClinicDay = {
  date: string;
  siteId: SiteId;
  wanted: Wanted[];
  /** The first of the nurses does everything, and is told of nothing. */
  nurses: { personId: PersonId; token: string }[];
  clerks: { personId: PersonId }[];
};

const clinics = 6;
const bookingsEach = 10;

/** Lays it all out in the store; the tokens are good for a quarter of an hour. */
export async function layClinicDay(store: PostgresStore, accessTokens: AccessTokens): Promise<ClinicDay> {
  const organisationId = randomUUID() as OrganisationId;
  const siteId = randomUUID() as SiteId;
  const date = comingWednesday();
  return store.transact(async (tx) => {
    await tx.accounts.addOrganisation({ id: organisationId, name: 'Northdale' });
    await tx.accounts.addSite({ siteId, organisationId, name: 'HMP Fellside', kind: 'prison', phone: null });
    const stationIds = await addStations(tx, siteId);
    await tx.clinics.setPrisonDay(prisonDay(siteId, stationIds));
    const people = (count: number, role: Role) =>
      addPeople(tx, { organisationId, accessTokens }, { count, role });
    const nurses = await people(3, 'prison-healthcare');
    for (const { personId } of nurses) await tx.clinics.setPersonSites(personId, [siteId]);
    const clerks = await people(2, 'booker');
    const clinicians = await people(clinics, 'clinician');
    const wanted: Wanted[] = [];
    for (const [n, { personId }] of clinicians.entries()) {
      const session = sessionOn(date, { organisationId, personId });
      const [sessionId] = await tx.clinics.addSessions([session]);
      const stationId = stationIds[n];
      if (sessionId === undefined || stationId === undefined) throw new Error('a clinic has no station');
      for (const startsAt of mainStartsOf(session).slice(0, bookingsEach)) {
        const referralId = await addReferral(tx, { organisationId, siteId });
        wanted.push({ referralId, sessionId, stationId, startsAt });
      }
    }
    return { date, siteId, wanted, nurses, clerks };
  });
}

/** With a working day before it: not at the turn of the year, and at least three days ahead. */
function comingWednesday(): string {
  for (let monday = mondayOf(wallDateOf(new Date())); ; monday = addDays(monday, 7)) {
    const date = addDays(monday, 2);
    const isSoon = date < addDays(wallDateOf(new Date()), 3);
    if (!isSoon && !/-12-(2[4-9]|3[01])$|-01-0[1-4]$/.test(date)) return date;
  }
}

async function addStations({ accounts }: Transaction, siteId: SiteId): Promise<StationId[]> {
  const ids: StationId[] = [];
  for (let n = 1; n <= clinics; n += 1) {
    const id = randomUUID() as StationId;
    await accounts.addStation({ id, siteId, name: `Room ${n}` });
    ids.push(id);
  }
  return ids;
}

function prisonDay(siteId: SiteId, stationIds: StationId[]): PrisonDay {
  const regime = ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, from: '07:00', to: '19:00' }));
  return { siteId, leadMinutes: 20, moveBackMinutes: 10, regime, escortPlaces: null, stationIds };
}

async function addPeople(
  { accounts, now }: Transaction,
  { organisationId, accessTokens }: { organisationId: OrganisationId; accessTokens: AccessTokens },
  { count, role }: { count: number; role: Role },
): Promise<{ personId: PersonId; token: string }[]> {
  const people = [];
  for (let n = 0; n < count; n += 1) {
    const personId = randomUUID() as PersonId;
    const familyId = randomUUID() as FamilyId;
    await accounts.addPerson({
      id: personId,
      organisationId,
      name: `${role} ${n + 1}`,
      email: `${personId}@example.org`,
      roles: [role],
      passwordHash: 'none',
      mustChangePassword: false,
    });
    const expiresAt = new Date(now.getTime() + 3_600_000);
    await accounts.openFamily({ id: familyId, personId, refreshDigest: randomUUID(), expiresAt });
    const { token } = accessTokens.issue({
      kind: 'person',
      personId,
      organisationId,
      roles: [role],
      familyId,
    });
    people.push({ personId, token });
  }
  return people;
}

/** From nine to five, half an hour for each. */
function sessionOn(
  date: string,
  { organisationId, personId }: { organisationId: OrganisationId; personId: PersonId },
): ClinicSession {
  return {
    id: randomUUID() as ClinicSessionId,
    organisationId,
    templateId: null,
    service: 'Dermatology',
    clinicianId: personId,
    date,
    startsAtClock: '09:00',
    endsAtClock: '17:00',
    startsAt: instantOf(`${date}T09:00`),
    endsAt: instantOf(`${date}T17:00`),
    preMinutes: 5,
    mainMinutes: 20,
    debriefMinutes: 5,
    capacity: 1,
    state: 'open',
  };
}

async function addReferral(
  { clinics: writes, now }: Transaction,
  { organisationId, siteId }: { organisationId: OrganisationId; siteId: SiteId },
): Promise<ReferralId> {
  const patientId = randomUUID() as PatientId;
  const id = randomUUID() as ReferralId;
  await writes.addPatient({
    id: patientId,
    organisationId,
    siteId,
    name: 'Synthetic Patient',
    dateOfBirth: '1980-02-29',
    nhsNumber: null,
    prisonNumber: null,
  });
  await writes.addReferral({
    id,
    organisationId,
    patientId,
    siteId,
    service: 'Dermatology',
    priority: 'routine',
    clockStart: wallDateOf(now),
    state: 'waiting',
  });
  return id;
}
