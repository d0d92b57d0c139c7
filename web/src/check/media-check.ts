import {
  type CheckResult,
  type EnteredCheck,
  type CheckedPath,
  checkedPaths,
  type PathVerdict,
} from '../../../domain/checks/wire.ts';
import { bestPath } from '../../../domain/checks/station-light.ts';
import type { MediaPath } from '../../../domain/rooms/wire.ts';
import type { Connection } from '../service/connection.ts';
import type { Timers } from '../service/timers.ts';
import { type MadeUpSound, makeUpSound } from './made-up-sound.ts';
import {
  CheckStopped,
  leftOut,
  type PathFigures,
  probePath,
  type Probing,
  stopped,
  valueOf,
} from './path-probe.ts';

export type PathFinding =
  { verdict: 'works'; figures: PathFigures } | { verdict: Exclude<PathVerdict, 'works'> };
export type Findings = Partial<Record<CheckedPath, PathFinding>>;

/** What came of a check. `stopped` says nothing of the network, and why in words. */
export type CheckOutcome =
  { ended: 'done'; findings: Findings; result: CheckResult } | { ended: 'stopped'; message: string };

export type CheckRun = (options: {
  signal: AbortSignal;
  /** A path has been tried. */
  onFound?: (findings: Findings) => void;
}) => Promise<CheckOutcome>;

/** Tries each path to the SFU by itself, one after the other, with made-up sound. Never throws for what can happen. */
export function mediaCheck(parts: { wire: Pick<Connection, 'command'>; timers: Timers }): CheckRun {
  return async ({ signal, onFound = () => undefined }) => {
    let sound: MadeUpSound | null = null;
    try {
      sound = await makeUpSound(parts.timers);
      const findings = await tryAll({ ...parts, signal, track: sound.track }, onFound);
      return { ended: 'done', findings, result: resultOf(findings) };
    } catch (error) {
      // Ending it frees the SFU early; it would end by itself.
      await parts.wire.command('check:close', {});
      if (!(error instanceof CheckStopped)) reportError(error);
      const { message } = error instanceof CheckStopped ? error : stopped();
      return { ended: 'stopped', message };
    } finally {
      sound?.close();
    }
  };
}

async function tryAll(probing: Probing, onFound: (findings: Findings) => void): Promise<Findings> {
  let findings: Findings = {};
  let path: MediaPath | null = null;
  let entered: EnteredCheck | null = null;
  for (const checked of checkedPaths) {
    if (probing.signal.aborted) throw stopped();
    if (path === null || leftOut(checked, path) === undefined) {
      entered ??= valueOf(await probing.wire.command('check:open', {}));
      path = entered;
    }
    const left = leftOut(checked, path);
    if (left !== undefined) {
      findings = { ...findings, [checked]: { verdict: left } };
    } else if (entered !== null) {
      const figures: PathFigures | null = await probePath(checked, entered, probing);
      entered = null;
      findings = {
        ...findings,
        [checked]: figures === null ? { verdict: 'fails' } : { verdict: 'works', figures },
      };
    }
    onFound(findings);
  }
  if (entered !== null) await probing.wire.command('check:close', {});
  return findings;
}

/** The report to the service: every verdict, and the figures of the path that a call would take. */
export function resultOf(findings: Findings): CheckResult {
  const verdict = (checked: CheckedPath): PathVerdict => findings[checked]?.verdict ?? 'not-tried';
  const verdicts = { udp: verdict('udp'), tcp: verdict('tcp'), relay: verdict('relay') };
  const best = bestPath({ ways: verdicts });
  const found = best === undefined ? undefined : findings[best];
  const figures: PathFigures =
    found?.verdict === 'works' ? found.figures : { roundTripMs: null, lossUp: null, lossDown: null };
  return { ways: verdicts, ...figures };
}
