import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience, wakeDispatcher } from '../calls/announce.ts';
import { announceRequeued, letGo, lockOffer, type Requeued } from '../calls/answer.ts';
import type { PresenceChoice } from '../contract/commands.ts';
import type { Deps, Transaction } from '../ports.ts';
import type { Duty } from './presence.ts';

/**
 * Goes on call, pauses or goes off call. What rings at a clinician who is leaving moves on at once. A visit or a
 * wrap-up that is running is not cut short; the choice holds from its end.
 */
export async function setPresence(deps: Deps, actor: Actor, choice: PresenceChoice): Promise<void> {
  const clinician = requirePerson(actor, 'presence:set');
  const requeued = await deps.store.transact(async (tx) => {
    const moved = choice.to === 'available' ? undefined : await withdrawRinging(tx, clinician, choice.to);
    const before = await tx.clinicians.findDuty(clinician.personId);
    await tx.clinicians.setDuty(clinician.personId, {
      organisationId: clinician.organisationId,
      onCall: choice.to !== 'away',
      paused: choice.to === 'paused' ? choice.reason : null,
      idleSince: idleSince(before, choice, tx.now),
    });
    await tx.audit([
      {
        actor: auditActor(clinician),
        organisationId: clinician.organisationId,
        action: 'presence.set',
        subject: { kind: 'person', id: clinician.personId },
        detail: { to: choice.to, reason: choice.to === 'paused' ? choice.reason : null },
      },
    ]);
    await tx.raise([clinicianAudience(clinician.personId)]);
    return moved;
  });
  await Promise.all([
    announceRequeued(deps, requeued),
    deps.facts.tell('presence:changed', [clinicianAudience(clinician.personId)]),
    choice.to === 'available' ? wakeDispatcher(deps, clinician.organisationId) : undefined,
  ]);
  deps.facts.boardChanged(clinician.organisationId);
}

/** Signing out: off call, when on call at all. */
export async function goAway(deps: Deps, clinician: PersonActor): Promise<void> {
  if (clinician.roles.includes('clinician')) {
    await setPresence(deps, clinician, { to: 'away' });
  }
}

/** Idleness counts from when they became available, and is not renewed by saying so twice. */
function idleSince(before: Duty | undefined, choice: PresenceChoice, now: Date): Date {
  const wasAvailable = before?.onCall === true && before.paused === null;
  return choice.to === 'available' && wasAvailable ? before.idleSince : now;
}

async function withdrawRinging(
  tx: Transaction,
  clinician: PersonActor,
  reason: 'paused' | 'away',
): Promise<Requeued | undefined> {
  const held = await tx.clinicians.findHeld(clinician.personId);
  const found = held && (await lockOffer(tx, held.id));
  if (found?.offer.state !== 'ringing') {
    return undefined;
  }
  return letGo(tx, { ...found, how: 'withdrawn', by: auditActor(clinician), reason });
}
