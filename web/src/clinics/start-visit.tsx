import { useNavigate } from 'react-router';
import { startsAgainUntil } from '../../../domain/clinics/attendance.ts';
import { startsFrom } from '../../../domain/clinics/booking-rules.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { useAsk, useNow } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { startWords } from './clinic-words.ts';
import { useSending } from '../ui/form.tsx';
import { ProblemNote } from './screen.tsx';

/** Begins the visit of a booking, from a quarter of an hour before it is to begin; one that was cut short begins again. */
export function StartVisit({ booking }: { booking: BookingView }) {
  const { bookingId, patient, state, beginsAt } = booking;
  const ask = useAsk();
  const navigate = useNavigate();
  const now = useNow(Date.now);
  const { busy, problems, send } = useSending(async () => {
    await ask('startVisit', { params: { bookingId } });
    await navigate('/clinician');
    return [];
  });
  if (state !== 'booked' && state !== 'running' && !mayStartAgain(booking, now)) return null;
  if (startsFrom({ beginsAt: new Date(beginsAt) }).getTime() > now) return null;
  return (
    <>
      <ProblemNote>{problems[0]?.message ?? null}</ProblemNote>
      <Button
        small
        data-testid="start-visit"
        disabled={busy}
        onClick={() => {
          send().catch(reportError);
        }}
      >
        {startWords(state)}
        <span className="nhsuk-u-visually-hidden"> the visit of {patient.name}</span>
      </Button>
    </>
  );
}

/** Somebody may have hung up by mistake. */
function mayStartAgain({ state, outcome, doneAt }: BookingView, now: number): boolean {
  if (state !== 'done' || outcome !== null || doneAt === null) return false;
  return startsAgainUntil({ doneAt: new Date(doneAt) }).getTime() > now;
}
