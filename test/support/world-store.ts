import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Call, CallLife, Offer, Visit } from '../../domain/calls/call.ts';
import { noDetails } from '../../domain/calls/call.ts';
import { advance } from '../../domain/calls/life.ts';
import type {
  CallId,
  ClinicianId,
  FamilyId,
  OfferId,
  OrganisationId,
  PersonId,
  RoomId,
  SiteId,
  StationId,
  VisitId,
} from '../../domain/ids.ts';
import type { Log } from '../../domain/ports.ts';
import { migrate } from '../../store/migrate.ts';
import { openStore, type PostgresStore } from '../../store/open-store.ts';
import { createDatabase, type TestDatabase } from './services.ts';

/** Any branded id; the caller's type says which. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the brand is the caller's to say
export function newId<T extends string>(): T {
  return randomUUID() as T;
}

export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Keeps what was logged, so that a test can look at it. */
export function collectingLog(): { log: Log; errors: unknown[] } {
  const errors: unknown[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_message, error) => {
      errors.push(error);
    },
    child: () => log,
  };
  return { log, errors };
}

/** A clock that stands still until a test moves it. */
export class StillClock {
  #now = new Date('2026-11-22T03:00:00.000Z');

  now(): Date {
    return new Date(this.#now);
  }

  pass(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms);
  }
}

type Rung = { call: Call; offer: Offer };
type Visited = Rung & { visit: Visit };

/** A migrated database with one organisation and one care home in it, and short ways to the phases of a call. */
export class StoreWorld implements AsyncDisposable {
  readonly clock = new StillClock();
  readonly logged = collectingLog();
  readonly database: TestDatabase;
  readonly store: PostgresStore;
  readonly organisationId = newId<OrganisationId>();
  readonly siteId = newId<SiteId>();

  constructor(database: TestDatabase) {
    this.database = database;
    this.store = openStore({
      databaseUrl: database.url,
      clock: this.clock,
      log: this.logged.log,
      poolSize: 20,
    });
  }

  static async create(): Promise<StoreWorld> {
    const database = await createDatabase();
    await migrate(database.url);
    const world = new StoreWorld(database);
    await world.store.transact(async ({ accounts }) => {
      await accounts.addOrganisation({ id: world.organisationId, name: 'Dales Care' });
      await accounts.addSite({
        siteId: world.siteId,
        organisationId: world.organisationId,
        name: 'Ash House',
        kind: 'care-home',
        phone: '01535 000000',
      });
    });
    return world;
  }

  async addStation(name = 'Lounge tablet'): Promise<StationId> {
    const id = newId<StationId>();
    await this.store.transact(({ accounts }) => accounts.addStation({ id, siteId: this.siteId, name }));
    return id;
  }

  async addPerson(over: { name?: string; email?: string } = {}): Promise<PersonId> {
    const id = newId<PersonId>();
    const { name = 'Asha Rao', email = `${id}@example.org` } = over;
    await this.store.transact(({ accounts }) =>
      accounts.addPerson({
        id,
        organisationId: this.organisationId,
        name,
        email,
        roles: ['clinician'],
        passwordHash: 'hash',
        mustChangePassword: false,
      }),
    );
    return id;
  }

  /** A clinician who is on call and whose browser was heard of just now. */
  async addOnCall(name?: string): Promise<ClinicianId> {
    const id = await this.addPerson(name === undefined ? {} : { name });
    await this.store.transact(({ clinicians, now }) =>
      clinicians.setDuty(id, {
        organisationId: this.organisationId,
        onCall: true,
        paused: null,
        idleSince: now,
      }),
    );
    await this.store.reads.markSeen({ stations: [], clinicians: [id] });
    return id;
  }

  newCall(stationId: StationId): Call {
    const now = this.clock.now();
    return {
      id: newId<CallId>(),
      organisationId: this.organisationId,
      siteId: this.siteId,
      stationId,
      roomId: newId<RoomId>(),
      acuity: 'urgent',
      details: noDetails,
      placedAt: now,
      life: { phase: 'waiting', since: now },
    };
  }

  async place(stationId: StationId, over: Partial<Call> = {}): Promise<Call> {
    const { call } = await this.store.transact(({ calls }) =>
      calls.placeOrFind({ ...this.newCall(stationId), ...over }),
    );
    return call;
  }

  newOffer(call: Call, clinicianId: ClinicianId): Offer {
    const rangAt = this.clock.now();
    return {
      id: newId<OfferId>(),
      callId: call.id,
      organisationId: call.organisationId,
      clinicianId,
      state: 'ringing',
      rangAt,
      deadline: new Date(rangAt.getTime() + 20_000),
    };
  }

  /** An offer, and the life that goes with it. */
  newRing(call: Call, clinicianId: ClinicianId): [Offer, CallLife] {
    const offer = this.newOffer(call, clinicianId);
    return [offer, advance(call.life, { ...offer, type: 'offered', at: offer.rangAt, offerId: offer.id })];
  }

  async ring(call: Call, clinicianId: ClinicianId): Promise<Rung> {
    const [offer, life] = this.newRing(call, clinicianId);
    await this.store.transact(({ calls }) => calls.openOffer(offer, life));
    return { call: { ...call, life }, offer };
  }

  async refuse({ call, offer }: Rung, how: 'declined' | 'missed'): Promise<Call> {
    const life = advance(call.life, { type: how, at: this.clock.now(), offerId: offer.id });
    await this.store.transact(async ({ calls }) => {
      await calls.setLife(call.id, life);
      await calls.settleOffer(offer.id, how, how === 'declined' ? 'with-a-patient' : null);
    });
    return { ...call, life };
  }

  async accept({ call, offer }: Rung): Promise<Visited> {
    const visit: Visit = {
      id: newId<VisitId>(),
      callId: call.id,
      organisationId: call.organisationId,
      roomId: call.roomId,
      clinicianId: offer.clinicianId,
      startedAt: this.clock.now(),
      ended: null,
      outcomeRecorded: false,
    };
    const life = advance(call.life, {
      type: 'accepted',
      at: visit.startedAt,
      offerId: offer.id,
      visitId: visit.id,
    });
    await this.store.transact(async ({ calls }) => {
      await calls.setLife(call.id, life);
      await calls.settleOffer(offer.id, 'accepted', null);
      await calls.openVisit(visit);
    });
    return { call: { ...call, life }, offer, visit };
  }

  async complete({ call, visit }: Visited): Promise<Call> {
    const life = advance(call.life, { type: 'completed', at: this.clock.now(), visitId: visit.id });
    await this.store.transact(async ({ calls }) => {
      await calls.setLife(call.id, life);
      await calls.endVisit(visit.id, 'station-hung-up');
    });
    return { ...call, life };
  }

  async cancel(call: Call): Promise<Call> {
    const life = advance(call.life, { type: 'cancelled', at: this.clock.now() });
    await this.store.transact(({ calls }) => calls.setLife(call.id, life));
    return { ...call, life };
  }

  /** Signs somebody in; answers with the secret that their browser would hold. */
  async signIn(personId: PersonId): Promise<{ familyId: FamilyId; secret: string }> {
    const familyId = newId<FamilyId>();
    const secret: string = newId();
    await this.store.transact(({ accounts, now }) =>
      accounts.openFamily({
        id: familyId,
        personId,
        refreshDigest: digestOf(secret),
        expiresAt: new Date(now.getTime() + 3_600_000),
      }),
    );
    return { familyId, secret };
  }

  /** SQL past the store, as somebody with a console would write it. */
  async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.database.drop();
  }
}
