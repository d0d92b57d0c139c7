import { auditEntry } from '../audit.ts';
import type { Chore } from '../due-rule.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PrisonFeedId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { MovedPatient, NewMove } from './person-move-port.ts';
import type { EventAnswer, PrisonEvent } from './person-move-wire.ts';
import { historyOf, type MoveHistory, numbersOf, type PersonMove } from './person-move.ts';
import { settleMoves, unite } from './settle-moves.ts';

/** A system of a prison that has signed what it sends. */
export type FeedActor = {
  readonly kind: 'feed';
  readonly feedId: PrisonFeedId;
  readonly organisationId: OrganisationId;
};

/** Two clocks are never the same. */
const aheadMs = 5 * 60_000;

type EventDeps = Pick<Deps, 'store' | 'clock' | 'newId'>;

/**
 * Takes events of a prison's own system, each in a transaction of its own: whoever gets no answer sends all of them again.
 * The order in which they come makes no difference to where people are (A34). Throws `invalid` for one that is in the future.
 */
export async function takePrisonEvents(
  deps: EventDeps,
  feed: FeedActor,
  { events }: { events: readonly PrisonEvent[] },
): Promise<{ eventId: string; answer: EventAnswer }[]> {
  const latest = deps.clock.now().getTime() + aheadMs;
  const early = events.findIndex(({ at }) => Date.parse(at) > latest);
  if (early !== -1) {
    throw new DomainError('invalid', `body.events.${String(early)}.at: it is in the future`);
  }
  const sites = await deps.store.reads.listSites(feed.organisationId);
  const prisons = new Set(sites.filter(({ kind }) => kind === 'prison').map(({ siteId }) => siteId));
  await deps.store.transact((tx) => tx.personMoves.markFeed(feed.feedId));
  const answers: { eventId: string; answer: EventAnswer }[] = [];
  for (const event of events) {
    const answer = isElsewhere(event, prisons)
      ? 'unknown-site'
      : await deps.store.transact((tx) => takeOne(deps, tx, { feed, event }));
    answers.push({ eventId: event.eventId, answer });
  }
  return answers;
}

function isElsewhere(event: PrisonEvent, prisons: ReadonlySet<SiteId>): boolean {
  const siteId = siteOf(event);
  return siteId !== null && !prisons.has(siteId);
}

function siteOf(event: PrisonEvent): SiteId | null {
  return event.kind === 'merged' ? null : (event.siteId ?? null);
}

async function takeOne(
  deps: Pick<Deps, 'newId'>,
  tx: Transaction,
  { feed, event }: { feed: FeedActor; event: PrisonEvent },
): Promise<EventAnswer> {
  const { organisationId, feedId } = feed;
  const { personMoves } = tx;
  await personMoves.lockFeeds(organisationId);
  const move = moveOf(event, feed);
  if (!(await personMoves.addMove(move))) return 'known';
  const merges = await personMoves.listMerges(organisationId, event.prisonNumber);
  const { kept, numbers } = numbersOf(event.prisonNumber, merges);
  const [first, ...others] = await personMoves.lockPatientsOf(organisationId, [...numbers]);
  if (first === undefined) return event.kind === 'merged' ? 'waiting' : 'unknown-person';
  const patient = await unite(tx, [first, ...others], kept);
  const before = historyOf(await personMoves.listMoves(patient.id));
  await personMoves.claimNumbers(patient, { kept, numbers: [...numbers] });
  const moves = await personMoves.listMoves(patient.id);
  const after = historyOf(moves);
  await settleMoves(deps, tx, patient, after);
  const answer = answerOf(event, { before, after, moves });
  await tx.audit([movedEntry(patient, { feedId, eventId: event.eventId, kind: event.kind, answer })]);
  return answer;
}

function moveOf(event: PrisonEvent, { organisationId, feedId }: FeedActor): NewMove {
  return {
    id: event.eventId,
    organisationId,
    at: new Date(event.at),
    kind: event.kind,
    prisonNumber: event.prisonNumber,
    siteId: siteOf(event),
    mergedInto: event.kind === 'merged' ? event.mergedInto : null,
    patientId: null,
    by: { feedId },
  };
}

type Heard = { before: MoveHistory; after: MoveHistory; moves: readonly PersonMove[] };

function answerOf({ kind, at }: PrisonEvent, { before, after, moves }: Heard): EventAnswer {
  if (kind === 'merged') return 'applied';
  const changes = JSON.stringify(before) !== JSON.stringify(after);
  const later = moves.some((move) => move.at.getTime() > Date.parse(at));
  if (!changes && later) return 'stale';
  const open = kind === 'transferred' || (kind === 'expected' && after.standing?.kind !== 'expected');
  return open ? 'waiting' : 'applied';
}

function movedEntry(
  { id, organisationId }: MovedPatient,
  detail: { feedId: PrisonFeedId; eventId: string; kind: string; answer: EventAnswer },
) {
  return auditEntry(
    { kind: 'system' },
    { action: 'patient.moved', about: { kind: 'patient', id, organisationId }, detail },
  );
}

const strangersMs = 7 * 24 * 3_600_000;
const batchSize = 500;

/** Forgets what was told a week ago of people who are nobody's patients. */
async function forgetStrangers({ store, clock }: Pick<Deps, 'store' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - strangersMs);
  while ((await store.reads.forgetStrangers(before, batchSize)) === batchSize);
}

/** A prison's system tells of everybody in it, and most of them have no clinic. */
export const strangersChore: Chore = {
  name: 'forget-strangers',
  everyMs: 24 * 3_600_000,
  run: forgetStrangers,
};
