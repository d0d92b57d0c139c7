import { patientId as patientIdSchema } from '../../../domain/ids.ts';
import type { ResidentView } from '../../../domain/residents/wire.ts';
import { acuity, type Acuity } from '../../../domain/calls/call.ts';
import { type DescribedCall, describedDetails } from '../../../domain/calls/wire.ts';
import { type Skill, skill } from '../../../domain/clinicians/skill.ts';
import type { StationCall } from '../../../domain/states/wire.ts';

/** The form as it is typed: text only, so that half a date of birth is nothing special. */
export type Draft = {
  /** The resident who is picked; empty for somebody who is not on the list. */
  readonly patientId: string;
  readonly staffName: string;
  readonly patientName: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly nhsNumber: string;
  readonly concern: string;
  readonly acuity: string;
  /** Codes with a blank between. */
  readonly wantedSkills: string;
};
export type DraftField = keyof Draft;

/** The parts of a call that are saved one by one, and the fields of the form that make up each. */
const partsOf = {
  patientId: ['patientId'],
  staffName: ['staffName'],
  patientName: ['patientName'],
  dateOfBirth: ['day', 'month', 'year'],
  nhsNumber: ['nhsNumber'],
  concern: ['concern'],
  acuity: ['acuity'],
  wantedSkills: ['wantedSkills'],
} as const satisfies Record<string, readonly DraftField[]>;
export type Part = keyof typeof partsOf;
export const parts = Object.keys(partsOf) as [Part, ...Part[]];

/** The codes of a draft's `wantedSkills`. */
export function skillsOf(text: string): string[] {
  return text.split(' ').filter((code) => code !== '');
}

/** `touched` holds what was typed here and is not yet known to be saved: nothing from outside may overwrite it. */
export type DraftState = { readonly draft: Draft; readonly touched: readonly Part[] };

type KnownCall = Pick<StationCall, 'details' | 'acuity' | 'wantedSkills'>;

export function draftOf(call: KnownCall): Draft {
  const { details } = call;
  return {
    patientId: details.patientId ?? '',
    staffName: details.staffName ?? '',
    patientName: details.patientName ?? '',
    ...datePartsOf(details.dateOfBirth),
    nhsNumber: spaced(details.nhsNumber),
    concern: details.concern ?? '',
    acuity: call.acuity,
    wantedSkills: call.wantedSkills.join(' '),
  };
}

function datePartsOf(date: string | null): Pick<Draft, 'day' | 'month' | 'year'> {
  const [year = '', month = '', day = ''] = (date ?? '').split('-');
  return { day: day.replace(/^0/, ''), month: month.replace(/^0/, ''), year };
}

function spaced(nhsNumber: string | null): string {
  return (nhsNumber ?? '').replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3');
}

const identity: readonly Part[] = ['patientName', 'dateOfBirth', 'nhsNumber'];

/**
 * A resident is picked, or nobody on the list is meant (`null`). What was typed of who the patient is goes: half of one person
 * never stands beside half of another (HAZ-36).
 */
export function pick(state: DraftState, resident: ResidentView | null): DraftState {
  const known = resident ?? { patientId: '', name: '', dateOfBirth: null, nhsNumber: null };
  const draft = {
    ...state.draft,
    patientId: known.patientId,
    patientName: known.name,
    ...datePartsOf(known.dateOfBirth),
    nhsNumber: spaced(known.nhsNumber),
  };
  const others = state.touched.filter((part) => part !== 'patientId' && !identity.includes(part));
  return { draft, touched: [...others, 'patientId'] };
}

export function type(state: DraftState, field: DraftField, value: string): DraftState {
  const part = partOfField(field);
  return {
    draft: { ...state.draft, [field]: value },
    touched: state.touched.includes(part) ? state.touched : [...state.touched, part],
  };
}

function partOfField(field: DraftField): Part {
  const found = parts.find((part) => (partsOf[part] as readonly DraftField[]).includes(field));
  if (found === undefined) throw new Error(`no part has the field ${field}`);
  return found;
}

/** Takes over what the service has, except what is being typed (`focused`) or not saved yet. */
export function takeIn(state: DraftState, call: KnownCall, focused: DraftField | null): DraftState {
  const known = draftOf(call);
  const picked = state.touched.includes('patientId') ? identity : [];
  const kept = [...state.touched, ...picked, ...(focused === null ? [] : [partOfField(focused)])];
  const fields = parts
    .filter((part) => !kept.includes(part))
    .flatMap((part) => partsOf[part] as readonly DraftField[]);
  const changed = fields.filter((field) => state.draft[field] !== known[field]);
  if (changed.length === 0) return state;
  return {
    ...state,
    draft: { ...state.draft, ...Object.fromEntries(changed.map((field) => [field, known[field]])) },
  };
}

/** What is wrong with each part that cannot be saved as it stands. */
export type DraftProblems = Partial<Record<Part, string>>;

const messages: Record<Part, string> = {
  patientId: 'Pick the resident again',
  staffName: 'Your name must be 100 characters or fewer',
  patientName: 'The patient’s name must be 100 characters or fewer',
  dateOfBirth: 'Date of birth must be a real date in the past, such as 27 3 1941',
  nhsNumber:
    'NHS number must have 10 digits and be a valid number, such as 999 000 0018. Check it, or leave it empty',
  concern: 'What worries you must be 1000 characters or fewer',
  acuity: 'Choose how urgent it is',
  wantedSkills: 'Choose 8 skills at most',
};

/** What to send of the touched parts, and what keeps the rest from being sent. */
export function toSend(
  state: DraftState,
  now: Date,
): { description: DescribedCall; sent: Part[]; problems: DraftProblems } {
  const read = state.touched.map((part) => ({ part, found: readPart(part, state.draft, now) }));
  const good = read.flatMap(({ part, found }) => (found.ok ? [{ part, value: found.value }] : []));
  const bad = read.filter(({ found }) => !found.ok).map(({ part }) => [part, messages[part]]);
  return {
    description: Object.fromEntries(good.map(({ part, value }) => [part, value])),
    sent: good.map(({ part }) => part),
    problems: Object.fromEntries(bad) as DraftProblems,
  };
}

/** After the service has taken `sent`: those parts are saved, unless more was typed meanwhile. */
export function saved(state: DraftState, sent: readonly Part[], from: Draft): DraftState {
  const unchanged = (part: Part) =>
    (partsOf[part] as readonly DraftField[]).every((field) => state.draft[field] === from[field]);
  return { ...state, touched: state.touched.filter((part) => !sent.includes(part) || !unchanged(part)) };
}

type Read = { ok: true; value: string | null | Skill[] } | { ok: false };

const mostSkills = 8;

function readPart(part: Part, draft: Draft, now: Date): Read {
  if (part === 'acuity') {
    const found = acuity.safeParse(draft.acuity);
    return found.success ? { ok: true, value: found.data satisfies Acuity } : { ok: false };
  }
  if (part === 'wantedSkills') {
    const found = skill.array().max(mostSkills).safeParse(skillsOf(draft.wantedSkills));
    return found.success ? { ok: true, value: found.data } : { ok: false };
  }
  if (part === 'patientId') {
    if (draft.patientId === '') return { ok: true, value: null };
    const found = patientIdSchema.safeParse(draft.patientId);
    return found.success ? { ok: true, value: found.data } : { ok: false };
  }
  if (part === 'dateOfBirth') return readDate(draft, now);
  const text = draft[part].trim();
  if (text === '') return { ok: true, value: null };
  const found = describedDetails.shape[part].safeParse(text);
  return found.success && found.data !== undefined ? { ok: true, value: found.data } : { ok: false };
}

function readDate({ day, month, year }: Draft, now: Date): Read {
  const typed = [year, month, day].map((part) => part.trim());
  if (typed.every((part) => part === '')) return { ok: true, value: null };
  const iso = `${typed[0] ?? ''}-${(typed[1] ?? '').padStart(2, '0')}-${(typed[2] ?? '').padStart(2, '0')}`;
  const real = describedDetails.shape.dateOfBirth.safeParse(iso).success && Number(typed[0]) >= 1880;
  return real && Date.parse(iso) <= now.getTime() ? { ok: true, value: iso } : { ok: false };
}
