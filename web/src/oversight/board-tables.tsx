import { useState } from 'react';
import type { QueueFigures, StationLights } from '../../../domain/oversight/wire.ts';
import type { Board, WaitingEntry } from '../../../domain/states/wire.ts';
import { AcuityTag } from '../clinician/call-details.tsx';
import { MessageDialog } from '../clinician/call-dialogs.tsx';
import { searchWords } from '../clinician/clinician-words.ts';
import { asDuration } from '../service/clock.ts';
import type { Connection } from '../service/connection.ts';
import { counted, percent, spanWords } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { groupOf, lightWords, presenceGroups } from './oversight-words.ts';

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

/** Every queue and acuity: what waits now and how today goes. */
export function QueuesTable({ figures, now }: { figures: readonly QueueFigures[]; now: number }) {
  const busy = figures.filter(
    ({ waiting, answered, abandoned }) => waiting > 0 || answered > 0 || abandoned > 0,
  );
  return (
    <section className="bedside-panel" aria-labelledby="queues-title">
      <h2 className="nhsuk-heading-m" id="queues-title">
        By queue and acuity
      </h2>
      {busy.length === 0 ? (
        <p className="bedside-empty">No call has been placed today, and none is waiting.</p>
      ) : (
        <table className="bedside-table bedside-table--figures" data-testid="queues-table">
          <caption className="nhsuk-u-visually-hidden">
            Calls waiting now and calls since midnight, by queue and acuity
          </caption>
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col">Acuity</th>
              <th scope="col">Waiting</th>
              <th scope="col">Longest wait</th>
              <th scope="col">Answered</th>
              <th scope="col">Abandoned</th>
              <th scope="col">SL</th>
              <th scope="col">SL2</th>
              <th scope="col">Target</th>
            </tr>
          </thead>
          <tbody>
            {busy.map((row) => (
              <FiguresRow key={`${row.queueId} ${row.acuity}`} row={row} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function FiguresRow({ row, now }: { row: QueueFigures; now: number }) {
  const waited = row.oldestPlacedAt === null ? null : now - Date.parse(row.oldestPlacedAt);
  const late = waited !== null && waited > row.answerWithinSeconds * 1000;
  return (
    <tr data-acuity={row.acuity}>
      <td data-name="Queue">{row.queueName}</td>
      <td data-name="Acuity">
        <AcuityTag acuity={row.acuity} />
      </td>
      <td data-name="Waiting">
        <strong>{row.waiting}</strong>
      </td>
      <td data-name="Longest wait" className={late ? 'bedside-late' : undefined}>
        {waited === null ? '–' : asDuration(waited)}
        {late ? ', late' : ''}
      </td>
      <td data-name="Answered">{row.answered}</td>
      <td data-name="Abandoned">{row.abandoned}</td>
      <td data-name="SL">{percent(row.serviceLevel)}</td>
      <td data-name="SL2">{percent(row.serviceLevel2)}</td>
      <td data-name="Target">within {spanWords(row.answerWithinSeconds)}</td>
    </tr>
  );
}

/** Who is on call, by what they are doing. */
export function PresencePanel({ clinicians, now }: { clinicians: Board['clinicians']; now: number }) {
  return (
    <section className="bedside-panel" aria-labelledby="presence-title">
      <h2 className="nhsuk-heading-m" id="presence-title">
        Clinicians on call
      </h2>
      {clinicians.length === 0 ? (
        <p className="bedside-empty">Nobody is on call.</p>
      ) : (
        <dl className="bedside-presences" data-testid="presences">
          {presenceGroups.map(({ state, title }) => (
            <PresenceGroup
              key={state}
              title={title}
              state={state}
              members={clinicians.filter((one) => groupOf(one) === state)}
              now={now}
            />
          ))}
        </dl>
      )}
    </section>
  );
}

function PresenceGroup(props: { title: string; state: string; members: Board['clinicians']; now: number }) {
  const { title, state, members, now } = props;
  return (
    <div className={members.length === 0 ? 'bedside-presences__none' : undefined} data-state={state}>
      <dt>
        {title} <strong>{members.length}</strong>
      </dt>
      <dd>
        {members.map(({ clinicianId, name, since, lostAt }) => (
          <span key={clinicianId}>
            {name} <small>{asDuration(now - Date.parse(lostAt ?? since))}</small>
          </span>
        ))}
      </dd>
    </div>
  );
}

/** Which stations could not be relied on for a video call, before somebody needs one. Green ones are only counted. */
export function StationsPanel({ stations, now }: { stations: StationLights; now: number }) {
  const { green, amber, red, named } = stations;
  const unnamed = amber + red - named.length;
  return (
    <section className="bedside-panel" aria-labelledby="stations-title">
      <h2 className="nhsuk-heading-m" id="stations-title">
        Stations
      </h2>
      {green + amber + red === 0 ? <p className="bedside-empty">No station is enrolled yet.</p> : null}
      {named.length === 0 ? null : (
        <ul className="bedside-lights" data-testid="station-lights">
          {named.map((station) => (
            <li key={station.stationId} data-light={station.light}>
              <span className="bedside-lights__light">{station.light === 'red' ? 'Red' : 'Amber'}</span>
              <span>
                <strong>
                  {station.siteName}, {station.stationName}
                </strong>
                : {lightWords(station, now)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {unnamed > 0 ? <p>And {counted(unnamed, 'station')} more that are amber or red.</p> : null}
      {green > 0 ? (
        <p data-testid="stations-green">
          {named.length === 0 ? 'All ready for a video call: ' : 'Ready for a video call: '}
          <strong>{counted(green, 'station')}</strong>.
        </p>
      ) : null}
    </section>
  );
}
