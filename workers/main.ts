import { randomUUID } from 'node:crypto';
import { type Config, readConfig } from '../config/config.ts';
import { createLog } from '../process/log.ts';
import { openTogether, part } from '../process/open-together.ts';
import { endOnUncaughtErrors, limitStopping, stopSignals } from '../process/stopping.ts';
import { telephones } from '../process/telephones.ts';
import { clinicDeliveries } from '../domain/clinics/deliver-messages.ts';
import type { DeliveryTools } from '../domain/escalation/deliver.ts';
import type { Clock, Deps, Log, Store } from '../domain/ports.ts';
import { readLinkSecrets } from '../server/auth/link-secrets.ts';
import { secrets } from '../server/auth/secrets.ts';
import { bookingCalendars } from '../server/calendar/booking-calendar.ts';
import { openFactPublisher } from '../signalling/sockets/fact-publisher.ts';
import { followDatabaseClock } from '../store/postgres/database-clock.ts';
import { openStore } from '../store/open-store.ts';
import { notifySubscriptions } from '../domain/record/subscriptions/notify.ts';
import { PeriodicTask } from '../process/periodic-task.ts';
import { ConfiguredMessengers } from './delivery/messengers.ts';
import { PartnerEndpoints } from './delivery/subscription-endpoints.ts';
import { openWorkers } from './open-workers.ts';
import { openJobQueue } from './queue.ts';

/** A process without media has no rooms to open or close; the server that has them reconciles its own. */
const noRooms: Deps['rooms'] = {
  admit: () => Promise.resolve(),
  expel: () => Promise.resolve(),
  closeRoom: () => Promise.resolve(),
  muteOthers: () => Promise.resolve(),
};

/** Everything that rings, ends rings and sweeps, on an existing Postgres and Redis. Can be opened more than once. */
export async function openWorkerService(world: {
  config: Config;
  log: Log;
  /** The database's clock when left out (ADR 9). */
  clock?: Clock;
}): Promise<{ close(): Promise<void> }> {
  const { config, log } = world;
  const { databaseUrl, redisUrl, redisPrefix: prefix } = config;
  await using opened = new AsyncDisposableStack();
  const clock = world.clock ?? opened.use(await followDatabaseClock({ databaseUrl, log }));
  const store = opened.use(openStore({ databaseUrl, clock, log }));
  const [queue, publisher] = await openTogether(opened, [
    part(
      () => openJobQueue({ redisUrl, prefix, clock, log }),
      (one) => one.close(),
    ),
    part(
      () => openFactPublisher({ redisUrl, prefix, store, log }),
      (one) => one.close(),
    ),
  ]);
  const deps: Deps = {
    store,
    jobs: queue,
    facts: publisher.facts,
    rooms: noRooms,
    log,
    clock,
    newId: randomUUID,
    calls: config.calls,
    channels: config.delivery.channels,
    telephones,
  };
  const delivery = await openDelivery(opened, { config, clock, store });
  notifyRegularly(opened, deps, config);
  const workers = await openWorkers({
    deps,
    delivery,
    chores: { quality: config.quality, retention: config.retention },
    queue,
    redisUrl,
    prefix,
    log,
  });
  opened.defer(() => workers.close());
  const steps = opened.move();
  return { close: () => steps.disposeAsync() };
}

/** Partners’ systems are told of changes beside everything that rings: one that does not answer keeps nobody waiting but others like it. */
function notifyRegularly(owner: AsyncDisposableStack, deps: Deps, { partners, http }: Config): void {
  const baseUrl = `${http.publicUrl}/fhir`;
  const notify = { ...deps, endpoints: new PartnerEndpoints(partners), baseUrl };
  const task = () => notifySubscriptions(notify);
  const every = { name: 'notify-partners', everyMs: 1000, catchUp: true };
  const notifying = new PeriodicTask({ ...every, log: deps.log, task });
  owner.defer(() => notifying.close());
}

/** What messages are sent by; it is closed with everything else. */
async function openDelivery(
  owner: AsyncDisposableStack,
  { config, clock, store }: { config: Config; clock: Clock; store: Store },
): Promise<DeliveryTools> {
  const { publicUrl } = config.http;
  const messengers = await ConfiguredMessengers.create({ delivery: config.delivery, clock, publicUrl });
  owner.defer(() => {
    messengers.close();
  });
  const mailFrom = config.delivery.mail?.from ?? null;
  const links = {
    store,
    newId: randomUUID,
    secrets,
    ...(await readLinkSecrets(config.tokens)),
  };
  const clinics = clinicDeliveries(bookingCalendars({ publicUrl, mailFrom }), links);
  return { messengers, publicUrl, clinics };
}

async function run(): Promise<void> {
  const config = readConfig();
  const log = createLog({ level: config.log.level }).child({ process: 'workers' });
  endOnUncaughtErrors(log);
  const service = await openWorkerService({ config, log });
  log.info('workers ready');
  const stop = stopSignals();
  log.info('workers stopping', { signal: await stop.first });
  limitStopping(log);
  await service.close();
}

if (import.meta.main) {
  await run();
}
