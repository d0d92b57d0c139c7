import { randomUUID } from 'node:crypto';
import type { PersonActor, Role } from '../../domain/actors.ts';
import type { ClinicSession, PrisonDay } from '../../domain/clinics/clinic.ts';
import type {
  ClinicSessionId,
  FamilyId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import type { Transaction } from '../../domain/ports.ts';
import { addDays, instantOf, wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { PostgresStore } from '../../store/open-store.ts';

/** One prison and the clinics of one day, for which everybody contends; as it is sent to a process. */
export type Ground = {
  organisationId: OrganisationId;
  prison: PrisonDay;
  sessions: Pick<ClinicSession, 'id' | 'preMinutes' | 'mainMinutes' | 'debriefMinutes'>[];
  /** When all of the sessions begin. */
  startsAt: string;
  referralIds: ReferralId[];
  bookers: PersonActor[];
};

/** Lengths that do not fit together, so that appointments of two clinics overlap in every manner. */
const lengths = [
  { preMinutes: 5, mainMinutes: 20, debriefMinutes: 5 },
  { preMinutes: 0, mainMinutes: 15, debriefMinutes: 0 },
  { preMinutes: 10, mainMinutes: 25, debriefMinutes: 5 },
  { preMinutes: 0, mainMinutes: 40, debriefMinutes: 10 },
  { preMinutes: 5, mainMinutes: 15, debriefMinutes: 0 },
];

export const escortPlaces = 4;
const stations = 3;
const patients = 150;
const referralsEach = 2;
const daysAhead = 30;

/** Lays it all out in a store. The clinics are weeks ahead, so that the clock can be moved on by many holds. */
export async function layGround(store: PostgresStore, { bookers }: { bookers: number }): Promise<Ground> {
  const organisationId = newId<OrganisationId>();
  const siteId = newId<SiteId>();
  const date = addDays(wallDateOf(new Date()), daysAhead);
  return store.transact(async (tx) => {
    const { accounts, clinics } = tx;
    await accounts.addOrganisation({ id: organisationId, name: 'Northdale' });
    await accounts.addSite({ siteId, organisationId, name: 'HMP Fellside', kind: 'prison', phone: null });
    const stationIds = times(stations, () => newId<StationId>());
    for (const [n, id] of stationIds.entries()) {
      await accounts.addStation({ id, siteId, name: `Room ${n + 1}` });
    }
    const prison: PrisonDay = {
      siteId,
      leadMinutes: 20,
      moveBackMinutes: 10,
      regime: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: '07:00', to: '19:00' })),
      escortPlaces,
      stationIds,
    };
    await clinics.setPrisonDay(prison);
    const clinicians = await addPeople(tx, organisationId, { count: lengths.length, role: 'clinician' });
    const sessions = clinicians.map(({ personId }, n) => sessionOn(date, { organisationId, personId, n }));
    await clinics.addSessions(sessions);
    return {
      organisationId,
      prison,
      sessions: sessions.map(({ id, preMinutes, mainMinutes, debriefMinutes }) => ({
        id,
        preMinutes,
        mainMinutes,
        debriefMinutes,
      })),
      startsAt: instantOf(`${date}T09:00`).toISOString(),
      referralIds: await addReferrals(tx, { organisationId, siteId }),
      bookers: await addPeople(tx, organisationId, { count: bookers, role: 'booker' }),
    };
  });
}

function sessionOn(
  date: string,
  { organisationId, personId, n }: { organisationId: OrganisationId; personId: PersonId; n: number },
): ClinicSession {
  return {
    id: newId<ClinicSessionId>(),
    organisationId,
    templateId: null,
    service: 'Dermatology',
    clinicianId: personId,
    date,
    startsAtClock: '09:00',
    endsAtClock: '17:00',
    startsAt: instantOf(`${date}T09:00`),
    endsAt: instantOf(`${date}T17:00`),
    ...(lengths[n] ?? { preMinutes: 0, mainMinutes: 30, debriefMinutes: 0 }),
    capacity: 1,
    state: 'open',
  };
}

async function addPeople(
  { accounts }: Transaction,
  organisationId: OrganisationId,
  { count, role }: { count: number; role: Role },
): Promise<PersonActor[]> {
  const people = times(count, () => newId<PersonId>());
  for (const id of people) {
    await accounts.addPerson({
      id,
      organisationId,
      name: role,
      email: `${id}@example.org`,
      roles: [role],
      passwordHash: 'none',
      mustChangePassword: false,
    });
  }
  return people.map((personId) => ({
    kind: 'person',
    personId,
    organisationId,
    roles: [role],
    familyId: newId<FamilyId>(),
  }));
}

/** More than one of each patient, so that patients are contended for too. */
async function addReferrals(
  { clinics }: Transaction,
  { organisationId, siteId }: { organisationId: OrganisationId; siteId: SiteId },
): Promise<ReferralId[]> {
  const ids: ReferralId[] = [];
  for (const patientId of times(patients, () => newId<PatientId>())) {
    await clinics.addPatient({
      id: patientId,
      organisationId,
      siteId,
      name: 'Example',
      dateOfBirth: '1980-01-01',
      nhsNumber: null,
      prisonNumber: null,
    });
    for (const id of times(referralsEach, () => newId<ReferralId>())) {
      await clinics.addReferral({
        id,
        organisationId,
        patientId,
        siteId,
        service: 'Dermatology',
        priority: 'routine',
        clockStart: '2026-01-05',
        state: 'waiting',
      });
      ids.push(id);
    }
  }
  return ids;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the brand is the caller's to say
function newId<T extends string>(): T {
  return randomUUID() as T;
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
