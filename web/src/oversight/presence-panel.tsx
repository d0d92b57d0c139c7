import type { Board } from '../../../domain/states/wire.ts';
import { asDuration } from '../service/clock.ts';
import { groupOf, presenceGroups } from './oversight-words.ts';

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
        {members.map(({ clinicianId, name, since }) => (
          <span key={clinicianId}>
            {name} <small>{asDuration(now - Date.parse(since))}</small>
          </span>
        ))}
      </dd>
    </div>
  );
}
