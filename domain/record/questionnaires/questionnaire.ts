/**
 * Questionnaires as FHIR R4 has them (Questionnaire 9.5), as far as ours need: these elements and types of items and no others.
 * What is answered stands as text, so that a decimal keeps its digits; an item without an answer is not there or empty.
 */

type Coding = { readonly system: string; readonly code: string; readonly display: string };

export type AnswerOption = { readonly valueCoding: Coding };

/** When an item is asked: another one has an answer, or one that compares so. */
export type EnableWhen = { readonly question: string } & (
  | { readonly operator: 'exists'; readonly answerBoolean: boolean }
  | ({ readonly operator: '=' | '!=' | '>' | '<' | '>=' | '<=' } & (
      | { readonly answerCoding: Pick<Coding, 'system' | 'code'> }
      | { readonly answerBoolean: boolean }
      | { readonly answerInteger: number }
      | { readonly answerDecimal: number }
      | { readonly answerDate: string }
      | { readonly answerString: string }
    ))
);

type Common = {
  readonly linkId: string;
  readonly text: string;
  readonly enableWhen?: readonly EnableWhen[];
  readonly enableBehavior?: 'all' | 'any';
};

export type GroupItem = Common & {
  readonly type: 'group';
  readonly prefix?: string;
  readonly item: readonly QuestionnaireItem[];
};
export type DisplayItem = Common & { readonly type: 'display' };
export type QuestionItem = Common & {
  readonly type: 'string' | 'text' | 'integer' | 'decimal' | 'date' | 'choice' | 'boolean';
  readonly required?: boolean;
  /** Filled by the service, and by nobody's hand. */
  readonly readOnly?: boolean;
  readonly maxLength?: number;
  /** HL7's extensions `minValue` and `maxValue`, of numbers and dates. */
  readonly extension?: readonly {
    readonly url: string;
    readonly valueInteger?: number;
    readonly valueDecimal?: number;
    readonly valueDate?: string;
  }[];
  readonly answerOption?: readonly AnswerOption[];
};
export type QuestionnaireItem = GroupItem | DisplayItem | QuestionItem;

export type Questionnaire = {
  readonly resourceType: 'Questionnaire';
  readonly url: string;
  /** Another one for every change: an answered questionnaire stands as it was asked. */
  readonly version: string;
  readonly name: string;
  readonly title: string;
  readonly status: 'active';
  readonly subjectType: readonly ['Patient'];
  readonly item: readonly GroupItem[];
};

/** Answers by linkId, as text. */
export type Answers = Readonly<Partial<Record<string, string>>>;

export const minValue = 'http://hl7.org/fhir/StructureDefinition/minValue';
export const maxValue = 'http://hl7.org/fhir/StructureDefinition/maxValue';

/** How a response names the questionnaire that it answers. */
export function canonicalOf({ url, version }: Pick<Questionnaire, 'url' | 'version'>): string {
  return `${url}|${version}`;
}

/** Every question, in its order, in whatever group it stands. */
export function questionsOf(items: readonly QuestionnaireItem[]): QuestionItem[] {
  return items.flatMap((item) => {
    if (item.type === 'group') return questionsOf(item.item);
    return item.type === 'display' ? [] : [item];
  });
}

/** The linkIds of everything that is asked or shown by these answers. An item in a group that is not asked is not asked either. */
export function enabledItems(questionnaire: Pick<Questionnaire, 'item'>, answers: Answers): Set<string> {
  let enabled = enabledBy(questionnaire.item, answers);
  // An answer to what is not asked any more counts for no condition either, and that may take others back.
  for (;;) {
    const counting = Object.fromEntries(Object.entries(answers).filter(([linkId]) => enabled.has(linkId)));
    const fewer = enabledBy(questionnaire.item, counting);
    const next = new Set([...fewer].filter((linkId) => enabled.has(linkId)));
    if (next.size === enabled.size) return enabled;
    enabled = next;
  }
}

function enabledBy(items: readonly QuestionnaireItem[], answers: Answers): Set<string> {
  return new Set(
    items.flatMap((item) => {
      if (!isAsked(item, answers)) return [];
      return [item.linkId, ...(item.type === 'group' ? enabledBy(item.item, answers) : [])];
    }),
  );
}

function isAsked({ enableWhen = [], enableBehavior }: Common, answers: Answers): boolean {
  if (enableWhen.length === 0) return true;
  const met = (condition: EnableWhen) => isMet(condition, answers[condition.question] ?? '');
  return enableBehavior === 'any' ? enableWhen.some(met) : enableWhen.every(met);
}

/** What has no answer compares with nothing. */
function isMet(condition: EnableWhen, answer: string): boolean {
  const given = answer.trim();
  if (condition.operator === 'exists') return (given !== '') === condition.answerBoolean;
  if (given === '') return false;
  const order = comparedWith(condition, given);
  switch (condition.operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
  }
}

/** Less than, equal to or more than nought; NaN where only one of them is a number. */
function comparedWith(condition: Exclude<EnableWhen, { operator: 'exists' }>, given: string): number {
  if ('answerInteger' in condition) return Number(given) - condition.answerInteger;
  if ('answerDecimal' in condition) return Number(given) - condition.answerDecimal;
  const expected =
    'answerCoding' in condition
      ? condition.answerCoding.code
      : 'answerBoolean' in condition
        ? String(condition.answerBoolean)
        : 'answerDate' in condition
          ? condition.answerDate
          : condition.answerString;
  return given === expected ? 0 : given < expected ? -1 : 1;
}

/** What is wrong with an answer, in words that go after the name of its field; undefined of a right one. */
export function faultOf(item: QuestionItem, value: string): string | undefined {
  // PostgreSQL and FHIR take none of them.
  if (/[^\P{Cc}\t\r\n]/u.test(value) || !value.isWellFormed()) return 'has characters that cannot be kept';
  const longest = item.maxLength ?? Number.POSITIVE_INFINITY;
  if (value.length > longest) return `must be ${String(longest)} characters or fewer`;
  return formFault(item, value) ?? boundFault(item, value);
}

function formFault(item: QuestionItem, value: string): string | undefined {
  switch (item.type) {
    case 'string':
      return /[\r\n]/.test(value) ? 'must be one line' : undefined;
    case 'text':
      return undefined;
    case 'integer':
      return /^-?\d{1,9}$/.test(value) ? undefined : 'must be a whole number';
    case 'decimal':
      return /^-?\d{1,9}(\.\d{1,9})?$/.test(value) ? undefined : 'must be a number, such as 37.2';
    case 'date':
      return isDate(value) ? undefined : 'must be a real date';
    case 'choice':
      return optionOf(item, value) === undefined ? 'must be one of the options' : undefined;
    case 'boolean':
      return value === 'true' || value === 'false' ? undefined : 'must be yes or no';
  }
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The bounds of the item say which kind of value they are of. */
function boundFault({ extension = [] }: QuestionItem, value: string): string | undefined {
  for (const { url, valueInteger, valueDecimal, valueDate } of extension) {
    const bound = valueInteger ?? valueDecimal ?? valueDate;
    if (bound === undefined) continue;
    const order =
      typeof bound === 'number' ? Number(value) - bound : value === bound ? 0 : value < bound ? -1 : 1;
    if (url === minValue && order < 0) return `must be ${String(bound)} or more`;
    if (url === maxValue && order > 0) return `must be ${String(bound)} or less`;
  }
  return undefined;
}

/** The option that the answer to a choice is. */
export function optionOf({ answerOption = [] }: QuestionItem, code: string): Coding | undefined {
  return answerOption.map(({ valueCoding }) => valueCoding).find((coding) => coding.code === code);
}

/** What stands between these answers and a complete response: by linkId, in words that go after the name of the field. */
export function problemsOf(
  questionnaire: Pick<Questionnaire, 'item'>,
  answers: Answers,
): Readonly<Partial<Record<string, string>>> {
  const enabled = enabledItems(questionnaire, answers);
  const problems = questionsOf(questionnaire.item).flatMap((item) => {
    if (!enabled.has(item.linkId)) return [];
    const value = answers[item.linkId] ?? '';
    const missing = item.required === true ? 'has no answer yet' : undefined;
    const problem = value.trim() === '' ? missing : faultOf(item, value);
    return problem === undefined ? [] : [[item.linkId, problem] as const];
  });
  return Object.fromEntries(problems);
}
