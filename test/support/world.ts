import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { createLog } from '../../process/log.ts';
import { normaliseCode } from '../../domain/accounts/enrolment.ts';
import type { Role } from '../../domain/actors.ts';
import type { PersonId, QueueId, StationId } from '../../domain/ids.ts';
import type { QueueSettings } from '../../domain/queues/queue.ts';
import { type BedsideServer, openServer } from '../../server/app.ts';
import { LocalMediaRooms } from '../../sfu/rooms/local-media-rooms.ts';
import { openWorkerService } from '../../workers/main.ts';
import { type EnrolledStation, type Place, Population, type SignedInPerson } from './population.ts';
import { DatabaseGate } from './database-gate.ts';
import { configFor } from './service-config.ts';
import { hearRings } from './ring-beat.ts';
import { createMigratedDatabase } from './services.ts';
import { SocketClient } from './socket-client.ts';

export type { EnrolledStation, Place } from './population.ts';
export type EnrolmentCode = { stationId: StationId; stationName: string; code: string };
export type PersonWithPassword = { personId: PersonId; name: string; email: string; password: string };

export type WorldOptions = {
  servers?: number;
  workers?: number;
  env?: Record<string, string>;
  /** Shorter ones than the configuration allows, where nobody has to be heard for longer than they last. */
  graces?: Partial<Pick<Config['calls'], 'graceWaitingSeconds' | 'graceVisitSeconds'>>;
  /** A database that is there already, to be left as it is afterwards; otherwise a new one. */
  databaseUrl?: string;
  /** The database stands behind a gate that can be shut. */
  gated?: boolean;
};

type Parts = {
  config: Config;
  rooms: LocalMediaRooms;
  servers: readonly BedsideServer[];
  gate: DatabaseGate | undefined;
  owned: AsyncDisposableStack;
};

/** The whole service: any number of servers and workers over one Postgres and one Redis, in this process. */
export class World implements AsyncDisposable {
  readonly config: Config;
  readonly rooms: LocalMediaRooms;
  readonly servers: readonly BedsideServer[];
  readonly #gate: DatabaseGate | undefined;
  readonly #owned: AsyncDisposableStack;
  readonly #population: Population;
  #count = 0;

  private constructor(parts: Parts) {
    this.config = parts.config;
    this.rooms = parts.rooms;
    this.servers = parts.servers;
    this.#gate = parts.gate;
    this.#owned = parts.owned;
    this.#population = new Population(this.deps);
  }

  static async create({
    servers = 1,
    workers = 1,
    env = {},
    graces = {},
    gated = false,
    databaseUrl: givenUrl,
  }: WorldOptions = {}): Promise<World> {
    await using opening = new AsyncDisposableStack();
    const ownUrl = givenUrl ?? opening.use(await createMigratedDatabase()).url;
    const gate = gated ? opening.use(await DatabaseGate.before(ownUrl)) : undefined;
    const databaseUrl = gate?.url ?? ownUrl;
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-world-'));
    opening.defer(() => rm(folder, { recursive: true }));
    const read = await configFor({ databaseUrl, folder, env });
    const config = { ...read, calls: { ...read.calls, ...graces } };
    const log = createLog({ level: 'error' });
    const rooms = await LocalMediaRooms.create({ ...config.sfu, log });
    opening.defer(() => rooms.close());
    const opened: BedsideServer[] = [];
    for (let n = 0; n < servers; n += 1) {
      const own = config.mediaNodes.where === 'separate';
      const server = await openServer({ config, log, ...(!own && { mediaRooms: rooms }) });
      opening.defer(() => server.close());
      opened.push(server);
    }
    for (let n = 0; n < workers; n += 1) {
      const service = await openWorkerService({ config, log });
      opening.defer(() => service.close());
    }
    return new World({ config, rooms, servers: opened, gate, owned: opening.move() });
  }

  get deps() {
    return this.server(0).deps;
  }

  /** What can be shut, so that the database is away. */
  get database(): DatabaseGate {
    if (this.#gate === undefined) throw new Error('the database of this world has no gate');
    return this.#gate;
  }

  server(index: number): BedsideServer {
    const server = this.servers[index];
    if (server === undefined) {
      throw new Error(`this world has ${this.servers.length} servers`);
    }
    return server;
  }

  addPlace(kind?: 'care-home' | 'prison'): Promise<Place> {
    return this.#population.addPlace(kind);
  }

  addStation(place: Place): Promise<EnrolledStation> {
    return this.#population.addStation(place);
  }

  /** A station of the place that a browser can still enrol as. */
  async addEnrolmentCode({ siteId }: Place): Promise<EnrolmentCode> {
    const { store, secrets } = this.deps;
    const stationId = randomUUID() as StationId;
    const stationName = `Tablet ${this.#next()}`;
    const code = secrets.enrolmentCode();
    await store.transact(async ({ accounts }) => {
      await accounts.addStation({ id: stationId, siteId, name: stationName });
      const digest = secrets.digest(normaliseCode(code));
      await accounts.setEnrolmentCode(stationId, { digest, expiresAt: new Date(Date.now() + 900_000) });
    });
    return { stationId, stationName, code };
  }

  /** A person of the organisation who can sign in with a password. */
  async addPersonWithPassword(
    { organisationId }: Place,
    {
      roles = ['clinician'],
      mustChangePassword = false,
      onRota = true,
    }: { roles?: readonly Role[]; mustChangePassword?: boolean; onRota?: boolean } = {},
  ): Promise<PersonWithPassword> {
    const { store, passwords, secrets } = this.deps;
    const personId = randomUUID() as PersonId;
    const name = `Clinician ${this.#next()}`;
    const email = `${personId}@example.org`;
    const password = secrets.password();
    const passwordHash = await passwords.hash(password);
    await store.transact(({ accounts }) =>
      accounts.addPerson({
        id: personId,
        organisationId,
        name,
        email,
        roles,
        passwordHash,
        mustChangePassword,
      }),
    );
    if (onRota && roles.includes('clinician')) {
      await this.addShift({ organisationId }, personId);
    }
    return { personId, name, email, password };
  }

  addPerson(
    place: Place,
    roles: readonly Role[] = ['clinician'],
    how: { onRota?: boolean } = {},
  ): Promise<SignedInPerson> {
    return this.#population.addPerson(place, roles, how);
  }

  addShift(
    place: Pick<Place, 'organisationId'>,
    clinicianId: PersonId,
    how: { tier?: 1 | 2 } = {},
  ): Promise<void> {
    return this.#population.addShift(place, clinicianId, how);
  }

  changeQueue(place: Place, change: Partial<QueueSettings>): Promise<QueueId> {
    return this.#population.changeQueue(place, change);
  }

  /** A socket of a station or a clinician, on one of the servers. */
  async connect({ token }: { token: string }, server = 0): Promise<SocketClient> {
    const client = await SocketClient.connect({ url: this.server(server).url, token });
    this.#owned.defer(() => {
      client.close();
    });
    return client;
  }

  /** A clinician who has gone on call, with their socket, which hears rings unless told otherwise. */
  async onCall(
    place: Place,
    server = 0,
    { hears = true }: { hears?: boolean } = {},
  ): Promise<SignedInPerson & { clinicianId: PersonId; socket: SocketClient }> {
    const clinician = await this.addPerson(place);
    const socket = await this.connect(clinician, server);
    if (hears) {
      hearRings(socket);
    }
    const answer = await socket.say('presence:set', { to: 'available' });
    if (!answer.ok) {
      throw new Error(`not on call: ${answer.message}`);
    }
    return { ...clinician, clinicianId: clinician.personId, socket };
  }

  /** The actions of the audit trail, oldest first. */
  async trail({ organisationId }: Place): Promise<string[]> {
    const { events } = await this.deps.store.reads.listAudit(organisationId, null);
    return events.map(({ action }) => action).toReversed();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}
