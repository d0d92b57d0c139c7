import type { Board, PresenceView } from '../../../domain/states/wire.ts';
import { skillLabels } from '../../../domain/clinicians/skill.ts';
import type { Connection } from '../service/connection.ts';
import { clockTime } from '../service/words.ts';
import { Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { CallBacks } from './call-backs.tsx';
import { WaitingList } from './waiting-list.tsx';
import { boardWords } from './clinician-words.ts';

export function BoardPanels(props: {
  board: Board | null;
  presence: PresenceView;
  own: string;
  now: number;
  connection: Connection;
  onTaking: () => void;
}) {
  const { board, own } = props;
  return (
    <>
      {board === null ? null : <CallBacks {...props} callBacks={board.callBacks} />}
      <div className="bedside-panels">
        <section className="bedside-panel" aria-labelledby="waiting-title">
          <h2 className="nhsuk-heading-m" id="waiting-title">
            Waiting calls
          </h2>
          {board === null ? <Loading what="the waiting calls" /> : <WaitingList {...props} board={board} />}
        </section>
        <section className="bedside-panel" aria-labelledby="on-call-title">
          <h2 className="nhsuk-heading-m" id="on-call-title">
            On call
          </h2>
          {board === null ? <Loading what="who is on call" /> : <OnCall board={board} own={own} />}
        </section>
      </div>
    </>
  );
}

function PresenceTag({ clinician }: { clinician: Board['clinicians'][number] }) {
  if (clinician.lostAt !== null)
    return <Tag colour="red">{`Lost from a visit at ${clockTime(clinician.lostAt)}`}</Tag>;
  return (
    <Tag colour={clinician.reachable && clinician.state === 'available' ? 'green' : 'grey'}>
      {clinician.reachable ? boardWords[clinician.state] : 'Not reachable'}
    </Tag>
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
            {clinician.skills.length === 0 ? null : (
              <span className="bedside-rows__more">
                {clinician.skills.map((skill) => skillLabels[skill]).join(', ')}
              </span>
            )}
          </span>
          <PresenceTag clinician={clinician} />
        </li>
      ))}
    </ul>
  );
}
