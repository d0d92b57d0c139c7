import type pg from 'pg';
import { acceptOffer, declineOffer } from '../../domain/offers/answer.ts';
import { cancelCall } from '../../domain/calls/place.ts';
import { endRing } from '../../domain/offers/ring-deadlines.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Deps } from '../../domain/ports.ts';
import type { SeededRandom } from '../chaos/seeded-random.ts';
import type { Race } from './arena.ts';

/** One who tries to decide the call; true when it was theirs to decide. */
export type Contestant = () => Promise<boolean>;

/**
 * Every clinician who is rung says something, most of them yes; now and then the station takes its call back or the
 * deadlines pass at the same moment.
 */
export function contestantsOf(deps: Deps, race: Race, random: SeededRandom): Contestant[] {
  const { callId, station, ringing } = race;
  const answers = ringing.map(({ offerId, clinician }, n): Contestant => {
    const accepts = n < 2 || random.chance(0.8);
    return accepts
      ? async () => isMine(acceptOffer(deps, clinician, { offerId }), true)
      : async () => isMine(declineOffer(deps, clinician, { offerId, reason: 'other' }), false);
  });
  const others: Contestant[] = [];
  if (random.chance(0.3)) others.push(() => isMine(cancelCall(deps, station, { callId }), false));
  if (random.chance(0.3)) {
    const { offerId } = random.pick(ringing as [Race['ringing'][number], ...Race['ringing']]);
    others.push(() => isMine(endRing(deps, { offerId, listeningSince: new Date(0) }), false));
  }
  return random.shuffled([...answers, ...others]);
}

/** Coming too late is how a contest is lost; anything else is a fault. */
async function isMine(work: Promise<unknown>, wins: boolean): Promise<boolean> {
  try {
    await work;
    return wins;
  } catch (error) {
    const lost = ['taken', 'expired', 'wrong-phase'];
    if (error instanceof DomainError && lost.includes(error.code)) return false;
    throw error;
  }
}

/** Calls of a slice that two have, and calls or clinicians that nobody lets go of. */
export async function countFaults(
  client: pg.Client,
  races: readonly Race[],
): Promise<{ doubleOwned: number; stuck: number }> {
  const { rows } = await client.query<{ double_owned: string; stuck: string }>(
    `with race as (select * from calls where id = any($1::uuid[])),
     visit as (select call_id, count(*) as n from visits where call_id = any($1::uuid[]) group by call_id),
     offer as (
       select call_id, count(*) filter (where state = 'accepted') as accepted,
         count(*) filter (where state = 'ringing') as ringing,
         count(*) filter (where released_at is null) as holding
       from offers where call_id = any($1::uuid[]) group by call_id
     )
     select count(*) filter (
         where offer.accepted > 1 or visit.n > 1 or (visit.n > 0 and race.phase <> 'active')
           or coalesce(visit.n, 0) <> offer.accepted
       ) as double_owned,
       count(*) filter (
         where offer.ringing > 0 or race.phase = 'ringing' or (race.phase <> 'active' and offer.holding > 0)
           or (race.phase = 'active' and offer.holding <> 1)
       ) as stuck
     from race join offer on offer.call_id = race.id left join visit on visit.call_id = race.id`,
    [races.map(({ callId }) => callId)],
  );
  return { doubleOwned: Number(rows[0]?.double_owned), stuck: Number(rows[0]?.stuck) };
}
