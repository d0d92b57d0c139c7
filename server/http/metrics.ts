import { timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DomainError } from '../../domain/errors.ts';
import type { Log, MediaCounts } from '../../domain/ports.ts';
import { inTime } from '../../process/timeout.ts';

/** Where the gauges' numbers come from, each read when `/metrics` is requested. */
export type MetricSources = {
  sockets: () => number;
  media: () => MediaCounts;
  /** Nothing where the server carries media itself. */
  mediaNodes: () => Readonly<Record<string, number>>;
  /** How far the clock of each node is ahead of the service's, in seconds. */
  mediaClocks: () => Readonly<Record<string, number>>;
  calls: () => Promise<Readonly<Record<string, number>>>;
  lateMessages: () => Promise<number>;
  /** On the disk where the service keeps its data, where it runs on one machine. */
  freeBytes: () => Promise<number>;
  jobs: () => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
};

/** A queue that waits for Redis answers when Redis is back, which is too late for a scrape. */
const readWithinMs = 1000;
const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

type AddGauge = (
  about: { name: string; help: string; labelNames: string[] },
  read: (gauge: Gauge) => Promise<void> | void,
) => void;

/** Prometheus metrics of one server; its own registry, because several servers can run in one process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #durations: Histogram<'method' | 'route' | 'status'>;

  constructor(sources: MetricSources, log: Log) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#durations = new Histogram({
      name: 'bedside_http_request_duration_seconds',
      help: 'How long HTTP requests took, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: latencyBuckets,
      registers,
    });
    const gauge = this.#gauges(log);
    addMediaGauges(gauge, sources);
    addServiceGauges(gauge, sources);
  }

  /** Creates gauges that are read on request. What cannot be counted then is left out of that answer. */
  #gauges(log: Log): AddGauge {
    return (about, read) => {
      const created: Gauge = new Gauge({
        ...about,
        registers: [this.#registry],
        collect: async () => {
          try {
            created.reset();
            await inTime(readWithinMs, async () => read(created));
          } catch (error) {
            // The other metrics are needed most when something is down.
            log.error('a metric could not be read', error, { metric: about.name });
          }
        },
      });
    };
  }

  observe({
    method,
    route,
    status,
    seconds,
  }: {
    method: string;
    route: string;
    status: number;
    seconds: number;
  }): void {
    this.#durations.observe({ method, route, status }, seconds);
  }

  /** `/metrics`, for loopback or for the holder of the token. */
  route({ token }: { token: string | undefined }): RequestHandler {
    return async (request: Request, response: Response) => {
      requireMayRead(request, token);
      response.set('Cache-Control', 'no-store').type(this.#registry.contentType);
      response.send(await this.#registry.metrics());
    };
  }

  close(): void {
    this.#registry.clear();
  }
}

function setEach(counts: Readonly<Record<string, number>>, set: (name: string, count: number) => void): void {
  for (const [name, count] of Object.entries(counts)) {
    set(name, count);
  }
}

/** A proxy on this machine also comes from loopback, but says for whom it asks. */
function requireMayRead(request: Request, token: string | undefined): void {
  const given = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (token !== undefined && given !== undefined && sameSecret(given, token)) {
    return;
  }
  const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '');
  const forwarded = request.get('x-forwarded-for') ?? request.get('forwarded');
  if (given !== undefined || !loopback || forwarded !== undefined) {
    throw new DomainError('forbidden', 'metrics are for this machine or for the holder of the metrics token');
  }
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function addMediaGauges(gauge: AddGauge, sources: MetricSources): void {
  gauge({ name: 'bedside_media', help: 'What the SFU holds, by kind', labelNames: ['kind'] }, (into) => {
    setEach(sources.media(), (kind, count) => {
      into.set({ kind }, count);
    });
  });
  const nodes = {
    name: 'bedside_media_nodes',
    help: 'SFU nodes that this server reaches, by state, and the rooms for which none had space',
    labelNames: ['state'],
  };
  gauge(nodes, (into) => {
    setEach(sources.mediaNodes(), (state, count) => {
      into.set({ state }, count);
    });
  });
  const clocks = {
    name: 'bedside_media_clock_seconds',
    help: 'How far the clock of each SFU node is ahead of the service’s',
    labelNames: ['node'],
  };
  gauge(clocks, (into) => {
    setEach(sources.mediaClocks(), (node, seconds) => {
      into.set({ node }, seconds);
    });
  });
}

function addServiceGauges(gauge: AddGauge, sources: MetricSources): void {
  gauge({ name: 'bedside_sockets', help: 'Connected sockets', labelNames: [] }, (into) => {
    into.set(sources.sockets());
  });
  gauge({ name: 'bedside_calls', help: 'Open calls, by phase', labelNames: ['phase'] }, async (into) => {
    setEach(await sources.calls(), (phase, count) => {
      into.set({ phase }, count);
    });
  });
  const late = {
    name: 'bedside_messages_late',
    help: 'Messages to people that their provider has not taken and that are still tried',
    labelNames: [],
  };
  gauge(late, async (into) => {
    into.set(await sources.lateMessages());
  });
  const disk = { name: 'bedside_disk_free_bytes', help: 'Space left on the disk', labelNames: [] };
  gauge(disk, async (into) => {
    into.set(await sources.freeBytes());
  });
  const jobs = { name: 'bedside_jobs', help: 'Jobs, by queue and state', labelNames: ['queue', 'state'] };
  gauge(jobs, async (into) => {
    for (const [queue, states] of Object.entries(await sources.jobs())) {
      setEach(states, (state, count) => {
        into.set({ queue, state }, count);
      });
    }
  });
}
