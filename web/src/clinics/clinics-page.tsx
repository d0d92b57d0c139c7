import { type ReactNode, useState } from 'react';
import { Navigate, NavLink, Route, Routes } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { booksClinics, readsLists } from '../account/roles.ts';
import { CallsElsewhere } from '../clinician/calls-elsewhere.tsx';
import { Page } from '../ui/page.tsx';
import { Activity } from './activity.tsx';
import { Blocks } from './blocks.tsx';
import { BookPage } from './book-page.tsx';
import { BookingPage } from './booking-page.tsx';
import { Candidates } from './candidates.tsx';
import { isElsewhere } from './clinic-words.ts';
import { DayList } from './day-list.tsx';
import { Interpreters } from './interpreters.tsx';
import { LetterDraftPage } from './letter-draft-page.tsx';
import { LetterPage } from './letter-page.tsx';
import { Lists } from './lists.tsx';
import { MyClinic } from './my-clinic.tsx';
import { Sessions } from './sessions.tsx';
import { SlipPage } from './slip-page.tsx';
import { Stops } from './stops.tsx';
import { ToDo } from './to-do.tsx';

/** What there is for whom; the first that somebody has is where they begin. */
function partsOf(me: Me): { path: string; label: string }[] {
  const prison = me.roles.includes('prison-healthcare');
  const parts = [
    {
      path: 'day',
      label: prison ? 'Today’s list' : 'Bookings',
      shown: booksClinics(me.roles),
      first: prison,
    },
    {
      path: 'sessions',
      label: 'Clinics',
      shown: me.roles.includes('booker') || me.roles.includes('manager'),
      first: true,
    },
    { path: 'mine', label: 'My clinic', shown: me.roles.includes('clinician'), first: false },
    { path: 'book', label: 'Who is waiting', shown: booksClinics(me.roles), first: false },
    {
      path: 'interpreters',
      label: 'Interpreters',
      shown: me.roles.includes('booker'),
      first: false,
    },
    { path: 'lists', label: 'Lists to print', shown: readsLists(me.roles), first: false },
    { path: 'blocks', label: 'Blocked stations', shown: prison, first: false },
    { path: 'activity', label: 'Activity', shown: me.roles.includes('manager'), first: false },
    { path: 'stops', label: 'Stop movements', shown: prison || me.roles.includes('manager'), first: false },
  ];
  return parts.filter(({ shown }) => shown).toSorted((a, b) => Number(b.first) - Number(a.first));
}

/** `/clinics`: booked clinics, for the prison, the hospital's booking clerks, and the clinicians who hold them. */
export function ClinicsPage({ me }: { me: Me }) {
  const parts = partsOf(me);
  const prison = me.roles.includes('prison-healthcare');
  const [first] = parts;
  return (
    <Page title="Clinics" header={<PersonHeader />} wide>
      {me.roles.includes('clinician') ? <CallsElsewhere /> : null}
      <div className="bedside-clinics">
        <h1 className="nhsuk-heading-l">Clinics</h1>
        {parts.length > 1 ? (
          <nav className="bedside-tabs" aria-label="Clinics">
            {parts.map(({ path, label }) => (
              <NavLink key={path} to={`/clinics/${path}`}>
                {label}
              </NavLink>
            ))}
          </nav>
        ) : null}
        <UkTimes />
        <Routes>
          <Route index element={first === undefined ? null : <Navigate to={first.path} replace />} />
          {booksClinics(me.roles) ? (
            <>
              <Route path="day" element={<UnderToDo me={me} list={<DayList me={me} />} />} />
              <Route path="book" element={<BookPage me={me} />} />
            </>
          ) : null}
          {parts.some(({ path }) => path === 'sessions') ? (
            <Route path="sessions" element={<UnderToDo me={me} list={<Sessions me={me} />} />} />
          ) : null}
          {me.roles.includes('booker') ? <Route path="sessions/:sessionId" element={<Candidates />} /> : null}
          {me.roles.includes('booker') ? <Route path="interpreters" element={<Interpreters />} /> : null}
          {readsLists(me.roles) ? <Route path="lists" element={<Lists me={me} />} /> : null}
          {prison ? <Route path="slips/:bookingId" element={<SlipPage />} /> : null}
          {parts.some(({ path }) => path === 'blocks') ? <Route path="blocks" element={<Blocks />} /> : null}
          {parts.some(({ path }) => path === 'stops') ? <Route path="stops" element={<Stops />} /> : null}
          {me.roles.includes('manager') ? <Route path="activity" element={<Activity me={me} />} /> : null}
          {me.roles.includes('clinician') ? <Route path="mine" element={<MyClinic me={me} />} /> : null}
          <Route path="letters/*" element={<LetterPages me={me} />} />
          <Route path="bookings/:bookingId" element={<BookingPage me={me} />} />
          <Route path="*" element={<Navigate to="/clinics" replace />} />
        </Routes>
      </div>
    </Page>
  );
}

/** Letters about visits: to be signed by clinicians, and to be read by those who look after the patient. */
function LetterPages({ me }: { me: Me }) {
  const isClinician = me.roles.includes('clinician');
  return isClinician || booksClinics(me.roles) ? (
    <Routes>
      {isClinician ? <Route path="draft/:bookingId" element={<LetterDraftPage />} /> : null}
      <Route path=":letterId" element={<LetterPage />} />
    </Routes>
  ) : (
    <Navigate to="/clinics" replace />
  );
}

/** A list that somebody begins with, under what they must see to. */
function UnderToDo({ me, list }: { me: Me; list: ReactNode }) {
  return (
    <>
      {booksClinics(me.roles) || me.roles.includes('manager') ? <ToDo /> : null}
      {list}
    </>
  );
}

/** Whoever sits in another zone would read the times by their own clock (A21). */
function UkTimes() {
  const [elsewhere] = useState(() =>
    isElsewhere(Intl.DateTimeFormat().resolvedOptions().timeZone, new Date()),
  );
  return elsewhere ? (
    <p className="bedside-clinics__read" data-testid="uk-times">
      Times are UK times.
    </p>
  ) : null;
}
