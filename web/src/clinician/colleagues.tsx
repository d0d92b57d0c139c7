import { useState } from 'react';
import type { VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { Button } from '../ui/button.tsx';
import { problemsOf } from '../ui/answer.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { PassOnDialog } from './call-dialogs.tsx';
import { useLiveRead } from '../service/use-live-read.ts';

type Second = VisitView['others'][number];

/** Other clinicians in one's own visit: asking one in, handing over to them, or passing a call on to a queue. */
export function Colleagues(props: { visit: VisitView; own: string; connection: Connection }) {
  const { visit, own, connection } = props;
  const { board } = useLiveRead(connection, 'board:read');
  const [open, setOpen] = useState<'invite' | 'pass-on' | null>(null);
  const close = () => {
    setOpen(null);
  };
  return (
    <section className="bedside-colleagues" aria-label="Other clinicians">
      {visit.others.length === 0 ? null : (
        <ul className="bedside-rows" data-testid="others-in-visit">
          {visit.others.map((second) => (
            <SecondRow key={second.clinicianId} {...{ visit, second, connection }} />
          ))}
        </ul>
      )}
      <div className="bedside-actions">
        <Button
          variant="secondary"
          small
          data-testid="ask-colleague"
          onClick={() => {
            setOpen('invite');
          }}
        >
          Ask a colleague in
        </Button>
        {visit.card.kind === 'booking' ? null : (
          <Button
            variant="secondary"
            small
            data-testid="pass-on"
            onClick={() => {
              setOpen('pass-on');
            }}
          >
            Pass on
          </Button>
        )}
      </div>
      {open === 'invite' ? <InviteDialog {...{ visit, board, own, connection }} onClose={close} /> : null}
      {open === 'pass-on' ? <PassOnDialog {...{ visit, board, connection }} onClose={close} /> : null}
    </section>
  );
}

function SecondRow(props: { visit: VisitView; second: Second; connection: Connection }) {
  const { visit, second, connection } = props;
  const { clinicianId, name, state, kind } = second;
  const purpose = kind === 'transfer' ? 'to take over' : 'to advise';
  return (
    <li data-testid="second" data-state={state}>
      <span className="bedside-rows__main" role="status">
        <strong>{name}</strong> {state === 'ringing' ? `is being rung, ${purpose}` : `has joined, ${purpose}`}
      </span>
      {state === 'joined' ? (
        <ConfirmedButton
          label={`Hand over to ${name}`}
          testId="hand-over"
          small
          question={{
            title: `Hand over to ${name}?`,
            text: 'The visit becomes theirs, with the outcome to write, and you leave it.',
            yes: 'Yes, hand over',
            yesTestId: 'confirm-hand-over',
            no: 'No, keep the visit',
            kept: 'The visit is still yours, and you can still be seen and heard.',
          }}
          act={async () => {
            const answer = await connection.command('visit:hand-over', {
              visitId: visit.visitId,
              clinicianId,
            });
            await connection.refresh();
            return problemsOf(answer);
          }}
        />
      ) : null}
    </li>
  );
}
