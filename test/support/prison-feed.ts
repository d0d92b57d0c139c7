import { createHmac, randomUUID } from 'node:crypto';
import {
  type EventAnswer,
  type PrisonEvent,
  personMoveEndpoints,
} from '../../domain/clinics/person-move-wire.ts';
import type { ClinicStage } from './clinic-stage.ts';
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

  static async create({ running, organisationId, administrator }: ClinicStage): Promise<PrisonFeed> {
    const asking = {
      token: administrator.newToken(),
      params: { organisationId },
      body: { name: 'Synthetic' },
    };
    const { feed, secret } = (await ask(running, 'addPrisonFeed', asking)).value;
    return new PrisonFeed({ running, feedId: feed.feedId, secret });
  }

  /** Sends events and answers what became of each, in their order. */
  async send(...events: readonly PrisonEvent[]): Promise<EventAnswer[]> {
    const response = await this.post(JSON.stringify({ events }));
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${String(response.status)}: ${text}`);
    const { answers } = personMoveEndpoints.takePrisonEvents.reply.parse(JSON.parse(text));
    return answers.map(({ answer }) => answer);
  }

  post(signed: string, sending: Sending = {}): Promise<Response> {
    const { feedId = this.feedId, secret = this.secret, seconds = 0, body = signed } = sending;
    const at = String(Math.floor(this.running.clock.now().getTime() / 1000) + seconds);
    const v1 = createHmac('sha256', secret).update(`${at}.${signed}`).digest('hex');
    return fetch(new URL('/api/prison-events', this.running.url), {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'bedside-feed': feedId,
        'bedside-signature': `t=${at},v1=${v1}`,
        ...sending.headers,
      },
    });
  }
}

type Move = Extract<
  PrisonEvent,
  { kind: 'received' | 'expected' | 'transferred' | 'temporarily-out' | 'released' }
>;

/** An event of a person, so many minutes from now by the clock of the service. */
export function moveEvent(
  { running }: Pick<PrisonFeed, 'running'>,
  kind: Move['kind'],
  { prisonNumber, siteId, minutes }: Pick<Move, 'siteId'> & { prisonNumber: string; minutes: number },
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
