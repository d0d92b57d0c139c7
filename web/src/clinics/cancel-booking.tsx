import { useState } from 'react';
import { cancelCodes } from '../../../domain/clinics/cancel-codes.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { useAsk } from '../service/hooks.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { changedMeanwhile, isChanged } from './changed-meanwhile.ts';
import { whenWords } from './clinic-words.ts';
import { type ReasonDraft, readReason, ReasonFields } from './reason-fields.tsx';

/** Cancels a booking for a reason, and says what becomes of the referral. */
export function CancelBooking(props: {
  booking: BookingView;
  done: (said: string) => void;
  onClose: () => void;
}) {
  const { booking, done, onClose } = props;
  const { bookingId, version } = booking;
  const ask = useAsk();
  const [draft, setDraft] = useState<ReasonDraft>({ code: null, text: '' });
  const send = async (): Promise<Problem[]> => {
    const read = readReason(draft);
    if ('problems' in read) return read.problems;
    try {
      await ask('cancelBooking', { params: { bookingId }, body: { version, ...read.reason } });
      done(saidOf(read.reason.code));
    } catch (error) {
      if (!(await isChanged(ask, booking, error))) throw error;
      done(changedMeanwhile);
    }
    return [];
  };
  return (
    <FormDialog
      title="Cancel this booking?"
      confirm={{ label: 'Yes, cancel it', testId: 'confirm-cancel' }}
      refuse="No, keep it"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {booking.patient.name}, {booking.service}, {whenWords(booking)}
          </p>
          <ReasonFields
            draft={draft}
            except={['session-cancelled']}
            place={booking.outside}
            errorOf={errorOf}
            onChange={setDraft}
          />
        </>
      )}
    </FormDialog>
  );
}

function saidOf(code: keyof typeof cancelCodes): string {
  return cancelCodes[code].referral === 'closed'
    ? 'The booking is cancelled, and the referral is closed.'
    : 'The booking is cancelled. The referral waits again, at its old place in the list.';
}
