import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { auditEntry } from '../audit.ts';
import type { BookingId, LetterId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { requireSeenBooking, sees, type Sight, sightOf } from './clinic-access.ts';
import type { LetterSubject } from './letter-port.ts';
import type { LetterEntry, LetterToSignView, SignedLetterView } from './letter-wire.ts';
import type { SignedLetter } from './letter.ts';
import { letterEntry, noSuchLetter } from './letters.ts';
import { askedToSign } from './unsigned-letters.ts';

/** Makes letters for a printer. */
export type Letters = {
  /** The whole letter as a PDF. */
  write(letter: SignedLetter): Promise<Uint8Array>;
};

export type LetterPdfDeps = Pick<Deps, 'store'> & { letters: Letters };

/** What the clinician has still to sign. */
export async function listLettersToSign(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  actor: Actor,
): Promise<LetterToSignView[]> {
  const person = requirePerson(actor, 'letter:write');
  const letters = await store.reads.listLettersToSign(person.personId);
  await store.transact((tx) =>
    tx.audit([
      auditEntry(auditActor(person), {
        action: 'letters.read',
        about: { kind: 'booking', id: null, organisationId: person.organisationId },
        detail: { toSign: letters.length },
      }),
    ]),
  );
  const now = clock.now();
  return letters.map(({ madeAt, startsAt, ...letter }) => ({
    ...letter,
    startsAt: startsAt.toISOString(),
    overdue: askedToSign({ madeAt }) <= now,
  }));
}

/**
 * The signed letters about the referral of a booking that the person sees: all of them where the patient is theirs now, else
 * their own. The prison that somebody has left reads none.
 */
export async function listBookingLetters(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { bookingId }: { bookingId: BookingId },
): Promise<LetterEntry[]> {
  const sight = await sightOf({ store }, actor, 'letter:read');
  const subject = await store.transact(async (tx) => {
    const found = await tx.letters.findSubject(bookingId);
    const booking = await tx.clinics.findBooking(bookingId);
    const seen = found !== undefined && mayRead(sight, found) ? booking : requireSeenBooking(sight, booking);
    if (found === undefined || seen === undefined) throw noSuchLetter();
    await tx.audit([letterEntry(sight.person, seen, { action: 'letters.read' })]);
    return found;
  });
  const letters = await store.reads.listLetters(subject.referralId);
  return letters
    .filter(({ signedBy }) => sees(sight, subject) || signedBy === sight.person.personId)
    .map(({ letter }) => entryOf(letter));
}

/** One signed letter. */
export async function readLetter(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { letterId }: { letterId: LetterId },
): Promise<SignedLetterView> {
  const { letter, subject, person } = await openLetter({ store }, actor, letterId);
  return {
    ...entryOf(letter),
    head: letter.head,
    sections: letter.sections,
    correctsOf: letter.correctsOf?.toISOString() ?? null,
    own: subject.writerId === person.personId,
  };
}

/** The same as a PDF. */
export async function writeLetter(
  { store, letters }: LetterPdfDeps,
  actor: Actor,
  { letterId }: { letterId: LetterId },
): Promise<Uint8Array> {
  const { letter } = await openLetter({ store }, actor, letterId);
  return letters.write(letter);
}

async function openLetter(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  letterId: LetterId,
): Promise<{ letter: SignedLetter; subject: LetterSubject; person: PersonActor }> {
  const sight = await sightOf({ store }, actor, 'letter:read');
  const { person } = sight;
  const subject = await store.transact(async (tx) => {
    const kept = await tx.letters.findLetter(letterId);
    if (kept === undefined || kept.signed === null) throw noSuchLetter();
    const found = await tx.letters.findSubject(kept.bookingId);
    const booking = await tx.clinics.findBooking(kept.bookingId);
    if (found === undefined || booking === undefined || !mayRead(sight, found)) throw noSuchLetter();
    await tx.audit([letterEntry(person, booking, { action: 'letter.read', letter: kept })]);
    return found;
  });
  const letter = await store.reads.findSignedLetter(letterId);
  if (letter === undefined) throw noSuchLetter();
  return { letter, subject, person };
}

/** Who wrote it, the healthcare of the prison where the patient is now, and the booking clerks. */
function mayRead(sight: Sight, subject: LetterSubject): boolean {
  const { personId, organisationId } = sight.person;
  return sees(sight, subject) || (subject.writerId === personId && subject.organisationId === organisationId);
}

function entryOf(letter: SignedLetter): LetterEntry {
  const { letterId, bookingId, number, head, signedAt, replacedAt } = letter;
  return {
    ...{ letterId, bookingId, number, to: head.to, service: head.service, seenOn: head.seenOn },
    writtenBy: head.writtenBy,
    signedAt: signedAt.toISOString(),
    replacedAt: replacedAt?.toISOString() ?? null,
  };
}
