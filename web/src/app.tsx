import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { SignInPage } from './account/sign-in-page.tsx';
import { SignedIn } from './account/signed-in.tsx';
import { AdminPage } from './admin/admin-page.tsx';
import { ClinicianDesk } from './clinician/desk.tsx';
import { type Services, ServicesContext } from './service/services.ts';
import { StartPage } from './start-page.tsx';
import { StationPage } from './station/station-page.tsx';
import { Page } from './ui/page.tsx';

export function App({ services }: { services: Services }) {
  return (
    <ServicesContext value={services}>
      <BrowserRouter>
        <Routes>
          <Route path="/" element={<StartPage />} />
          <Route path="/station" element={<StationPage />} />
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
          <Route path="*" element={<NotFound />} />
        </Routes>
      </BrowserRouter>
    </ServicesContext>
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
