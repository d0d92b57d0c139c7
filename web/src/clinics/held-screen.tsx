import { type ChangeEvent, useState } from 'react';
import type { DocumentKind } from '../../../domain/clinics/preflight.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type { ReferralId } from '../../../domain/ids.ts';
import { ApiError } from '../service/api.ts';
import { asDuration } from '../service/clock.ts';
import { useAsk, useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { Problem } from '../ui/errors.tsx';
import { Announcement } from '../ui/status.tsx';
import { clockAt, identifiers, whenWords } from './clinic-words.ts';
import { type DetailsDraft, emptyDetails } from './details-draft.ts';
import { DetailsForm } from './details-fields.tsx';
import { forgetHold, type Held } from './hold.ts';
import { askedDocuments, DocumentsAsked } from './documents-asked.tsx';
import { BackButton, Facts, Screen } from './screen.tsx';

/** What is typed of a booking while its time is held; kept in the memory of the page only, because it is about a patient. */
type Typed = { details: DetailsDraft; kinds: DocumentKind[]; other: string };

/** What has been typed of each referral, until it is booked: whoever goes back to the times types nothing again. */
export type TypedDetails = Map<ReferralId, Typed>;

/** Of a page on which bookings are made. */
export function useTypedDetails(): TypedDetails {
  return useState<TypedDetails>(() => new Map())[0];
}

type Props = {
  held: Held;
  typed: TypedDetails;
  onBooked: (booking: BookingView) => void;
  onBack: () => void;
};

/** The last screen of a booking: the time is held while the rest is filled in. */
export function HeldScreen({ held, typed, onBooked, onBack }: Props) {
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
        {...{ held, typed, onBooked }}
        onOver={() => {
          setOver(true);
        }}
      />
    </Screen>
  );
}

function Details(props: Omit<Props, 'onBack'> & { onOver: () => void }) {
  const { held, typed, onBooked, onOver } = props;
  const draft = useDraft(held, typed);
  const ask = useAsk();
  const params = { bookingId: held.booking.bookingId };
  const { kinds, other } = draft;
  return (
    <DetailsForm
      title="The details of the booking"
      initial={draft.initial}
      onDraft={draft.keepDetails}
      startsAt={held.booking.startsAt}
      place={held.booking.outside}
      send={{ label: 'Book', testId: 'book' }}
      onSend={async (details): Promise<Problem[]> => {
        if (kinds.includes('other') && other.trim() === '') {
          return [{ message: 'Say which other document is needed', field: 'document-other' }];
        }
        try {
          const documents = askedDocuments(kinds, other);
          const booking = await ask('confirmBooking', { params, body: { ...details, documents } });
          forgetHold();
          typed.delete(held.booking.referralId);
          onBooked(booking);
        } catch (error) {
          // The service's clock decides, not this one.
          if (!(error instanceof ApiError) || !['expired', 'wrong-phase'].includes(error.code)) throw error;
          onOver();
        }
        return [];
      }}
    >
      <DocumentsAsked kinds={kinds} onChange={draft.keepKinds} other={draft.otherBind} />
    </DetailsForm>
  );
}

/** What was typed before for this referral, and what is typed now; an interpreter who is held with the time stands before it. */
function useDraft({ booking: { referralId }, language }: Held, typed: TypedDetails) {
  const [now, setNow] = useState<Typed>(() => {
    const before = typed.get(referralId) ?? { details: emptyDetails, kinds: [], other: '' };
    const interpreter = language ?? before.details.interpreter;
    return { ...before, details: { ...before.details, interpreter } };
  });
  const [initial] = useState(now.details);
  const keep = (change: Partial<Typed>) => {
    const next = { ...now, ...change };
    setNow(next);
    typed.set(referralId, next);
  };
  return {
    initial,
    kinds: now.kinds,
    other: now.other,
    keepDetails: (details: DetailsDraft) => {
      keep({ details });
    },
    keepKinds: (kinds: DocumentKind[]) => {
      keep({ kinds });
    },
    otherBind: {
      value: now.other,
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
        keep({ other: target.value });
      },
    },
  };
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
