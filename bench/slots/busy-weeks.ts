import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PersonActor } from '../../domain/actors.ts';
import { type Appointment, appointmentOf, claimsOf, mainStartsOf } from '../../domain/clinics/appointment.ts';
import type { ClinicSession, PrisonDay, ResourceKind } from '../../domain/clinics/clinic.ts';
import type {
  FamilyId,
  OrganisationId,
  PatientId,
  PersonId,
  ReferralId,
  StationId,
} from '../../domain/ids.ts';
import type { Transaction } from '../../domain/ports.ts';
import { addDays, wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { PostgresStore } from '../../store/open-store.ts';
import { addPatient, addPerson, addPrison, newId, sessionOn, times } from '../clinic-ground.ts';

export const days = 28;
export const clinicians = 10;
export const stations = 12;
const escortPlaces = 12;
const patients = 2000;
/** One of so many places is left free. */
const freeOneOf = 25;
const service = 'Dermatology';
const lengths = { preMinutes: 0, mainMinutes: 20, debriefMinutes: 0 };
const hours = { from: '08:00', to: '18:00' };

/** The numbers by which the table of reservations knows its kinds. */
const kindNumbers: Readonly<Record<ResourceKind, number>> = {
  clinician: 1,
  patient: 2,
  station: 3,
  escort: 4,
  interpreter: 5,
};

/** Four weeks of one prison's clinics, nearly all of whose places are booked. */
export type BusyWeeks = {
  booker: PersonActor;
  /** The first of the days. */
  from: string;
  resourceIds: string[];
  /** Who waits for a time. */
  waiting: ReferralId[];
  bookings: number;
  reservations: number;
};

type Base = {
  organisationId: OrganisationId;
  prison: PrisonDay;
  sessions: ClinicSession[];
  patientIds: PatientId[];
  booker: PersonId;
  from: string;
};

/** Lays it out in an empty database: the places by the rules, the rows at once, which the use cases would make one by one. */
export async function layOut(
  store: PostgresStore,
  client: pg.Client,
  { searches }: { searches: number },
): Promise<BusyWeeks> {
  const base = await store.transact(addBase);
  const booked = placesOf(base);
  const waiting = Array.from({ length: searches }, () => newId<ReferralId>());
  await client.query('begin');
  const referrals = [
    ...booked.map(({ referral }) => referral),
    ...waiting.map((id, n) => referralOf(base, id, n)),
  ];
  await insert(client, 'referrals', referrals);
  await insert(
    client,
    'bookings',
    booked.map(({ booking }) => booking),
  );
  const reservations = booked.flatMap((one) => one.reservations);
  await insert(client, 'reservations', reservations);
  await client.query('commit');
  await client.query('vacuum analyze');
  const { organisationId, prison, booker, sessions } = base;
  return {
    booker: {
      kind: 'person',
      personId: booker,
      organisationId,
      roles: ['booker'],
      familyId: newId<FamilyId>(),
    },
    from: base.from,
    resourceIds: [
      ...new Set(sessions.map(({ clinicianId }) => clinicianId)),
      ...prison.stationIds,
      prison.siteId,
    ],
    waiting,
    bookings: booked.length,
    reservations: reservations.length,
  };
}

async function addBase(tx: Transaction): Promise<Base> {
  const from = addDays(wallDateOf(new Date()), 1);
  const { organisationId, prison } = await addPrison(tx, { stations, leadMinutes: 10, escortPlaces });
  const booker = await addPerson(tx, { organisationId, role: 'booker' });
  const holders: PersonId[] = [];
  for (let n = 0; n < clinicians; n += 1) {
    holders.push(await addPerson(tx, { organisationId, role: 'clinician' }));
  }
  const sessions = times(days, (day) =>
    holders.map((clinicianId) =>
      sessionOn(addDays(from, day), { organisationId, clinicianId, ...lengths, ...hours }),
    ),
  ).flat();
  await tx.clinics.addSessions(sessions);
  const patientIds: PatientId[] = [];
  for (let n = 0; n < patients; n += 1) {
    patientIds.push(await addPatient(tx, { organisationId, siteId: prison.siteId }));
  }
  return { organisationId, prison, sessions, patientIds, booker, from };
}

type Place = { n: number; session: ClinicSession; stationId: StationId; patientId: PatientId };

/** Time after time, clinician after clinician, so that nobody has two of them at once. */
function placesOf(base: Base) {
  const byDay = Map.groupBy(base.sessions, ({ date }) => date);
  const places = [...byDay.values()].flatMap((sessions) =>
    (sessions[0] === undefined ? [] : mainStartsOf(sessions[0])).flatMap((startsAt) =>
      sessions.map((session, nth) => ({ session, nth, startsAt })),
    ),
  );
  return places
    .filter((_, n) => n % freeOneOf !== 0)
    .map(({ session, nth, startsAt }, n) => {
      const stationId = base.prison.stationIds[nth];
      const patientId = base.patientIds[n % patients];
      if (stationId === undefined || patientId === undefined) throw new Error('there are too few of them');
      const appointment = appointmentOf(session, base.prison, startsAt);
      return rowsOf(base, appointment, { n, session, stationId, patientId, nth });
    });
}

function rowsOf(base: Base, appointment: Appointment, place: Place & { nth: number }) {
  const { session, stationId, patientId, nth } = place;
  const referral = {
    ...referralOf(base, newId<ReferralId>(), place.n),
    patient_id: patientId,
    state: 'booked',
  };
  const booking = {
    id: randomUUID(),
    request_id: randomUUID(),
    organisation_id: base.organisationId,
    referral_id: referral.id,
    patient_id: patientId,
    session_id: session.id,
    site_id: base.prison.siteId,
    station_id: stationId,
    clinician_id: session.clinicianId,
    begins_at: appointment.beginsAt,
    starts_at: appointment.startsAt,
    ends_at: appointment.endsAt,
    state: 'booked',
    version: 2,
    booked_by: base.booker,
    created_at: new Date(),
  };
  const claims = claimsOf(appointment, { session, prison: base.prison, patientId, stationId });
  const reservations = claims.map((claim, n) => ({
    booking_id: booking.id,
    place: n,
    kind: kindNumbers[claim.kind],
    resource_id: claim.resourceId,
    seat: claim.kind === 'escort' ? nth : 0,
    during: `["${claim.startsAt.toISOString()}","${claim.endsAt.toISOString()}")`,
    active: true,
  }));
  return { referral, booking, reservations };
}

function referralOf({ organisationId, patientIds, from }: Base, id: ReferralId, n: number) {
  return {
    id,
    organisation_id: organisationId,
    patient_id: patientIds[n % patients],
    service,
    priority: 'routine',
    clock_start: from,
    state: 'waiting',
    created_at: new Date(),
  };
}

async function insert(
  client: pg.Client,
  table: 'referrals' | 'bookings' | 'reservations',
  rows: readonly object[],
): Promise<void> {
  // What a row does not name has its default: later migrations add columns.
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}
