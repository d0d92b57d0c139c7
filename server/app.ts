import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.ts';
import { readVapidKeys } from '../config/delivery.ts';
import type { AccountDeps } from '../domain/accounts/account-deps.ts';
import { DispatchAtOnce, Dispatcher } from '../workers/immediate-dispatch.ts';
import type { Clock, Log, MediaRooms, RoomPlacements, Store } from '../domain/ports.ts';
import { isClockWrong, type KnownNode } from '../domain/rooms/media-nodes.ts';
import { bindUseCases, type UseCases } from '../domain/use-cases.ts';
import { LocalMediaRooms } from '../sfu/rooms/local-media-rooms.ts';
import { RemoteMediaRooms } from '../sfu/node/remote-media-rooms.ts';
import { openSignalling, type Signalling } from '../signalling/open-signalling.ts';
import { followDatabaseClock } from '../store/postgres/database-clock.ts';
import { openStore } from '../store/open-store.ts';
import { ConfiguredMessengers } from '../workers/delivery/messengers.ts';
import { showQueues } from '../workers/operations-board.ts';
import { type JobQueue, openJobQueue } from '../workers/queue.ts';
import { SignedAccessTokens } from './auth/access-tokens.ts';
import { PublishedKeys } from './auth/partner-keys.ts';
import { authenticateRecordClient, RecordTokens } from './auth/record-tokens.ts';
import { bookingCalendars } from './calendar/booking-calendar.ts';
import { ThreadedCalendars } from './calendar/calendars.ts';
import { BodyReader } from './fhir/bodies/body-reader.ts';
import type { FhirParts } from './fhir/http/router.ts';
import { PdfGpLetters } from './letters/pdf-gp-letters.ts';
import { PdfLetters } from './letters/pdf-letters.ts';
import { ClamdScanner } from './documents/clamd-scanner.ts';
import { PdfSlips } from './slips/pdf-slips.ts';
import { createHttpApp, type HttpSettings, type RecordAccess } from './http/http-app.ts';
import { fileMs } from './http/slow-bodies.ts';
import { type Allowances, AttemptLimits, defaultAllowances } from './http/limits.ts';
import { closeListener, listen } from './http/listener.ts';
import type { PushSettings } from './routes/accounts.ts';
import { Metrics, type MetricSources } from './http/metrics.ts';
import { passwords, secrets } from './auth/secrets.ts';
import { freeBytes, requireSpace } from '../process/disk-space.ts';
import { openTogether, part, type Part } from '../process/open-together.ts';
import { openRedis, type RedisClient } from '../process/redis.ts';
import { telephones } from '../process/telephones.ts';
import { TurnRelays } from './turn-relays.ts';

export type ServerOptions = {
  config: Config;
  log: Log;
  /** The database's clock when left out (ADR 9); tests hand in one that they can move. */
  clock?: Clock;
  /** The SFU to use. One that is handed in stays its owner's to close. */
  mediaRooms?: MediaRooms;
  allowances?: Allowances;
  /** How systems of partners show who they are; without it the record is served to nobody. */
  authenticateRecordClient?: FhirParts['authenticate'];
};

/** A running server: REST, sockets, SFU and web app on one port. */
export type BedsideServer = {
  /** Where it can be reached, without a slash at the end; the real port also when any free one was asked for. */
  readonly url: string;
  readonly port: number;
  readonly deps: AccountDeps;
  /** Stops accepting, lets what runs finish, and closes everything it opened. Idempotent. */
  close(): Promise<void>;
};

/**
 * Opens everything a server needs, from the leaves to the root, and only then accepts requests. Rejects when something
 * cannot be opened, with nothing left open. Several servers can run in one process.
 */
export async function openServer(options: ServerOptions): Promise<BedsideServer> {
  await using opening = new AsyncDisposableStack();
  const parts = await openParts(opening, options);
  const deps = depsOf(opening, parts, options);
  const listener = createServer({ requestTimeout: fileMs, headersTimeout: 30_000 });
  // Sockets end first, because they keep the listener's connections open; both before what their use cases need.
  opening.defer(() => closeListener(listener, () => parts.signalling.close()));
  const http = await settleAddress(listener, options.config.http);
  serve(listener, { ...parts, deps, http, options });
  if (!listener.listening) {
    await listen(listener, http);
  }
  const { port } = listener.address() as AddressInfo;
  const owned = opening.move();
  let closing: Promise<void> | undefined;
  return {
    url: `http://${addressForUrl(http.host)}:${String(port)}`,
    port,
    deps,
    close: () => (closing ??= owned.disposeAsync()),
  };
}

type Parts = {
  clock: Clock;
  store: Store;
  redis: RedisClient;
  queue: JobQueue;
  mediaRooms: MediaRooms;
  signalling: Signalling;
  accessTokens: SignedAccessTokens;
  passes: SignedAccessTokens;
  record: RecordAccess;
  push: PushSettings | undefined;
  /** A guest's link is sent by the process that made it, because nothing keeps it. */
  messengers: ConfiguredMessengers;
  /** Checks what is written into the record. */
  bodies: BodyReader;
};

/** Each part is owned by the stack from the moment it is open, so that a later one that fails closes it again. */
async function openParts(
  owner: AsyncDisposableStack,
  { config, log, ...given }: ServerOptions,
): Promise<Parts> {
  const { databaseUrl, redisUrl, redisPrefix: prefix } = config;
  const clock = given.clock ?? owner.use(await followDatabaseClock({ databaseUrl, log }));
  const tokens = await tokensOf({ config, clock, log });
  const push = await pushSettings(config);
  const messengers = await ConfiguredMessengers.create({ delivery: config.delivery, clock });
  owner.defer(() => {
    messengers.close();
  });
  const bodies = new BodyReader();
  owner.defer(() => bodies.close());
  const store = openStore({ databaseUrl, clock, log });
  owner.defer(() => store.close());
  await store.reads.ping();
  const [redis, queue, mediaRooms, signalling] = await openTogether(owner, [
    // A command given while Redis is away fails at once: the limits on attempts then count in memory.
    part(
      () => openRedis({ url: redisUrl, log, connection: 'limits', whileAway: 'fail' }),
      (client) => {
        client.destroy();
      },
    ),
    part(
      () => openJobQueue({ redisUrl, prefix, clock, log }),
      (opened) => opened.close(),
    ),
    openMediaRooms(given.mediaRooms, { config, log, clock, placements: store.presses.placements }),
    part(
      () => openSignalling({ redisUrl, prefix, store, log }),
      (opened) => opened.close(),
    ),
  ]);
  return {
    clock,
    store,
    redis,
    queue,
    mediaRooms,
    signalling,
    ...tokens,
    push,
    messengers,
    bodies,
  };
}

/** All are signed with one key: people's and devices' access, the way to the operations' pages, and partners' systems. */
async function tokensOf(parts: {
  config: Config;
  clock: Clock;
  log: Log;
}): Promise<Pick<Parts, 'accessTokens' | 'passes' | 'record'>> {
  const { config, clock, log } = parts;
  const { keyFile } = config.tokens;
  return {
    accessTokens: await SignedAccessTokens.create({ keyFile, clock }),
    passes: await SignedAccessTokens.create({ keyFile, clock, audience: 'bedside-operations' }),
    record: {
      recordTokens: await RecordTokens.create({ keyFile, clock }),
      partnerKeys: new PublishedKeys({ origins: config.partners.keyOrigins, clock, log }),
    },
  };
}

/** Of the key of web push the server needs the public half: browsers subscribe with it. */
async function pushSettings({ delivery: { push } }: Config): Promise<PushSettings | undefined> {
  return push && { publicKey: (await readVapidKeys(push.keyFile)).publicKey, services: push.services };
}

/** Media in this process, or on the nodes that are registered in Redis. Rooms that were given are left to whoever gave them. */
function openMediaRooms(
  given: MediaRooms | undefined,
  { config, log, clock, placements }: { config: Config; log: Log; clock: Clock; placements: RoomPlacements },
): Part<MediaRooms> {
  if (given !== undefined) {
    return part(
      () => Promise.resolve(given),
      () => undefined,
    );
  }
  const { mediaNodes, redisUrl, redisPrefix: prefix } = config;
  return part<MediaRooms>(
    () =>
      mediaNodes.where === 'inside'
        ? LocalMediaRooms.create({ ...config.sfu, log })
        : RemoteMediaRooms.create({ ...mediaNodes, redisUrl, prefix, placements, clock, log }),
    (rooms) => rooms.close(),
  );
}

function depsOf(
  owner: AsyncDisposableStack,
  { store, queue, signalling, mediaRooms, clock, accessTokens }: Parts,
  { config, log }: ServerOptions,
): AccountDeps & { accessTokens: SignedAccessTokens; relays: TurnRelays } {
  const deps = {
    store,
    jobs: queue,
    facts: signalling.facts,
    rooms: mediaRooms,
    log,
    clock,
    newId: randomUUID,
    calls: config.calls,
    channels: config.delivery.channels,
    telephones,
    passwords,
    secrets,
    accessTokens,
    relays: new TurnRelays({ relay: config.relay, clock }),
  };
  const jobs = new DispatchAtOnce({ jobs: queue, dispatcher: new Dispatcher(deps), log });
  owner.defer(() => jobs.close());
  return { ...deps, jobs };
}

/** Sockets and REST serve the same use cases, bound once. */
function useCasesOf({
  signalling,
  mediaRooms,
  passes,
  record,
  messengers,
  deps,
  http,
  options,
}: Serving): UseCases {
  const { publicUrl } = http;
  const mailFrom = options.config.delivery.mail?.from ?? null;
  return bindUseCases({
    ...deps,
    reports: signalling.reports,
    calendars: new ThreadedCalendars(),
    bookingCalendars: bookingCalendars({ publicUrl, mailFrom }),
    slips: new PdfSlips(),
    letters: new PdfLetters(),
    gpLetterPdfs: new PdfGpLetters(),
    scanner: scannerOf(options),
    passes,
    partnerKeys: record.partnerKeys,
    mediaNodes: mediaRooms instanceof RemoteMediaRooms ? mediaRooms.nodes : { where: 'inside' },
    inviting: { messengers, publicUrl },
  });
}

/** Whoever runs the service is to know that nothing looks for viruses. */
function scannerOf({ config: { scanner }, log }: ServerOptions): ClamdScanner | undefined {
  if (scanner !== undefined) return new ClamdScanner(scanner);
  log.warn('files of staff are not checked for viruses, because BEDSIDE_CLAMD_URL is not set');
  return undefined;
}

type Serving = Parts & {
  deps: ReturnType<typeof depsOf>;
  http: HttpSettings;
  options: ServerOptions;
};

function serve(listener: Server, serving: Serving): void {
  const { deps, http, options, ...parts } = serving;
  const { store, redis, queue, mediaRooms, signalling, accessTokens, passes, push, record } = parts;
  const useCases = useCasesOf(serving);
  const { log, config, allowances = defaultAllowances } = options;
  const metrics = new Metrics(metricSourcesOf(parts, config), log);
  const limits = new AttemptLimits({ redis, prefix: config.redisPrefix, allowances });
  const app = createHttpApp({
    deps,
    useCases,
    http,
    push,
    receipts: { delivery: config.delivery },
    fhir: fhirOf(serving),
    record,
    limits,
    metrics,
    checks: checksOf(parts, config),
    operations: {
      passes,
      show: (adapter) => {
        showQueues(queue, adapter);
      },
    },
  });
  listener.on('request', (request, response) => {
    app(request, response);
  });
  signalling.serve({
    http: listener,
    allowedOrigins: http.allowedOrigins,
    useCases,
    store,
    facts: deps.facts,
    clock: deps.clock,
    accessTokens,
    mediaRooms,
    relays: deps.relays,
    checkEverySeconds: config.checkEverySeconds,
    log,
  });
}

function fhirOf({ deps, bodies, record: { recordTokens }, http, options }: Serving): FhirParts {
  const { store, newId, clock, log } = deps;
  const authenticate: FhirParts['authenticate'] =
    options.authenticateRecordClient ??
    (({ headers }) => authenticateRecordClient({ recordTokens, store }, headers));
  const { localOrigins } = options.config.partners;
  return { store, newId, clock, log, bodies, baseUrl: `${http.publicUrl}/fhir`, localOrigins, authenticate };
}

function metricSourcesOf(
  { signalling, mediaRooms, queue, store }: Pick<Parts, 'signalling' | 'mediaRooms' | 'queue' | 'store'>,
  { tokens }: Pick<Config, 'tokens'>,
): MetricSources {
  return {
    sockets: () => signalling.counts().sockets,
    media: () => mediaRooms.counts(),
    mediaNodes: () => (mediaRooms instanceof RemoteMediaRooms ? mediaRooms.nodeCounts() : {}),
    mediaClocks: () =>
      Object.fromEntries(
        nodesOf(mediaRooms).map(({ nodeId, clockAheadMs }) => [nodeId, clockAheadMs / 1000]),
      ),
    jobs: () => queue.counts(),
    calls: () => store.reads.countOpenCalls(),
    lateMessages: () => store.reads.countLateMessages(),
    freeBytes: () => freeBytes(tokens.keyFile),
  };
}

function checksOf(
  { store, redis, mediaRooms }: Pick<Parts, 'store' | 'redis' | 'mediaRooms'>,
  { tokens, redisPrefix }: Pick<Config, 'tokens' | 'redisPrefix'>,
) {
  return {
    postgres: () => store.presses.reads.probeWrite(),
    // Written to: at its memory limit Redis reads and answers a ping, and takes no job and no fact.
    redis: async () => {
      await redis.set(`${redisPrefix}:write-probe`, '', { EX: 60 });
    },
    mediaWorkers: () =>
      mediaRooms.counts().workers > 0 ? Promise.resolve() : Promise.reject(new Error('no media worker runs')),
    mediaClocks: () => requireClocks(nodesOf(mediaRooms)),
    disk: async () => {
      requireSpace(await freeBytes(tokens.keyFile));
    },
  };
}

function nodesOf(mediaRooms: MediaRooms): readonly KnownNode[] {
  return mediaRooms instanceof RemoteMediaRooms ? mediaRooms.nodes.list() : [];
}

function requireClocks(nodes: readonly KnownNode[]): Promise<void> {
  const wrong = nodes.filter(isClockWrong);
  if (wrong.length === 0) return Promise.resolve();
  const which = wrong.map(
    ({ nodeId, clockAheadMs }) => `${nodeId} by ${String(Math.round(clockAheadMs / 1000))} s`,
  );
  return Promise.reject(new Error(`the clock of a media node is wrong: ${which.join(', ')}`));
}

/**
 * With port 0 the operating system chooses, and pages come from an address nobody could configure: the listener takes
 * its port before it can answer, which harms nobody, because nobody knows the port until `openServer` tells.
 */
async function settleAddress(listener: Server, http: Config['http']): Promise<Config['http']> {
  if (http.port !== 0) {
    return http;
  }
  await listen(listener, http);
  const port = String((listener.address() as AddressInfo).port);
  const settle = (origin: string) => origin.replace(/:0$/, `:${port}`);
  return { ...http, publicUrl: settle(http.publicUrl), allowedOrigins: http.allowedOrigins.map(settle) };
}

function addressForUrl(host: string): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return reachable.includes(':') ? `[${reachable}]` : reachable;
}
