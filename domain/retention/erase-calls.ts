import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import type { EndedCall, EndedPosition } from './retention-port.ts';
import { endedBefore, isDue } from './schedule.ts';

/** How many calls are looked at in one statement. */
const pageSize = 200;
/** How many calls are erased in one transaction: it must not occupy a connection for long. */
const batchSize = 20;

type ErasingDeps = Pick<Deps, 'store' | 'clock' | 'log'>;

/**
 * Erases the calls whose period of retention is over, with everything that belongs to them; answers how many. Several
 * processes may do it at once. It needs no memory of where it was: what a crash has left is found again by the next run.
 */
export async function eraseCalls(deps: ErasingDeps, settings: { years: number }): Promise<number> {
  const today = wallDateOf(deps.clock.now());
  let erased = 0;
  let after: EndedPosition | null = null;
  for (;;) {
    const page: EndedCall[] = await deps.store.reads.listEndedCalls({
      endedBefore: endedBefore(today, settings),
      after,
      limit: pageSize,
    });
    const due = page.filter((call) => isDue(call, today, settings));
    for (const batch of batchesOf(due)) {
      erased += await tryToErase(deps, batch, { today, ...settings });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) break;
    after = last.position;
  }
  if (erased > 0) deps.log.info('calls erased whose period of retention is over', { count: erased });
  return erased;
}

type Settings = { today: string; years: number };
type Batch = { organisationId: OrganisationId; calls: readonly EndedCall[] };

/** Of one organisation each, because the trail of each says what was erased. */
function batchesOf(due: readonly EndedCall[]): Batch[] {
  return [...Map.groupBy(due, ({ organisationId }) => organisationId)].flatMap(([organisationId, calls]) =>
    Array.from({ length: Math.ceil(calls.length / batchSize) }, (_, n) => ({
      organisationId,
      calls: calls.slice(n * batchSize, (n + 1) * batchSize),
    })),
  );
}

/** One batch that cannot be erased must not keep the others. It is tried again by the next run. */
async function tryToErase(deps: ErasingDeps, batch: Batch, settings: Settings): Promise<number> {
  try {
    return await erase(deps, batch, settings);
  } catch (error) {
    deps.log.error('calls could not be erased; the next run tries again', error, {
      count: batch.calls.length,
    });
    return 0;
  }
}

/** Decides again under the locked rows: a legal hold or another call of the patient may have come meanwhile. */
function erase(
  { store }: ErasingDeps,
  { organisationId, calls }: Batch,
  settings: Settings,
): Promise<number> {
  return store.transact(async (tx) => {
    const locked = await tx.retention.lockEndedCalls(calls.map(({ callId }) => callId));
    const due = locked.filter((call) => isDue(call, settings.today, settings));
    if (due.length === 0) return 0;
    const { auditEntries } = await tx.retention.eraseCalls(due.map(({ callId }) => callId));
    await tx.audit([
      {
        actor: { kind: 'system' },
        organisationId,
        action: 'retention.erased',
        subject: { kind: 'organisation', id: organisationId },
        detail: { class: 'calls', calls: due.length, auditEntries },
      },
    ]);
    return due.length;
  });
}
