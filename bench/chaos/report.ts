import type { FaultKind } from './fault-plan.ts';
import type { Happened } from './faults.ts';
import { callOf, lineOf, type TrailEntry } from './trail.ts';
import { unattendedAimMs, type Verdict } from './verdict.ts';

/** How many calls' trails are printed of each kind of failure: the first ones tell most. */
const shown = 4;

export function isPassed({ lost, doubleOwned, stuck, longestUnattendedMs }: Verdict): boolean {
  return lost === 0 && doubleOwned === 0 && stuck === 0 && longestUnattendedMs <= unattendedAimMs;
}

/** The line that a run ends with. */
export function resultOf(run: {
  seed: number;
  minutes: number;
  happened: readonly Happened[];
  verdict: Verdict;
}) {
  const { seed, minutes, happened, verdict } = run;
  const faults: Partial<Record<FaultKind, number>> = {};
  for (const { fault } of happened) faults[fault.kind] = (faults[fault.kind] ?? 0) + 1;
  const { calls, lost, doubleOwned, stuck, longestUnattendedMs } = verdict;
  return { chaos: 'routing', seed, minutes, calls, faults, lost, doubleOwned, stuck, longestUnattendedMs };
}

const notified: Readonly<Record<string, string>> = {
  'call.answered': 'answered',
  'call.taken': 'of them taken out of order',
  'visit.invited': 'asked in',
  'visit.joined': 'joined',
  'visit.handed-over': 'handed over',
  'call.passed-on': 'passed on',
  'call.requeued': 'put back',
  'call-back.opened': 'called back',
};

/** How much of each thing the run has tried, so that a run in which nobody did it is seen as such. */
export function triedWords(entries: readonly TrailEntry[]): string {
  const count = (action: string) => entries.filter((entry) => entry.action === action).length;
  return Object.entries(notified)
    .map(([action, words]) => `${String(count(action))} ${words}`)
    .join(', ');
}

/** Everything that went wrong, with the faults and the trail of each call at fault. */
export function report(
  seen: {
    verdict: Verdict;
    entries: readonly TrailEntry[];
    happened: readonly Happened[];
    leftOpen: readonly { callId: string; what: string }[];
  },
  to: NodeJS.WritableStream,
): void {
  const { verdict, entries, happened, leftOpen } = seen;
  const since = entries[0]?.seenAt ?? 0;
  const wrong = [
    ...verdict.violations.map(({ kind, callId, what }) => ({ callId, what: `${kind}: ${what}` })),
    ...leftOpen.map(({ callId, what }) => ({ callId, what: `stuck: ${what}` })),
    ...verdict.neglected.map(({ callId, ms, at }) => ({
      callId,
      what: `unattended for ${ms} ms from ${((at.from - since) / 1000).toFixed(2)} s`,
    })),
  ];
  if (wrong.length === 0) return;
  const second = (at: number) => `${((at - since) / 1000).toFixed(2)} s`;
  for (const { fault, startedAt, repairedAt } of happened) {
    to.write(`fault: ${fault.kind} ${fault.target} from ${second(startedAt)} to ${second(repairedAt)}\n`);
  }
  for (const { callId, what } of wrong) to.write(`WRONG ${callId} ${what}\n`);
  for (const callId of [...new Set(wrong.map((one) => one.callId))].slice(0, shown)) {
    to.write(`\nThe trail of ${callId}, and of clinicians meanwhile:\n`);
    for (const entry of around(entries, callId)) to.write(`${lineOf(entry, since)}\n`);
  }
}

/** The call's own lines, and what clinicians did while it was open. */
function around(entries: readonly TrailEntry[], callId: string): TrailEntry[] {
  const own = entries.filter((entry) => callOf(entry) === callId);
  const [first, last] = [own[0]?.id ?? 0, own.at(-1)?.id ?? 0];
  const isNear = ({ id }: TrailEntry) => id >= first && id <= last;
  const ofPeople = entries.filter((entry) => entry.subjectKind === 'person' && isNear(entry));
  return [...own, ...ofPeople].toSorted((a, b) => a.id - b.id);
}
