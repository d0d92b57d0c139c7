import type { Booking, Claim, ClinicSession, ClinicTemplate, Referral } from '../../domain/clinics/clinic.ts';
import type { NewPatient } from '../../domain/clinics/clinic-port.ts';
import type { BookingDetails } from '../../domain/clinics/wire.ts';
import type {
  BookingId,
  ClinicianId,
  ClinicSessionId,
  ClinicTemplateId,
  PatientId,
  ReferralId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import { openStore, type PostgresStore } from '../../store/open-store.ts';
import { newId, StoreWorld } from './world-store.ts';

const minuteMs = 60_000;

/** When a booking is to be, and what it takes beside its patient; whatever is left out is as in the session. */
export type Wish = {
  from: string;
  minutes?: number;
  referral: Referral;
  session?: ClinicSession;
  stationId?: StationId;
  escortPlaces?: number;
  state?: 'held' | 'booked';
};

export const someDetails: BookingDetails = {
  otherwise: 'hospital-escort',
  officer: 'outside',
  interpreterLanguage: null,
  noteForPatient: 'Bring your inhaler.',
  noteForStaff: null,
};

/** A prison, a clinician and an open clinic on 30 November 2026, 09:00 to 17:00, in a store of its own. */
export class StoreClinic implements AsyncDisposable {
  readonly world: StoreWorld;
  /** A second server on the same database, by the same clock. */
  readonly otherStore: PostgresStore;
  readonly prisonId: SiteId;
  readonly stationId: StationId;
  readonly clinicianId: ClinicianId;
  readonly session: ClinicSession;

  private constructor(
    parts: Pick<StoreClinic, 'world' | 'otherStore' | 'prisonId' | 'stationId' | 'clinicianId' | 'session'>,
  ) {
    this.world = parts.world;
    this.otherStore = parts.otherStore;
    this.prisonId = parts.prisonId;
    this.stationId = parts.stationId;
    this.clinicianId = parts.clinicianId;
    this.session = parts.session;
  }

  static async create({ capacity = 1 }: { capacity?: number } = {}): Promise<StoreClinic> {
    const world = await StoreWorld.create();
    const { organisationId } = world;
    const otherStore = openStore({
      databaseUrl: world.database.url,
      clock: world.clock,
      log: world.logged.log,
      poolSize: 20,
    });
    const prisonId = newId<SiteId>();
    await world.store.transact(({ accounts }) =>
      accounts.addSite({
        siteId: prisonId,
        organisationId,
        name: 'HMP Fellside',
        kind: 'prison',
        phone: '01632 960001',
      }),
    );
    const clinicianId = await world.addPerson({ name: 'Tom Reid' });
    const session = sessionOn('2026-11-30', { organisationId, clinicianId, capacity });
    await world.store.transact(({ clinics }) => clinics.addSessions([session]));
    const stationId = await addStation(world, prisonId, 'Healthcare room 1');
    return new StoreClinic({ world, otherStore, prisonId, stationId, clinicianId, session });
  }

  addStation(name: string): Promise<StationId> {
    return addStation(this.world, this.prisonId, name);
  }

  newPatient(over: Partial<NewPatient> = {}): NewPatient {
    return {
      id: newId<PatientId>(),
      organisationId: this.world.organisationId,
      siteId: this.prisonId,
      name: 'Ann Example',
      dateOfBirth: '1980-02-29',
      nhsNumber: null,
      prisonNumber: null,
      ...over,
    };
  }

  newReferral(patientId: PatientId, over: Partial<Referral> = {}): Referral {
    return {
      id: newId<ReferralId>(),
      organisationId: this.world.organisationId,
      patientId,
      siteId: this.prisonId,
      service: 'Dermatology',
      priority: 'routine',
      clockStart: '2026-10-25',
      state: 'waiting',
      ...over,
    };
  }

  /** So many patients, each referred once. */
  async refer(count: number): Promise<Referral[]> {
    const patients = Array.from({ length: count }, () => this.newPatient());
    const referrals = patients.map(({ id }) => this.newReferral(id));
    await this.world.store.transact(async ({ clinics }) => {
      for (const patient of patients) await clinics.addPatient(patient);
      for (const referral of referrals) await clinics.addReferral(referral);
    });
    return referrals;
  }

  async referOne(): Promise<Referral> {
    const [referral] = await this.refer(1);
    if (referral === undefined) throw new Error('one was referred');
    return referral;
  }

  /** A booking as a use case would make it: a hold of ten minutes unless it says otherwise. */
  newBooking(wish: Wish): { booking: Booking; claims: Claim[] } {
    const { from, minutes = 30, referral, session = this.session, stationId = this.stationId } = wish;
    const startsAt = new Date(from);
    const endsAt = new Date(startsAt.getTime() + minutes * minuteMs);
    const isKept = wish.state !== 'booked';
    const booking: Booking = {
      id: newId<BookingId>(),
      organisationId: referral.organisationId,
      referralId: referral.id,
      patientId: referral.patientId,
      sessionId: session.id,
      siteId: this.prisonId,
      stationId,
      clinicianId: session.clinicianId,
      beginsAt: startsAt,
      startsAt,
      endsAt,
      state: isKept ? 'held' : 'booked',
      heldBy: isKept ? this.clinicianId : null,
      heldUntil: isKept ? new Date(this.world.clock.now().getTime() + 10 * minuteMs) : null,
      version: 1,
    };
    return { booking, claims: claimsOf(booking, { capacity: session.capacity, ...wish }) };
  }

  /** Tries to take the time; answers with the booking. */
  async book(wish: Wish, { store = this.world.store }: { store?: PostgresStore } = {}): Promise<Booking> {
    const { booking, claims } = this.newBooking(wish);
    await store.transact(({ clinics }) => clinics.addBooking(booking, claims, newId()));
    return booking;
  }

  /** What is taken, by whom: the active rows of the table, with the booking's state. */
  active(): Promise<{ booking_id: string; kind: number; seat: number; state: string }[]> {
    return this.world.query(
      `select r.booking_id, r.kind, r.seat, b.state from reservations r join bookings b on b.id = r.booking_id
       where r.active order by r.kind, r.seat, r.during`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.otherStore.close();
    await this.world[Symbol.asyncDispose]();
  }
}

async function addStation(world: StoreWorld, siteId: SiteId, name: string): Promise<StationId> {
  const id = newId<StationId>();
  await world.store.transact(({ accounts }) => accounts.addStation({ id, siteId, name }));
  return id;
}

type Whose = Pick<ClinicSession, 'organisationId' | 'clinicianId'>;

/** An open clinic from 09:00 to 17:00 on a day of the winter, when clocks in London show UTC. */
export function sessionOn(date: string, over: Whose & Partial<ClinicSession>): ClinicSession {
  return {
    id: newId<ClinicSessionId>(),
    templateId: null,
    service: 'Dermatology',
    date,
    startsAtClock: '09:00',
    endsAtClock: '17:00',
    startsAt: new Date(`${date}T09:00:00Z`),
    endsAt: new Date(`${date}T17:00:00Z`),
    preMinutes: 5,
    mainMinutes: 20,
    debriefMinutes: 5,
    capacity: 1,
    state: 'open',
    ...over,
  };
}

/** Mondays from 09:00 to 17:00. */
export function templateOf(over: Whose & Partial<ClinicTemplate>): ClinicTemplate {
  return {
    id: newId<ClinicTemplateId>(),
    service: 'Dermatology',
    weekday: 1,
    everyWeeks: 1,
    startsAtClock: '09:00',
    endsAtClock: '17:00',
    preMinutes: 5,
    mainMinutes: 20,
    debriefMinutes: 5,
    capacity: 1,
    validFrom: '2026-11-30',
    validTo: null,
    ...over,
  };
}

/** Clinician, patient and station for the whole time, and a move out of the cell that takes the half hour before it. */
function claimsOf(booking: Booking, wish: Wish & { capacity: number }): Claim[] {
  const { startsAt, endsAt } = booking;
  const claim = (kind: Claim['kind'], resourceId: string, seats = 1): Claim => ({
    kind,
    resourceId,
    seats,
    startsAt,
    endsAt,
  });
  const all = [
    claim('clinician', booking.clinicianId, wish.capacity),
    claim('patient', booking.patientId),
    claim('station', booking.stationId),
  ];
  if (wish.escortPlaces === undefined) return all;
  const fetchedAt = new Date(startsAt.getTime() - 30 * minuteMs);
  const moveIn = claim('escort', booking.siteId, wish.escortPlaces);
  return [...all, { ...moveIn, startsAt: fetchedAt, endsAt: startsAt }];
}
