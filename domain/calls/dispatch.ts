import { DomainError } from '../errors.ts';
import type { ClinicianId, OfferId, OrganisationId, StationId } from '../ids.ts';
import type { AuditEntry, Deps, Transaction } from '../ports.ts';
import { reachableForMs } from '../clinicians/presence.ts';
import { clinicianAudience, stationAudience } from './announce.ts';
import type { Offer } from './call.ts';
import { advance } from './life.ts';
import { planOffers, type PlannedOffer } from './routing.ts';

type Rung = { offer: Offer; stationId: StationId };

/**
 * Rings somebody for everything that waits in an organisation, in routing order, as far as free clinicians go. One
 * dispatcher at a time works on an organisation, so the order holds; run twice it finds nothing left to do.
 */
export async function dispatchWaiting(
  deps: Deps,
  { organisationId }: { organisationId: OrganisationId },
): Promise<{ rung: number }> {
  const rung = await deps.store.transact(async (tx) => {
    const reachableSince = new Date(tx.now.getTime() - reachableForMs);
    // Asked together, to save the second one's way there and back; the lock comes first all the same.
    const [calls, clinicians] = await Promise.all([
      tx.calls.lockWaiting(organisationId),
      tx.clinicians.listFree(organisationId, reachableSince),
    ]);
    const plan = planOffers({ calls, clinicians, now: tx.now });
    const rung: Rung[] = [];
    for (const planned of plan) {
      const opened = await open(deps, tx, planned);
      if (opened !== undefined) {
        rung.push(opened);
      }
    }
    await record(tx, rung);
    return rung;
  });
  await Promise.all(rung.map((one) => announce(deps, one)));
  if (rung.length > 0) {
    deps.facts.boardChanged(organisationId);
  }
  return { rung: rung.length };
}

async function open(
  deps: Deps,
  tx: Transaction,
  { callId, clinicianId }: PlannedOffer,
): Promise<Rung | undefined> {
  const call = await tx.calls.lock(callId);
  if (call === undefined) {
    throw new DomainError('not-found', 'no such call');
  }
  const offer: Offer = {
    id: deps.newId() as OfferId,
    callId,
    organisationId: call.organisationId,
    clinicianId,
    state: 'ringing',
    rangAt: tx.now,
    deadline: new Date(tx.now.getTime() + deps.calls.ringSeconds * 1000),
  };
  const { id: offerId, deadline } = offer;
  const life = advance(call.life, { type: 'offered', at: tx.now, offerId, clinicianId, deadline });
  return (await tx.calls.openOffer(offer, life)) ? { offer, stationId: call.stationId } : undefined;
}

async function record(tx: Transaction, rung: readonly Rung[]): Promise<void> {
  if (rung.length === 0) {
    return;
  }
  await tx.audit(rung.map(({ offer }) => ringing(offer, offer.clinicianId)));
  await tx.raise(rung.flatMap((one) => audiences(one)));
}

function ringing(offer: Offer, clinicianId: ClinicianId): AuditEntry {
  return {
    actor: { kind: 'system' },
    organisationId: offer.organisationId,
    action: 'call.ringing',
    subject: { kind: 'call', id: offer.callId },
    detail: { offerId: offer.id, clinicianId },
  };
}

async function announce(deps: Deps, one: Rung): Promise<void> {
  await Promise.all([
    deps.facts.tell('call:ringing', audiences(one)),
    deps.jobs.endRing({ offerId: one.offer.id, deadline: one.offer.deadline }),
  ]);
}

function audiences({ offer, stationId }: Rung) {
  return [clinicianAudience(offer.clinicianId), stationAudience(stationId)];
}
