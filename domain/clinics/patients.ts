import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { OrganisationId, PatientId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import { readTelephone } from '../telephone.ts';
import type { Site } from '../contract/rest.ts';
import { requireOfOwnPrison, type Sight, sightOf } from './clinic-access.ts';
import { idOfNew } from './id-of-new.ts';
import { findKnown } from './known-person.ts';
import { numbersOf } from './person-move.ts';
import { marksInOrder, type Whereabouts } from './whereabouts.ts';
import type { PatientBody, PatientView, PlacedPatientView } from './wire.ts';

/**
 * Whose patients a person keeps: those of the prisons in which they work; a booking clerk, those of care homes and those at
 * home, for whom nobody there does it.
 */
function keeps({ everything, siteIds }: Sight, { siteId, kind }: Site): boolean {
  return siteIds.includes(siteId) || (everything && (kind === 'care-home' || kind === 'home'));
}

/** Those patients, by name. */
export async function listPatients(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
): Promise<{ sites: Pick<Site, 'siteId' | 'name' | 'kind'>[]; patients: PlacedPatientView[] }> {
  const sight = await sightOf(deps, actor, 'patient:add');
  const { person } = sight;
  const { organisationId } = person;
  const { reads } = deps.store;
  const own = (await reads.listSites(organisationId)).filter((site) => keeps(sight, site));
  const patients = await reads.listPatients(own.map(({ siteId }) => siteId));
  await deps.store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'patients.read',
        about: { kind: 'patient', id: null, organisationId },
        detail: { count: patients.length },
      }),
    ]),
  );
  return { sites: own.map(({ siteId, name, kind }) => ({ siteId, name, kind })), patients };
}

/** Adds a patient there. Throws `invalid` for what only a prison or only a patient at home has, and `conflict` when another one has that prison number or NHS number: `PersonKnown` where they are somewhere else. */
export async function addPatient(
  deps: Pick<Deps, 'store' | 'newId' | 'telephones'>,
  actor: Actor,
  given: PatientBody,
): Promise<PatientView> {
  const body = withTelephone(deps, given);
  const sight = await sightOf(deps, actor, 'patient:add');
  const { person } = sight;
  const { organisationId } = person;
  const site = await requireKept(deps, sight, body);
  const added = await deps.store.transact(async (tx) => {
    if (body.dateOfBirth > wallDateOf(tx.now)) {
      throw new DomainError('invalid', 'dateOfBirth: it is in the future');
    }
    const known = await findKnown(tx, sight, { site, nhsNumber: body.nhsNumber });
    if (known !== undefined) return known;
    // A number that has been merged into another one is that of whoever has the other.
    const prisonNumber = (await keptNumbers(tx, organisationId, body.prisonNumber))?.kept ?? null;
    const { wing = null, cell = null, contact = { email: null, phone: null } } = body;
    const byLink = site.kind === 'home' ? contact : undefined;
    const id = await idOfNew(deps, tx, { ...body, organisationId });
    await tx.clinics.addPatient({ ...body, prisonNumber, id, organisationId, wing, cell, byLink });
    await tx.audit([
      auditEntry(auditActor(person), {
        action: 'patient.added',
        about: { kind: 'patient', id, organisationId },
        detail: { siteId: site.siteId, expected: body.expected === true },
      }),
    ]);
    return { patientId: id, prisonNumber };
  });
  if ('known' in added) throw added;
  return patientViewOf({ ...body, ...added, siteName: site.name });
}

/** With the telephone of a patient at home as it is kept. Throws `invalid`, as `requireTelephone` does. */
export function withTelephone<B extends Pick<PatientBody, 'contact'>>(
  deps: Pick<Deps, 'telephones'>,
  body: B,
): B {
  const { contact } = body;
  if (contact === undefined) return body;
  return { ...body, contact: { ...contact, phone: readTelephone(deps, 'contact.phone', contact.phone) } };
}

/** The place, where the person keeps its patients and what is said of the patient fits it; else throws `not-found` or `invalid`. */
export async function requireKept(
  { store }: Pick<Deps, 'store'>,
  sight: Sight,
  body: PatientBody,
): Promise<Site> {
  const sites = await store.reads.listSites(sight.person.organisationId);
  const site = sites.find(({ siteId }) => siteId === body.siteId);
  if (site === undefined || !keeps(sight, site)) {
    throw new DomainError('not-found', 'no such site');
  }
  requireFitting(site, body);
  return site;
}

/** In prison nobody has an address here, and elsewhere nobody has a wing. */
function requireFitting({ kind }: Site, body: PatientBody): void {
  if (kind !== 'home' && body.contact !== undefined) {
    throw new DomainError('invalid', 'contact: only patients at home are sent anything');
  }
  const ofPrison = [body.prisonNumber, body.wing, body.cell].some((one) => (one ?? null) !== null);
  if (kind !== 'prison' && (ofPrison || body.expected === true)) {
    throw new DomainError('invalid', 'prisonNumber, wing, cell and expected: only of patients in prison');
  }
}

/** Every number of whoever has this one, and the one that is used; null without any. */
export async function keptNumbers(
  tx: Transaction,
  organisationId: OrganisationId,
  number: string | null,
): Promise<{ kept: string; numbers: readonly string[] } | null> {
  if (number === null) return null;
  const { kept, numbers } = numbersOf(number, await tx.personMoves.listMerges(organisationId, number));
  return { kept, numbers: [...numbers] };
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
