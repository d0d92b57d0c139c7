import { useState } from 'react';
import type { DocumentKind } from '../../../domain/clinics/preflight.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { ApiError } from '../service/api.ts';
import { asDuration } from '../service/clock.ts';
import { useAsk, useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { useText } from '../ui/form.tsx';
import { Announcement } from '../ui/status.tsx';
import { clockAt, identifiers, whenWords } from './clinic-words.ts';
import { emptyDetails } from './details-draft.ts';
import { DetailsForm } from './details-fields.tsx';
import { forgetHold, type Held } from './hold.ts';
import { askedDocuments, DocumentsAsked } from './documents-asked.tsx';
import { BackButton, Facts, Screen } from './screen.tsx';

type Props = { held: Held; onBooked: (booking: BookingView) => void; onBack: () => void };

/** The last screen of a booking: the time is held while the rest is filled in. */
export function HeldScreen({ held, onBooked, onBack }: Props) {
  const now = useNow(Date.now);
  const [over, setOver] = useState(false);
  const leftMs = held.endsAt - now;
  if (over || leftMs <= 0) return <RanOut onBack={onBack} />;
  return (
    <Screen title="Book a clinic: the details" testId="screen-details" fresh>
      <BackButton testId="back-to-times" onBack={onBack}>
        Choose another time
      </BackButton>
      <WhatIsHeld booking={held.booking} />
      <HeldUntil booking={held.booking} leftMs={leftMs} />
      <Details
        {...{ held, onBooked }}
        onOver={() => {
          setOver(true);
        }}
      />
    </Screen>
  );
}

function Details(props: Pick<Props, 'held' | 'onBooked'> & { onOver: () => void }) {
  const { held, onBooked, onOver } = props;
  const ask = useAsk();
  const params = { bookingId: held.booking.bookingId };
  const [kinds, setKinds] = useState<DocumentKind[]>([]);
  const other = useText('');
  return (
    <DetailsForm
      title="The details of the booking"
      initial={{ ...emptyDetails, interpreter: held.language ?? '' }}
      startsAt={held.booking.startsAt}
      place={held.booking.outside}
      send={{ label: 'Book', testId: 'book' }}
      onSend={async (details): Promise<Problem[]> => {
        if (kinds.includes('other') && other.value.trim() === '') {
          return [{ message: 'Say which other document is needed', field: 'document-other' }];
        }
        try {
          const documents = askedDocuments(kinds, other.value);
          const booking = await ask('confirmBooking', { params, body: { ...details, documents } });
          forgetHold();
          onBooked(booking);
        } catch (error) {
          // The service's clock decides, not this one.
          if (!(error instanceof ApiError) || !['expired', 'wrong-phase'].includes(error.code)) throw error;
          onOver();
        }
        return [];
      }}
    >
      <DocumentsAsked kinds={kinds} onChange={setKinds} other={other.bind} />
    </DetailsForm>
  );
}

/** Said plainly, and one button back. */
function RanOut({ onBack }: Pick<Props, 'onBack'>) {
  return (
    <Screen title="The ten minutes are over" testId="screen-ran-out" fresh>
      <p>The time is not held for you any more, and nothing has been booked. It may still be free.</p>
      <Button data-testid="times-again" onClick={onBack}>
        Back to the times
      </Button>
    </Screen>
  );
}

function WhatIsHeld({ booking }: { booking: BookingView }) {
  const { patient, service, clinicianName, stationName, beginsAt, link } = booking;
  return (
    <Facts
      facts={[
        { name: 'Patient', value: `${patient.name}, ${identifiers(patient)}` },
        { name: 'Clinic', value: `${service}, ${clinicianName}` },
        { name: 'Time', value: whenWords(booking) },
        ...(link === undefined ? [{ name: 'Fetch at', value: clockAt(beginsAt) }] : []),
        { name: 'Where', value: `${stationName}, ${patient.siteName}` },
      ]}
    />
  );
}

/** Until when it is held. Only what matters is read out: it changes every second. */
function HeldUntil({ booking, leftMs }: { booking: BookingView; leftMs: number }) {
  return (
    <>
      <p className="bedside-note" data-testid="held-until">
        {booking.heldUntil === null ? 'Held for you.' : `Held for you until ${clockAt(booking.heldUntil)}.`}{' '}
        <span aria-hidden="true">
          <span className="bedside-clinics__left">{asDuration(leftMs)}</span> left
        </span>
      </p>
      <Announcement>{warning(leftMs)}</Announcement>
    </>
  );
}

function warning(leftMs: number): string {
  if (leftMs > 300_000) return '';
  return leftMs > 60_000
    ? 'Less than five minutes are left to book this time.'
    : 'Less than one minute is left to book this time.';
}
