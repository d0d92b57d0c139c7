import { reachableForMs } from '../clinicians/presence.ts';
import type { Chore } from '../due-rule.ts';
import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { coverAheadMs } from '../rota/cover.ts';
import { readCover } from '../rota/read-cover.ts';
import type { Shift } from '../rota/shift.ts';
import { addDays, startOfDay, wallDateOf } from '../rota/wall-clock.ts';
import { endNotices, raiseNotice, raiseRepeatedly } from './notices.ts';

/** A change of shift is no emergency: people have this long to come before the managers are told that nobody has. */
const lateForMs = 2 * 60_000;
/** Nobody on call is told again so often. */
const repeatMs = 15 * 60_000;
/** A manager who has said that they deal with it has so long for it. */
const dealsWithItForMs = 60 * 60_000;

const daysBack = 7;
const daysAhead = 7;

/**
 * Warns the managers of every gap in the cover of a queue that begins within 12 hours, and when nobody is on call now.
 * Asked once a minute for every organisation that keeps a rota or has a station; a gap is said once, until it has closed.
 */
export async function watchCover(
  deps: Deps,
  { organisationId }: { organisationId: OrganisationId },
): Promise<void> {
  const now = deps.clock.now();
  const today = wallDateOf(now);
  // Whole days, so that a gap without a beginning is the same one, under the same key, until midnight.
  const from = startOfDay(addDays(today, -daysBack));
  const until = startOfDay(addDays(today, daysAhead));
  const { shifts, queues, ...cover } = await readCover(deps, organisationId, { from, until });
  // Without any shift there is no rota that could have a gap.
  const gaps = shifts.length === 0 ? [] : cover.gaps;
  const near = gaps.filter((gap) => gap.until > now && gap.from.getTime() <= now.getTime() + coverAheadMs);
  const keyOf = ({ queueId, from: begins }: (typeof near)[number]) =>
    `cover-gap:${queueId}:${begins.toISOString()}`;
  // First: a gap that has closed and opened again is a new one.
  await endNotices(deps, organisationId, { kind: 'cover-gap', exceptKeys: near.map(keyOf) });
  for (const gap of near) {
    await raiseNotice(deps, {
      organisationId,
      kind: 'cover-gap',
      key: keyOf(gap),
      detail: {
        queueId: gap.queueId,
        queueName: queues.find(({ id }) => id === gap.queueId)?.name ?? null,
        from: gap.from.toISOString(),
        // Nobody knows when a gap ends that reaches as far as one has looked.
        until: gap.until < until ? gap.until.toISOString() : null,
      },
    });
  }
  await warnOfNobody(deps, { organisationId, since: lastChange(shifts, { now, from }) });
}

/**
 * Nobody who can be rung is really on call, whatever the rota says; said again and again, until somebody is or deals
 * with it. Whoever is in a visit or writes up will be free again and counts; whoever is on a break does not, as for the
 * stations.
 */
async function warnOfNobody(
  deps: Deps,
  { organisationId, since }: { organisationId: OrganisationId; since: Date },
): Promise<void> {
  const { cover, lateMs } = await deps.store.transact(async (tx) => {
    const reachableSince = new Date(tx.now.getTime() - reachableForMs);
    const cover = await tx.clinicians.countCover(organisationId, reachableSince);
    return { cover, lateMs: tx.now.getTime() - since.getTime() };
  });
  if (cover.ringable > 0) {
    await endNotices(deps, organisationId, { kind: 'nobody-on-call', exceptKeys: [] });
    return;
  }
  if (lateMs < lateForMs) return;
  const times = Math.floor(lateMs / repeatMs);
  const notice = {
    organisationId,
    kind: 'nobody-on-call',
    key: `nobody-on-call:${since.toISOString()}:${String(times)}`,
    detail: { from: since.toISOString(), until: null, onBreak: cover.onBreak },
  } as const;
  await raiseRepeatedly(deps, notice, { leaveForMs: dealsWithItForMs, pauseMs: lateForMs });
}

/** When somebody on the rota last began or ended. */
function lastChange(shifts: readonly Shift[], { now, from }: { now: Date; from: Date }): Date {
  const passed = shifts
    .flatMap(({ startsAt, endsAt }) => [startsAt.getTime(), endsAt.getTime()])
    .filter((at) => at <= now.getTime());
  return new Date(Math.max(from.getTime(), ...passed));
}

/** Warns of gaps in the cover, organisation by organisation. */
export const coverChore: Chore = {
  name: 'watch-cover',
  everyMs: 60_000,
  run: async (deps) => {
    for (const organisationId of await deps.store.reads.listOrganisationsToCover()) {
      await watchCover(deps, { organisationId });
    }
  },
};
