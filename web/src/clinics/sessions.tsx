import { useState } from 'react';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { SessionView } from '../../../domain/clinics/wire.ts';
import type { ClinicSessionId } from '../../../domain/ids.ts';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { longDayWords } from '../rota/week.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Steps } from '../ui/steps.tsx';
import { AddClinic } from './add-clinic.tsx';
import { useDay, useReadAgain } from './hooks.ts';
import { Screen } from './screen.tsx';
import { type News, Said, SessionRow } from './session-row.tsx';
import { Templates } from './templates.tsx';

/** How many days are shown at once. */
const span = 28;

/** `/clinics/sessions`: the clinics of four weeks. Booking clerks publish, cancel and add them; managers read. */
export function Sessions({ me }: { me: Me }) {
  const { organisationId } = me;
  const { day, today, show } = useDay();
  const mayManage = me.roles.includes('booker');
  const { loaded, reload } = useEndpoint('listClinicSessions', {
    params: { organisationId },
    query: { from: day, days: span },
  });
  useReadAgain(reload);
  const [said, setSaid] = useState<News>({ words: '', sessionId: null });
  const changed = (words: string, sessionId: ClinicSessionId | null = null) => {
    setSaid({ words, sessionId });
    reload();
  };
  const sessions = loaded.state === 'ready' ? loaded.value.sessions : [];
  const atItsClinic = sessions.some(({ sessionId }) => sessionId === said.sessionId);
  return (
    <Screen title="Clinics of four weeks" testId="sessions">
      <p role="status">{said.words === '' || atItsClinic ? null : <Said news={said} />}</p>
      {mayManage ? <Adding organisationId={organisationId} onAdded={changed} /> : null}
      <Weeks {...{ day, today }} onShow={show} />
      {loaded.state === 'loading' ? <Loading what="the clinics" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? <Days {...{ sessions, mayManage, said }} onChanged={changed} /> : null}
      <Templates {...{ organisationId, mayManage }} added={said.words} onChanged={reload} />
    </Screen>
  );
}

function Adding(props: { organisationId: Me['organisationId']; onAdded: (said: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        data-testid="add-clinic"
        onClick={() => {
          setOpen(true);
        }}
      >
        Add a clinic
      </Button>
      {open ? (
        <AddClinic
          {...props}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

function Weeks({ day, today, onShow }: { day: string; today: string; onShow: (day: string) => void }) {
  const steps = [
    { label: 'Four weeks before', testId: 'weeks-before', to: addDays(day, -span) },
    { label: 'From today', testId: 'weeks-today', to: today },
    { label: 'Four weeks on', testId: 'weeks-on', to: addDays(day, span) },
  ];
  return (
    <div className="bedside-week-choice">
      <h3 className="nhsuk-heading-s" aria-live="polite" data-testid="weeks-shown">
        {longDayWords(day)} to {longDayWords(addDays(day, span - 1))}
      </h3>
      <Steps label="Weeks" steps={steps} onChoose={onShow} />
    </div>
  );
}

type DaysProps = {
  sessions: readonly SessionView[];
  mayManage: boolean;
  said: News;
  onChanged: (said: string, sessionId: ClinicSessionId) => void;
};

function Days({ sessions, mayManage, said, onChanged }: DaysProps) {
  if (sessions.length === 0) {
    return (
      <p className="bedside-empty" data-testid="no-sessions">
        No clinic is held in these four weeks.{mayManage ? ' Add the first one.' : ''}
      </p>
    );
  }
  const byDay = Map.groupBy(
    sessions.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt)),
    ({ date }) => date,
  );
  return [...byDay].map(([date, ofDay]) => (
    <section key={date} aria-labelledby={`day-${date}`} className="bedside-panel" data-testid="session-day">
      <h3 className="nhsuk-heading-s" id={`day-${date}`}>
        {longDayWords(date)}
      </h3>
      <ul className="bedside-rows">
        {ofDay.map((session) => (
          <SessionRow key={session.sessionId} {...{ session, mayManage, said, onChanged }} />
        ))}
      </ul>
    </section>
  ));
}
