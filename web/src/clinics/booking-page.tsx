import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Me } from '../../../domain/accounts/wire.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { type BookingId, bookingId as bookingIdSchema } from '../../../domain/ids.ts';
import { Documents } from '../booked/documents.tsx';
import { booksClinics } from '../account/roles.ts';
import { useAsk, useEndpoint, useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { BookingFacts } from './booking-facts.tsx';
import { ContactOfPatient } from './contact-fields.tsx';
import { WaitsAtLink } from './waits-at-link.tsx';
import { AddToCalendar, BookingMessages } from './booking-messages.tsx';
import { BookingTag, NotReached } from './booking-table.tsx';
import { CourseOf } from './booking-course.tsx';
import { CancelBooking } from './cancel-booking.tsx';
import { changedMeanwhile, isChanged } from './changed-meanwhile.ts';
import { whenWords } from './clinic-words.ts';
import { CorrectAttendance } from './correct-attendance.tsx';
import { detailsDraftOf } from './details-draft.ts';
import { DetailsForm } from './details-fields.tsx';
import { LettersOf } from './letters-of.tsx';
import type { RecordingRights } from './may-record.ts';
import { useToday } from './hooks.ts';
import { PreflightPanel } from './preflight-panel.tsx';
import { BackButton, Screen } from './screen.tsx';
import { SendLinkAgain } from './send-link.tsx';
import { TimesChoice } from './times-choice.tsx';
import { PrisonNumber } from './prison-number.tsx';
import { WhereTheyAre } from './where-they-are.tsx';

/** `/clinics/bookings/…`: one booking, and what can be done about it. */
export function BookingPage({ me }: { me: Me }) {
  const asked = bookingIdSchema.safeParse(useParams()['bookingId']);
  return asked.success ? (
    <OneBooking key={asked.data} bookingId={asked.data} me={me} />
  ) : (
    <p className="bedside-empty">There is no such booking.</p>
  );
}

function OneBooking({ bookingId, me }: { bookingId: BookingId; me: Me }) {
  const { loaded, reload } = useEndpoint('readBooking', { params: { bookingId } });
  if (loaded.state === 'loading') return <Loading what="the booking" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  return <Opened booking={loaded.value} {...rightsOf(me)} reread={reload} />;
}

type Doing = 'nothing' | 'notes' | 'move' | 'cancel';

/** Who holds the clinic or books it may record what became of it, and a manager (A29); the service decides whose it is. */
function rightsOf({ roles }: Me) {
  const recording: RecordingRights = {
    usual: roles.includes('clinician') || roles.includes('booker'),
    late: roles.includes('manager'),
  };
  return {
    /** A manager alone opens a booking to say what became of it, and has nothing else to do with it. */
    mayFollow: booksClinics(roles) || roles.includes('clinician'),
    mayChange: booksClinics(roles),
    isClinician: roles.includes('clinician'),
    ofPrison: roles.includes('prison-healthcare'),
    recording,
  };
}

type Rights = ReturnType<typeof rightsOf>;

function Opened(props: { booking: BookingView; reread: () => void } & Rights) {
  const { booking, mayFollow, mayChange, recording, ofPrison, reread } = props;
  const [doing, setDoing] = useState<Doing>('nothing');
  const [said, setSaid] = useState('');
  // Whoever comes back from another screen is to begin at this one's heading.
  const [returned, setReturned] = useState(false);
  const stop = () => {
    setDoing('nothing');
  };
  const back = () => {
    setReturned(true);
    stop();
  };
  const done = (words: string) => {
    setSaid(words);
    back();
    reread();
  };
  if (doing === 'notes') return <ChangeNotes {...{ booking, done }} onBack={back} />;
  if (doing === 'move') return <Move {...{ booking, done }} onBack={back} />;
  return (
    <Screen title={`Booking ${booking.reference}`} testId="screen-booking" fresh={returned}>
      <p role="status" data-testid="booking-said">
        {said === '' ? null : <span className="bedside-note bedside-clinics__said">{said}</span>}
      </p>
      <Standing booking={booking} />
      <BookingFacts booking={booking} />
      <PastOf {...props} />
      <CorrectAttendance booking={booking} rights={recording} done={done} />
      {mayFollow ? <Preparation booking={booking} ofPrison={ofPrison} /> : null}
      {ofPrison ? <PrisonActions booking={booking} onChanged={reread} /> : null}
      {mayChange ? <ContactOf booking={booking} onSent={reread} /> : null}
      {mayChange ? (
        <Actions
          booking={booking}
          onDo={(next) => {
            setSaid('');
            setDoing(next);
          }}
        />
      ) : null}
      {mayFollow ? <Following key={booking.version} booking={booking} /> : null}
      <p>
        <Link to="/clinics">Back to the list</Link>
      </p>
      {doing === 'cancel' ? <CancelBooking {...{ booking, done }} onClose={stop} /> : null}
    </Screen>
  );
}

/** What happened on its day, and what was written about it. */
function PastOf({ booking, mayFollow, isClinician }: { booking: BookingView } & Rights) {
  return (
    <>
      <CourseOf booking={booking} />
      <LettersOf {...{ booking, mayFollow, isClinician }} />
    </>
  );
}

function Standing({ booking }: { booking: BookingView }) {
  return (
    <p>
      <BookingTag booking={booking} /> <NotReached booking={booking} />
      <WaitsAtLink booking={booking} />
    </p>
  );
}

/** Whether all is ready, and what the clinician is to have seen. */
function Preparation({ booking, ofPrison }: { booking: BookingView; ofPrison: boolean }) {
  return (
    <>
      {booking.state === 'booked' ? <PreflightPanel booking={booking} ofPrison={ofPrison} /> : null}
      <Documents referralId={booking.referralId} mayAdd />
    </>
  );
}

/** The booking for the own calendar, and who was told of it. */
function Following({ booking }: { booking: BookingView }) {
  return (
    <>
      <AddToCalendar booking={booking} />
      <BookingMessages bookingId={booking.bookingId} />
    </>
  );
}

/** Of a patient at home: where they are reached, and their link once more. */
function ContactOf({ booking, onSent }: { booking: BookingView; onSent: () => void }) {
  return booking.link === undefined ? null : (
    <>
      {isKept(booking) ? <SendLinkAgain booking={booking} onSent={onSent} /> : null}
      <ContactOfPatient patientId={booking.patient.patientId} />
    </>
  );
}

/** Whether its visit is still to come, or runs. */
function isKept({ state }: BookingView): boolean {
  return state === 'booked' || state === 'running';
}

/** For who works in the prison: what the patient carries, and where they are. */
function PrisonActions({ booking, onChanged }: { booking: BookingView; onChanged: () => void }) {
  return (
    <div className="bedside-actions">
      {isKept(booking) ? (
        <Link
          className="nhsuk-button nhsuk-button--secondary"
          to={`/clinics/slips/${booking.bookingId}`}
          data-testid="open-slip"
        >
          Slip for the patient
        </Link>
      ) : null}
      <WhereTheyAre patient={booking.patient} />
      <PrisonNumber patient={booking.patient} onSaved={onChanged} />
    </div>
  );
}

function Actions({ booking, onDo }: { booking: BookingView; onDo: (doing: Doing) => void }) {
  const now = useNow(Date.now);
  if (!isKept(booking)) return null;
  if (booking.state === 'running' || Date.parse(booking.beginsAt) <= now) {
    return <p>It has begun, so it cannot be moved or cancelled any more.</p>;
  }
  const actions = [
    { doing: 'notes', label: 'Change the details', testId: 'change-notes' },
    { doing: 'move', label: 'Move to another time', testId: 'move-booking' },
    { doing: 'cancel', label: 'Cancel this booking', testId: 'cancel-booking' },
  ] as const;
  return (
    <div className="bedside-actions">
      {actions.map(({ doing, label, testId }) => (
        <Button
          key={doing}
          variant="secondary"
          data-testid={testId}
          onClick={() => {
            onDo(doing);
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

type Changing = { booking: BookingView; done: (said: string) => void; onBack: () => void };

function ChangeNotes({ booking, done, onBack }: Changing) {
  const ask = useAsk();
  const { bookingId, version, details } = booking;
  return (
    <Screen title="Change the details" testId="screen-notes" fresh>
      <BackButton testId="back-to-booking" onBack={onBack}>
        Leave the notes as they are
      </BackButton>
      <p>
        {booking.patient.name}, {whenWords(booking)}
      </p>
      <DetailsForm
        title="The details of the booking"
        startsAt={booking.startsAt}
        place={booking.outside}
        initial={detailsDraftOf(details)}
        send={{ label: 'Save the notes', testId: 'save-notes' }}
        onSend={async (changed): Promise<Problem[]> => {
          try {
            await ask('changeBookingDetails', { params: { bookingId }, body: { ...changed, version } });
            done('The notes are saved.');
          } catch (error) {
            if (!(await isChanged(ask, booking, error))) throw error;
            done(changedMeanwhile);
          }
          return [];
        }}
      />
    </Screen>
  );
}

function Move({ booking, done, onBack }: Changing) {
  const ask = useAsk();
  const today = useToday();
  const { bookingId, version, referralId } = booking;
  return (
    <Screen title="Move to another time" testId="screen-move" fresh>
      <BackButton testId="back-to-booking" onBack={onBack}>
        Keep the time
      </BackButton>
      <p>
        {booking.patient.name}, {booking.service}, now {whenWords(booking)}
      </p>
      <TimesChoice
        referralId={referralId}
        patientId={booking.patient.patientId}
        language={booking.details?.interpreterLanguage ?? undefined}
        today={today}
        verb="Move to this time"
        take={async ({ sessionId, stationId, startsAt }, clashReason) => {
          try {
            const body = { version, sessionId, stationId, startsAt, clashReason };
            const moved = await ask('moveBooking', { params: { bookingId }, body });
            done(`It is moved to ${whenWords(moved)}.`);
          } catch (error) {
            if (!(await isChanged(ask, booking, error))) throw error;
            done(changedMeanwhile);
          }
        }}
      />
    </Screen>
  );
}
