import type { Board, ClinicianState, WaitingEntry } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { asDuration } from '../service/clock.ts';
import { useServerNow } from '../service/hooks.ts';
import { type RingTone, useChime } from '../service/ring-tone.ts';
import { useLiveRead } from '../service/use-live-read.ts';
import { problemsOf } from '../ui/answer.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { AcuityTag } from './call-details.tsx';

/** The first call that waits and that this clinician could take; null without one. */
export function firstFor(own: string, { waiting, clinicians }: Board): WaitingEntry | null {
  const self = clinicians.find(({ clinicianId }) => clinicianId === own);
  const skills = self?.skills ?? [];
  return (
    waiting.find(({ requiredSkills }) => requiredSkills.every((skill) => skills.includes(skill))) ?? null
  );
}

/**
 * A call that waits, where the board is not on the screen: seen, heard, and taken with one press. A write-up that it
 * interrupts stays on the list with all that has been typed.
 */
export function WaitingBanner(props: {
  state: ClinicianState;
  connection: Connection;
  tone: RingTone;
  onTaking: () => void;
  onGoOnCall: () => void;
}) {
  const { state, connection, tone, onTaking, onGoOnCall } = props;
  const { board } = useLiveRead(connection, 'board:read');
  const now = useServerNow(connection);
  const away = state.presence.state === 'away';
  // Somebody who is away is in no board, so nobody knows here what they are able to.
  const first =
    board === null ? null : away ? (board.waiting[0] ?? null) : firstFor(state.clinician.clinicianId, board);
  const callId = first?.callId ?? null;
  useChime(tone, { about: callId, again: !away });
  const { busy, problems, send } = useSending(async () => {
    if (callId === null) return [];
    onTaking();
    const answer = await connection.command('call:take', { callId, reason: 'nobody-else' });
    await connection.refresh();
    return problemsOf(answer);
  });
  if (first === null) return null;
  return (
    <section className="bedside-waiting-banner" role="alert" data-testid="waiting-banner">
      <p>
        <AcuityTag acuity={first.acuity} /> <strong>{first.siteName} is waiting for a clinician</strong>{' '}
        <span aria-hidden="true">({asDuration(now - Date.parse(first.placedAt))})</span>
      </p>
      <ErrorSummary problems={problems} />
      <Button
        small
        data-testid="take-waiting"
        disabled={busy}
        onClick={() => {
          if (away) onGoOnCall();
          else send().catch(reportError);
        }}
      >
        {away ? 'Go on call' : 'Take this call'}
      </Button>
    </section>
  );
}
