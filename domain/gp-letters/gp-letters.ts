import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { type AuditAction, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { GpLetterId, PatientId, VisitId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { indexRowsOf } from '../record/index-rows.ts';
import type { Visit } from '../visits/visit.ts';
import { lockOwnVisit } from '../visits/visit-lock.ts';
import { draftGpLetter } from './draft-gp-letter.ts';
import { documentOf, referenceOf } from './gp-letter-document.ts';
import type { GpLetterFacts, GpLetterHead, GpLetterSections, SignedGpLetter } from './gp-letter.ts';
import type { GpLetterEntry, GpLetterView } from './wire.ts';

export type GpLetterDeps = Pick<Deps, 'store' | 'newId' | 'clock'> & {
  /** Makes letters for a printer. */
  gpLetterPdfs: { write(letter: SignedGpLetter): Promise<Uint8Array> };
};

const daysListed = 14;

/** The clinician's own visits of calls about known patients, and whether their letters are signed. */
export function listGpLetters({ store }: GpLetterDeps, actor: Actor): Promise<{ letters: GpLetterEntry[] }> {
  const person = requirePerson(actor, 'gp-letter:write');
  return store.transact(async (tx) => {
    const since = new Date(tx.now.getTime() - daysListed * 24 * 3_600_000);
    const rows = await tx.gpLetters.listOwn(person.personId, since);
    const about = { kind: 'visit', id: null, organisationId: person.organisationId };
    const detail = { letters: rows.length };
    await tx.audit([auditEntry(auditActor(person), { action: 'gp-letters.read', about, detail })]);
    return {
      letters: rows.map(({ startedAt, signedAt, ...row }) => ({
        ...row,
        startedAt: startedAt.toISOString(),
        signedAt: signedAt?.toISOString() ?? null,
      })),
    };
  });
}

/** The letter as it is drafted, or as it was signed, for the clinician whose visit it was. */
export function readGpLetter(
  { store }: GpLetterDeps,
  actor: Actor,
  { visitId }: { visitId: VisitId },
): Promise<GpLetterView> {
  const person = requirePerson(actor, 'gp-letter:write');
  return store.transact(async (tx) => {
    const visit = await lockOwnVisit(tx, person, visitId);
    const signed = await tx.gpLetters.findLetterOf(visitId);
    if (signed !== undefined) {
      await auditLetter(tx, person, { action: 'gp-letter.read', of: signed });
      const { letterId, head, sections, signedAt } = signed;
      return { state: 'signed', visitId, letterId, head, sections, signedAt: signedAt.toISOString() };
    }
    const { head, sections, outcome } = await draftOf(tx, visit);
    const { patientId } = head.patient;
    await auditLetter(tx, person, { action: 'gp-letter.draft-read', of: { visitId, patientId } });
    return { state: 'draft', visitId, head, sections, note: outcome.note };
  });
}

type Signing = {
  visitId: VisitId;
  patientId: PatientId;
  odsCode: string | null;
  sections: GpLetterSections;
};

/**
 * Signs the letter, and writes it into the record with its PDF. Nothing is sent. Throws `conflict` where another patient or practice
 * stands than the clinician has seen, so that no letter is signed to the wrong one, and `invalid` for a letter that asks nothing.
 */
export function signGpLetter(
  deps: GpLetterDeps,
  actor: Actor,
  said: Signing,
): Promise<{ letterId: GpLetterId }> {
  const person = requirePerson(actor, 'gp-letter:write');
  return deps.store.transact(async (tx) => {
    const visit = await lockOwnVisit(tx, person, said.visitId);
    if ((await tx.gpLetters.findLetterOf(visit.id)) !== undefined) {
      throw new DomainError('conflict', 'the letter about this visit has been signed already');
    }
    const { head } = await draftOf(tx, visit);
    requireShown(head, said);
    requireWritten(said.sections);
    const letter: SignedGpLetter = {
      letterId: deps.newId() as GpLetterId,
      organisationId: visit.organisationId,
      visitId: visit.id,
      patientId: head.patient.patientId,
      head,
      sections: said.sections,
      signedAt: tx.now,
    };
    await tx.gpLetters.addLetter({ ...letter, by: person.personId });
    await keepInRecord(tx, letter, { pdf: await deps.gpLetterPdfs.write(letter), person });
    await auditLetter(tx, person, { action: 'gp-letter.signed', of: letter });
    return { letterId: letter.letterId };
  });
}

/** The signed letter as a PDF. */
export async function writeGpLetter(
  deps: GpLetterDeps,
  actor: Actor,
  of: { visitId: VisitId },
): Promise<Uint8Array> {
  return deps.gpLetterPdfs.write(await openSigned(deps, actor, of));
}

/** The signed letter as a FHIR document. */
export async function readGpLetterDocument(
  deps: GpLetterDeps,
  actor: Actor,
  of: { visitId: VisitId },
): Promise<Record<string, unknown>> {
  return documentOf(await openSigned(deps, actor, of));
}

function openSigned(
  { store }: GpLetterDeps,
  actor: Actor,
  { visitId }: { visitId: VisitId },
): Promise<SignedGpLetter> {
  const person = requirePerson(actor, 'gp-letter:write');
  return store.transact(async (tx) => {
    await lockOwnVisit(tx, person, visitId);
    const letter = await tx.gpLetters.findLetterOf(visitId);
    if (letter === undefined) throw new DomainError('not-found', 'no letter about this visit is signed');
    await auditLetter(tx, person, { action: 'gp-letter.read', of: letter });
    return letter;
  });
}

type Draft = {
  head: GpLetterHead;
  sections: GpLetterSections;
  outcome: NonNullable<GpLetterFacts['outcome']>;
};

async function draftOf(tx: Transaction, { id }: Visit): Promise<Draft> {
  const facts = await tx.gpLetters.findFacts(id);
  if (facts === undefined) throw new DomainError('not-found', 'no such visit');
  const { callId, patient, outcome, ...known } = facts;
  if (callId === null) throw new DomainError('wrong-phase', 'a booked visit has the letter of its clinic');
  if (outcome === null) throw new DomainError('wrong-phase', 'record the outcome of the visit first');
  if (outcome.disposition === 'passed-on') {
    throw new DomainError('wrong-phase', 'whoever goes on with the call writes its letter');
  }
  if (patient === null) {
    throw new DomainError(
      'wrong-phase',
      'it is not known who the patient is: pick them, then write the letter',
    );
  }
  const sets = await tx.observations.listOfCall(callId);
  const observations = sets.filter(({ patientId }) => patientId === patient.patientId);
  const head: GpLetterHead = {
    patient,
    organisationName: known.organisationName,
    siteName: known.siteName,
    practice: known.practice,
    seenAt: known.startedAt.toISOString(),
    writtenBy: known.clinicianName,
    organisationId: known.organisationId,
    writerId: known.clinicianId,
  };
  return { head, sections: draftGpLetter({ ...known, outcome, observations }), outcome };
}

function requireShown({ patient, practice }: GpLetterHead, said: Signing): void {
  if (patient.patientId !== said.patientId) {
    throw new DomainError(
      'conflict',
      'patientId: the visit is about somebody else now; open the letter again',
    );
  }
  if ((practice?.odsCode ?? null) !== said.odsCode) {
    throw new DomainError(
      'conflict',
      'odsCode: the patient’s GP practice has been changed; open the letter again',
    );
  }
}

function requireWritten(sections: GpLetterSections): void {
  for (const name of ['reason', 'decision', 'plan'] as const) {
    if (sections[name].trim() === '') {
      throw new DomainError('invalid', `sections.${name}: write something under this heading`);
    }
  }
}

async function keepInRecord(
  tx: Transaction,
  letter: SignedGpLetter,
  { pdf, person }: { pdf: Uint8Array; person: PersonActor },
): Promise<void> {
  const meta = { versionId: '1', lastUpdated: tx.now.toISOString() };
  const body = { ...referenceOf(letter, pdf), meta };
  const { organisationId, patientId, letterId, signedAt } = letter;
  const written = await tx.record.writeResource({
    ...{ organisationId, patientId, at: signedAt },
    type: 'DocumentReference',
    id: letterId,
    basis: 0,
    body: JSON.stringify(body),
    index: indexRowsOf('DocumentReference', body),
    method: 'POST',
    by: person.personId,
  });
  if (written === undefined) throw new Error('a letter that is new is in the record already');
}

async function auditLetter(
  tx: Transaction,
  person: PersonActor,
  { action, of }: { action: AuditAction; of: Pick<SignedGpLetter, 'visitId' | 'patientId'> },
): Promise<void> {
  const about = { kind: 'visit', id: of.visitId, organisationId: person.organisationId };
  await tx.audit([auditEntry(auditActor(person), { action, about, detail: { patientId: of.patientId } })]);
}
