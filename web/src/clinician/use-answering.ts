import { useState } from 'react';
import type { DeclineReason } from '../../../domain/calls/call.ts';
import type { Answer, Refusal } from '../../../domain/contract/commands.ts';
import type { OfferView } from '../../../domain/contract/views.ts';
import type { Connection } from '../service/connection.ts';

/** Saying yes or no to a ringing call, once. `onLost` when it had already gone elsewhere. */
export function useAnswering(options: {
  offer: OfferView;
  connection: Connection;
  onAccepting: () => void;
  onLost: (refusal: Refusal) => void;
}) {
  const { offer, connection, onAccepting, onLost } = options;
  const [answering, setAnswering] = useState<'accept' | 'decline' | null>(null);
  const say = async (what: 'accept' | 'decline', command: () => Promise<Answer<unknown>>) => {
    setAnswering(what);
    const before = connection.audience.get()?.seq;
    const answer = await command();
    if (!answer.ok) {
      setAnswering(null);
      onLost(answer);
    }
    // The fact usually comes before the answer; reading the state again would only hold up the first picture.
    if (!answer.ok || connection.audience.get()?.seq === before) await connection.refresh();
  };
  const { offerId } = offer;
  const accept = () => {
    performance.mark('bedside:accepted');
    onAccepting();
    say('accept', () => connection.command('offer:accept', { offerId })).catch(reportError);
  };
  const decline = (reason: DeclineReason) => {
    say('decline', () => connection.command('offer:decline', { offerId, reason })).catch(reportError);
  };
  return { answering, accept, decline };
}
