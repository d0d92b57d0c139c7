import type { Facts } from '../domain/ports.ts';
import { CommandCounts } from './commands/dispatcher.ts';
import { FactPublisher, type FactStore } from './sockets/fact-publisher.ts';
import type { RedisOptions } from './sockets/redis-link.ts';
import { SocketPublisher } from './sockets/socket-publisher.ts';
import { type ServeOptions, SocketService } from './sockets/socket-service.ts';

/** The counters behind the metrics. */
export type SignallingCounts = { sockets: number; commands: ReturnType<CommandCounts['list']> };

/** Facts from the start; sockets from `serve` on, because the use cases they call need the facts first. */
export type Signalling = {
  readonly facts: Facts;
  /** Begins to accept sockets on the server given; once only. The server itself stays the caller's to close. */
  serve(options: ServeOptions): void;
  counts(): SignallingCounts;
  /** Accepts nothing more, ends every socket so that its browser tries elsewhere, leaves rooms and Redis. Idempotent. */
  close(): Promise<void>;
};

/** Connects to the other servers; throws when Redis does not answer within 10 s. */
export async function openSignalling(
  options: RedisOptions & {
    /** Keeps this service's stream and channels apart from those of others on the same Redis. */
    prefix: string;
    store: FactStore;
  },
): Promise<Signalling> {
  const { store, log } = options;
  const publisher = await SocketPublisher.create(options);
  const facts = new FactPublisher({ publisher, store, log });
  const counts = new CommandCounts();
  let service: SocketService | undefined;
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await service?.close();
    facts.close();
    await publisher.close();
  }

  return {
    facts,
    serve(serveOptions) {
      if (service !== undefined || closing !== undefined) {
        throw new Error('signalling serves once, and not after its close');
      }
      service = new SocketService({ ...serveOptions, publisher, counts });
      service.open();
    },
    counts: () => ({ sockets: service?.socketCount ?? 0, commands: counts.list() }),
    close: () => (closing ??= close()),
  };
}
