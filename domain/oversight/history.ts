import { type Actor, auditActor, requireOrganisation, requirePerson } from '../actors.ts';
import type { OrganisationId, QueueId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { type Cell, header, line } from '../csv.ts';
import type { HistoryCall, HistoryRange } from './oversight-port.ts';
import { addedUp, serviceLevels } from './service-level.ts';
import type { History } from './wire.ts';

const columns: Readonly<Record<string, (call: HistoryCall) => Cell>> = {
  call_id: ({ callId }) => callId,
  queue: ({ queueName }) => queueName,
  acuity: ({ acuity }) => acuity,
  site_id: ({ siteId }) => siteId,
  site: ({ siteName }) => siteName,
  placed_at_utc: ({ placedAt }) => placedAt.toISOString(),
  placed_at_london: ({ placedAtWall }) => placedAtWall,
  answered_at_utc: ({ answeredAt }) => answeredAt?.toISOString() ?? null,
  ended_at_utc: ({ endedAt }) => endedAt?.toISOString() ?? null,
  wait_seconds: ({ waitSeconds }) => waitSeconds,
  answer_within_seconds: ({ answerWithinSeconds }) => answerWithinSeconds,
  answered: ({ answeredAt }) => (answeredAt === null ? 'no' : 'yes'),
  abandoned: (call) => (isAbandoned(call) ? 'yes' : 'no'),
  phase: ({ phase }) => phase,
  end_reason: ({ endReason }) => endReason,
  outcome: ({ outcome }) => outcome,
  offers_missed: ({ offersMissed }) => offersMissed,
  offered_to: ({ offeredTo }) => offeredTo.join(' '),
};

/** The first line. */
export const csvHeader = header(Object.keys(columns));

/** One call. */
export function csvLine(call: HistoryCall): string {
  return line(Object.values(columns).map((cell) => cell(call)));
}

/** Ended by staff or cut off, and nobody had answered. */
export function isAbandoned({
  answeredAt,
  endReason,
}: Pick<HistoryCall, 'answeredAt' | 'endReason'>): boolean {
  return answeredAt === null && (endReason === 'cancelled' || endReason === 'dropped');
}

/** Days as people write them, both included; one queue or all. */
export type HistoryQuestion = {
  organisationId: OrganisationId;
  from: string;
  to: string;
  queue?: QueueId | undefined;
};

/** The calls of some days in figures. */
export async function readHistory(deps: Deps, actor: Actor, asked: HistoryQuestion): Promise<History> {
  const range = rangeOf(actor, asked);
  const { levels, ...counted } = await deps.store.reads.readHistory(range, {
    now: deps.clock.now(),
    writeUpSeconds: deps.calls.wrapUpSeconds,
  });
  const total = addedUp(levels);
  return {
    from: asked.from,
    to: asked.to,
    calls: levels.reduce((sum, { calls }) => sum + calls, 0),
    ...total,
    ...serviceLevels(total),
    ...counted,
    levels: levels.map((level) => ({ ...level, ...serviceLevels(level) })),
  };
}

/** The same calls one by one, as lines of a CSV file; who took them out is audited before the first line. */
export async function exportHistory(
  deps: Deps,
  actor: Actor,
  asked: HistoryQuestion,
): Promise<AsyncIterable<string>> {
  const range = rangeOf(actor, asked);
  await deps.store.transact((tx) =>
    tx.audit([
      {
        actor: auditActor(actor),
        organisationId: asked.organisationId,
        action: 'history.exported',
        subject: { kind: 'organisation', id: asked.organisationId },
        detail: { from: asked.from, to: asked.to, queueId: range.queueId },
      },
    ]),
  );
  return lines(deps, range);
}

async function* lines(deps: Deps, range: HistoryRange): AsyncIterable<string> {
  yield csvHeader;
  for await (const call of deps.store.reads.listHistory(range)) {
    yield csvLine(call);
  }
}

/** A queue of another organisation holds none of the calls of this one, so it needs no check of its own. */
function rangeOf(actor: Actor, { organisationId, from, to, queue }: HistoryQuestion): HistoryRange {
  const person = requirePerson(actor, 'oversight:read');
  requireOrganisation(person, organisationId, 'organisation');
  return {
    organisationId,
    queueId: queue ?? null,
    from: startOfDay(from),
    until: startOfDay(addDays(to, 1)),
  };
}
