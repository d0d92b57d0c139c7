import { type Actor, auditActor, requirePerson } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { ClinicSessionId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireOwn } from './clinic-access.ts';

/**
 * The clinician of a session says how late it runs (A46); 0 takes it back. It holds until they begin with another patient.
 * The screens that show the list read it again by themselves.
 */
export async function sayLate(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { sessionId, minutes }: { sessionId: ClinicSessionId; minutes: number },
): Promise<void> {
  const clinician = requirePerson(actor, 'clinic:read-own');
  await store.transact(async (tx) => {
    const session = requireOwn(actor, await tx.clinics.lockSession(sessionId), 'session');
    const { id, organisationId, clinicianId } = session;
    if (clinicianId !== clinician.personId) {
      throw new DomainError('forbidden', 'only the clinician of a clinic can say that it runs late');
    }
    await tx.clinicRunning.sayLate(sessionId, minutes);
    await tx.audit([
      auditEntry(auditActor(clinician), {
        action: 'session.late-said',
        about: { kind: 'clinic-session', id, organisationId },
        detail: { minutes },
      }),
    ]);
  });
}
