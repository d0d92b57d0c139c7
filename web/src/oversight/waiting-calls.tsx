import { useState } from 'react';
import type { WaitingEntry } from '../../../domain/states/wire.ts';
import { AcuityTag } from '../clinician/call-details.tsx';
import { MessageDialog } from '../clinician/message-dialog.tsx';
import { searchWords } from '../clinician/clinician-words.ts';
import { asDuration } from '../service/clock.ts';
import type { Connection } from '../service/connection.ts';
import { Button } from '../ui/button.tsx';

type Props = { waiting: readonly WaitingEntry[]; connection: Connection; mayAct: boolean; now: number };

/** Every call that nobody has answered, in the order in which they are served. */
export function WaitingCalls({ waiting, connection, mayAct, now }: Props) {
  const [messaging, setMessaging] = useState<WaitingEntry | null>(null);
  return (
    <section className="bedside-panel" aria-labelledby="waiting-title">
      <h2 className="nhsuk-heading-m" id="waiting-title">
        Waiting, in order
      </h2>
      {waiting.length === 0 ? <p className="bedside-empty">No call is waiting.</p> : null}
      <ol className="bedside-rows" data-testid="waiting-calls">
        {waiting.map((call) => (
          <li key={call.callId}>
            <div className="bedside-rows__main">
              <strong>{call.siteName}</strong> <AcuityTag acuity={call.acuity} />
              <span className="bedside-rows__more">
                {call.queueName}; {searchWords(call).join('; ')}
              </span>
              {call.message === null ? null : (
                <span className="bedside-rows__more">Told them: “{call.message}”</span>
              )}
            </div>
            <span className="bedside-oversight__wait">{asDuration(now - Date.parse(call.placedAt))}</span>
            {mayAct ? (
              <div className="bedside-rows__actions">
                <Button
                  variant="secondary"
                  small
                  data-testid="message-station"
                  onClick={() => {
                    setMessaging(call);
                  }}
                >
                  Message<span className="nhsuk-u-visually-hidden"> to {call.siteName}</span>
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      {messaging === null ? null : (
        <MessageDialog
          call={messaging}
          connection={connection}
          onClose={() => {
            setMessaging(null);
          }}
        />
      )}
    </section>
  );
}
