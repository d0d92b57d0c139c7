import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FeedActor } from '../../domain/clinics/prison-events.ts';
import { DomainError } from '../../domain/errors.ts';
import { prisonFeedId } from '../../domain/ids.ts';
import type { Clock, Store } from '../../domain/ports.ts';

/** A request that somebody has written down is of no use to them for longer. */
const validSeconds = 5 * 60;

/**
 * Authenticates a system by `Bedside-Feed` and `Bedside-Signature`, over the body as it came. Throws `unauthenticated`, and
 * says no more than whether it is the clock: whoever has no secret learns nothing of which feeds there are.
 */
export async function authenticateFeed(
  { store, clock }: { store: Pick<Store, 'reads'>; clock: Clock },
  headers: IncomingHttpHeaders,
  body: Buffer | undefined,
): Promise<FeedActor> {
  const feedId = prisonFeedId.safeParse(headers['bedside-feed']);
  const signature = signatureIn(headers['bedside-signature']);
  if (!feedId.success || signature === undefined || body === undefined) throw refused();
  if (Math.abs(clock.now().getTime() / 1000 - Number(signature.seconds)) > validSeconds) {
    throw new DomainError('unauthenticated', 'the signature is more than five minutes off');
  }
  const feed = await store.reads.findFeed(feedId.data);
  if (feed === undefined || feed.revokedAt !== null) throw refused();
  const expected = feedSignature(feed.secret, { seconds: signature.seconds, body });
  if (!timingSafeEqual(expected, signature.given)) throw refused();
  return { kind: 'feed', feedId: feed.id, organisationId: feed.organisationId, siteIds: feed.siteIds };
}

/** What a feed with this secret signs a body with at that time. */
function feedSignature(
  secret: string,
  { seconds, body }: { seconds: string; body: string | Buffer },
): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}

function signatureIn(header: string | string[] | undefined): { seconds: string; given: Buffer } | undefined {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(typeof header === 'string' ? header : '');
  const [, seconds, hex] = match ?? [];
  return seconds === undefined || hex === undefined ? undefined : { seconds, given: Buffer.from(hex, 'hex') };
}

function refused(): DomainError {
  return new DomainError('unauthenticated', 'the request is not signed by a feed of this service');
}
