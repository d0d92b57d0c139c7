import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../service/api.ts';
import { recall, remember } from '../service/remembered.ts';
import { useServices } from '../service/services.ts';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/status.tsx';
import { StationDesk } from './desk.tsx';
import { Enrolment } from './enrolment.tsx';

const enrolledKey = 'bedside:enrolled';

type Standing = 'asking' | 'enrolled' | 'never' | 'no-longer';

/** `/station`: the call button, or how to get one. */
export function StationPage() {
  const { station } = useServices();
  // A device that has been enrolled shows its button at once, also while the service cannot be reached.
  const [standing, setStanding] = useState<Standing>(() =>
    recall(localStorage, enrolledKey) === null ? 'asking' : 'enrolled',
  );
  useEffect(() => {
    if (standing !== 'asking') return;
    station.token().then(
      () => {
        remember(localStorage, enrolledKey, 'yes');
        setStanding('enrolled');
      },
      (error: unknown) => {
        if (error instanceof ApiError) setStanding('never');
        else reportError(error);
      },
    );
  }, [standing, station]);
  const enrolled = useCallback(() => {
    remember(localStorage, enrolledKey, 'yes');
    setStanding('enrolled');
  }, []);
  const ended = useCallback(() => {
    remember(localStorage, enrolledKey, null);
    station.forget();
    setStanding('no-longer');
  }, [station]);
  switch (standing) {
    case 'asking':
      return (
        <Page title="Call a clinician">
          <Loading what="this station" />
        </Page>
      );
    case 'enrolled':
      return <StationDesk onEnded={ended} />;
    case 'never':
    case 'no-longer':
      return <Enrolment wasEnrolled={standing === 'no-longer'} onEnrolled={enrolled} />;
  }
}
