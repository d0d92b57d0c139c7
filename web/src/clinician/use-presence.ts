import { useState } from 'react';
import type { PresenceChoice } from '../../../domain/contract/commands.ts';
import type { Connection } from '../service/connection.ts';

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
  return { trouble, setTrouble, asked, told: dismiss, choose };
}
