import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Call, type CallLife, noDetails, type Offer } from '../../domain/calls/call.ts';
import type { CallOrigin, Visit } from '../../domain/visits/visit.ts';
import { advance, ringingOffers } from '../../domain/calls/life.ts';
import type {
  CallId,
  ClinicianId,
  FamilyId,
  OfferId,
  OrganisationId,
  PersonId,
  QueueId,
  RoomId,
  SiteId,
  StationId,
  VisitId,
} from '../../domain/ids.ts';
import { openStore, type PostgresStore } from '../../store/open-store.ts';
import { collectingLog } from './collecting-log.ts';
import { createMigratedDatabase, type TestDatabase } from './services.ts';
import { StillClock } from './still-clock.ts';

/** Any branded id; the caller's type says which. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the brand is the caller's to say
export function newId<T extends string>(): T {
  return randomUUID() as T;
}

export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

type Ringing = { call: Call; offer: Offer };
type Visited = Ringing & { visit: Visit & { origin: CallOrigin } };

/** A migrated database with one organisation and one care home in it, and short ways to the phases of a call. */
export class StoreWorld implements AsyncDisposable {
  readonly clock: StillClock;
  readonly logged: ReturnType<typeof collectingLog>;
  readonly database: TestDatabase;
  readonly store: PostgresStore;
  readonly organisationId: OrganisationId;
  readonly siteId: SiteId;
  /** The organisation's first, into which the calls of its site go. */
  readonly queueId: QueueId;

  private constructor(
    parts: Pick<
      StoreWorld,
      'clock' | 'logged' | 'database' | 'store' | 'organisationId' | 'siteId' | 'queueId'
    >,
  ) {
    this.clock = parts.clock;
    this.logged = parts.logged;
    this.database = parts.database;
    this.store = parts.store;
    this.organisationId = parts.organisationId;
    this.siteId = parts.siteId;
    this.queueId = parts.queueId;
  }

  static async create(): Promise<StoreWorld> {
    const database = await createMigratedDatabase();
    const clock = new StillClock();
    const logged = collectingLog();
    const store = openStore({ databaseUrl: database.url, clock, log: logged.log, poolSize: 20 });
    const organisationId = newId<OrganisationId>();
    const siteId = newId<SiteId>();
    await store.transact(async ({ accounts }) => {
      await accounts.addOrganisation({ id: organisationId, name: 'Dales Care' });
      await accounts.addSite({
        siteId,
        organisationId,
        name: 'Ash House',
        kind: 'care-home',
        phone: '01535 000000',
      });
    });
    const [queue] = await store.reads.listQueues(organisationId);
    if (queue === undefined) throw new Error('an organisation begins with a queue');
    return new StoreWorld({ clock, logged, database, store, organisationId, siteId, queueId: queue.id });
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
        outsideShiftReason: null,
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
      queueId: this.queueId,
      acuity: 'urgent',
      acuitySince: now,
      requiredSkills: [],
      wantedSkills: [],
      preferredClinicianId: null,
      details: noDetails,
      placedAt: now,
      queuedAt: now,
      ringAll: false,
      escalation: { round: 1, step: 0 },
      advice: { toldAt: null, acknowledgedAt: null },
      stationSeenAt: now,
      life: { phase: 'waiting', since: now },
    };
  }

  async place(stationId: StationId, over: Partial<Call> = {}): Promise<Call> {
    const { call } = await this.store.transact(({ calls }) =>
      calls.placeOrFind({ ...this.newCall(stationId), ...over }),
    );
    return call;
  }

  newOffer(call: Call, clinicianId: ClinicianId): Offer & { origin: CallOrigin } {
    const rangAt = this.clock.now();
    return {
      id: newId<OfferId>(),
      origin: { kind: 'call', callId: call.id },
      organisationId: call.organisationId,
      clinicianId,
      kind: 'call',
      visitId: null,
      place: ringingOffers(call.life).length + 1,
      state: 'ringing',
      rangAt,
      deadline: new Date(rangAt.getTime() + 20_000),
      heardAt: null,
    };
  }

  /** An offer, and the lives of its call before and after. */
  newRing(
    call: Call,
    clinicianId: ClinicianId,
  ): [Offer & { origin: CallOrigin }, { from: CallLife; to: CallLife }] {
    const offer = this.newOffer(call, clinicianId);
    const to = advance(call.life, { ...offer, type: 'offered', at: offer.rangAt, offerId: offer.id });
    return [offer, { from: call.life, to }];
  }

  async ring(call: Call, clinicianId: ClinicianId): Promise<Ringing> {
    const [offer, lives] = this.newRing(call, clinicianId);
    if (!(await this.store.transact(({ calls }) => calls.openOffer(offer, lives)))) {
      throw new Error('the call or the clinician was not free');
    }
    return { call: { ...call, life: lives.to }, offer };
  }

  /** Asks a second clinician into a visit. */
  async invite(
    { call, visit }: Visited,
    clinicianId: ClinicianId,
    kind: 'transfer' | 'consult',
  ): Promise<Offer> {
    const offer: Offer = { ...this.newOffer(call, clinicianId), kind, visitId: visit.id, place: 1 };
    if (!(await this.store.transact(({ calls }) => calls.openInvitation(offer)))) {
      throw new Error('the clinician was not free');
    }
    return offer;
  }

  /** A second clinician in a visit. */
  async join(visited: Visited, clinicianId: ClinicianId, kind: 'transfer' | 'consult'): Promise<Offer> {
    const offer = await this.invite(visited, clinicianId, kind);
    await this.store.transact(({ calls }) => calls.settleOffer(offer.id, 'accepted', null));
    return offer;
  }

  async refuse({ call, offer }: Ringing, how: 'declined' | 'missed' | 'not-reached'): Promise<Call> {
    const state = how === 'not-reached' ? 'withdrawn' : how;
    const life = advance(call.life, { type: state, at: this.clock.now(), offerId: offer.id });
    await this.store.transact(async ({ calls }) => {
      await calls.setLife(call.id, life);
      await calls.settleOffer(offer.id, state, how === 'declined' ? 'with-a-patient' : how);
    });
    return { ...call, life };
  }

  async accept({ call, offer }: Ringing): Promise<Visited> {
    const visit: Visit & { origin: CallOrigin } = {
      id: newId<VisitId>(),
      origin: { kind: 'call', callId: call.id },
      organisationId: call.organisationId,
      siteId: call.siteId,
      stationId: call.stationId,
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
    await this.store.transact(({ calls }) => calls.answer({ offerId: offer.id, life, visit }));
    return { call: { ...call, life }, offer, visit };
  }

  async complete({ call, visit }: Visited): Promise<Call> {
    const life = advance(call.life, { type: 'completed', at: this.clock.now(), visitId: visit.id });
    await this.store.transact(async ({ calls, visits }) => {
      await calls.setLife(call.id, life);
      await visits.end(visit.id, 'station-hung-up');
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
