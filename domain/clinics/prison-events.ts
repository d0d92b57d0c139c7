import { auditEntry } from '../audit.ts';
import type { Chore } from '../due-rule.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PrisonFeedId, SiteId } from '../ids.ts';
import type { Site } from '../contract/rest.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import type { MovedPatient, NewMove } from './person-move-port.ts';
import type { EventAnswer, PrisonEvent } from './person-move-wire.ts';
import { askAboutMerge, askWhereDoubtful, findPersons, type FoundPersons } from './doubtful-merges.ts';
import { historyOf, type MoveHistory, type PersonMove } from './person-move.ts';
import { intoOf, settleMoves, unite } from './settle-moves.ts';
import type { MessageDeps } from './write-messages.ts';

/** A system of a prison that has signed what it sends. */
export type FeedActor = {
  readonly kind: 'feed';
  readonly feedId: PrisonFeedId;
  readonly organisationId: OrganisationId;
  /** The prisons for which it may speak. */
  readonly siteIds: readonly SiteId[];
};

/** Two clocks are never the same. */
const aheadMs = 5 * 60_000;

type EventDeps = MessageDeps & Pick<Deps, 'clock'>;

/** An event whose prison is known here; `elsewhere` for one that is none of the feed's. */
type PlacedEvent = { event: PrisonEvent; siteId: SiteId | null | 'elsewhere' };

/**
 * Takes events of a prison's own system, each in a transaction of its own: whoever gets no answer sends all of them again.
 * The order in which they come makes no difference to where people are (A34). What became of them is for staff: the answer is
 * the same whoever they are of. Throws `invalid` for one that is in the future, and for one that names no prison or two.
 */
export async function takePrisonEvents(
  deps: EventDeps,
  feed: FeedActor,
  { events }: { events: readonly PrisonEvent[] },
): Promise<{ taken: number }> {
  const latest = deps.clock.now().getTime() + aheadMs;
  const early = events.findIndex(({ at }) => Date.parse(at) > latest);
  if (early !== -1) {
    throw new DomainError('invalid', `body.events.${String(early)}.at: it is in the future`);
  }
  const sites = await deps.store.reads.listSites(feed.organisationId);
  const own = sites.filter(({ siteId }) => feed.siteIds.includes(siteId));
  const placed = events.map((event, n) => placedEvent(event, n, own));
  await deps.store.transact((tx) => tx.personMoves.markFeed(feed.feedId));
  for (const one of placed) {
    await transact(deps, (tx) => takeOne(deps, tx, { feed, ...one }));
  }
  return { taken: events.length };
}

function placedEvent(
  event: PrisonEvent,
  n: number,
  own: readonly Pick<Site, 'siteId' | 'establishment'>[],
): PlacedEvent {
  if (event.kind === 'merged') return { event, siteId: null };
  const { siteId, establishment, kind } = event;
  const named = [siteId, establishment].filter((one) => one !== undefined).length;
  if (named === 2 || (named === 0 && kind !== 'returned')) {
    throw new DomainError(
      'invalid',
      `body.events.${String(n)}: name the prison by one of siteId and establishment`,
    );
  }
  if (named === 0) return { event, siteId: null };
  const site = own.find((one) =>
    siteId === undefined ? one.establishment === establishment : one.siteId === siteId,
  );
  return { event, siteId: site?.siteId ?? 'elsewhere' };
}

async function takeOne(
  deps: MessageDeps,
  tx: TellingTransaction,
  { feed, event, siteId }: PlacedEvent & { feed: FeedActor },
): Promise<void> {
  const { personMoves } = tx;
  await personMoves.lockFeeds(feed.organisationId);
  // A merge is told once, by the prison that has found it out, and the patient may still be in another one's lists.
  const mayBeStrange = siteId === null && event.kind !== 'merged';
  if (siteId === 'elsewhere' || (mayBeStrange && !(await isOfOwn(tx, feed, event)))) {
    await personMoves.countRefused(feed.feedId);
    return;
  }
  const move = moveOf({ event, siteId }, feed);
  if (!(await personMoves.addMove(move))) return;
  await personMoves.setAnswer(move, await hear(deps, tx, { feed, event }));
}

/** An event of one number without a prison is of somebody in one of the own prisons, or of nobody who is a patient. */
async function isOfOwn(
  tx: Transaction,
  { organisationId, siteIds }: FeedActor,
  event: PrisonEvent,
): Promise<boolean> {
  const { patients } = await findPersons(tx, organisationId, event.prisonNumber);
  return patients.length === 0 || patients.some(({ siteId }) => siteIds.includes(siteId));
}

async function hear(
  deps: MessageDeps,
  tx: TellingTransaction,
  { feed, event }: { feed: FeedActor; event: PrisonEvent },
): Promise<EventAnswer> {
  const { organisationId, feedId, siteIds } = feed;
  const { personMoves } = tx;
  let found = await findPersons(tx, organisationId, event.prisonNumber);
  if (event.kind === 'merged' && (await askAboutStranger(deps, tx, { feed, event, found }))) return 'waiting';
  if (await askWhereDoubtful(deps, tx, { found, organisationId, siteIds })) {
    if (event.kind === 'merged') return 'waiting';
    found = await findPersons(tx, organisationId, event.prisonNumber);
  }
  const { kept, numbers, patients } = found;
  const [first, ...others] = patients;
  if (first === undefined) return event.kind === 'merged' ? 'waiting' : 'unknown-person';
  const patient = await unite(deps, tx, { patients: [first, ...others], kept });
  const before = historyOf(await personMoves.listMoves(patient.id));
  await personMoves.claimNumbers(patient, { kept, numbers });
  const moves = await personMoves.listMoves(patient.id);
  const after = historyOf(moves);
  await settleMoves(deps, tx, patient, after);
  const answer = answerOf(event, { before, after, moves });
  await tx.audit([movedEntry(patient, { feedId, eventId: event.eventId, kind: event.kind, answer })]);
  return answer;
}

/**
 * Whoever is in the lists of a prison that is none of the feed's gets no number from it, unless it has received them under that
 * one: that is a move like any other. Else prison healthcare there is asked. Answers whether it is.
 */
async function askAboutStranger(
  deps: MessageDeps,
  tx: TellingTransaction,
  { feed, event, found }: { feed: FeedActor; event: PrisonEvent; found: FoundPersons },
): Promise<boolean> {
  const { organisationId, feedId: id, siteIds } = feed;
  const { patients, kept } = found;
  const [first, ...others] = patients;
  if (first === undefined || patients.some(({ siteId }) => siteIds.includes(siteId))) return false;
  if (await tx.personMoves.hasReceived({ id, siteIds }, found.numbers)) return false;
  const into = intoOf([first, ...others], kept);
  const otherPatientId = patients.find((one) => one.id !== into.id)?.id ?? into.id;
  await askAboutMerge(deps, tx, { organisationId, mergeId: event.eventId, into, otherPatientId });
  return true;
}

function moveOf(
  { event, siteId }: { event: PrisonEvent; siteId: SiteId | null },
  { organisationId, feedId }: FeedActor,
): NewMove {
  return {
    id: event.eventId,
    organisationId,
    at: new Date(event.at),
    kind: event.kind,
    prisonNumber: event.prisonNumber,
    siteId,
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
