import { createHmac, randomUUID } from 'node:crypto';
import {
  type EventAnswer,
  type PrisonEvent,
  personMoveEndpoints,
} from '../../domain/clinics/person-move-wire.ts';
import type { SiteId } from '../../domain/ids.ts';
import type { ClinicStage } from './clinic-stage.ts';
import { inDatabase } from './database-rows.ts';
import { ask } from './rest-client.ts';
import type { RunningServer } from './running-server.ts';

type Sending = {
  feedId?: string;
  secret?: string;
  /** By how many seconds the time of the signature is off. */
  seconds?: number;
  /** Sent in place of what was signed. */
  body?: string;
  headers?: Record<string, string>;
};

/** A prison's own system, which signs what it sends. */
export class PrisonFeed {
  readonly running: RunningServer;
  readonly feedId: string;
  readonly secret: string;

  private constructor(parts: { running: RunningServer; feedId: string; secret: string }) {
    this.running = parts.running;
    this.feedId = parts.feedId;
    this.secret = parts.secret;
  }

  /** It speaks for these prisons, or for all that there are by now. */
  static async create(
    { running, organisationId, administrator }: ClinicStage,
    given?: readonly SiteId[],
  ): Promise<PrisonFeed> {
    const sites = await running.server.deps.store.reads.listSites(organisationId);
    const prisons = sites.filter(({ kind }) => kind === 'prison').map(({ siteId }) => siteId);
    const asking = {
      token: administrator.newToken(),
      params: { organisationId },
      body: { name: 'Synthetic', siteIds: [...(given ?? prisons)] },
    };
    const { feed, secret } = (await ask(running, 'addPrisonFeed', asking)).value;
    return new PrisonFeed({ running, feedId: feed.feedId, secret });
  }

  /**
   * Sends events and answers what became of each, in their order: it stands in the database, because the sender is not told.
   * `refused` is one that is not kept.
   */
  async send(...events: readonly PrisonEvent[]): Promise<(EventAnswer | 'refused')[]> {
    const response = await this.post(JSON.stringify({ events }));
    const text = await response.text();
    if (response.status !== 202) throw new Error(`${String(response.status)}: ${text}`);
    const { taken } = personMoveEndpoints.takePrisonEvents.reply.parse(JSON.parse(text));
    if (taken !== events.length) throw new Error(`${String(taken)} were taken`);
    return inDatabase(this.running.config.databaseUrl, async (client) => {
      const { rows } = await client.query<{ id: string; answer: EventAnswer }>(
        'select id, answer from person_moves where id = any ($1::uuid[])',
        [events.map(({ eventId }) => eventId)],
      );
      const answers = new Map(rows.map(({ id, answer }) => [id, answer]));
      return events.map(({ eventId }) => answers.get(eventId) ?? 'refused');
    });
  }

  post(signed: string, sending: Sending = {}): Promise<Response> {
    const { feedId = this.feedId, secret = this.secret, seconds = 0, body = signed } = sending;
    const at = Math.floor(this.running.clock.now().getTime() / 1000) + seconds;
    const headers = { ...signatureOf({ feedId, secret }, signed, at), ...sending.headers };
    return postTo(this.running.url, body, headers);
  }
}

function signatureOf({ feedId, secret }: { feedId: string; secret: string }, signed: string, at: number) {
  const v1 = createHmac('sha256', secret)
    .update(`${String(at)}.${signed}`)
    .digest('hex');
  return { 'bedside-feed': feedId, 'bedside-signature': `t=${String(at)},v1=${v1}` };
}

function postTo(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(new URL('/api/prison-events', url), {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Sends events as a prison's own system does, signed now. */
export function postEvents(
  url: string,
  feed: { feedId: string; secret: string },
  events: object,
): Promise<Response> {
  const body = JSON.stringify(events);
  return postTo(url, body, signatureOf(feed, body, Math.floor(Date.now() / 1000)));
}

type Move = Extract<
  PrisonEvent,
  { kind: 'received' | 'expected' | 'transferred' | 'temporarily-out' | 'released' }
>;

/** An event of a person, so many minutes from now by the clock of the service. */
export function moveEvent(
  { running }: Pick<PrisonFeed, 'running'>,
  kind: Move['kind'],
  { prisonNumber, siteId, minutes }: { siteId: SiteId; prisonNumber: string; minutes: number },
): Move {
  const at = new Date(running.clock.now().getTime() + minutes * 60_000).toISOString();
  return { eventId: randomUUID(), at, kind, prisonNumber, siteId };
}

/** The same without a prison. */
export function returnEvent(
  { running }: Pick<PrisonFeed, 'running'>,
  { prisonNumber, minutes }: { prisonNumber: string; minutes: number },
): PrisonEvent {
  const at = new Date(running.clock.now().getTime() + minutes * 60_000).toISOString();
  return { eventId: randomUUID(), at, kind: 'returned', prisonNumber };
}

/** The first number is an earlier one of who has the second. */
export function mergeEvent(
  { running }: Pick<PrisonFeed, 'running'>,
  [prisonNumber, mergedInto]: [string, string],
  minutes: number,
): PrisonEvent {
  const at = new Date(running.clock.now().getTime() + minutes * 60_000).toISOString();
  return { eventId: randomUUID(), at, kind: 'merged', prisonNumber, mergedInto };
}
