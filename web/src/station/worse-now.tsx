import { useState } from 'react';
import type { Acuity } from '../../../domain/calls/call.ts';
import type { StationCall } from '../../../domain/states/wire.ts';
import { raised } from '../../../domain/queues/queue.ts';
import type { Connection } from '../service/connection.ts';
import { acuityWords } from '../service/words.ts';
import { Button } from '../ui/button.tsx';

/** One press raises the acuity, without a question: somebody who is frightened must not read. */
export function WorseNow({ call, connection }: { call: StationCall; connection: Connection }) {
  const [sending, setSending] = useState<Acuity | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const next = raised(call.acuity);
  const raise = async (acuity: Acuity) => {
    setSending(acuity);
    const answer = await connection.command('call:describe', { callId: call.callId, acuity });
    await connection.refresh();
    setSending(null);
    setProblem(answer.ok ? null : 'That was not sent. Press again.');
  };
  return (
    <div className="bedside-worse">
      <p role="status" data-testid="acuity" data-acuity={call.acuity}>
        Urgency: <strong>{acuityWords[call.acuity]}</strong>
      </p>
      {next === undefined ? null : (
        <Button
          variant="warning"
          data-testid="worse-now"
          disabled={sending !== null}
          onClick={() => {
            raise(next).catch(reportError);
          }}
        >
          It is worse now
        </Button>
      )}
      {problem === null ? null : <p role="alert">{problem}</p>}
    </div>
  );
}
