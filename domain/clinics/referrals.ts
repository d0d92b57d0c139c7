import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, ReferralId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { requireSeen, type Sight, sightOf, worksIn } from './clinic-access.ts';
import type { Referral } from './clinic.ts';
import { patientViewOf } from './patients.ts';
import { inWaitingOrder } from './waiting-order.ts';
import type { PlacedPatientView, ReferralBody, ReferralView } from './wire.ts';

/** Who waits for a clinic: by priority, then by how long (A26). */
export async function listReferrals(deps: Pick<Deps, 'store'>, actor: Actor): Promise<ReferralView[]> {
  const { person, everything, siteIds } = await sightOf(deps, actor, 'referral:read');
  const { organisationId } = person;
  const of = everything ? { organisationId } : { siteIds };
  const referrals = await deps.store.reads.listWaitingReferrals(of);
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'referrals.read',
        about: { kind: 'referral', id: null, organisationId },
        detail: { count: referrals.length },
      }),
    ]),
  );
  return inWaitingOrder(referrals);
}

/**
 * Refers a patient to a service that the organisation holds clinics of. Throws `invalid` for any other: nobody would
 * ever be offered a time. The clock starts on the day that was said, at the latest today, and never again.
 */
export async function addReferral(
  deps: Pick<Deps, 'store' | 'newId'>,
  actor: Actor,
  body: ReferralBody,
): Promise<ReferralView> {
  const sight = await sightOf(deps, actor, 'referral:make');
  const { organisationId } = sight.person;
  const patient = requireSeen(sight, await deps.store.reads.findPatient(body.patientId), 'patient');
  await requireKept(deps, sight, patient);
  const service = await serviceNamed(deps, organisationId, body.service);
  const id = deps.newId() as ReferralId;
  const referral = await deps.store.transact(async (tx) => {
    const today = wallDateOf(tx.now);
    const { patientId, priority, clockStart = today } = body;
    if (clockStart > today) {
      throw new DomainError('invalid', 'clockStart: it is in the future');
    }
    const { siteId } = patient;
    const made: Referral = {
      id,
      organisationId,
      patientId,
      siteId,
      service,
      priority,
      clockStart,
      state: 'waiting',
    };
    await tx.clinics.addReferral(made);
    await tx.audit([
      auditEntry(auditActor(sight.person), {
        action: 'referral.made',
        about: { kind: 'referral', id, organisationId },
        detail: { patientId, priority, clockStart },
      }),
    ]);
    return made;
  });
  const { priority, clockStart, state } = referral;
  const view = { referralId: id, patient: patientViewOf(patient), service, priority, clockStart, state };
  return { ...view, followUp: null };
}

/** Who is in a prison is referred by who works there: a booking clerk does it where nobody else can. */
async function requireKept(
  { store }: Pick<Deps, 'store'>,
  sight: Sight,
  { siteId }: Pick<PlacedPatientView, 'siteId'>,
): Promise<void> {
  const { organisationId } = sight.person;
  if (worksIn(sight, { organisationId, siteId })) return;
  if ((await store.reads.getSite(siteId)).kind === 'prison') {
    throw new DomainError('forbidden', 'a patient in prison is referred by the healthcare of the prison');
  }
}

/** The service as its clinics spell it. */
async function serviceNamed(
  { store }: Pick<Deps, 'store'>,
  organisationId: OrganisationId,
  asked: string,
): Promise<string> {
  const templates = await store.reads.listTemplates(organisationId);
  const found = templates.find(({ service }) => service.toLowerCase() === asked.toLowerCase());
  if (found === undefined) {
    throw new DomainError('invalid', 'service: no clinics of this service are held here');
  }
  return found.service;
}
