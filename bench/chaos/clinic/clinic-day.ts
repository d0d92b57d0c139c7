import { randomUUID } from 'node:crypto';
import type { Role } from '../../../domain/actors.ts';
import { mainStartsOf } from '../../../domain/clinics/appointment.ts';
import type {
  ClinicSessionId,
  FamilyId,
  OrganisationId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../../../domain/ids.ts';
import type { AccessTokens, Transaction } from '../../../domain/ports.ts';
import { addDays, mondayOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import type { PostgresStore } from '../../../store/open-store.ts';
import { addPatient, addPerson, addPrison, addReferral, newId, sessionOn } from '../../clinic-ground.ts';

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
/** From nine to five, half an hour for each. */
const halfHours = { preMinutes: 5, mainMinutes: 20, debriefMinutes: 5, from: '09:00', to: '17:00' };

/** Lays it all out in the store; the tokens are good for a quarter of an hour. */
export async function layClinicDay(store: PostgresStore, accessTokens: AccessTokens): Promise<ClinicDay> {
  const date = comingWednesday();
  return store.transact(async (tx) => {
    const { organisationId, prison } = await addPrison(tx, {
      stations: clinics,
      leadMinutes: 20,
      escortPlaces: null,
    });
    const { siteId, stationIds } = prison;
    const people = (count: number, role: Role) =>
      addPeople(tx, { organisationId, accessTokens }, { count, role });
    const nurses = await people(3, 'prison-healthcare');
    for (const { personId } of nurses) await tx.clinics.setPersonSites(personId, [siteId]);
    const clerks = await people(2, 'booker');
    const clinicians = await people(clinics, 'clinician');
    const wanted: Wanted[] = [];
    for (const [n, { personId: clinicianId }] of clinicians.entries()) {
      const session = sessionOn(date, { organisationId, clinicianId, ...halfHours });
      const [sessionId] = await tx.clinics.addSessions([session]);
      const stationId = stationIds[n];
      if (sessionId === undefined || stationId === undefined) throw new Error('a clinic has no station');
      for (const startsAt of mainStartsOf(session).slice(0, bookingsEach)) {
        const patientId = await addPatient(tx, { organisationId, siteId });
        const clockStart = wallDateOf(tx.now);
        const referralId = await addReferral(tx, { organisationId, siteId, patientId, clockStart });
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

async function addPeople(
  tx: Transaction,
  { organisationId, accessTokens }: { organisationId: OrganisationId; accessTokens: AccessTokens },
  { count, role }: { count: number; role: Role },
): Promise<{ personId: PersonId; token: string }[]> {
  const people = [];
  for (let n = 0; n < count; n += 1) {
    const personId = await addPerson(tx, { organisationId, role });
    const familyId = newId<FamilyId>();
    const expiresAt = new Date(tx.now.getTime() + 3_600_000);
    await tx.accounts.openFamily({ id: familyId, personId, refreshDigest: randomUUID(), expiresAt });
    const of = { kind: 'person', personId, organisationId, roles: [role], familyId } as const;
    people.push({ personId, token: accessTokens.issue({ ...of, roles: [role] }).token });
  }
  return people;
}
