import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import { DomainError } from '../errors.ts';
import type { BookingId, LetterId } from '../ids.ts';
import type { Deps, Transaction } from '../ports.ts';
import { wallDateOf } from '../rota/wall-clock.ts';
import type { Attendance } from './attendance.ts';
import { requireOwn } from './clinic-access.ts';
import type { Booking } from './clinic.ts';
import { draftLetter, headOf, keepsHospital, type LetterFacts, recipientWords } from './letter-draft.ts';
import { placeOf, readLetterFacts } from './letter-facts.ts';
import type { LetterSubject } from './letter-port.ts';
import type { LetterBody, LetterDraftView } from './letter-wire.ts';
import { type Letter, type LetterReader, readersAt, requireSignable } from './letter.ts';
import { dropTask, letterCameKey, raiseTask, unsignedLetterKey } from './tasks.ts';
import { nextWorkingDay } from './working-days.ts';

type LetterDeps = Pick<Deps, 'store' | 'newId'>;

/** The letter that its clinician has to sign: what they have written, or what the service knows. */
export async function readLetterDraft(
  deps: Pick<Deps, 'store'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<LetterDraftView> {
  const person = requirePerson(actor, 'letter:write');
  const found = await deps.store.transact(async (tx) => {
    const { subject, booking } = await requireWritten(tx, person, await tx.clinics.findBooking(bookingId));
    const letter = await tx.letters.findUnsigned(bookingId);
    const last = await tx.letters.findLastSigned(bookingId);
    if (letter === undefined && last !== undefined) throw signedAlready();
    await tx.audit([
      letterEntry(person, booking, { action: 'letter.read', letter, detail: { draft: true } }),
    ]);
    return { subject, letter, last };
  });
  const { facts, note } = await readLetterFacts(deps, found.subject);
  return draftView(facts, { ...found, note });
}

type Found = {
  subject: LetterSubject;
  letter: Letter | undefined;
  last: Letter | undefined;
  note: string | null;
};

function draftView(facts: LetterFacts, { subject, letter, last, note }: Found): LetterDraftView {
  const readers = readersAt(placeOf(subject.siteKind));
  const written = letter?.written;
  const reader = written?.reader ?? readers[0];
  const drafts = readers.map((one) => ({
    ...{ reader: one, to: recipientWords(one, facts), posted: isPosted(one, subject) },
    sections: draftLetter(facts, one),
  }));
  return {
    bookingId: subject.bookingId,
    number: letter?.number ?? 1,
    revision: letter?.revision ?? 0,
    savedAt: letter?.savedAt?.toISOString() ?? null,
    reader,
    sections: written?.sections ?? draftLetter(facts, reader),
    head: headOf(facts, reader),
    drafts,
    hospitalKept: keepsHospital(facts),
    note,
    correctsOf: last?.signed?.at.toISOString() ?? null,
    dropped: letter !== undefined && letter.droppedAt !== null,
  };
}

/** Keeps what its clinician has written. Throws `conflict` when the letter is not any more as they saw it. */
export async function saveLetter(
  deps: LetterDeps,
  actor: Actor,
  { bookingId, revision, reader, sections }: LetterBody & { bookingId: BookingId },
): Promise<{ revision: number; savedAt: string }> {
  const person = requirePerson(actor, 'letter:write');
  return deps.store.transact(async (tx) => {
    const { booking, subject } = await lockWritten(tx, person, bookingId);
    await requireAttendance(tx, bookingId);
    if (!readersAt(placeOf(subject.siteKind)).includes(reader)) {
      throw new DomainError('invalid', 'reader: a letter about this patient is for others');
    }
    const letter = (await tx.letters.findUnsigned(bookingId)) ?? (await beginFirst(deps, tx, bookingId));
    requireSame(letter, revision);
    await tx.letters.writeLetter(letter.id, { reader, sections });
    // One entry when it is begun: the pauses in which somebody types are nobody's business.
    if (letter.written === null)
      await tx.audit([letterEntry(person, booking, { action: 'letter.begun', letter })]);
    return { revision: letter.revision + 1, savedAt: tx.now.toISOString() };
  });
}

async function beginFirst({ newId }: LetterDeps, tx: Transaction, bookingId: BookingId): Promise<Letter> {
  if ((await tx.letters.findLastSigned(bookingId)) !== undefined) throw signedAlready();
  return addLetter(tx, newId() as LetterId, { bookingId, replaces: null });
}

async function addLetter(
  tx: Transaction,
  letterId: LetterId,
  of: { bookingId: BookingId; replaces: Letter | null },
): Promise<Letter> {
  await tx.letters.addLetter(letterId, of);
  const added = await tx.letters.findLetter(letterId);
  if (added === undefined) throw new Error('a letter that was added is not there');
  return added;
}

/** Signs it as it was seen last; whoever looks after the patient is asked to read it. */
export async function signLetter(
  deps: LetterDeps,
  actor: Actor,
  { bookingId, revision }: { bookingId: BookingId; revision: number },
): Promise<{ letterId: LetterId }> {
  const person = requirePerson(actor, 'letter:write');
  const known = await deps.store.transact(async (tx) =>
    requireWritten(tx, person, await tx.clinics.findBooking(bookingId)),
  );
  const { facts } = await readLetterFacts(deps, known.subject);
  return deps.store.transact(async (tx) => {
    const { booking, subject } = await lockWritten(tx, person, bookingId);
    const outcome = await requireAttendance(tx, bookingId);
    const letter = await tx.letters.findUnsigned(bookingId);
    if (letter === undefined) throw signedAlready();
    requireSame(letter, revision);
    if (letter.written === null)
      throw new DomainError('wrong-phase', 'nothing is written in this letter yet');
    const { reader, sections } = letter.written;
    const now = { ...facts, outcome };
    const isSecret = keepsHospital(now) && reader !== 'healthcare';
    requireSignable(sections, {
      attended: outcome.attendance === 'attended',
      secret: isSecret ? facts : null,
    });
    await tx.letters.signLetter(letter.id, { head: headOf(now, reader), by: person.personId });
    await tx.audit([letterEntry(person, booking, { action: 'letter.signed', letter, detail: { reader } })]);
    await askToRead(deps, tx, { subject, letter, posted: isPosted(reader, subject) });
    return { letterId: letter.id };
  });
}

/** Only the healthcare of a prison reads letters here; what is for anybody else goes by post. */
function isPosted(reader: LetterReader, { siteKind }: LetterSubject): boolean {
  return reader !== 'healthcare' || placeOf(siteKind) !== undefined;
}

/** The prison reads it, and the booking clerks post what is for anybody else: nobody outside a prison has an account. */
async function askToRead(
  deps: LetterDeps,
  tx: Transaction,
  { subject, letter, posted }: { subject: LetterSubject; letter: Letter; posted: boolean },
): Promise<void> {
  const { organisationId, patientId, referralId, bookingId, siteId, siteKind } = subject;
  await dropTask(tx, { organisationId, key: unsignedLetterKey(letter.id) });
  if (letter.replaces !== null) {
    for (const whose of ['place', 'clerks'] as const) {
      await dropTask(tx, { organisationId, key: letterCameKey(letter.replaces, whose) });
    }
  }
  const dueOn = nextWorkingDay(wallDateOf(tx.now));
  const task = { organisationId, patientId, referralId, bookingId, dueOn, kind: 'letter-came' } as const;
  if (placeOf(siteKind) === undefined)
    await raiseTask(deps, tx, { ...task, siteId, key: letterCameKey(letter.id, 'place') });
  if (posted) {
    await raiseTask(deps, tx, { ...task, siteId: null, key: letterCameKey(letter.id, 'clerks') });
  }
}

/** Its clinician says that none is needed. A second time there is nothing left to do. */
export async function dropLetter(
  deps: LetterDeps,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<void> {
  const person = requirePerson(actor, 'letter:write');
  await deps.store.transact(async (tx) => {
    const { booking } = await lockWritten(tx, person, bookingId);
    const letter = await tx.letters.findUnsigned(bookingId);
    if (letter === undefined) throw new DomainError('wrong-phase', 'there is no letter to be signed');
    if (letter.droppedAt !== null) return;
    await tx.letters.dropLetter(letter.id);
    await dropTask(tx, { organisationId: booking.organisationId, key: unsignedLetterKey(letter.id) });
    await tx.audit([letterEntry(person, booking, { action: 'letter.dropped', letter })]);
  });
}

/** Begins the letter that corrects a signed one, with its text; one that has been begun goes on. */
export async function correctLetter(
  deps: LetterDeps,
  actor: Actor,
  { letterId }: { letterId: LetterId },
): Promise<void> {
  const person = requirePerson(actor, 'letter:write');
  await deps.store.transact(async (tx) => {
    const signed = await tx.letters.findLetter(letterId);
    if (signed === undefined || signed.signed === null || signed.written === null) throw noSuchLetter();
    const { bookingId } = signed;
    const { booking } = await lockWritten(tx, person, bookingId);
    if ((await tx.letters.findLastSigned(bookingId))?.id !== letterId) {
      throw new DomainError('conflict', 'this letter has been replaced: correct the newest one');
    }
    if ((await tx.letters.findUnsigned(bookingId)) !== undefined) return;
    const letter = await addLetter(tx, deps.newId() as LetterId, { bookingId, replaces: signed });
    await tx.letters.writeLetter(letter.id, signed.written);
    await tx.audit([letterEntry(person, booking, { action: 'letter.begun', letter })]);
  });
}

/** Nobody but who was with the patient writes the letter; to everybody else there is none. */
async function requireWritten(
  tx: Transaction,
  person: PersonActor,
  found: Booking | undefined,
): Promise<{ booking: Booking; subject: LetterSubject }> {
  const booking = requireOwn(person, found, 'booking');
  const subject = await tx.letters.findSubject(booking.id);
  if (subject?.writerId !== person.personId) throw new DomainError('not-found', 'no such booking');
  return { booking, subject };
}

/** The row of the booking stands for its letters: two windows take turns. */
async function lockWritten(tx: Transaction, person: PersonActor, bookingId: BookingId) {
  return requireWritten(tx, person, await tx.clinics.lockBooking(bookingId));
}

async function requireAttendance(tx: Transaction, bookingId: BookingId): Promise<Attendance> {
  const said = await tx.clinicRunning.findAttendance(bookingId);
  if (said === undefined) throw new DomainError('wrong-phase', 'say first what became of this booking');
  return said;
}

function requireSame(letter: Letter, revision: number): void {
  if (letter.revision === revision) return;
  throw new DomainError('conflict', 'this letter has been changed in another window');
}

function signedAlready(): DomainError {
  return new DomainError('wrong-phase', 'this letter is signed: read it, or correct it');
}

/** The same whether there is none or it is nobody's business. */
export function noSuchLetter(): DomainError {
  return new DomainError('not-found', 'no such letter');
}

type LetterAct = {
  action: AuditAction & (`letter.${string}` | 'letters.read');
  letter?: Pick<Letter, 'id' | 'number'> | undefined;
  detail?: AuditDetail;
};

/** One line of the trail: it is about the booking, and leaves with it. */
export function letterEntry(
  person: PersonActor,
  { id, organisationId, referralId, patientId }: Booking,
  { action, letter, detail }: LetterAct,
): AuditEntry {
  const of = letter === undefined ? {} : { letterId: letter.id, number: letter.number };
  return auditEntry(auditActor(person), {
    action,
    about: { kind: 'booking', id, organisationId },
    detail: { referralId, patientId, ...of, ...detail },
  });
}
