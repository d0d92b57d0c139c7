import { type Actor, auditActor } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { Deps } from '../ports.ts';
import { requireRecordRole } from '../record/access-table.ts';
import { patientEntry, yearOf } from './break-glass.ts';
import type { FindPatientsBody, FoundPatient } from '../record/grant-wire.ts';

/** So many are shown; whoever finds more has to say more. */
const mostFound = 20;

/**
 * Finds patients of the own organisation. A name must begin the same as is typed, word for word and in any order; the day of birth
 * must be the same. Who searched, how many were found and each of them is in the trail; what was typed is not.
 */
export async function findPatients(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  by: FindPatientsBody,
): Promise<{ patients: FoundPatient[]; more: boolean }> {
  const person = requireRecordRole(actor, 'find');
  const { organisationId, personId } = person;
  const people = await store.reads.findPeople(organisationId, by);
  const fitting = 'name' in by ? people.filter(({ name }) => beginsAs(name, by.name)) : people;
  const shown = fitting.slice(0, mostFound);
  const detail = { by: 'name' in by ? 'name' : 'nhs-number', count: fitting.length };
  await store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'patients.searched',
        about: { kind: 'patient', id: null, organisationId },
        detail,
      }),
      ...shown.map(({ patientId }) => patientEntry(person, { patientId, organisationId }, 'patient.found')),
    ]),
  );
  const patients: FoundPatient[] = [];
  for (const one of shown) {
    // One after the other, of 20 at most: what a relationship is, is asked in one place.
    const relationships = await store.reads.findRelationships(personId, one.patientId);
    patients.push({
      ...{ patientId: one.patientId, name: one.name, yearOfBirth: yearOf(one) },
      dateOfBirth: 'name' in by ? one.dateOfBirth : null,
      nhsNumber: 'name' in by ? null : one.nhsNumber,
      relationships: relationships.map(({ kind }) => kind),
    });
  }
  return { patients, more: fitting.length > shown.length };
}

/** Whether every word that was typed begins a word of the name, whatever the case and the accents. */
function beginsAs(name: string, typed: string): boolean {
  const words = wordsOf(name);
  const wanted = wordsOf(typed);
  return wanted.length > 0 && wanted.every((word) => words.some((one) => one.startsWith(word)));
}

function wordsOf(name: string): string[] {
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
