import type { Facts, Reads } from '../domain/ports.ts';
import type { ReportSink } from '../domain/quality/quality-port.ts';
import { CommandCounts } from './commands/dispatcher.ts';
import { QualityReports } from './rooms/quality-reports.ts';
import { FactPublisher, type FactStore } from './sockets/fact-publisher.ts';
import type { RedisOptions } from './sockets/redis-link.ts';
import { SocketPublisher } from './sockets/socket-publisher.ts';
import { type ServeOptions, SocketService } from './socket-service.ts';

/** The counters behind the metrics. */
export type SignallingCounts = { sockets: number; commands: ReturnType<CommandCounts['list']> };

/** Facts and reports from the start; sockets from `serve` on, because the use cases they call need those first. */
export type Signalling = {
  readonly facts: Facts;
  readonly reports: ReportSink;
  /** Begins to accept sockets on the server given; once only. The server itself stays the caller's to close. */
  serve(options: ServeOptions): void;
  counts(): SignallingCounts;
  /** Accepts nothing more, ends every socket so that its browser tries elsewhere, leaves rooms and Redis. Idempotent. */
  close(): Promise<void>;
};

/** Connects to the other servers, or goes on alone until Redis is there. */
export async function openSignalling(
  options: RedisOptions & {
    /** Keeps this service's stream and channels apart from those of others on the same Redis. */
    prefix: string;
    store: FactStore & { readonly reads: Pick<Reads, 'keepReports'> };
  },
): Promise<Signalling> {
  const { store, log } = options;
  const publisher = await SocketPublisher.create(options);
  const facts = new FactPublisher({ publisher, store, log });
  const reports = new QualityReports({ reads: store.reads, log });
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
    reports,
    serve(serveOptions) {
      if (service !== undefined || closing !== undefined) {
        throw new Error('signalling serves once, and not after its close');
      }
      service = new SocketService({ ...serveOptions, publisher, counts, reports });
      service.open();
    },
    counts: () => ({ sockets: service?.socketCount ?? 0, commands: counts.list() }),
    close: () => (closing ??= close()),
  };
}
