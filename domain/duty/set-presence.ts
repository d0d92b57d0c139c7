import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { clinicianAudience } from '../audience.ts';
import { type AuditEntry, auditEntry } from '../audit.ts';
import { wakeDispatcher } from '../calls/wake-dispatcher.ts';
import { lockOffer } from '../offers/lock-offer.ts';
import { releaseOffer } from '../offers/release.ts';
import { type Duty, type PresenceChoice, reachableForMs } from '../clinicians/presence.ts';
import { DomainError } from '../errors.ts';
import type { Deps, Transaction } from '../ports.ts';
import { type TellingTransaction, transact } from '../transact.ts';

/**
 * Goes on call, pauses or goes off call. What rings at a clinician who is leaving moves on at once. A visit or a
 * wrap-up that is running is not cut short; the choice holds from its end. Throws `reason-needed` for going on call
 * outside a shift without saying why, and for leaving waiting calls to nobody without saying to whom they were handed.
 */
export async function setPresence(deps: Deps, actor: Actor, choice: PresenceChoice): Promise<void> {
  const clinician = requirePerson(actor, 'presence:set');
  await transact(deps, async (tx) => {
    const before = await tx.clinicians.findDuty(clinician.personId);
    await requireReasons(tx, clinician, { choice, before });
    if (choice.to === 'available') {
      tx.afterCommit(() => wakeDispatcher(deps, clinician.organisationId));
    } else {
      await withdrawRinging(deps, tx, { clinician, reason: choice.to });
    }
    await tx.clinicians.setDuty(clinician.personId, {
      organisationId: clinician.organisationId,
      onCall: choice.to !== 'away',
      paused: choice.to === 'paused' ? choice.reason : null,
      idleSince: idleSince(before, choice, tx.now),
      outsideShiftReason: choice.to === 'available' ? (choice.outsideShiftReason ?? null) : null,
    });
    await tx.audit([presenceEntry(clinician, choice)]);
    await tx.tell('presence:changed', [clinicianAudience(clinician.personId)]);
    tx.boardChanged(clinician.organisationId);
  });
}

/** Signing out: off call, if on call at all. Waiting calls keep nobody from signing out; the board shows it. */
export async function goAway(deps: Deps, clinician: PersonActor): Promise<void> {
  if (clinician.roles.includes('clinician')) {
    await setPresence(deps, clinician, { to: 'away', handover: 'manager' });
  }
}

async function requireReasons(
  tx: Transaction,
  clinician: PersonActor,
  { choice, before }: { choice: PresenceChoice; before: Duty | undefined },
): Promise<void> {
  const wasOnCall = before?.onCall === true;
  if (choice.to === 'available' && !wasOnCall && choice.outsideShiftReason === undefined) {
    if ((await tx.rota.findCurrent(clinician.personId, tx.now)) === undefined) {
      throw new DomainError('reason-needed', 'you are not on the rota now: say why you go on call');
    }
  }
  if (choice.to === 'away' && wasOnCall && choice.handover === undefined) {
    const left = await leftAlone(tx, clinician);
    if (left > 0) {
      throw new DomainError(
        'reason-needed',
        `calls are waiting (${String(left)}): say to whom you hand over`,
      );
    }
  }
}

/** A clinician who leaves this many waiting need not know the exact number. */
const countedAtMost = 100;

/** How many calls wait while nobody else is free to take one. */
async function leftAlone(tx: Transaction, clinician: PersonActor): Promise<number> {
  const { organisationId, personId } = clinician;
  const waiting = (await tx.calls.listRoutable(organisationId, { limit: countedAtMost })).filter(
    ({ life }) => life.phase === 'waiting',
  );
  if (waiting.length === 0) {
    return 0;
  }
  const onCall = await tx.clinicians.listOnCall(organisationId, new Date(tx.now.getTime() - reachableForMs));
  const othersFree = onCall.some(
    ({ clinicianId, readiness }) => clinicianId !== personId && readiness === 'free',
  );
  return othersFree ? 0 : waiting.length;
}

function presenceEntry(clinician: PersonActor, choice: PresenceChoice): AuditEntry {
  const reason = choice.to === 'paused' ? choice.reason : null;
  const outside = choice.to === 'available' ? (choice.outsideShiftReason ?? null) : null;
  const handover = choice.to === 'away' ? (choice.handover ?? null) : null;
  return auditEntry(auditActor(clinician), {
    action: 'presence.set',
    about: { kind: 'person', id: clinician.personId, organisationId: clinician.organisationId },
    detail: { to: choice.to, reason, outsideShift: outside, handover },
  });
}

/**
 * Idleness counts from when they became available; it is not restarted by choosing it again, nor by coming back from
 * a missed call.
 */
function idleSince(before: Duty | undefined, choice: PresenceChoice, now: Date): Date {
  const wasFree = before?.onCall === true && (before.paused === null || before.paused === 'missed-a-call');
  return choice.to === 'available' && wasFree ? before.idleSince : now;
}

async function withdrawRinging(
  deps: Deps,
  tx: TellingTransaction,
  { clinician, reason }: { clinician: PersonActor; reason: 'paused' | 'away' },
): Promise<void> {
  const openOffer = await tx.clinicians.findOpenOfferOf(clinician.personId);
  const locked = openOffer && (await lockOffer(tx, openOffer.id));
  if (locked?.offer.state === 'ringing') {
    await releaseOffer(deps, tx, { locked, how: 'withdrawn', by: auditActor(clinician), reason });
  }
}
