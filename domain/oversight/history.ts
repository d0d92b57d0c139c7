import { type Actor, auditActor, requireOrganisation, requirePerson } from '../actors.ts';
import type { History } from '../contract/oversight-views.ts';
import type { OrganisationId, QueueId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { addDays, startOfDay } from '../rota/wall-clock.ts';
import { csvHeader, csvLine } from './history-csv.ts';
import type { HistoryRange } from './oversight-port.ts';
import { addedUp, serviceLevels } from './service-level.ts';

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
