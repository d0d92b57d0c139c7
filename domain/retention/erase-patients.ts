import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import type { EndedPatient, EndedPatientPosition } from './patient-retention-port.ts';
import { endedBefore, isDue } from './schedule.ts';

/** How many patients are looked at in one statement. */
const pageSize = 200;
/** How many are erased in one transaction: what belongs to a patient is more than to a call. */
const batchSize = 10;

type ErasingDeps = Pick<Deps, 'store' | 'clock' | 'log'>;
type Settings = { today: string; years: number };
type Batch = { organisationId: OrganisationId; patients: readonly EndedPatient[] };

/**
 * Erases the patients of clinics whose period of retention is over, with all records merged into them and everything that
 * belongs to them; answers how many. As with calls several processes may do it at once, and a run remembers nothing of the last.
 */
export async function erasePatients(deps: ErasingDeps, { years }: { years: number }): Promise<number> {
  const settings = { today: wallDateOf(deps.clock.now()), years };
  let erased = 0;
  let after: EndedPatientPosition | null = null;
  for (;;) {
    const page: EndedPatient[] = await deps.store.reads.listEndedPatients({
      endedBefore: endedBefore(settings.today, settings),
      after,
      limit: pageSize,
    });
    for (const batch of batchesOf(page.filter((patient) => isOver(patient, settings)))) {
      erased += await tryToErase(deps, batch, settings);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) break;
    after = last.position;
  }
  if (erased > 0) deps.log.info('patients erased whose period of retention is over', { count: erased });
  return erased;
}

/** Where two records of one person differ in the age, the longer period holds. */
function isOver({ lastSeenOn, datesOfBirth }: EndedPatient, settings: Settings): boolean {
  return datesOfBirth.every((dateOfBirth) => isDue({ lastSeenOn, dateOfBirth }, settings.today, settings));
}

/** Of one organisation each, because the trail of each says what was erased. */
function batchesOf(due: readonly EndedPatient[]): Batch[] {
  return [...Map.groupBy(due, ({ organisationId }) => organisationId)].flatMap(([organisationId, patients]) =>
    Array.from({ length: Math.ceil(patients.length / batchSize) }, (_, n) => ({
      organisationId,
      patients: patients.slice(n * batchSize, (n + 1) * batchSize),
    })),
  );
}

/** One batch that cannot be erased must not keep the others. It is tried again by the next run. */
async function tryToErase(deps: ErasingDeps, batch: Batch, settings: Settings): Promise<number> {
  try {
    return await erase(deps, batch, settings);
  } catch (error) {
    deps.log.error('patients could not be erased; the next run tries again', error, {
      count: batch.patients.length,
    });
    return 0;
  }
}

/** Decides again under the locked rows: somebody may have referred or merged the patient meanwhile. */
function erase(
  { store }: ErasingDeps,
  { organisationId, patients }: Batch,
  settings: Settings,
): Promise<number> {
  return store.transact(async (tx) => {
    const locked = await tx.patientRetention.lockEndedPatients(patients.map(({ patientId }) => patientId));
    const due = locked.filter((patient) => isOver(patient, settings));
    if (due.length === 0) return 0;
    const ids = due.map(({ patientId }) => patientId);
    const { auditEntries } = await tx.patientRetention.erasePatients(ids);
    await tx.audit([
      {
        actor: { kind: 'system' },
        organisationId,
        action: 'retention.patients-erased',
        subject: { kind: 'organisation', id: organisationId },
        detail: { class: 'patients', patients: due.length, auditEntries },
      },
    ]);
    return due.length;
  });
}
