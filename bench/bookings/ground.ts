import type { PersonActor, Role } from '../../domain/actors.ts';
import type { ClinicSession, PrisonDay } from '../../domain/clinics/clinic.ts';
import type { FamilyId, OrganisationId, ReferralId, SiteId } from '../../domain/ids.ts';
import type { Transaction } from '../../domain/ports.ts';
import { addDays, instantOf, wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { PostgresStore } from '../../store/open-store.ts';
import { addPatient, addPerson, addPrison, addReferral, newId, sessionOn } from '../clinic-ground.ts';

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
  const date = addDays(wallDateOf(new Date()), daysAhead);
  return store.transact(async (tx) => {
    const { organisationId, prison } = await addPrison(tx, { stations, leadMinutes: 20, escortPlaces });
    const clinicians = await addPeople(tx, organisationId, { count: lengths.length, role: 'clinician' });
    const sessions = lengths.map((ofOne, n) => {
      const clinicianId = clinicians[n]?.personId;
      if (clinicianId === undefined) throw new Error('a clinic has no clinician');
      return sessionOn(date, { organisationId, clinicianId, ...ofOne, from: '09:00', to: '17:00' });
    });
    await tx.clinics.addSessions(sessions);
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
      referralIds: await addReferrals(tx, { organisationId, siteId: prison.siteId }),
      bookers: await addPeople(tx, organisationId, { count: bookers, role: 'booker' }),
    };
  });
}

async function addPeople(
  tx: Transaction,
  organisationId: OrganisationId,
  { count, role }: { count: number; role: Role },
): Promise<PersonActor[]> {
  const people: PersonActor[] = [];
  for (let n = 0; n < count; n += 1) {
    const personId = await addPerson(tx, { organisationId, role });
    people.push({ kind: 'person', personId, organisationId, roles: [role], familyId: newId<FamilyId>() });
  }
  return people;
}

/** More than one of each patient, so that patients are contended for too. */
async function addReferrals(
  tx: Transaction,
  place: { organisationId: OrganisationId; siteId: SiteId },
): Promise<ReferralId[]> {
  const ids: ReferralId[] = [];
  for (let patient = 0; patient < patients; patient += 1) {
    const patientId = await addPatient(tx, place);
    for (let n = 0; n < referralsEach; n += 1) {
      ids.push(await addReferral(tx, { ...place, patientId, clockStart: '2026-01-05' }));
    }
  }
  return ids;
}
