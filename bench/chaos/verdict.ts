import { type AttentionInput, type Unattended, unattended } from './attention.ts';
import { CallHistories, type Violation } from './call-histories.ts';

/** What a run has shown. `violations` holds every broken promise with the call that it was broken to. */
export type Verdict = {
  calls: number;
  lost: number;
  doubleOwned: number;
  stuck: number;
  longestUnattendedMs: number;
  violations: readonly Violation[];
  neglected: readonly Unattended[];
};

/** The longest that a call may be left unattended outside a fault. */
export const unattendedAimMs = 5000;

/**
 * Judges a run by its trail alone. `acknowledged` are the calls that the service has told a station it has placed:
 * one that the trail does not know is lost.
 */
export function judge(input: AttentionInput & { acknowledged: Iterable<string> }): Verdict {
  const histories = new CallHistories(input.setting);
  for (const entry of input.entries) histories.follow(entry);
  histories.finish();
  const forgotten = [...input.acknowledged]
    .filter((callId) => !histories.calls.has(callId))
    .map((callId): Violation => ({ kind: 'lost', callId, what: 'acknowledged, and not in the trail' }));
  const violations = [...histories.violations, ...forgotten];
  const neglected = unattended(input);
  const count = (kind: Violation['kind']) =>
    new Set(violations.filter((one) => one.kind === kind).map(({ callId }) => callId)).size;
  return {
    calls: histories.calls.size,
    lost: count('lost'),
    doubleOwned: count('doubleOwned'),
    stuck: count('stuck'),
    longestUnattendedMs: neglected[0]?.ms ?? 0,
    violations,
    neglected: neglected.filter(({ ms }) => ms > unattendedAimMs),
  };
}
