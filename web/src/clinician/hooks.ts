import { useEffect, useState } from 'react';
import type { DeclineReason } from '../../../domain/calls/call.ts';
import type { PresenceChoice } from '../../../domain/clinicians/presence.ts';
import type { Answer, Refusal } from '../../../domain/contract/commands.ts';
import type { OfferView, VisitView } from '../../../domain/states/wire.ts';
import { listeningTo, SoundWatch } from '../room/quality/sound-watch.ts';
import type { RoomSession } from '../room/session/room-session.ts';
import { type Connection, mayPass } from '../service/connection.ts';
import { useServices } from '../service/services.ts';
import { RingBeat } from './ring-beat.ts';

const acceptAgainMs = 1000;

/** Saying yes or no to a ringing call, once. `onLost` when it had already gone elsewhere. */
export function useAnswering(options: {
  offer: OfferView;
  connection: Connection;
  onAccepting: () => void;
  onLost: (refusal: Refusal) => void;
}) {
  const { offer, connection, onAccepting, onLost } = options;
  const { timers } = useServices();
  const [answering, setAnswering] = useState<'accept' | 'decline' | null>(null);
  const say = async (what: 'accept' | 'decline', command: () => Promise<Answer<unknown>>) => {
    setAnswering(what);
    const before = connection.audience.get()?.seq;
    const answer = await command();
    if (!answer.ok) {
      setAnswering(null);
      onLost(answer);
    }
    // The fact usually comes before the answer; reading the state again would only delay the first picture.
    if (!answer.ok || connection.audience.get()?.seq === before) await connection.refresh();
  };
  const { offerId } = offer;
  /** While the service cannot keep the answer it is given again, for as long as it rings here. */
  const acceptUntilKept = async (): Promise<Answer<unknown>> => {
    for (;;) {
      const answer = await connection.command('offer:accept', { offerId });
      const state = connection.audience.get()?.state;
      const rings = state?.kind === 'clinician' && state.offer?.offerId === offerId;
      if (answer.ok || !mayPass(answer) || !rings) return answer;
      await new Promise<void>((resolve) => {
        timers.after(acceptAgainMs, resolve);
      });
    }
  };
  const accept = () => {
    performance.mark('bedside:accepted');
    onAccepting();
    say('accept', acceptUntilKept).catch(reportError);
  };
  const decline = (reason: DeclineReason) => {
    say('decline', () => connection.command('offer:decline', { offerId, reason })).catch(reportError);
  };
  return { answering, accept, decline };
}

/** Setting one's own readiness: what went wrong with it, and which reason the service asks for first. */
export function usePresence(connection: Connection) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asked, setAsked] = useState<'outside-shift' | 'handover' | null>(null);
  const set = async (choice: PresenceChoice) => {
    const answer = await connection.command('presence:set', choice);
    await connection.refresh();
    if (answer.ok) return;
    if (answer.code === 'reason-needed') setAsked(choice.to === 'away' ? 'handover' : 'outside-shift');
    else setTrouble(answer.message);
  };
  const choose = (choice: PresenceChoice) => {
    setTrouble(null);
    set(choice).catch(reportError);
  };
  const dismiss = () => {
    setAsked(null);
  };
  return { trouble, setTrouble, asked, dismiss, choose };
}

/** Says to the service that a call rings here, for as long as the page is mounted. */
export function useRingBeat(connection: Connection): void {
  const { timers } = useServices();
  const [beat] = useState(() => new RingBeat({ connection, timers }));
  useEffect(() => {
    beat.open();
    return () => {
      beat.close();
    };
  }, [beat]);
}

/** The clinician whose visit it is listens, as long as the visit is on the screen. */
export function useSoundWatch(
  { visitId, role }: Pick<VisitView, 'visitId' | 'role'>,
  { connection, session }: { connection: Connection; session: RoomSession },
): void {
  const { timers } = useServices();
  useEffect(() => {
    if (role !== 'lead') return;
    const watch = new SoundWatch({
      // A browser without a connection of its own cannot say whose fault the silence is, nor tell the service.
      listening: () =>
        connection.link.get().status === 'connected' ? listeningTo(session.view.get()) : 'unknown',
      isKnownLost: () => isKnownLost(connection, visitId),
      tell: (sound) => connection.command('visit:report-sound', { visitId, sound }),
    });
    return watch.open(timers);
  }, [visitId, role, connection, session, timers]);
}

function isKnownLost(connection: Connection, visitId: VisitView['visitId']): boolean {
  const state = connection.audience.get()?.state;
  const visit = state?.kind === 'clinician' ? state.visit : null;
  return visit?.visitId === visitId && visit.sound.lostAt !== null;
}
