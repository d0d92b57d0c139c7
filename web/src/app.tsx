import { QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { PersonHeader } from './account/person-header.tsx';
import { SignInPage } from './account/sign-in-page.tsx';
import { SignedIn } from './account/signed-in.tsx';
import { AdminPage } from './admin/admin-page.tsx';
import { AppointmentPage } from './appointment/appointment-page.tsx';
import { ClinicianDesk } from './clinician/desk.tsx';
import { GuestPage } from './guest/guest-page.tsx';
import { OversightPage } from './oversight/oversight-page.tsx';
import { QueuesPage } from './queues/queues-page.tsx';
import { SkillsPage } from './queues/skills-page.tsx';
import { RotaPage } from './rota/rota-page.tsx';
import { OpenedDelivery } from './push/opened-delivery.tsx';
import { type Services, ServicesContext } from './service/services.ts';
import { StartPage } from './start-page.tsx';
import { StationPage } from './station/station-page.tsx';
import { lazyPart } from './ui/failure.tsx';
import { Page } from './ui/page.tsx';

/** Whoever keeps queues, the rota and skills. */
const keepers = ['manager', 'administrator', 'platform-administrator'] as const;

// The plots are of use to few and would be loaded by every station.
const HistoryPage = lazyPart({
  name: 'the history',
  load: () => import('./oversight/history-page.tsx'),
  pick: ({ HistoryPage: page }) => page,
  frame: (content) => (
    <Page title="History" header={<PersonHeader />}>
      {content}
    </Page>
  ),
});

const QualityPage = lazyPart({
  name: 'the page of connections',
  load: () => import('./quality/quality-page.tsx'),
  pick: ({ QualityPage: page }) => page,
  frame: (content) => (
    <Page title="Connections" header={<PersonHeader />}>
      {content}
    </Page>
  ),
});

// Stations and clinicians who only answer calls never need it.
const ClinicsPage = lazyPart({
  name: 'the clinics',
  load: () => import('./clinics/clinics-page.tsx'),
  pick: ({ ClinicsPage: page }) => page,
  frame: (content) => (
    <Page title="Clinics" header={<PersonHeader />}>
      {content}
    </Page>
  ),
});

// Reached from the home of a clinician, and from lists: stations never need them.
const RecordPages = lazyPart({
  name: 'the pages of records',
  load: () => import('./record-access/record-pages.tsx'),
  pick: ({ RecordPages: page }) => page,
  frame: (content) => (
    <Page title="Patients" header={<PersonHeader />}>
      {content}
    </Page>
  ),
});

// Only clinicians who write to GPs need them.
const GpLetterPages = lazyPart({
  name: 'the letters to GPs',
  load: () => import('./gp-letters/gp-letter-pages.tsx'),
  pick: ({ GpLetterPages: page }) => page,
  frame: (content) => (
    <Page title="Letters to GPs" header={<PersonHeader />}>
      {content}
    </Page>
  ),
});

const OpenedRecordsPage = lazyPart({
  name: 'the opened records',
  load: () => import('./oversight/opened-records.tsx'),
  pick: ({ OpenedRecordsPage: page }) => page,
  frame: (content) => (
    <Page title="Opened records" header={<PersonHeader />}>
      {content}
    </Page>
  ),
});

export function App({ services }: { services: Services }) {
  return (
    <ServicesContext value={services}>
      <QueryClientProvider client={services.queries}>
        <OpenedDelivery />
        <BrowserRouter>
          <Routes>
            <Route path="/" element={<StartPage />} />
            <Route path="/station" element={<StationPage />} />
            <Route path="/join" element={<GuestPage />} />
            <Route path="/appointment" element={<AppointmentPage />} />
            <Route path="/sign-in" element={<SignInPage />} />
            <Route
              path="/clinician"
              element={<SignedIn roles={['clinician']}>{() => <ClinicianDesk />}</SignedIn>}
            />
            <Route
              path="/admin/*"
              element={
                <SignedIn roles={['administrator', 'platform-administrator']}>
                  {(me) => <AdminPage me={me} />}
                </SignedIn>
              }
            />
            <Route
              path="/rota"
              element={<SignedIn roles={['clinician', ...keepers]}>{(me) => <RotaPage me={me} />}</SignedIn>}
            />
            <Route
              path="/queues"
              element={<SignedIn roles={keepers}>{(me) => <QueuesPage me={me} />}</SignedIn>}
            />
            <Route
              path="/skills"
              element={<SignedIn roles={keepers}>{(me) => <SkillsPage me={me} />}</SignedIn>}
            />
            <Route
              path="/gp-letters/*"
              element={<SignedIn roles={['clinician']}>{() => <GpLetterPages />}</SignedIn>}
            />
            {clinicRoute()}
            {recordRoute()}
            {oversightRoutes()}
            <Route path="*" element={<NotFound />} />
          </Routes>
        </BrowserRouter>
      </QueryClientProvider>
    </ServicesContext>
  );
}

/** Routes look for their like among their children, so these are functions and no components. */
function clinicRoute() {
  return (
    <Route
      path="/clinics/*"
      element={
        <SignedIn roles={['prison-healthcare', 'wing-officer', 'booker', 'clinician', 'manager']}>
          {(me) => <ClinicsPage me={me} />}
        </SignedIn>
      }
    />
  );
}

function recordRoute() {
  return (
    <Route
      path="/record/*"
      element={
        <SignedIn roles={['clinician', 'manager', 'administrator', 'booker', 'prison-healthcare']}>
          {(me) => <RecordPages me={me} />}
        </SignedIn>
      }
    />
  );
}

function oversightRoutes() {
  return (
    <>
      <Route
        path="/oversight"
        element={
          <SignedIn roles={['manager', 'administrator']}>{(me) => <OversightPage me={me} />}</SignedIn>
        }
      />
      <Route
        path="/oversight/opened-records"
        element={<SignedIn roles={['manager', 'administrator']}>{() => <OpenedRecordsPage />}</SignedIn>}
      />
      <Route
        path="/oversight/history"
        element={<SignedIn roles={['manager', 'administrator']}>{(me) => <HistoryPage me={me} />}</SignedIn>}
      />
      <Route
        path="/oversight/quality"
        element={<SignedIn roles={['manager', 'administrator']}>{(me) => <QualityPage me={me} />}</SignedIn>}
      />
    </>
  );
}

function NotFound() {
  return (
    <Page title="Page not found">
      <h1 className="nhsuk-heading-l">There is no such page</h1>
      <p>
        <Link to="/">Go to the start</Link>
      </p>
    </Page>
  );
}
