import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Actor, GuestActor, PersonActor, Role, StationActor } from '../../domain/actors.ts';
import type { AudienceState } from '../../domain/states/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import type {
  FamilyId,
  GuestId,
  OrganisationId,
  PersonId,
  SiteId,
  StationId,
  VisitId,
} from '../../domain/ids.ts';
import type { AccessTokens, Audience, Reads, Relays } from '../../domain/ports.ts';
import { type UseCaseName, type UseCases, useCaseTable } from '../../domain/use-cases.ts';
import { openSignalling, type Signalling } from '../../signalling/open-signalling.ts';
import type { Rhythm } from '../../signalling/socket-service.ts';
import { collectingLog, type LogLine } from './collecting-log.ts';
import { NotedMediaRooms } from './noted-media-rooms.ts';
import { SocketClient } from './socket-client.ts';

type Subject = ReturnType<AccessTokens['verify']>['subject'];

/** People, stations, tokens and states as all servers of one test see them: what Postgres would be. */
export class FakeTruth {
  readonly actors = new Map<string, Actor>();
  readonly tokens = new Map<string, { subject: Subject; expiresAt: Date }>();
  readonly seen: { stations: StationId[]; clinicians: PersonId[] }[] = [];
  readonly gone: PersonId[] = [];
  seq = 0;

  station(): { actor: StationActor; token: string } {
    const actor: StationActor = {
      kind: 'station',
      stationId: randomUUID() as StationId,
      siteId: randomUUID() as SiteId,
      organisationId: randomUUID() as OrganisationId,
    };
    this.actors.set(actor.stationId, actor);
    return { actor, token: this.token({ kind: 'station', stationId: actor.stationId }) };
  }

  person(roles: readonly Role[] = ['clinician']): { actor: PersonActor; token: string } {
    const actor: PersonActor = {
      kind: 'person',
      personId: randomUUID() as PersonId,
      organisationId: randomUUID() as OrganisationId,
      familyId: randomUUID() as FamilyId,
      roles,
    };
    this.actors.set(actor.personId, actor);
    return {
      actor,
      token: this.token({ kind: 'person', personId: actor.personId, familyId: actor.familyId }),
    };
  }

  guest(): { actor: GuestActor; token: string } {
    const actor: GuestActor = {
      kind: 'guest',
      guestId: randomUUID() as GuestId,
      visitId: randomUUID() as VisitId,
      organisationId: randomUUID() as OrganisationId,
      standing: 'lobby',
    };
    this.actors.set(actor.guestId, actor);
    return { actor, token: this.token({ kind: 'guest', guestId: actor.guestId }) };
  }

  token(subject: Subject, lastsMs = 900_000): string {
    const token = randomUUID();
    this.tokens.set(token, { subject, expiresAt: new Date(Date.now() + lastsMs) });
    return token;
  }

  get accessTokens(): AccessTokens {
    return {
      issue: () => {
        throw new Error('not here');
      },
      verify: (token) => {
        const found = this.tokens.get(token);
        if (found === undefined) throw new DomainError('unauthenticated', 'the token is not valid');
        return found;
      },
    };
  }

  get reads(): Pick<
    Reads,
    | 'getState'
    | 'findPersonActor'
    | 'findStationActor'
    | 'findGuestActor'
    | 'listGuestsHere'
    | 'markSeen'
    | 'markGone'
    | 'markInRooms'
    | 'keepReports'
  > {
    return {
      getState: (audience) => Promise.resolve(this.state(audience)),
      findPersonActor: (personId) => Promise.resolve(this.actors.get(personId) as PersonActor | undefined),
      findGuestActor: (guestId) => Promise.resolve(this.actors.get(guestId) as GuestActor | undefined),
      listGuestsHere: () => Promise.resolve([]),
      findStationActor: (stationId) =>
        Promise.resolve(this.actors.get(stationId) as StationActor | undefined),
      markSeen: (seen) => {
        this.seen.push(seen);
        return Promise.resolve();
      },
      markGone: (clinicianId) => {
        this.gone.push(clinicianId);
        return Promise.resolve();
      },
      markInRooms: () => Promise.resolve(),
      keepReports: () => Promise.resolve(),
    };
  }

  /** Nobody waits here, so that nobody goes ahead. */
  get store() {
    const { reads } = this;
    return { reads, priority: { reads }, presses: { reads } };
  }

  /** A small station state, whoever asks; the number goes up each time. */
  state({ id }: Audience): AudienceState {
    this.seq += 1;
    return {
      seq: this.seq,
      now: new Date().toISOString(),
      state: {
        kind: 'station',
        station: {
          stationId: id as string as StationId,
          name: 'Ward',
          siteName: 'Elms',
          organisationName: 'Care',
          hubPhone: null,
        },
        cliniciansOnCall: 0,
        call: null,
        lastCall: null,
        visit: null,
        lastVisit: null,
        nextBooking: null,
        turnBack: [],
        callBack: null,
      },
    };
  }
}

/** One signalling server on a port of its own, with whatever use cases the test needs. */
export class SignallingWorld implements AsyncDisposable {
  readonly url: string;
  readonly signalling: Signalling;
  readonly lines: LogLine[];
  readonly media: NotedMediaRooms;
  readonly #clients: SocketClient[] = [];
  readonly #stop: () => Promise<void>;

  private constructor(parts: {
    url: string;
    signalling: Signalling;
    lines: LogLine[];
    media: NotedMediaRooms;
    stop: () => Promise<void>;
  }) {
    this.url = parts.url;
    this.signalling = parts.signalling;
    this.lines = parts.lines;
    this.media = parts.media;
    this.#stop = parts.stop;
  }

  static async open(options: {
    redisUrl: string;
    truth: FakeTruth;
    prefix?: string;
    useCases?: Partial<UseCases>;
    relays?: Relays;
    rhythm?: Partial<Rhythm>;
  }): Promise<SignallingWorld> {
    const { truth, redisUrl, prefix = `test-${randomUUID()}` } = options;
    const { log, lines } = collectingLog();
    const media = new NotedMediaRooms();
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { store } = truth;
    const signalling = await openSignalling({ redisUrl, prefix, store, log });
    signalling.serve({
      http,
      allowedOrigins: ['https://bedside.example'],
      store,
      facts: signalling.facts,
      clock: { now: () => new Date() },
      accessTokens: truth.accessTokens,
      mediaRooms: media,
      checkEverySeconds: 3600,
      relays: options.relays ?? { available: false, serversFor: () => [] },
      log,
      useCases: { ...fakeUseCases(truth), ...options.useCases },
      ...(options.rhythm && { rhythm: options.rhythm }),
    });
    const stop = async () => {
      await signalling.close();
      await media.close();
      http.closeAllConnections();
      http.close();
    };
    return new SignallingWorld({ url: `http://127.0.0.1:${address.port}`, signalling, lines, media, stop });
  }

  async client(token: unknown, how: { origin?: string; only?: 'manager' } = {}): Promise<SocketClient> {
    const client = await SocketClient.connect({ url: this.url, token, ...how });
    this.#clients.push(client);
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) {
      client.close();
    }
    await this.#stop();
  }
}

/** What every socket asks by itself; any other use case must be expected by its test. */
function fakeUseCases(truth: FakeTruth): UseCases {
  const unexpected = (): never => {
    throw new Error('this use case was not expected');
  };
  const all = Object.fromEntries(Object.keys(useCaseTable).map((name) => [name, unexpected]));
  return {
    ...(all as Record<UseCaseName, () => never>),
    readState: (actor) => Promise.resolve({ ...truth.state(audienceOf(actor)), writable: true }),
    readBoard: () =>
      Promise.resolve({
        now: new Date().toISOString(),
        writable: true,
        waiting: [],
        clinicians: [],
        queues: [],
        callBacks: [],
      }),
    enterRoom: (actor) =>
      Promise.resolve({
        joining:
          actor.kind === 'station'
            ? { key: `station:${actor.stationId}`, name: 'Ward', role: 'station' }
            : { key: `clinician:${audienceOf(actor).id as PersonId}`, name: 'Dr Ash', role: 'clinician' },
        admitted: false,
        iceTransportPolicy: 'relay',
      }),
    readChoices: () => Promise.resolve({ microphone: 'on', camera: 'on' }),
    keepChoice: () => Promise.resolve(),
    takeReport: () => Promise.resolve(),
    wakeDispatcher: () => Promise.resolve(),
  };
}

function audienceOf(actor: Actor): Audience {
  switch (actor.kind) {
    case 'station':
      return { kind: 'station', id: actor.stationId };
    case 'person':
      return { kind: 'clinician', id: actor.personId };
    case 'guest':
      return { kind: 'guest', id: actor.guestId };
  }
}
