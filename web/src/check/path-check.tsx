import { useEffect, useRef, useState } from 'react';
import { checkedPaths } from '../../../domain/checks/wire.ts';
import { Button } from '../ui/button.tsx';
import type { CheckOutcome, CheckRun, Findings } from './media-check.ts';
import { ProblemList } from './problem-list.tsx';
import { findingWords, pathProblems, pathNames, pathNotes } from './check-words.ts';

type View =
  | { state: 'idle' }
  | { state: 'running'; findings: Findings }
  | { state: 'ended'; findings: Findings; outcome: CheckOutcome };

/** Whether pictures and sound get through from here, path by path. Nothing of the camera or the microphone is sent. */
export function PathCheck({ run }: { run: CheckRun }) {
  const [view, setView] = useState<View>({ state: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const begin = async () => {
    const controller = new AbortController();
    running.current = controller;
    let findings: Findings = {};
    setView({ state: 'running', findings });
    const onFound = (found: Findings) => {
      findings = found;
      if (!controller.signal.aborted) setView({ state: 'running', findings });
    };
    const outcome = await run({ signal: controller.signal, onFound });
    if (!controller.signal.aborted) setView({ state: 'ended', findings, outcome });
  };
  return (
    <>
      <h2 className="nhsuk-heading-m">Connection</h2>
      {view.state === 'idle' ? (
        <p>
          A made-up sound goes to the video service and back, by each way there is. It takes about 15 seconds.
        </p>
      ) : (
        <Paths findings={view.findings} isRunning={view.state === 'running'} />
      )}
      <div role="status" data-testid="way-verdict">
        {view.state === 'running' ? <p>Checking the connection…</p> : null}
        {view.state === 'ended' ? <Verdict outcome={view.outcome} /> : null}
      </div>
      <Button
        variant="secondary"
        data-testid="check-ways"
        aria-disabled={view.state === 'running'}
        onClick={() => {
          if (view.state !== 'running') begin().catch(reportError);
        }}
      >
        {view.state === 'ended' ? 'Check the connection again' : 'Check the connection'}
      </Button>
    </>
  );
}

function Paths({ findings, isRunning }: { findings: Findings; isRunning: boolean }) {
  const next = isRunning ? checkedPaths.find((path) => findings[path] === undefined) : undefined;
  return (
    <dl className="bedside-ways">
      {checkedPaths.map((path) => (
        <div key={path} data-testid={`way-${path}`} data-verdict={findings[path]?.verdict ?? 'unknown'}>
          <dt>
            {pathNames[path]} <small>{pathNotes[path]}</small>
          </dt>
          <dd>{path === next ? 'checking…' : findingWords(findings[path])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Verdict({ outcome }: { outcome: CheckOutcome }) {
  if (outcome.ended === 'stopped') return <p className="bedside-note">{outcome.message}</p>;
  const problems = pathProblems(outcome.result);
  return problems.length === 0 ? (
    <p className="bedside-check__good">
      <strong>Good.</strong> A video call from here would work.
    </p>
  ) : (
    <ProblemList problems={problems} />
  );
}
