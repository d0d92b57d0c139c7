import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/actors.ts';
import type {
  BookingDetails,
  BookingView,
  FreeTimes,
  ReferralView,
  TemplateBody,
} from '../../domain/clinics/wire.ts';
import type {
  ClinicSessionId,
  FamilyId,
  OrganisationId,
  PersonId,
  ReferralId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import { addDays, daysBetween, instantOf, mondayOf, wallDateOf } from '../../domain/rota/wall-clock.ts';
import type { SignedInPerson } from './population.ts';
import { ask } from './rest-client.ts';
import type { RunningServer } from './running-server.ts';

/** What is written about a booking where it does not matter. */
export const details: BookingDetails = {
  otherwise: 'hospital-escort',
  officer: 'outside',
  interpreterLanguage: null,
  noteForPatient: null,
  noteForStaff: null,
};

type Weekday = TemplateBody['weekday'];
const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

export function weekdayOf(date: string): Weekday {
  return (daysBetween(mondayOf(date), date) + 1) as Weekday;
}

/** The day on which the clock goes forward: the last Sunday of March. */
export function springChange(year: number): string {
  const lastDay = `${String(year)}-03-31`;
  return addDays(lastDay, -(weekdayOf(lastDay) % 7));
}

/**
 * A hospital’s organisation with one prison, and a dermatology clinic from 09:00 to 12:00 on one day that is ten days
 * away, open for booking. Patients are fetched 30 minutes before and brought back in 15; the prison is locked up but for
 * 08:30 to 11:35. That leaves the appointments at 09:05, 09:35, 10:05 and 10:35, of the six that the clinic has.
 */
export class ClinicStage {
  readonly running: RunningServer;
  readonly organisationId: OrganisationId;
  readonly prisonId: SiteId;
  readonly stationId: StationId;
  readonly date: string;
  readonly administrator: SignedInPerson;
  readonly booker: SignedInPerson;
  readonly clinician: SignedInPerson;
  readonly nurse: SignedInPerson;
  readonly sessionId: ClinicSessionId;
  #patients = 0;

  private constructor(parts: Readonly<ClinicParts>) {
    this.running = parts.running;
    this.organisationId = parts.organisationId;
    this.prisonId = parts.prisonId;
    this.stationId = parts.stationId;
    this.date = parts.date;
    this.administrator = parts.administrator;
    this.booker = parts.booker;
    this.clinician = parts.clinician;
    this.nurse = parts.nurse;
    this.sessionId = parts.sessionId;
  }

  static async create(running: RunningServer): Promise<ClinicStage> {
    const organisationId = randomUUID() as OrganisationId;
    await running.server.deps.store.transact((tx) =>
      tx.accounts.addOrganisation({ id: organisationId, name: 'Synthetic Hospital' }),
    );
    const prisonId = await addPrison(running, organisationId);
    const stationId = await addStation(running, prisonId);
    const person = (role: Role) => addPerson(running, organisationId, role);
    const administrator = await person('administrator');
    const booker = await person('booker');
    const clinician = await person('clinician');
    const nurse = await person('prison-healthcare');
    await setPrison(running, administrator, { prisonId, stationIds: [stationId] });
    await setSites(running, administrator, { person: nurse, siteIds: [prisonId] });
    const date = addDays(wallDateOf(running.clock.now()), 10);
    const template = templateOn(date, clinician);
    const asking = { token: booker.token, params: { organisationId } };
    await ask(running, 'addClinicTemplate', { ...asking, body: template });
    const listed = await ask(running, 'listClinicSessions', { ...asking, query: { from: date, days: '1' } });
    const sessionId = first(listed.value.sessions).sessionId;
    await ask(running, 'publishClinicSession', { token: booker.token, params: { sessionId } });
    return new ClinicStage({
      running,
      organisationId,
      prisonId,
      stationId,
      date,
      administrator,
      booker,
      clinician,
      nurse,
      sessionId,
    });
  }

  /** Somebody else of the organisation, at work in these prisons. */
  async join(role: Role, siteIds: readonly SiteId[] = []): Promise<SignedInPerson> {
    const person = await addPerson(this.running, this.organisationId, role);
    await this.running.server.deps.store.transact((tx) =>
      tx.clinics.setPersonSites(person.personId, siteIds),
    );
    return person;
  }

  /** Another prison of the organisation, of which nobody has said anything. */
  addPrison(): Promise<SiteId> {
    return addPrison(this.running, this.organisationId);
  }

  /** Another dermatology clinic on the same day, of somebody else, open for booking. */
  async addSession({ clinician }: { clinician: SignedInPerson }): Promise<ClinicSessionId> {
    const { running, organisationId, date } = this;
    const token = this.booker.newToken();
    const asking = { token, params: { organisationId } };
    await ask(running, 'addClinicTemplate', { ...asking, body: templateOn(date, clinician) });
    const listed = await ask(running, 'listClinicSessions', { ...asking, query: { from: date, days: '1' } });
    const { sessionId } = first(listed.value.sessions.filter(({ state }) => state === 'planned'));
    await ask(running, 'publishClinicSession', { token, params: { sessionId } });
    return sessionId;
  }

  addStation(siteId: SiteId): Promise<StationId> {
    return addStation(this.running, siteId);
  }

  /** Says anew when patients can be brought: as in the description above, but for these. */
  async setPrison(change: Partial<PrisonSettings & { prisonId: SiteId }>): Promise<void> {
    const { prisonId, stationId, administrator, running } = this;
    await setPrison(running, administrator, { prisonId, stationIds: [stationId], ...change });
  }

  /** When the clock on the wall shows this on the day of the clinic. */
  at(clock: string): string {
    return instantOf(`${this.date}T${clock}`).toISOString();
  }

  /** A new patient of the prison who waits for dermatology, unless told otherwise. */
  async refer(
    given: Partial<Pick<ReferralView, 'priority' | 'clockStart' | 'service'>> = {},
  ): Promise<ReferralView> {
    const { running, nurse, prisonId } = this;
    const patient = await ask(running, 'addPatient', {
      token: nurse.newToken(),
      body: {
        siteId: prisonId,
        name: 'Synthetic Patient',
        dateOfBirth: '1980-02-29',
        nhsNumber: null,
        prisonNumber: this.#nextPrisonNumber(),
      },
    });
    const { patientId } = patient.value;
    const body = { patientId, service: 'Dermatology', priority: 'routine' as const, ...given };
    return (await ask(running, 'addReferral', { token: nurse.newToken(), body })).value;
  }

  /** What a hold of that time on the day of the clinic asks for. */
  place(referralId: ReferralId, clock: string, requestId: string = randomUUID()) {
    const { sessionId, stationId } = this;
    return { referralId, sessionId, stationId, startsAt: this.at(clock), requestId };
  }

  async hold(clock: string, referralId?: ReferralId): Promise<BookingView> {
    const body = this.place(referralId ?? (await this.refer()).referralId, clock);
    return (await ask(this.running, 'holdTime', { token: this.nurse.token, body })).value;
  }

  async confirm({ bookingId }: Pick<BookingView, 'bookingId'>): Promise<BookingView> {
    const asking = { token: this.nurse.token, params: { bookingId }, body: details };
    return (await ask(this.running, 'confirmBooking', asking)).value;
  }

  async book(clock: string, referralId?: ReferralId): Promise<BookingView> {
    return this.confirm(await this.hold(clock, referralId));
  }

  /** The times that are offered on the day of the clinic. */
  async times({ referralId }: Pick<ReferralView, 'referralId'>, by = this.nurse): Promise<FreeTimes> {
    const query = { from: this.date, days: '1' };
    return (await ask(this.running, 'findTimes', { token: by.token, params: { referralId }, query })).value;
  }

  /** Who waits, as the booking clerk sees it. */
  async waiting(): Promise<ReferralView[]> {
    return (await ask(this.running, 'listReferrals', { token: this.booker.token })).value.referrals;
  }

  /** The actions of the audit trail that have this beginning, oldest first. */
  async trail(beginning: string): Promise<string[]> {
    const { reads } = this.running.server.deps.store;
    const { events } = await reads.listAudit(this.organisationId, null);
    return events
      .map(({ action }) => action)
      .filter((action) => action.startsWith(beginning))
      .toReversed();
  }

  /** Puts the clock on to so many minutes before that time on the day of the clinic. */
  waitUntil(clock: string, minutesBefore: number): void {
    const target = Date.parse(this.at(clock)) - minutesBefore * 60_000;
    this.running.clock.forward(target - this.running.clock.now().getTime());
  }

  #nextPrisonNumber(): string {
    this.#patients += 1;
    return `A${String(this.#patients).padStart(4, '0')}BC`;
  }
}

type ClinicParts = {
  running: RunningServer;
  organisationId: OrganisationId;
  prisonId: SiteId;
  stationId: StationId;
  date: string;
  administrator: SignedInPerson;
  booker: SignedInPerson;
  clinician: SignedInPerson;
  nurse: SignedInPerson;
  sessionId: ClinicSessionId;
};

/** A dermatology clinic on that day only: six appointments of 20 minutes, with 5 for the staff before and after each. */
export function templateOn(date: string, { personId }: Pick<SignedInPerson, 'personId'>): TemplateBody {
  return {
    service: 'Dermatology',
    clinicianId: personId,
    weekday: weekdayOf(date),
    everyWeeks: 1,
    startsAtClock: '09:00',
    endsAtClock: '12:00',
    preMinutes: 5,
    mainMinutes: 20,
    debriefMinutes: 5,
    capacity: 1,
    validFrom: date,
    validTo: date,
  };
}

type PrisonSettings = {
  stationIds: StationId[];
  escortPlaces: number | null;
  regime: ReturnType<typeof regimeOf>;
};

function regimeOf(from: string, to: string) {
  return everyDay.map((weekday) => ({ weekday, from, to }));
}

async function setPrison(
  running: RunningServer,
  { token }: SignedInPerson,
  { prisonId, ...settings }: Partial<PrisonSettings> & { prisonId: SiteId; stationIds: StationId[] },
): Promise<void> {
  const usual = {
    leadMinutes: 30,
    moveBackMinutes: 15,
    escortPlaces: null,
    regime: regimeOf('08:30', '11:35'),
  };
  const body = { ...usual, ...settings };
  await ask(running, 'setPrisonDay', { token, params: { siteId: prisonId }, body });
}

async function setSites(
  running: RunningServer,
  { token }: SignedInPerson,
  { person, siteIds }: { person: SignedInPerson; siteIds: SiteId[] },
): Promise<void> {
  await ask(running, 'setPersonSites', { token, params: { personId: person.personId }, body: { siteIds } });
}

async function addPrison({ server }: RunningServer, organisationId: OrganisationId): Promise<SiteId> {
  const siteId = randomUUID() as SiteId;
  await server.deps.store.transact((tx) =>
    tx.accounts.addSite({ siteId, organisationId, name: 'HMP Synthetic', kind: 'prison', phone: null }),
  );
  return siteId;
}

async function addStation({ server }: RunningServer, siteId: SiteId): Promise<StationId> {
  const id = randomUUID() as StationId;
  await server.deps.store.transact((tx) => tx.accounts.addStation({ id, siteId, name: 'Tablet' }));
  return id;
}

/** Signed in by the clock of the server, which may be ahead of ours. */
async function addPerson(
  { server }: RunningServer,
  organisationId: OrganisationId,
  role: Role,
): Promise<SignedInPerson> {
  const { store, accessTokens } = server.deps;
  const personId = randomUUID() as PersonId;
  const familyId = randomUUID() as FamilyId;
  const name = `Synthetic ${role}`;
  await store.transact(async ({ accounts, now }) => {
    const secret = { passwordHash: 'none', mustChangePassword: false };
    const email = `${personId}@example.org`;
    await accounts.addPerson({ id: personId, organisationId, name, email, roles: [role], ...secret });
    const expiresAt = new Date(now.getTime() + 3_600_000);
    await accounts.openFamily({ id: familyId, personId, refreshDigest: randomUUID(), expiresAt });
  });
  const actor = { kind: 'person', personId, organisationId, roles: [role], familyId } as const;
  const newToken = () => accessTokens.issue(actor).token;
  return { personId, name, token: newToken(), newToken };
}

function first<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined) throw new Error('there is none');
  return one;
}
