import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { DomainError } from '../errors.ts';
import type { CallId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { stationAudience } from '../audience.ts';
import { transact } from '../transact.ts';
import { callEntry } from './call.ts';

/** Shows a text on the screen of a station whose call has not been answered, replacing the previous one. */
export async function messageStation(
  deps: Deps,
  actor: Actor,
  { callId, text }: { callId: CallId; text: string },
): Promise<void> {
  const person = requirePerson(actor, 'call:message');
  await transact(deps, async (tx) => {
    const call = await tx.calls.lock(callId);
    if (call?.organisationId !== person.organisationId) {
      throw new DomainError('not-found', 'no such call');
    }
    if (call.life.phase === 'active' || call.life.phase === 'ended') {
      throw new DomainError('wrong-phase', 'this call does not wait any more');
    }
    await tx.calls.setMessage(callId, { text, by: person.personId, at: tx.now });
    await tx.audit([callEntry(auditActor(person), call, 'call.messaged')]);
    await tx.tell('call:message', [stationAudience(call.stationId)]);
    tx.boardChanged(call.organisationId);
  });
}
