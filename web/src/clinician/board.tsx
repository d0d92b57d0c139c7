import { Tag } from 'nhsuk-react-components';
import type { Board } from '../../../domain/contract/views.ts';
import { asDuration } from '../service/clock.ts';
import { Loading } from '../ui/status.tsx';
import { AcuityTag } from './call-details.tsx';
import { boardWords } from './words.ts';

export function BoardPanels({ board, own, now }: { board: Board | null; own: string; now: number }) {
  return (
    <div className="bedside-panels">
      <section className="bedside-panel" aria-labelledby="waiting-title">
        <h2 className="nhsuk-heading-m" id="waiting-title">
          Waiting calls
        </h2>
        {board === null ? <Loading what="the waiting calls" /> : <Waiting board={board} now={now} />}
      </section>
      <section className="bedside-panel" aria-labelledby="on-call-title">
        <h2 className="nhsuk-heading-m" id="on-call-title">
          On call
        </h2>
        {board === null ? <Loading what="who is on call" /> : <OnCall board={board} own={own} />}
      </section>
    </div>
  );
}

function Waiting({ board, now }: { board: Board; now: number }) {
  if (board.waiting.length === 0) return <p className="bedside-empty">No call is waiting.</p>;
  return (
    <ul className="bedside-rows" data-testid="waiting-calls">
      {board.waiting.map((call) => (
        <li key={call.callId}>
          <span className="bedside-rows__main">
            <strong>{call.siteName}</strong> <AcuityTag acuity={call.acuity} />
          </span>
          <span>
            {call.ringing === null ? 'Waiting' : `Ringing ${call.ringing}`},{' '}
            {asDuration(now - Date.parse(call.placedAt))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function OnCall({ board, own }: { board: Board; own: string }) {
  if (board.clinicians.length === 0) return <p className="bedside-empty">Nobody is on call.</p>;
  return (
    <ul className="bedside-rows" data-testid="clinicians-on-call">
      {board.clinicians.map((clinician) => (
        <li key={clinician.clinicianId}>
          <span className="bedside-rows__main">
            <strong>{clinician.name}</strong>
            {clinician.clinicianId === own ? ' (you)' : ''}
          </span>
          <Tag modifier={clinician.reachable && clinician.state === 'available' ? 'green' : 'grey'}>
            {clinician.reachable ? boardWords[clinician.state] : 'Not reachable'}
          </Tag>
        </li>
      ))}
    </ul>
  );
}
