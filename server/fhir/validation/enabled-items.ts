import { isJsonObject, type Json, type JsonObject, numberOf } from '../json.ts';

/** Answers to a question by its linkId, wherever in the response they stand. */
export type AnswersOf = (linkId: string) => readonly JsonObject[];

/**
 * Whether an item is to be answered, by its `enableWhen` (FHIR R4, Questionnaire.item.enableWhen): without conditions always, with several
 * by its `enableBehavior`.
 */
export function isEnabled(item: JsonObject, answersOf: AnswersOf): boolean {
  const conditions = objectsIn(item['enableWhen']);
  if (conditions.length === 0) return true;
  const met = (condition: JsonObject): boolean => isMet(condition, answersOf);
  return item['enableBehavior'] === 'any' ? conditions.some(met) : conditions.every(met);
}

/** Of several answers one is enough. An expected value of another type than the answer's counts for none. */
function isMet(condition: JsonObject, answersOf: AnswersOf): boolean {
  const { question, operator } = condition;
  const answers = typeof question === 'string' ? answersOf(question) : [];
  if (operator === 'exists') return answers.length > 0 === condition['answerBoolean'];
  const [, type, expected] = valueIn(condition, 'answer');
  return answers.some((answer) => {
    const [, given, value] = valueIn(answer, 'value');
    const order = given === type ? compared(value, expected) : undefined;
    return order !== undefined && typeof operator === 'string' && orders[operator]?.(order) === true;
  });
}

const orders: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '<': (order) => order < 0,
  '>=': (order) => order >= 0,
  '<=': (order) => order <= 0,
};

/** The choice element of an object: its name, its type, its value. */
export function valueIn(
  object: JsonObject,
  prefix: 'answer' | 'value',
): [name: string, type: string, value: Json | undefined] {
  const name =
    Object.keys(object).find((key) => key.startsWith(prefix) && object[key] !== undefined) ?? prefix;
  return [name, name.slice(prefix.length), object[name]];
}

/** Less than, equal to or more than nought; NaN for what is different without being more or less; undefined for what is not there. */
export function compared(one: Json | undefined, other: Json | undefined): number | undefined {
  if (one === undefined || other === undefined) return undefined;
  const [first, second] = [numberOf(one), numberOf(other)];
  if (first !== undefined && second !== undefined) return first - second;
  if (typeof one === 'string' && typeof other === 'string') return one === other ? 0 : one < other ? -1 : 1;
  if (isJsonObject(one) && isJsonObject(other)) return comparedObjects(one, other);
  return one === other ? 0 : Number.NaN;
}

/** Codings are the same by system and code, quantities have an order within one unit, references are the same by their text. */
function comparedObjects(one: JsonObject, other: JsonObject): number | undefined {
  const same =
    one['system'] === other['system'] &&
    one['code'] === other['code'] &&
    one['reference'] === other['reference'];
  if (!same) return Number.NaN;
  return one['value'] === undefined && other['value'] === undefined
    ? 0
    : compared(one['value'], other['value']);
}

/** The objects of a list, and none of what is no list. */
export function objectsIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : [];
}
