import { useState } from 'react';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { useSending } from '../ui/form.tsx';
import { linkSentWords } from './contact-words.ts';
import { ProblemNote } from './screen.tsx';

/** For a clerk: the link of a patient at home once more, who has lost it or whom nothing has reached. */
export function SendLinkAgain({ booking, onSent }: { booking: BookingView; onSent: () => void }) {
  const ask = useAsk();
  const [said, setSaid] = useState('');
  const { busy, problems, send } = useSending(async () => {
    const { sent } = await ask('sendLinkAgain', { params: { bookingId: booking.bookingId } });
    setSaid(linkSentWords(sent));
    onSent();
    return [];
  });
  return (
    <>
      <Button
        variant="secondary"
        small
        disabled={busy}
        data-testid="send-link-again"
        onClick={() => {
          setSaid('');
          send().catch(reportError);
        }}
      >
        Send the link again
      </Button>
      <div role="status" data-testid="link-said">
        {said === '' ? null : <p className="bedside-note">{said}</p>}
      </div>
      <ProblemNote>{problems[0]?.message ?? null}</ProblemNote>
    </>
  );
}
