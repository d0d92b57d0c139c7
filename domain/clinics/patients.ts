import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PatientId, SiteId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { requireOfOwnPrison, sightOf } from './clinic-access.ts';
import { numbersOf } from './person-move.ts';
import { marksInOrder, type Whereabouts } from './whereabouts.ts';
import type { PatientBody, PatientView, PlacedPatientView } from './wire.ts';

/** The patients of the prisons in which the person works, by name. */
export async function listPatients(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
): Promise<{ sites: { siteId: SiteId; name: string }[]; patients: PlacedPatientView[] }> {
  const { person, siteIds } = await sightOf(deps, actor, 'patient:manage');
  const { organisationId } = person;
  const { reads } = deps.store;
  const [sites, patients] = await Promise.all([reads.listSites(organisationId), reads.listPatients(siteIds)]);
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'patients.read',
        about: { kind: 'patient', id: null, organisationId },
        detail: { count: patients.length },
      }),
    ]),
  );
  const own = sites.filter(({ siteId }) => siteIds.includes(siteId));
  return { sites: own.map(({ siteId, name }) => ({ siteId, name })), patients };
}

/** Adds a patient of one of those prisons. Throws `conflict` when another one has that prison number or NHS number. */
export async function addPatient(
  deps: Pick<Deps, 'store' | 'newId'>,
  actor: Actor,
  body: PatientBody,
): Promise<PatientView> {
  const { person, siteIds } = await sightOf(deps, actor, 'patient:manage');
  const { organisationId } = person;
  const sites = await deps.store.reads.listSites(organisationId);
  const site = sites.find(({ siteId }) => siteId === body.siteId && siteIds.includes(siteId));
  if (site === undefined) {
    throw new DomainError('not-found', 'no such site');
  }
  const id = deps.newId() as PatientId;
  const prisonNumber = await deps.store.transact(async (tx) => {
    if (body.dateOfBirth > wallDateOf(tx.now)) {
      throw new DomainError('invalid', 'dateOfBirth: it is in the future');
    }
    // A number that has been merged into another one is that of whoever has the other.
    const number = await keptNumber(tx, organisationId, body.prisonNumber);
    const { wing = null, cell = null } = body;
    await tx.clinics.addPatient({ ...body, prisonNumber: number, id, organisationId, wing, cell });
    await tx.audit([
      auditEntry(auditActor(person), {
        action: 'patient.added',
        about: { kind: 'patient', id, organisationId },
        detail: { siteId: site.siteId, expected: body.expected === true },
      }),
    ]);
    return number;
  });
  return patientViewOf({ ...body, prisonNumber, patientId: id, siteName: site.name });
}

async function keptNumber(
  tx: Transaction,
  organisationId: OrganisationId,
  number: string | null,
): Promise<string | null> {
  if (number === null) return null;
  return numbersOf(number, await tx.personMoves.listMerges(organisationId, number)).kept;
}

/**
 * Says where a patient is and what officers have to know; for who works in that prison only. Throws `conflict` when it is not
 * any more as it was seen: a mark that somebody has just made is not to be lost.
 */
export async function setWhereabouts(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { patientId, seen, ...given }: Whereabouts & { patientId: PatientId; seen?: Whereabouts | undefined },
): Promise<void> {
  const sight = await sightOf(deps, actor, 'patient:manage');
  const { organisationId, siteId } = requireOfOwnPrison(
    sight,
    await deps.store.reads.findPatient(patientId),
    'patient',
  );
  const whereabouts = { ...given, marks: marksInOrder(given.marks) };
  await deps.store.transact(async (tx) => {
    // The patient before the prison, as a move of them does.
    const before = requireOfOwnPrison(sight, await tx.lists.lockWhereabouts(patientId), 'patient');
    // Whoever stops a wing waits for it, and sees the patient where they are then.
    await tx.prisonMode.sharePrison(siteId);
    if (before.siteId !== siteId || (seen !== undefined && !isSame(before, seen))) {
      throw new DomainError('conflict', 'somebody has changed where this patient is; read it again');
    }
    await tx.lists.setWhereabouts(patientId, whereabouts);
    const detail = { wingKnown: whereabouts.wing !== null, marks: whereabouts.marks.length };
    await tx.audit([
      auditEntry(auditActor(sight.person), {
        action: 'patient.whereabouts-set',
        about: { kind: 'patient', id: patientId, organisationId },
        detail,
      }),
    ]);
  });
}

function isSame(a: Whereabouts, b: Whereabouts): boolean {
  return (
    a.wing === b.wing && a.cell === b.cell && marksInOrder(a.marks).join() === marksInOrder(b.marks).join()
  );
}

/** A patient as they cross the wire. */
export function patientViewOf(patient: PatientView): PatientView {
  const { patientId, siteId, siteName, name, dateOfBirth, nhsNumber, prisonNumber } = patient;
  return { patientId, siteId, siteName, name, dateOfBirth, nhsNumber, prisonNumber };
}
