import { type Acuity, said, type TrailEntry } from '../chaos/trail.ts';

/** An entry with the time that the service has given it: when its transaction began, by the database's clock. */
export type TimedEntry = TrailEntry & { at: number };

const hour = 3_600_000;
/** What `docs/routing.md` promises: by how much an acuity goes before `soon`. Written down here a second time on purpose. */
const headStartMs: Readonly<Record<Acuity, number>> = { immediate: 4 * hour, urgent: hour / 3, soon: 0 };
/** A transaction that has begun by then may not have been committed: what it did could not be known to the dispatcher. */
const settledAfterMs = 2000;

type Waiting = { placedAt: number; acuity: Acuity; changedAt: number; ringing: number; refused: Set<string> };

/**
 * Rings that went to a call while another one, which had to be served before it, waited with nobody rung, and its
 * clinician had not refused that one: one entry for each such ring. Everybody here may be rung by every call.
 */
export function orderViolations(entries: readonly TimedEntry[]): { callId: string; before: string }[] {
  const waiting = new Map<string, Waiting>();
  const found: { callId: string; before: string }[] = [];
  for (const entry of entries) {
    const call = waiting.get(entry.subjectId);
    if (entry.action === 'call.ringing' && call !== undefined) {
      const before = skipped(waiting, entry, call);
      if (before !== undefined) found.push({ callId: entry.subjectId, before });
    }
    follow(waiting, entry);
  }
  return found;
}

function skipped(
  waiting: ReadonlyMap<string, Waiting>,
  entry: TimedEntry,
  chosen: Waiting,
): string | undefined {
  const clinicianId = said(entry, 'clinicianId');
  for (const [callId, other] of waiting) {
    const isFree = other.ringing === 0 && !other.refused.has(clinicianId);
    const wasKnown = other.changedAt < entry.at - settledAfterMs;
    if (isFree && wasKnown && orderOf(other) < orderOf(chosen)) return callId;
  }
  return undefined;
}

function orderOf({ placedAt, acuity }: Waiting): number {
  return placedAt - headStartMs[acuity];
}

function follow(waiting: Map<string, Waiting>, entry: TimedEntry): void {
  const { action, subjectId, at } = entry;
  if (action === 'call.placed') {
    waiting.set(subjectId, { placedAt: at, acuity: 'urgent', changedAt: at, ringing: 0, refused: new Set() });
    return;
  }
  const call = waiting.get(subjectId);
  if (call === undefined) return;
  if (action === 'call.described' || action === 'call.raised') {
    call.acuity = (said(entry, 'to') || said(entry, 'acuity')) as Acuity;
    call.changedAt = at;
  } else if (action === 'call.ringing') {
    call.ringing += 1;
    call.changedAt = at;
  } else if (action.startsWith('offer.')) {
    call.ringing -= 1;
    call.changedAt = at;
    call.refused.add(said(entry, 'clinicianId'));
  } else if (['call.answered', 'call.cancelled', 'call.ended'].includes(action)) {
    waiting.delete(subjectId);
  }
}
