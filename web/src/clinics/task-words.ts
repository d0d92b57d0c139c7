import type { ClinicTaskView } from '../../../domain/clinics/task-wire.ts';
import type { TaskKind } from '../../../domain/clinics/task.ts';
import { wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { longDayWords } from '../rota/week.ts';
import { listed } from '../service/words.ts';
import { identifiers, whenWords } from './clinic-words.ts';
import { messageKindWords } from './message-state-words.ts';

type Words = { title: string; what: string };

const words: Record<TaskKind, Words> = {
  'rebook-elsewhere': {
    title: 'Book the clinics of this patient again',
    what: 'The patient has come from another place, and the bookings there are cancelled. Book them here.',
  },
  'hand-over': {
    title: 'Hand this patient over',
    what: 'The patient has been released. Tell the GP, or write to the home address, that this clinic is still needed.',
  },
  'expected-person': {
    title: 'Check that this patient has come',
    what: 'The patient was not in the prison yet when the clinic was booked. If they do not come, cancel the booking.',
  },
  'not-reached': {
    title: 'Tell them another way',
    what: 'A message about this booking has reached nobody.',
  },
  'cannot-come': {
    title: 'This patient cannot come',
    what: 'They have said so by their link. Ring them, then cancel or move the booking.',
  },
  'prison-not-set-up': {
    title: 'Have this prison set up for clinics',
    what: 'Nobody has said when patients of this prison can come to a clinic, so none can be booked there. Ask an administrator.',
  },
  'outcome-missing': {
    title: 'Find out what became of this clinic',
    what: 'Its day is over and nobody has said whether the patient was seen. Ask the clinician, or record it from the booking.',
  },
  'letter-came': {
    title: 'Read a letter about this patient',
    what: 'The clinician has written after a clinic. Read what is asked of healthcare, and see to it.',
  },
  'letter-unsigned': {
    title: 'Ask the clinician to sign a letter',
    what: 'The patient was seen more than two working days ago, and the letter about it is not signed.',
  },
  'identity-differs': {
    title: 'Find out who this person is',
    what: 'Staff of another place typed the NHS number of this patient for somebody who has come there, and the name, the date of birth or the prison number was not as it is here. Nobody was moved. Ring that place. If it is this patient, say how they are recorded here, so that they can be received; if not, the NHS number is wrong there.',
  },
  'tell-interpreter': {
    title: 'Tell the interpreter',
    what: 'A booking in which they were to interpret has been moved or cancelled, or needs them no more. Open the booking to see how it stands.',
  },
  'merge-differs': {
    title: 'Say whether these two records are of one person',
    what: 'The prison’s system says that two prison numbers are of one person. Nothing has been changed yet. If it is one person, their bookings and referrals are put together, and you cannot undo it.',
  },
};

/** Of a stop of movements there is one task, whichever bookings it has met. */
const severalWords: Words = {
  title: 'Tell them another way',
  what: 'A message about several bookings has reached nobody. Those bookings are marked “Not told” on the list of the day.',
};

/** Where the patient is in no prison, it is the booking clerks who book again. */
const openPlaceWords: Words = {
  title: 'Book the clinics of this patient again',
  what: 'The patient has come from another place, and the bookings there are cancelled. Book them where they are now.',
};

/** In what two records differ that are said to be of one person. */
export function differsWords({ differs }: NonNullable<ClinicTaskView['merge']>): string {
  const fields = { dateOfBirth: 'date of birth', nhsNumber: 'NHS number' };
  return differs.length === 0
    ? 'One of the two is in a prison of which that system says nothing.'
    : `They differ in the ${listed(differs.map((field) => fields[field]))}.`;
}

/** The two records that may be of one person, each as staff make sure who it is. */
export function recordsWords({ patient, merge }: Pick<ClinicTaskView, 'patient' | 'merge'>): string[] {
  if (merge === null) return [];
  const described = (one: NonNullable<ClinicTaskView['patient']>) =>
    `${one.name}, ${identifiers(one)}${one.nhsNumber === null ? ', no NHS number' : ''}.`;
  return [
    ...(patient === null ? [] : [`First record: ${described(patient)}`]),
    merge.other === null
      ? 'The second record is of another prison: ask there.'
      : `Second record: ${described(merge.other)}`,
  ];
}

/** The same for the hospital, whose clerks book nothing in a prison that they do not know. */
const hospitalWords: Partial<Record<TaskKind, Words>> = {
  'letter-came': {
    title: 'Post a letter',
    what: 'The clinician has written after a clinic. Print the letter, and post it to whom it is for.',
  },
  'rebook-elsewhere': {
    title: 'This patient has moved to another prison',
    what: 'The bookings at the old prison are cancelled. The new prison has been asked to book again.',
  },
};

type Untold = NonNullable<ClinicTaskView['untold']>;

type Task = Pick<ClinicTaskView, 'kind' | 'siteId'> & {
  bookingId?: ClinicTaskView['bookingId'];
  place?: ClinicTaskView['place'];
  untold?: Untold | null;
  interpreter?: ClinicTaskView['interpreter'];
  patient?: Pick<NonNullable<ClinicTaskView['patient']>, 'name'> | null;
};

/** Who has to be told of what: both are written out, for there may be no booking to look it up in. */
function untoldWords({ untold, ...task }: Task & { untold: Untold }): Words {
  const { side, kind, startsAt, endsAt } = untold;
  const when = startsAt === null || endsAt === null ? '' : `: ${whenWords({ startsAt, endsAt })}`;
  const of = kind === 'reminder' ? 'It is coming up' : messageKindWords[kind];
  return {
    title: `Tell ${whomWords(untold, task)} another way`,
    what: `No message has reached them. ${of}${when}.${side === 'patient' ? ' Ring them.' : ''}`,
  };
}

function whomWords({ side, whom }: Untold, { patient, siteId }: Pick<Task, 'patient' | 'siteId'>): string {
  switch (side) {
    case 'clinician':
      return whom ?? 'the clinician';
    case 'patient':
      return patient?.name ?? 'the patient';
    case 'prison':
      // A prison sees to its own; for a care home, in which nobody has an account, the booking clerks do.
      if (siteId === null) return whom ?? 'the care home';
      return whom === null ? 'prison healthcare' : `prison healthcare of ${whom}`;
    case 'hospital':
      return 'the booking clerks';
    case 'administrator':
      return 'an administrator';
  }
}

/** Who it is stands in the title: there may be several interpreters of one clinic. */
function interpreterWords({ name, phone }: NonNullable<ClinicTaskView['interpreter']>): Words {
  const { what } = words['tell-interpreter'];
  const ring =
    phone === null ? 'No telephone number of theirs is known: see “Interpreters”.' : `Ring ${phone}.`;
  return { title: `Tell the interpreter ${name}`, what: `${what} ${ring}` };
}

function isOutside(place: ClinicTaskView['place']): boolean {
  return place === 'care-home' || place === 'home';
}

/** What somebody has to do, in plain words. */
export function taskWords(task: Task): Words {
  const { kind, siteId, bookingId, place = null, untold = null, interpreter = null } = task;
  if (interpreter !== null) return interpreterWords(interpreter);
  if (untold !== null) return untoldWords({ ...task, untold });
  if (kind === 'not-reached' && bookingId === null) return severalWords;
  if (kind === 'rebook-elsewhere' && isOutside(place)) return openPlaceWords;
  return (siteId === null ? hospitalWords[kind] : undefined) ?? words[kind];
}

/** What is pressed when it is done; null where something else ends it: of an outcome that is missing, that it is recorded. */
export function doneWords({
  kind,
  siteId = null,
}: Pick<ClinicTaskView, 'kind'> & Partial<Pick<ClinicTaskView, 'siteId'>>): string | null {
  if (kind === 'outcome-missing') return null;
  if (kind === 'letter-came') return siteId === null ? 'Posted' : 'Read';
  return kind === 'expected-person' ? 'Has come' : 'Done';
}

/** `by Tuesday 1 December`. */
export function dueWords({ dueOn }: Pick<ClinicTaskView, 'dueOn'>): string {
  return `by ${longDayWords(dueOn)}`;
}

/** Whether the day is over by which it was to be done. */
export function isOverdue({ dueOn }: Pick<ClinicTaskView, 'dueOn'>, today: string): boolean {
  return dueOn < today;
}

/** Where the work is done; null where there is no page for it. */
export function taskLink({
  kind,
  siteId,
  bookingId,
  letterId,
  place = null,
  untold = null,
}: Task & Pick<ClinicTaskView, 'bookingId' | 'letterId'>): { to: string; label: string } | null {
  if (letterId !== undefined) return { to: `/clinics/letters/${letterId}`, label: 'Open the letter' };
  if (bookingId !== null) return { to: `/clinics/bookings/${bookingId}`, label: 'Open the booking' };
  if (untold !== null) return dayLink(untold);
  return kind === 'rebook-elsewhere' && (siteId !== null || isOutside(place))
    ? { to: '/clinics/book', label: 'Book' }
    : null;
}

/** Of several bookings, or of a clinic that had none: the day. */
function dayLink({ startsAt }: Untold): { to: string; label: string } | null {
  return startsAt === null
    ? null
    : { to: `/clinics/day?day=${wallDateOf(new Date(startsAt))}`, label: 'Open the day' };
}
