import type { Deps } from '../ports.ts';
import { DomainError } from '../errors.ts';
import { attendanceIn } from './attendance.ts';
import type { LetterFacts } from './letter-draft.ts';
import type { LetterSubject } from './letter-port.ts';
import { type ClinicPlace, outsidePlace } from './outside.ts';
import type { BookingCourse } from './running-wire.ts';

/** What kind of place it is; undefined stands for a prison. */
export function placeOf(siteKind: LetterSubject['siteKind']): ClinicPlace {
  return outsidePlace.safeParse(siteKind).data;
}

/** What is known of a booking that is over, and what its clinician has noted. Throws `wrong-phase` until somebody has said what became of it. */
export async function readLetterFacts(
  { store }: Pick<Deps, 'store'>,
  subject: LetterSubject,
): Promise<{ facts: LetterFacts; note: string | null }> {
  const { bookingId } = subject;
  const [view, course] = await Promise.all([
    store.reads.findBookingView(bookingId),
    store.reads.readCourse(bookingId),
  ]);
  if (view === undefined) throw new DomainError('not-found', 'no such booking');
  if (view.outcome === null) {
    throw new DomainError('wrong-phase', 'say first what became of this booking');
  }
  const { name, dateOfBirth, nhsNumber, prisonNumber, siteName } = view.patient;
  const placeNow = placeOf(subject.siteKind);
  const facts: LetterFacts = {
    organisationName: subject.organisationName,
    service: view.service,
    clinicianName: subject.writerName,
    patient: { name, dateOfBirth, nhsNumber, prisonNumber, siteName },
    place: view.outside,
    seenIn: view.bookedAt.siteName,
    placeNow,
    inPrison: view.outside === undefined || placeNow === undefined,
    bookedFor: new Date(view.startsAt),
    seenAt: seenAt(course),
    byVideo: isByVideo(course),
    room: roomOf(course),
    interpreterLanguage: view.details?.interpreterLanguage ?? null,
    advice: course.agreed.flatMap(({ advice }) => (advice === null ? [] : [advice])),
    outcome: attendanceIn(view.outcome),
  };
  const notes = course.agreed.flatMap((one) => (one.note === null ? [] : [one.note]));
  return { facts, note: notes.length === 0 ? null : notes.join('\n\n') };
}

/** When the patient came into the room, or the visit began. */
function seenAt({ parts }: BookingCourse): Date | null {
  const part = parts.find((one) => one.part === 'main') ?? parts[0];
  return part === undefined ? null : new Date(part.at);
}

function isByVideo({ inRoom }: BookingCourse): boolean {
  const kinds = new Set(inRoom.map(({ kind }) => kind));
  return kinds.has('station') && kinds.has('clinician');
}

/** As it was said last. */
function roomOf({ rooms }: BookingCourse): LetterFacts['room'] {
  const last = rooms.at(-1);
  return last === undefined ? null : { identity: last.identity, present: last.present };
}
