import { useEffect, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { BookingView, ReferralView, PatientView } from '../../../domain/clinics/wire.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { clockAt, identifiers, priorityWords, waitedWords, whenWords } from './clinic-words.ts';
import { LanguageForm } from './language-form.tsx';
import { HeldScreen, useTypedDetails } from './held-screen.tsx';
import { type Held, HoldRequests, rememberHold } from './hold.ts';
import { useToday } from './hooks.ts';
import { PatientActions } from './patient-actions.tsx';
import { PatientEvents } from './patient-events.tsx';
import { BackButton, Facts, Screen } from './screen.tsx';
import { TimesChoice } from './times-choice.tsx';
import { WaitingList } from './waiting-list.tsx';
import { PrisonNumber } from './prison-number.tsx';
import { WhereTheyAre } from './where-they-are.tsx';

const noPrison =
  'No prison has been chosen for you yet. Ask your administrator to say in which prisons you work.';
const noOtherPlace =
  'Patients in prison are added there. For patients of a care home or at home, ask your administrator to add that place first.';

/** The three screens of a booking, and what it has come to. */
type Step =
  | { at: 'patient' }
  | { at: 'time'; referral: ReferralView }
  | { at: 'details'; referral: ReferralView; held: Held }
  | { at: 'booked'; booking: BookingView };

/** `/clinics/book`: who waits, when they can come, what has to be said; at most three screens and nine presses. */
export function BookPage({ me }: { me: Me }) {
  const { step, returned, go, finish } = useSteps();
  const typed = useTypedDetails();
  const toPatients = () => {
    go({ at: 'patient' });
  };
  const toTimes = (referral: ReferralView) => {
    go({ at: 'time', referral });
  };
  switch (step.at) {
    case 'patient':
      return <PatientScreen me={me} fresh={returned} onChoose={toTimes} />;
    case 'time':
      return (
        <TimeScreen
          referral={step.referral}
          ofPrison={me.roles.includes('prison-healthcare')}
          onHeld={(held) => {
            go({ at: 'details', referral: step.referral, held });
          }}
          onBack={toPatients}
        />
      );
    case 'details':
      return (
        <HeldScreen
          {...{ typed, held: step.held }}
          onBooked={(booking) => {
            finish({ at: 'booked', booking });
          }}
          onBack={() => {
            toTimes(step.referral);
          }}
        />
      );
    case 'booked':
      return <BookedScreen booking={step.booking} onAnother={toPatients} />;
  }
}

const patientStep: Step = { at: 'patient' };

/**
 * The screens as pages of the browser, so that its Back goes one screen back. The address and the browser's history hold a number
 * and nothing of the patient; a page that is loaded anew begins with the patients.
 */
function useSteps() {
  const navigate = useNavigate();
  const location = useLocation();
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const [steps, setSteps] = useState<readonly Step[]>([patientStep]);
  const said: unknown = location.state;
  const at = typeof said === 'number' && said in steps ? said : 0;
  const show = (number: number, replace: boolean) => {
    // Whoever has left this page meanwhile is not fetched back to it.
    if (!here.current) return;
    Promise.resolve(navigate('/clinics/book', { state: number, replace })).catch(reportError);
  };
  return {
    step: steps[at] ?? patientStep,
    returned: steps.length > 1,
    go: (next: Step) => {
      setSteps([...steps.slice(0, at + 1), next]);
      show(at + 1, false);
    },
    /** What is booked is not booked again by going back: there are the patients then. */
    finish: (last: Step) => {
      setSteps([...steps.slice(0, at).map(() => patientStep), last]);
      show(at, true);
    },
  };
}

function PatientScreen(props: { me: Me; fresh: boolean; onChoose: (referral: ReferralView) => void }) {
  const { me, fresh, onChoose } = props;
  const today = useToday();
  const { loaded, reload } = useEndpoint('listReferrals');
  return (
    <Screen title="Book a clinic: who is it for?" testId="screen-patient" fresh={fresh}>
      {loaded.state === 'loading' ? <Loading what="who waits" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <WaitingList referrals={loaded.value.referrals} today={today} onChoose={onChoose} />
      ) : null}
      {me.roles.includes('prison-healthcare') || me.roles.includes('booker') ? (
        <PatientActions
          nowhere={me.roles.includes('prison-healthcare') ? noPrison : noOtherPlace}
          organisationId={me.organisationId}
          today={today}
          onReferred={(referral) => {
            onChoose(referral);
          }}
          onReceived={reload}
        />
      ) : null}
    </Screen>
  );
}

function TimeScreen(props: {
  referral: ReferralView;
  /** Whether what else the patient has on is shown. */
  ofPrison: boolean;
  onHeld: (held: Held) => void;
  onBack: () => void;
}) {
  const { referral, ofPrison, onHeld, onBack } = props;
  const [changes, setChanges] = useState(0);
  const { patient, service, priority, clockStart } = referral;
  const today = useToday();
  const requests = useHoldRequests();
  return (
    <Screen title="Book a clinic: choose a time" testId="screen-time" fresh>
      <BackButton testId="back-to-patients" onBack={onBack}>
        Choose another patient
      </BackButton>
      <Facts
        facts={[
          { name: 'Patient', value: `${patient.name}, ${identifiers(patient)}` },
          { name: 'Referred to', value: service },
          {
            name: 'Priority',
            value: `${priorityWords[priority].words}. ${waitedWords(clockStart, today)}.`,
          },
        ]}
      />
      {ofPrison ? (
        <InPrison
          {...{ patient, today }}
          onChanged={() => {
            setChanges((n) => n + 1);
          }}
        />
      ) : null}
      <Times key={changes} {...{ referral, today, requests, onHeld }} />
    </Screen>
  );
}

/** The times, also for whoever needs an interpreter. */
function Times(props: {
  referral: ReferralView;
  today: string;
  requests: HoldRequests;
  onHeld: (held: Held) => void;
}) {
  const { referral, today, requests, onHeld } = props;
  const { referralId } = referral;
  const [language, setLanguage] = useState<string>();
  return (
    <>
      <LanguageForm onChoose={setLanguage} />
      <TimesChoice
        key={language ?? ''}
        {...{ referralId, language, today }}
        patientId={referral.patient.patientId}
        verb="Choose this time"
        take={async (time, clashReason) => {
          const held = await requests.hold(referralId, time, { clashReason, language });
          rememberHold(held.booking);
          onHeld(held);
        }}
      />
    </>
  );
}

/** What only the prison is shown of a patient. */
function InPrison(props: { patient: PatientView; today: string; onChanged: () => void }) {
  return (
    <>
      <PatientEvents {...props} />
      <div className="bedside-actions">
        <WhereTheyAre patient={props.patient} />
        <PrisonNumber patient={props.patient} onSaved={props.onChanged} />
      </div>
    </>
  );
}

/** Those of this screen: a request without an answer is sent again under its id. */
export function useHoldRequests(): HoldRequests {
  const ask = useAsk();
  const { timers } = useServices();
  const [requests] = useState(
    () =>
      new HoldRequests({
        ask,
        pause: (ms) =>
          new Promise((resolve) => {
            timers.after(ms, resolve);
          }),
      }),
  );
  return requests;
}

function BookedScreen({ booking, onAnother }: { booking: BookingView; onAnother: () => void }) {
  const { patient, service, clinicianName, stationName, reference, beginsAt, link } = booking;
  const day = wallDateOf(new Date(booking.startsAt));
  return (
    <Screen title="The clinic is booked" testId="screen-booked" fresh>
      <div className="bedside-code">
        <p>Reference</p>
        <p className="bedside-code__code bedside-code__code--password" data-testid="reference">
          {reference}
        </p>
      </div>
      <Facts
        facts={[
          { name: 'Patient', value: `${patient.name}, ${identifiers(patient)}` },
          { name: 'Clinic', value: `${service}, ${clinicianName}` },
          { name: 'Time', value: whenWords(booking) },
          ...(link === undefined ? [{ name: 'Fetch at', value: clockAt(beginsAt) }] : []),
          { name: 'Where', value: `${stationName}, ${patient.siteName}` },
        ]}
      />
      <div className="bedside-actions">
        <Button data-testid="book-another" onClick={onAnother}>
          Book another clinic
        </Button>
        <Link className="nhsuk-button nhsuk-button--secondary" to={`/clinics/day?day=${day}`}>
          See that day
        </Link>
      </div>
    </Screen>
  );
}
