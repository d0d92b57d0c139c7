import { reachableForMs } from '../clinicians/presence.ts';
import type { OfferId, OrganisationId, StationId } from '../ids.ts';
import { type Deps, type Transaction, withPriority } from '../ports.ts';
import { defaultQueueSettings, type Queue } from '../queues/queue.ts';
import { clinicianAudience, stationAudience } from '../audience.ts';
import type { AuditEntry } from '../audit.ts';
import { callEntry, type Offer } from '../calls/call.ts';
import { advance, ringingOffers } from '../calls/life.ts';
import {
  type OnCallClinician,
  planForEverybody,
  planOffers,
  type PlannedOffer,
  type RoutableCall,
} from './routing.ts';
import { notifyRinging } from '../offers/notify-ringing.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import type { CallOrigin } from '../visits/visit.ts';

type Ring = Offer & { readonly origin: CallOrigin };
type OpenedRing = { offer: Ring; stationId: StationId };

/**
 * Rings somebody for everything that waits in an organisation, in routing order, as far as there are free clinicians.
 * One dispatcher at a time works on an organisation, so the order holds. Idempotent.
 */
export async function dispatchWaiting(
  common: Deps,
  { organisationId }: { organisationId: OrganisationId },
): Promise<{ opened: number }> {
  const deps = withPriority(common);
  return transact(deps, async (tx) => {
    const reachableSince = new Date(tx.now.getTime() - reachableForMs);
    // Pipelined: one round trip, with the lock first all the same. All on the transaction's connection: dispatchers
    // that each waited for a second connection could wait for each other.
    const [, queues, clinicians, first] = await Promise.all([
      tx.calls.lockDispatching(organisationId),
      tx.queues.list(organisationId),
      tx.clinicians.listOnCall(organisationId, reachableSince),
      tx.calls.listRoutable(organisationId, { limit: pageSize }),
    ]);
    const opened = await ringInOrder(deps, tx, {
      organisationId,
      clinicians,
      first,
      settingsOf: settingsFrom(queues),
      // The lock may have been waited for: the ring starts now, not before the wait.
      now: deps.clock.now(),
    });
    if (opened.length > 0) {
      await record(deps, tx, opened);
      tx.boardChanged(organisationId);
    }
    return { opened: opened.length };
  });
}

/** A queue that has gone missing between two reads must not leave its calls alone: they are served by the defaults. */
function settingsFrom(queues: readonly Queue[]) {
  const known = new Map(queues.map(({ id, settings }) => [id, settings]));
  return (queueId: Queue['id']) => known.get(queueId) ?? defaultQueueSettings;
}

/** Page size: with somebody free, one of the first calls is nearly always theirs. */
const pageSize = 50;

type DispatchInput = {
  organisationId: OrganisationId;
  clinicians: readonly OnCallClinician[];
  first: readonly RoutableCall[];
  settingsOf: ReturnType<typeof settingsFrom>;
  now: Date;
};

/**
 * Goes down the queue page by page while somebody is free, so that a dispatch costs as much as it rings, however long
 * the queue is. Clinicians left over at its end ring for the calls that ask for everybody.
 */
async function ringInOrder(deps: Deps, tx: Transaction, input: DispatchInput): Promise<OpenedRing[]> {
  const { organisationId, settingsOf, now } = input;
  const opened: OpenedRing[] = [];
  let { clinicians } = input;
  const ring = async (calls: readonly RoutableCall[], planned: typeof planOffers) => {
    const plan = planned({ calls, clinicians, settingsOf, now });
    opened.push(...(await openAll(deps, tx, { plan, calls, settingsOf, now })));
    const taken = new Set(plan.map(({ clinicianId }) => clinicianId));
    clinicians = clinicians.map((one) =>
      taken.has(one.clinicianId) ? { ...one, readiness: 'occupied' as const } : one,
    );
  };
  let after: RoutableCall | undefined;
  let asksForEverybody: 'nobody' | 'somebody' | 'unknown' = 'unknown';
  while (clinicians.some(({ readiness }) => readiness === 'free')) {
    const calls =
      after === undefined
        ? input.first
        : await tx.calls.listRoutable(organisationId, { limit: pageSize, after });
    await ring(calls, planOffers);
    if (calls.some(({ ringAll }) => ringAll)) asksForEverybody = 'somebody';
    if (calls.length < pageSize) {
      if (asksForEverybody === 'unknown') asksForEverybody = 'nobody';
      break;
    }
    after = calls.at(-1);
  }
  if (asksForEverybody !== 'nobody' && clinicians.some(({ readiness }) => readiness !== 'occupied')) {
    await ring(
      await tx.calls.listRoutable(organisationId, { limit: pageSize, ringAllOnly: true }),
      planForEverybody,
    );
  }
  return opened;
}

type Opening = {
  plan: readonly PlannedOffer[];
  calls: readonly RoutableCall[];
  settingsOf: ReturnType<typeof settingsFrom>;
  now: Date;
};

/**
 * Opens what was planned: the offers of one call one after the other, because each starts from the life the previous
 * one left, those of different calls concurrently, so that many rings cost few round trips.
 */
async function openAll(
  deps: Deps,
  tx: Transaction,
  { plan, calls, ...opening }: Opening,
): Promise<OpenedRing[]> {
  const opened = await Promise.all(
    calls.map((call) => {
      const planned = plan.filter(({ callId }) => callId === call.callId);
      return openOf(deps, tx, { ...opening, call, planned });
    }),
  );
  return opened.flat();
}

/** Another transaction may have changed the call meanwhile; it wakes the dispatcher itself. */
async function openOf(
  deps: Deps,
  tx: Transaction,
  {
    call,
    planned,
    settingsOf,
    now,
  }: Omit<Opening, 'plan' | 'calls'> & { call: RoutableCall; planned: readonly PlannedOffer[] },
): Promise<OpenedRing[]> {
  const opened: OpenedRing[] = [];
  const { ringSeconds } = settingsOf(call.queueId);
  let { life } = call;
  for (const { clinicianId } of planned) {
    const offer = newOffer(deps, now, { call: { ...call, life }, clinicianId, ringSeconds });
    const to = advance(life, { type: 'offered', at: now, ...offer, offerId: offer.id });
    if (to.phase === 'ringing' && (await tx.calls.openOffer(offer, { from: life, to }))) {
      life = to;
      opened.push({ offer, stationId: call.stationId });
    }
  }
  return opened;
}

function newOffer(
  deps: Deps,
  now: Date,
  ring: { call: RoutableCall; clinicianId: Offer['clinicianId']; ringSeconds: number },
): Ring {
  const { call, clinicianId, ringSeconds } = ring;
  const taken = ringingOffers(call.life).map(({ place }) => place);
  return {
    id: deps.newId() as OfferId,
    origin: { kind: 'call', callId: call.callId },
    organisationId: call.organisationId,
    clinicianId,
    kind: 'call',
    visitId: null,
    place: firstFree(taken),
    state: 'ringing',
    rangAt: now,
    deadline: new Date(now.getTime() + ringSeconds * 1000),
    heardAt: null,
  };
}

function firstFree(taken: readonly number[]): number {
  let place = 1;
  while (taken.includes(place)) place += 1;
  return place;
}

/** The clinicians first: everything else of it may wait for the milliseconds that their rings take. */
async function record(deps: Deps, tx: TellingTransaction, opened: readonly OpenedRing[]): Promise<void> {
  const offers = opened.map(({ offer }) => offer);
  await tx.audit(offers.map(ringing));
  await tx.raise(offers.map(({ clinicianId }) => clinicianAudience(clinicianId)));
  tx.afterCommit(() => notifyRinging(deps, offers), 'before-facts');
  await tx.tell(
    'call:ringing',
    opened.map(({ stationId }) => stationAudience(stationId)),
  );
}

function ringing({ id: offerId, origin, organisationId, clinicianId, place }: Ring): AuditEntry {
  const detail = { offerId, clinicianId, place };
  return callEntry({ kind: 'system' }, { id: origin.callId, organisationId }, 'call.ringing', detail);
}
