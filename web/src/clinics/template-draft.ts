import { usualReleaseHours } from '../../../domain/clinics/kept-places.ts';
import type { TemplateView } from '../../../domain/clinics/wire.ts';
import { endpoints, type Body } from '../../../domain/contract/rest.ts';
import { ApiError } from '../service/api.ts';
import { faultIn } from '../service/field-words.ts';
import { asSentence } from '../service/words.ts';
import type { Problem } from '../ui/answer.ts';

/** When a clinic is held, as a person fills it in; every field is what the page shows. */
export type TemplateDraft = Record<TemplateField, string> & {
  /** How many places are kept for each prison, by its id; empty for none. */
  shares: Readonly<Record<string, string>>;
};

export type TemplateField =
  | 'service'
  | 'clinicianId'
  | 'weekday'
  | 'everyWeeks'
  | 'startsAtClock'
  | 'endsAtClock'
  | 'preMinutes'
  | 'mainMinutes'
  | 'debriefMinutes'
  | 'capacity'
  | 'validFrom'
  | 'validTo'
  | 'releaseHours';

const messages: Record<TemplateField, string> = {
  service: 'Enter what the clinic is for',
  clinicianId: 'Choose the clinician',
  weekday: 'Choose the day of the week',
  everyWeeks: 'Enter how many weeks apart, from 1 to 12',
  startsAtClock: 'Enter when the clinic starts',
  endsAtClock: 'Enter when the clinic ends',
  preMinutes: 'Enter the minutes before the patient comes in, from 0 to 60',
  mainMinutes: 'Enter the minutes with the patient, from 5 to 240',
  debriefMinutes: 'Enter the minutes after the patient has left, from 0 to 60',
  capacity: 'Enter how many patients are seen at one time, from 1 to 20',
  validFrom: 'Enter the first day',
  validTo: 'Enter the last day, or leave it empty',
  releaseHours: 'Enter how many hours before the clinic, from 0 to 672',
};

const sharesMessage = 'Enter how many places are kept for each prison, from 0 to 100';

/** The group of the fields for each prison. */
export const sharesId = 'template-shares';

const fields = Object.keys(messages) as TemplateField[];

/** The field of the form. */
export function fieldId(field: TemplateField): string {
  return `template-${field}`;
}

/** A draft with what most clinics have. */
export function newTemplate({ from, weekday }: { from: string; weekday: number }): TemplateDraft {
  return {
    service: '',
    clinicianId: '',
    weekday: String(weekday),
    everyWeeks: '1',
    startsAtClock: '09:00',
    endsAtClock: '12:00',
    preMinutes: '5',
    mainMinutes: '20',
    debriefMinutes: '5',
    capacity: '1',
    validFrom: from,
    validTo: '',
    releaseHours: String(usualReleaseHours),
    shares: {},
  };
}

/** A draft with what a regular clinic has now; its first day is that of the change. */
export function draftOf(template: TemplateView, from: string): TemplateDraft {
  return {
    service: template.service,
    clinicianId: template.clinicianId,
    weekday: String(template.weekday),
    everyWeeks: String(template.everyWeeks),
    startsAtClock: template.startsAtClock,
    endsAtClock: template.endsAtClock,
    preMinutes: String(template.preMinutes),
    mainMinutes: String(template.mainMinutes),
    debriefMinutes: String(template.debriefMinutes),
    capacity: String(template.capacity),
    validFrom: from,
    validTo: template.validTo ?? '',
    releaseHours: String(template.releaseHours),
    shares: Object.fromEntries(template.shares.map(({ siteId, places }) => [siteId, String(places)])),
  };
}

/** The body that is sent, or what is wrong with it. */
export function readTemplate(
  draft: TemplateDraft,
): { body: Body<'addClinicTemplate'> } | { problems: Problem[] } {
  const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
  const read = endpoints.addClinicTemplate.body.safeParse({
    ...draft,
    weekday: number(draft.weekday),
    everyWeeks: number(draft.everyWeeks),
    preMinutes: number(draft.preMinutes),
    mainMinutes: number(draft.mainMinutes),
    debriefMinutes: number(draft.debriefMinutes),
    capacity: number(draft.capacity),
    releaseHours: number(draft.releaseHours),
    shares: Object.entries(draft.shares)
      .filter(([, places]) => places.trim() !== '' && places.trim() !== '0')
      .map(([siteId, places]) => ({ siteId, places: number(places) })),
    validTo: draft.validTo === '' ? null : draft.validTo,
  });
  if (!read.success) {
    const wrong = new Set(read.error.issues.map(({ path }) => path[0]));
    const problems = problemsIn(fields.filter((field) => wrong.has(field)));
    if (wrong.has('shares')) problems.push({ message: sharesMessage, field: sharesId });
    return { problems };
  }
  if (read.data.endsAtClock <= read.data.startsAtClock) {
    return { problems: [{ message: 'The clinic must end after it starts', field: fieldId('endsAtClock') }] };
  }
  return { body: read.data };
}

/** What of it can be changed: neither the service nor the clinician. */
export function changeOf({
  shares = [],
  releaseHours = usualReleaseHours,
  ...body
}: Body<'addClinicTemplate'>): Omit<Body<'changeClinicTemplate'>, 'version' | 'from'> {
  const { weekday, everyWeeks, startsAtClock, endsAtClock, validTo } = body;
  const { preMinutes, mainMinutes, debriefMinutes, capacity } = body;
  return {
    ...{ weekday, everyWeeks, startsAtClock, endsAtClock, validTo },
    ...{ preMinutes, mainMinutes, debriefMinutes, capacity, shares, releaseHours },
  };
}

function problemsIn(wrong: readonly TemplateField[]): Problem[] {
  return wrong.map((field) => ({ message: messages[field], field: fieldId(field) }));
}

/** What the service refuses names the field first: `endsAtClock: no appointment fits in`. */
export function refusedTemplate(error: unknown): Problem[] | null {
  if (!(error instanceof ApiError) || error.code !== 'invalid') return null;
  const fault = faultIn(error.message);
  if (fault === null) return null;
  const message = asSentence(fault.words);
  if (fault.field === 'shares') return [{ message, field: sharesId }];
  // A change names its first day by another word.
  const named = fault.field === 'from' ? 'validFrom' : fault.field;
  const field = fields.find((known) => known === named);
  return field === undefined ? null : [{ message, field: fieldId(field) }];
}
