import { type Json, type JsonObject, numberOf } from '../json.ts';
import { type AnswersOf, compared, isEnabled, objectsIn, valueIn } from './enabled-items.ts';
import { type Issue, Issues } from './issues.ts';

/**
 * Checks answers against the questionnaire that was answered (FHIR R4, QuestionnaireResponse 9.6.4): items where the questionnaire has
 * them, types, options, bounds, repetition, conditions; and what is required, once the response is said to be complete.
 * Both must have the right form: ask `ResourceValidator` first. Options by value set are not checked.
 */
export function checkResponse(response: JsonObject, questionnaire: JsonObject): Issue[] {
  const issues = new Issues();
  const { url, version } = questionnaire;
  const versioned = typeof url === 'string' && typeof version === 'string' ? `${url}|${version}` : url;
  if (url !== undefined && ![url, versioned].includes(response['questionnaire'])) {
    issues.error('business-rule', 'QuestionnaireResponse.questionnaire', 'names another questionnaire');
  }
  const complete = response['status'] === 'completed' || response['status'] === 'amended';
  const check = new ResponseCheck({ issues, complete, answersOf: answersIn(response) });
  check.level(objectsIn(questionnaire['item']), { ...placed(response, 'QuestionnaireResponse') });
  return issues.list();
}

/** Items of a response, and the path of what they stand in. */
interface Level {
  readonly given: readonly JsonObject[];
  readonly path: string;
}

function placed(parent: JsonObject, path: string): Level {
  return { given: objectsIn(parent['item']), path };
}

function answersIn(response: JsonObject): AnswersOf {
  const all = new Map<string, JsonObject[]>();
  const collect = (parent: JsonObject): void => {
    for (const item of objectsIn(parent['item'])) {
      const answers = objectsIn(item['answer']);
      const { linkId } = item;
      if (typeof linkId === 'string') all.set(linkId, [...(all.get(linkId) ?? []), ...answers]);
      collect(item);
      answers.forEach(collect);
    }
  };
  collect(response);
  return (linkId) => all.get(linkId) ?? [];
}

class ResponseCheck {
  readonly #issues: Issues;
  readonly #complete: boolean;
  readonly #answersOf: AnswersOf;

  constructor({ issues, complete, answersOf }: { issues: Issues; complete: boolean; answersOf: AnswersOf }) {
    this.#issues = issues;
    this.#complete = complete;
    this.#answersOf = answersOf;
  }

  level(asked: readonly JsonObject[], { given, path }: Level): void {
    const counts = new Map<unknown, number>();
    given.forEach((item, index) => {
      const at = `${path}.item[${index}]`;
      const question = asked.find(({ linkId }) => linkId === item['linkId']);
      counts.set(item['linkId'], (counts.get(item['linkId']) ?? 0) + 1);
      if (question === undefined) this.#error(at, 'is not asked at this place');
      else this.#item(question, { item, path: at, count: counts.get(item['linkId']) ?? 1 });
    });
    for (const question of asked) {
      if (!this.#complete || question['required'] !== true || counts.has(question['linkId'])) continue;
      if (!isEnabled(question, this.#answersOf)) continue;
      this.#issues.error('required', path, 'has no answer to a question that is required');
    }
  }

  #item(
    question: JsonObject,
    { item, path, count }: { item: JsonObject; path: string; count: number },
  ): void {
    const answers = objectsIn(item['answer']);
    const items = objectsIn(item['item']);
    if (!isEnabled(question, this.#answersOf) && answers.length + items.length > 0) {
      this.#error(path, 'is answered, and its conditions do not hold');
    }
    const group = question['type'] === 'group';
    if (count > 1 && !(group && question['repeats'] === true)) this.#error(path, 'is there more than once');
    if (group || question['type'] === 'display') {
      if (answers.length > 0) this.#error(path, 'is no question, and is answered');
      this.level(objectsIn(question['item']), { given: items, path });
      return;
    }
    if (items.length > 0) this.#error(path, 'has items that belong to its answers');
    this.#answers(question, answers, path);
  }

  #answers(question: JsonObject, answers: readonly JsonObject[], path: string): void {
    if (answers.length > 1 && question['repeats'] !== true) this.#error(path, 'has more than one answer');
    if (answers.length === 0 && this.#complete && question['required'] === true) {
      this.#issues.error('required', path, 'has no answer, and is required');
    }
    answers.forEach((answer, index) => {
      const at = `${path}.answer[${index}]`;
      this.#value(question, answer, at);
      this.level(objectsIn(question['item']), placed(answer, at));
    });
  }

  #value(question: JsonObject, answer: JsonObject, path: string): void {
    const [name, type, value] = valueIn(answer, 'value');
    if (value === undefined) return;
    const at = `${path}.${name}`;
    const allowed = typeof question['type'] === 'string' ? answerTypes[question['type']] : undefined;
    if (allowed?.includes(type) !== true) {
      this.#error(at, 'is not of the type that is asked for');
      return;
    }
    const options = objectsIn(question['answerOption']).map((option) => valueIn(option, 'value')[2]);
    const free = question['type'] === 'open-choice' && type === 'String';
    if (options.length > 0 && !free && !options.some((option) => compared(option, value) === 0)) {
      this.#issues.error('code-invalid', at, 'is none of the options');
    }
    if (!isWithin(question, value)) this.#error(at, 'is outside of the bounds of the question');
  }

  #error(path: string, rule: string): void {
    this.#issues.error('business-rule', path, rule);
  }
}

/** Types of questions, and the types of answers that each takes. */
const answerTypes: Readonly<Record<string, readonly string[]>> = {
  boolean: ['Boolean'],
  decimal: ['Decimal'],
  integer: ['Integer'],
  date: ['Date'],
  dateTime: ['DateTime'],
  time: ['Time'],
  string: ['String'],
  text: ['String'],
  url: ['Uri'],
  choice: ['Coding', 'Integer', 'Date', 'Time', 'String', 'Reference'],
  'open-choice': ['Coding', 'String'],
  attachment: ['Attachment'],
  reference: ['Reference'],
  quantity: ['Quantity'],
};

const bounds = 'http://hl7.org/fhir/StructureDefinition/';

/** `maxLength`, and HL7's extensions `minValue` and `maxValue`. */
function isWithin(question: JsonObject, value: Json): boolean {
  const longest = numberOf(question['maxLength']);
  if (typeof value === 'string' && longest !== undefined && value.length > longest) return false;
  return objectsIn(question['extension']).every((extension) => {
    const [, , bound] = valueIn(extension, 'value');
    const order = compared(value, bound);
    if (order === undefined) return true;
    if (extension['url'] === `${bounds}minValue`) return order >= 0;
    return extension['url'] !== `${bounds}maxValue` || order <= 0;
  });
}
