import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { GpPracticeId, PatientId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { GpPractice } from './gp-letter-port.ts';

type Keeping = Pick<Deps, 'store' | 'newId'>;

/** The GP practices of the organisation, by name. */
export function listGpPractices({ store }: Keeping, actor: Actor): Promise<{ practices: GpPractice[] }> {
  const person = requirePerson(actor, 'gp-practice:manage');
  const { organisationId } = person;
  return store.transact(async (tx) => {
    const practices = await tx.gpLetters.listPractices(organisationId);
    const about = { kind: 'organisation', id: organisationId, organisationId };
    await tx.audit([auditEntry(auditActor(person), { action: 'gp-practices.read', about })]);
    return { practices };
  });
}

/** Adds a practice. Throws `conflict` for a code that is there. */
export function addGpPractice(
  { store, newId }: Keeping,
  actor: Actor,
  said: { odsCode: string; name: string },
): Promise<{ practiceId: GpPracticeId }> {
  const person = requirePerson(actor, 'gp-practice:manage');
  const { organisationId, personId } = person;
  const practiceId = newId() as GpPracticeId;
  return store.transact(async (tx) => {
    await tx.gpLetters.addPractice({ practiceId, ...said, organisationId, by: personId });
    const about = { kind: 'gp-practice', id: practiceId, organisationId };
    await tx.audit([
      auditEntry(auditActor(person), {
        action: 'gp-practice.added',
        about,
        detail: { odsCode: said.odsCode },
      }),
    ]);
    return { practiceId };
  });
}

/** Says with which practice a patient is registered. Throws `not-found` for a patient or a practice of somebody else's. */
export function setGpPractice(
  { store }: Keeping,
  actor: Actor,
  { patientId, practiceId }: { patientId: PatientId; practiceId: GpPracticeId | null },
): Promise<void> {
  const person = requirePerson(actor, 'gp-practice:manage');
  const { organisationId } = person;
  return store.transact(async (tx) => {
    const practices = await tx.gpLetters.listPractices(organisationId);
    if (practiceId !== null && !practices.some((one) => one.practiceId === practiceId)) {
      throw new DomainError('not-found', 'practiceId: no such GP practice');
    }
    if (!(await tx.gpLetters.setPractice(patientId, { organisationId, practiceId }))) {
      throw new DomainError('not-found', 'no such patient');
    }
    const about = { kind: 'patient', id: patientId, organisationId };
    await tx.audit([
      auditEntry(auditActor(person), { action: 'gp-practice.set', about, detail: { practiceId } }),
    ]);
  });
}
