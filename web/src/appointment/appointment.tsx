import { endpoints } from '../../../domain/contract/rest.ts';
import type { AppointmentView } from '../../../domain/clinics/link-wire.ts';
import { clockOf } from '../../../domain/rota/wall-clock.ts';
import { DevicePreview } from '../room/view/preview.tsx';
import { useState } from 'react';
import { ask } from '../service/api.ts';
import { messageOf, useNow } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';
import {
  cancelledWords,
  cannotComeWords,
  dayWords,
  delayWords,
  helpWords,
  lateJoinWords,
  overWords,
  timeWords,
  zoneWords,
} from './appointment-words.ts';

type Props = {
  secret: string;
  appointment: AppointmentView;
  /** Why they do not wait any more, where something has stopped it. */
  stopped: string | null;
  onJoin: (name: string) => void;
  onChanged: () => void;
};

/** When it is and with whom, how to prepare, and from half an hour before, the way in. */
export function Appointment({ secret, appointment, stopped, onJoin, onChanged }: Props) {
  const { state, joinable } = appointment;
  return (
    <Page title={titles[state]}>
      <div className="bedside-narrow" data-testid="appointment" data-state={state}>
        <h1 className="nhsuk-heading-l">{titles[state]}</h1>
        <div role="status">
          {stopped === null ? null : <p className="bedside-note bedside-note--problem">{stopped}</p>}
          <Changed appointment={appointment} />
        </div>
        <WhenAndWho appointment={appointment} />
        {state === 'booked' ? (
          <>
            <Late appointment={appointment} />
            <TimeOver appointment={appointment} />
            <Note appointment={appointment} />
            {joinable ? <Join onJoin={onJoin} /> : <NotYet appointment={appointment} />}
            <Prepare checksHere={joinable} />
            <h2 className="nhsuk-heading-m">Your calendar</h2>
            <SaveToCalendar secret={secret} />
            <CannotCome {...{ secret, appointment, onChanged }} />
          </>
        ) : null}
        {state === 'cancelled' ? <SaveToCalendar secret={secret} cancelled /> : null}
        <NeedHelp appointment={appointment} />
      </div>
    </Page>
  );
}

const titles: Record<AppointmentView['state'], string> = {
  booked: 'Your video appointment',
  cancelled: 'Your video appointment was cancelled',
  over: 'Your video appointment is over',
};

/** What is not any more as it was told first. */
function Changed({ appointment }: Pick<Props, 'appointment'>) {
  const { state, moved } = appointment;
  if (state === 'cancelled') {
    return (
      <p className="bedside-note" data-testid="appointment-cancelled">
        {cancelledWords(appointment)}
      </p>
    );
  }
  if (state === 'over') {
    return (
      <p className="bedside-note" data-testid="appointment-over">
        {overWords(appointment)}
      </p>
    );
  }
  return moved ? (
    <p className="bedside-note" data-testid="appointment-moved">
      <strong>The time has changed.</strong> This is the new time.
    </p>
  ) : null;
}

function WhenAndWho({ appointment }: Pick<Props, 'appointment'>) {
  const { startsAt, zone, clinicianName, service, organisationName } = appointment;
  return (
    <dl className="bedside-clinic-facts">
      <div>
        <dt>Day</dt>
        <dd data-testid="appointment-day">{dayWords(startsAt)}</dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd data-testid="appointment-time">
          {timeWords(appointment)}, {zoneWords(zone)}
        </dd>
      </div>
      <div>
        <dt>With</dt>
        <dd>{clinicianName}</dd>
      </div>
      <div>
        <dt>Clinic</dt>
        <dd>
          {service}, {organisationName}
        </dd>
      </div>
    </dl>
  );
}

/** What the clinic wants of the patient before the appointment, such as not to eat. */
function Note({ appointment: { note } }: Pick<Props, 'appointment'>) {
  return note === null ? null : (
    <p className="bedside-note" data-testid="appointment-note">
      <strong>Please note</strong>
      <span className="bedside-clinics__written">{note}</span>
    </p>
  );
}

/** Said as soon as it is known. */
function Late({ appointment: { delay, startsAt } }: Pick<Props, 'appointment'>) {
  const now = useNow(Date.now);
  return (
    <div role="status">
      {delay.is === 'late' ? (
        <p className="bedside-note" data-testid="appointment-late">
          <strong>{delayWords(delay)}</strong> {lateJoinWords({ startsAt }, now)}
        </p>
      ) : null}
    </div>
  );
}

function NotYet({ appointment: { joinsFrom } }: Pick<Props, 'appointment'>) {
  return (
    <p className="bedside-note" data-testid="not-yet">
      <strong>
        You can join here from {clockOf(new Date(joinsFrom))} on {dayWords(joinsFrom)}.
      </strong>{' '}
      Keep this link, and open it again then.
    </p>
  );
}

/** Whoever waits then may have been forgotten, and whoever comes then is late. */
export function TimeOver({ appointment: { endsAt } }: Pick<Props, 'appointment'>) {
  if (Date.parse(endsAt) > useNow(Date.now)) return null;
  return (
    <p className="bedside-note" data-testid="time-over">
      The time of this appointment was over at {clockOf(new Date(endsAt))}. You can still wait here. If nobody
      has seen you, ring the clinic as well.
    </p>
  );
}

/** The name is typed by whoever is there: the clinician compares it with who is booked. */
function Join({ onJoin }: Pick<Props, 'onJoin'>) {
  const name = useText('');
  const join = (): Promise<Problem[]> => {
    const body = endpoints.waitForAppointment.body.shape.name.safeParse(name.value);
    if (!body.success) return Promise.resolve([{ message: 'Enter your name', field: 'appointment-name' }]);
    onJoin(body.data);
    return Promise.resolve([]);
  };
  const { busy, problems, send, errorOf } = useSending(join);
  return (
    <Form send={send} aria-label="Join the appointment">
      <ErrorSummary problems={problems} />
      <h2 className="nhsuk-heading-m">Join</h2>
      <TextField
        id="appointment-name"
        label="Your full name"
        hint="The clinician checks it with you"
        autoComplete="name"
        maxLength={60}
        data-testid="appointment-name"
        error={errorOf('appointment-name')}
        {...name.bind}
      />
      <h3 className="nhsuk-heading-s">Camera and microphone</h3>
      <DevicePreview />
      <Button type="submit" data-testid="join-appointment" disabled={busy}>
        Join
      </Button>
      <p>You wait until the clinician lets you in. Until then nobody sees or hears you.</p>
    </Form>
  );
}

/** Camera and microphone are asked for only when somebody wants to try them. */
function Prepare({ checksHere }: { checksHere: boolean }) {
  const [trying, setTrying] = useState(false);
  return (
    <>
      <h2 className="nhsuk-heading-m">How to prepare</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        <li>Use a telephone, tablet or computer with a camera, and a good connection.</li>
        <li>Find a quiet place where nobody overhears you, with light on your face.</li>
        <li>Have your medicines, or a list of them, beside you.</li>
        <li>Somebody you trust may be with you. Tell the clinician who is there.</li>
      </ul>
      {checksHere ? null : (
        <>
          <h3 className="nhsuk-heading-s">Try your camera and microphone</h3>
          {trying ? (
            <DevicePreview />
          ) : (
            <Button
              variant="secondary"
              small
              data-testid="try-devices"
              onClick={() => {
                setTrying(true);
              }}
            >
              Try them now
            </Button>
          )}
        </>
      )}
    </>
  );
}

function SaveToCalendar({ secret, cancelled = false }: { secret: string; cancelled?: boolean }) {
  const [problem, setProblem] = useState<string | null>(null);
  const save = async () => {
    const text = await ask('exportAppointment', { body: { secret } });
    saveFile({ name: 'appointment.ics', type: 'text/calendar', text });
  };
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="save-appointment"
        onClick={() => {
          setProblem(null);
          save().catch((error: unknown) => {
            setProblem(messageOf(error));
          });
        }}
      >
        {cancelled ? 'Take it out of your calendar' : 'Add to your calendar'}
      </Button>
      <div role="alert">
        {problem === null ? null : <p className="bedside-note bedside-note--problem">{problem}</p>}
      </div>
    </>
  );
}

function CannotCome({ secret, appointment, onChanged }: Pick<Props, 'secret' | 'appointment' | 'onChanged'>) {
  const { cannotCome, startsAt, changeable } = appointment;
  const { said, question } = cannotComeWords(changeable);
  const now = useNow(Date.now);
  if (cannotCome) {
    return (
      <>
        <h2 className="nhsuk-heading-m">If you cannot come</h2>
        <p className="bedside-note" data-testid="told-cannot-come">
          {said}
        </p>
      </>
    );
  }
  if (Date.parse(startsAt) <= now) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">If you cannot come</h2>
      <ConfirmedButton
        label="I cannot come"
        testId="cannot-come"
        small
        question={{
          title: 'Tell the clinic that you cannot come?',
          text: question,
          yes: 'Yes, tell them',
          yesTestId: 'confirm-cannot-come',
          no: 'No, I will come',
          kept: 'The appointment stands.',
        }}
        act={async () => {
          await ask('sayCannotCome', { body: { secret } });
          onChanged();
          return [];
        }}
      />
    </>
  );
}

/** What to do when it does not work. */
export function NeedHelp({ appointment }: Pick<Props, 'appointment'>) {
  const { phone, organisationName, state } = appointment;
  const { heading, first } = helpWords({ state });
  return (
    <>
      <h2 className="nhsuk-heading-m">{heading}</h2>
      {phone === null ? (
        <p>
          {first} {organisationName}.
        </p>
      ) : (
        <p>
          {first} {organisationName} on <a href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>{phone}</a>.
        </p>
      )}
      <p>
        If you become seriously unwell, do not wait for the appointment: call 999. For advice at any time, use
        NHS 111.
      </p>
    </>
  );
}
