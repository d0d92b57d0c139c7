import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { type TellingTransaction, transact } from '../transact.ts';
import { originEntry, type Visit } from '../visits/visit.ts';
import { lockLedVisit, tellVisit } from '../visits/visit-lock.ts';
import { DomainError } from '../errors.ts';
import { telephoneSite } from '../escalation/telephone-site.ts';
import type { VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';

/** Telephone only: a text would ring some sites a second time, and there is nothing to open. */
const channels = ['voice'] as const;

/**
 * The last resort when not even sound gets through. The browser of the visit's own clinician does not hear the
 * station any more, or hears it again: both screens say so, and the first time in a visit the site's telephone is
 * rung. Idempotent.
 */
export async function reportSound(
  deps: Deps,
  actor: Actor,
  { visitId, sound }: { visitId: VisitId; sound: 'lost' | 'back' },
): Promise<void> {
  const clinician = requirePerson(actor, 'visit:telephone');
  const lost = sound === 'lost';
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, clinician, visitId);
    const before = await tx.lostSound.get(visitId);
    if ((before.lostAt !== null) === lost) {
      return;
    }
    await tx.lostSound.setLostAt(visitId, lost ? tx.now : null);
    const action = lost ? 'visit.sound-lost' : 'visit.sound-back';
    await tx.audit([originEntry(auditActor(clinician), visit, action)]);
    if (lost && !before.siteRung && (await makeRing(deps, tx, visit))) {
      await tx.audit([originEntry({ kind: 'system' }, visit, 'visit.site-rung')]);
    }
    await tellVisit(tx, visit);
  });
}

/**
 * The clinician has the site's telephone rung before the service decides to. Once a visit: idempotent, also after the
 * service has done so. Throws `conflict` where it cannot be rung.
 */
export async function ringSite(deps: Deps, actor: Actor, { visitId }: { visitId: VisitId }): Promise<void> {
  const clinician = requirePerson(actor, 'visit:telephone');
  await transact(deps, async (tx) => {
    const visit = await lockLedVisit(tx, clinician, visitId);
    const { siteRung } = await tx.lostSound.get(visitId);
    if (siteRung) {
      return;
    }
    if (!(await makeRing(deps, tx, visit))) {
      throw new DomainError('conflict', await whyNot(tx, visit));
    }
    await tx.audit([originEntry(auditActor(clinician), visit, 'visit.site-rung')]);
    await tellVisit(tx, visit);
  });
}

/** False where the site or the service has no telephone. */
function makeRing(
  deps: Deps,
  tx: TellingTransaction,
  { id: visitId, organisationId, siteId }: Visit,
): Promise<boolean> {
  return telephoneSite(deps, tx, { because: { visitId }, organisationId, siteId, channels });
}

async function whyNot(tx: Transaction, { siteId }: Visit): Promise<string> {
  return (await tx.escalation.findSitePhone(siteId)) === null
    ? 'no telephone number is known for this site'
    : 'this service cannot telephone by itself; ring the site yourself';
}
