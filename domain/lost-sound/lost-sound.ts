import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { callEntry } from '../calls/call-entry.ts';
import type { Call } from '../calls/call.ts';
import { lockLedVisit, raiseVisit } from '../visits/visit-lock.ts';
import { DomainError } from '../errors.ts';
import { telephoneSite } from '../escalation/telephone-site.ts';
import type { DeliveryId, VisitId } from '../ids.ts';
import type { Audience, Deps, Transaction } from '../ports.ts';

/** A telephone only: a text would ring some sites a second time, and nobody is to open anything. */
const channels = ['voice'] as const;

/**
 * The last rung below sound alone. The browser of the clinician whose visit it is does not hear the station any more,
 * or hears it again: both screens are told, and the first time in a visit the site's telephone is rung. Said again it
 * changes nothing.
 */
export async function reportSound(
  deps: Deps,
  actor: Actor,
  { visitId, sound }: { visitId: VisitId; sound: 'lost' | 'back' },
): Promise<void> {
  const clinician = requirePerson(actor, 'visit:telephone');
  const lost = sound === 'lost';
  const changed = await deps.store.transact(async (tx): Promise<Changed | undefined> => {
    const { call } = await lockLedVisit(tx, clinician, visitId);
    const before = await tx.lostSound.get(visitId);
    if ((before.lostAt !== null) === lost) {
      return undefined;
    }
    await tx.lostSound.setLostAt(visitId, lost ? tx.now : null);
    const action = lost ? 'visit.sound-lost' : 'visit.sound-back';
    await tx.audit([callEntry(auditActor(clinician), call, action, { visitId })]);
    const deliveries = lost && !before.siteRung ? await makeRing(deps, tx, { call, visitId }) : [];
    if (deliveries.length > 0) {
      await tx.audit([callEntry({ kind: 'system' }, call, 'visit.site-rung', { visitId })]);
    }
    return { audiences: await raiseVisit(tx, call, visitId), deliveries };
  });
  await announce(deps, changed);
}

/**
 * The clinician has the site's telephone rung before the service decides to. Once a visit: said again, or after the
 * service has done so, it changes nothing. Throws `conflict` where it cannot be rung.
 */
export async function ringSite(deps: Deps, actor: Actor, { visitId }: { visitId: VisitId }): Promise<void> {
  const clinician = requirePerson(actor, 'visit:telephone');
  const changed = await deps.store.transact(async (tx): Promise<Changed | undefined> => {
    const { call } = await lockLedVisit(tx, clinician, visitId);
    const { siteRung } = await tx.lostSound.get(visitId);
    if (siteRung) {
      return undefined;
    }
    const deliveries = await makeRing(deps, tx, { call, visitId });
    if (deliveries.length === 0) {
      throw new DomainError('conflict', await whyNot(tx, call));
    }
    await tx.audit([callEntry(auditActor(clinician), call, 'visit.site-rung', { visitId })]);
    return { audiences: await raiseVisit(tx, call, visitId), deliveries };
  });
  await announce(deps, changed);
}

type Changed = { audiences: readonly Audience[]; deliveries: readonly DeliveryId[] };

/** Nothing where the site or the service has no telephone. */
function makeRing(
  deps: Deps,
  tx: Transaction,
  { call, visitId }: { call: Call; visitId: VisitId },
): Promise<DeliveryId[]> {
  const { organisationId, siteId } = call;
  return telephoneSite(deps, tx, { because: { visitId }, organisationId, siteId, channels });
}

async function whyNot(tx: Transaction, { siteId }: Call): Promise<string> {
  return (await tx.escalation.findSitePhone(siteId)) === null
    ? 'no telephone number is known for this site'
    : 'this service cannot telephone by itself; ring the site yourself';
}

async function announce(deps: Deps, changed: Changed | undefined): Promise<void> {
  if (changed === undefined) {
    return;
  }
  await Promise.all([
    deps.facts.tell('visit:changed', changed.audiences),
    ...changed.deliveries.map((deliveryId) => deps.jobs.add('deliver', { deliveryId })),
  ]);
}
