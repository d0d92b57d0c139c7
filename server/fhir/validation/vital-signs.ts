import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Issues } from './issues.ts';
import type { Origin } from './structure.ts';

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const ucum = 'http://unitsofmeasure.org';
const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category';
const profiles = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-VitalSigns';

interface Sign {
  /** The end of the name of its profile. */
  readonly profile: string;
  readonly loinc: string;
  /** The unit's code of UCUM; undefined where the profile leaves the unit open, or has it in the components. */
  readonly unit?: string;
  /** How the unit must be spelled out, where it is. */
  readonly spelled?: string;
  readonly mustBeSpelled?: true;
  readonly oneSnomed?: true;
}

/** What UK Core's profiles of vital signs fix (1.0.0 of September 2023 and July 2024; body height 1.1.1 of March 2025). */
const signs: readonly Sign[] = [
  {
    ...{ profile: 'RespirationRate', loinc: '9279-1' },
    ...{ unit: '/min', spelled: 'per minute', mustBeSpelled: true },
  },
  {
    ...{ profile: 'HeartRate', loinc: '8867-4', oneSnomed: true },
    ...{ unit: '/min', spelled: 'per minute', mustBeSpelled: true },
  },
  {
    ...{ profile: 'OxygenSaturation', loinc: '2708-6', oneSnomed: true },
    ...{ unit: '%', spelled: 'percent', mustBeSpelled: true },
  },
  {
    ...{ profile: 'BodyTemperature', loinc: '8310-5', oneSnomed: true },
    ...{ unit: 'Cel', spelled: 'degree Celsius', mustBeSpelled: true },
  },
  { profile: 'BodyWeight', loinc: '29463-7', unit: 'kg', spelled: 'kilogram' },
  { profile: 'HeadCircumference', loinc: '9843-4', unit: 'cm', spelled: 'centimeter' },
  { profile: 'BMI', loinc: '39156-5', unit: 'kg/m2', oneSnomed: true },
  { profile: 'BodyHeight', loinc: '8302-2' },
  { profile: 'BloodPressure', loinc: '85354-9' },
];

const systolic = '8480-6';
/** What a blood pressure consists of, and what each part must be called. */
const pressures: Readonly<Record<string, string>> = {
  [systolic]: 'Systolic blood pressure',
  '8462-4': 'Diastolic blood pressure',
};
const ofPressure = { unit: 'mm[Hg]', spelled: 'millimeter of mercury' };

/** Lengths of UCUM, as HL7's value set of distance units has them: metres with any prefix, and those of the old measures. */
const length = /^(?:(?:[YZEPTGMkhdcmunpfazy]|da)?m|\[(?:in|ft|yd|mi|fth|hd_i|mil)_(?:i|us|br)\]|\[hd_i\])$/;

/**
 * Checks an Observation of the category `vital-signs` against UKCore-Observation-VitalSigns and the profiles that are derived from it.
 *
 * The profile binds whoever claims it, and us. Of others only a unit that differs is said, as a warning: the base standard allows
 * °F, and HL7 UK's own example of NEWS2 writes `{beats}/min`. Such a value is not scored.
 */
export function checkVitalSign(observation: JsonObject, { issues, path, origin }: Given): void {
  const claimed = claims(observation);
  if (claimed.length === 0 && !hasCategory(observation)) return;
  // What turns out to be wrong must be taken back as it is; then it is no vital sign any more, and cannot claim to be one.
  if (claimed.length === 0 && observation['status'] === 'entered-in-error') return;
  const codings = codingsIn(observation['code']);
  const code = codings.find(({ system }) => system === loinc)?.code;
  if (claimed.length === 0 && origin !== 'ours') {
    quantities(observation, path).forEach((one) => {
      const fault = unitFault(one.quantity, one.code ?? code);
      if (fault !== undefined) issues.warning('business-rule', one.path, fault);
    });
    return;
  }
  const refuse = (at: string, rule: string): void => {
    issues.error('business-rule', `${path}.${at}`, rule);
  };
  checkFrame(observation, refuse);
  checkCodings(codings, 'code', refuse);
  checkProfile({ claimed, code, codings }, refuse);
  for (const one of quantities(observation, path)) {
    const named = one.code ?? code;
    const fault = unitFault(one.quantity, named) ?? spellingFault(one.quantity, named);
    if (fault !== undefined) issues.error('business-rule', one.path, fault);
  }
  checkValues(observation, code, refuse);
}

interface Given {
  readonly issues: Issues;
  readonly path: string;
  readonly origin: Origin;
}

type Refuse = (at: string, rule: string) => void;

/** What follows the name of the profile of all vital signs, for each profile that is claimed: nothing, or `-HeartRate`. */
function claims(observation: JsonObject): string[] {
  const meta = observation['meta'];
  const named = isJsonObject(meta) ? listOf(meta['profile']) : [];
  return named.flatMap((one) =>
    typeof one === 'string' && one.startsWith(profiles)
      ? [one.slice(profiles.length).replace(/\|.*$/, '')]
      : [],
  );
}

function hasCategory(observation: JsonObject): boolean {
  return listOf(observation['category']).some((one) => codingsIn(one).some(isVitalSigns));
}

function isVitalSigns({ system, code }: Coding): boolean {
  return system === categorySystem && code === 'vital-signs';
}

function checkFrame(observation: JsonObject, refuse: Refuse): void {
  if (observation['status'] !== 'final') refuse('status', 'of a vital sign must be final');
  const categories = listOf(observation['category']);
  const inAll = categories.flatMap(codingsIn).every(isVitalSigns);
  if (categories.length !== 1 || !hasCategory(observation) || !inAll) {
    refuse('category', 'of a vital sign must be vital-signs, and nothing else');
  }
  if (observation['subject'] === undefined) refuse('subject', 'of a vital sign is missing');
  const effective = Object.keys(observation).some((key) => /^_?effective/.test(key));
  if (!effective) refuse('effective', 'of a vital sign is missing');
}

function checkCodings(codings: readonly Coding[], at: string, refuse: Refuse): void {
  const ofLoinc = codings.filter(({ system, code }) => system === loinc && code !== undefined).length;
  if (ofLoinc !== 1) refuse(at, 'of a vital sign must have exactly one coding of LOINC');
  if (!codings.some(({ system, code }) => system === snomed && code !== undefined)) {
    refuse(at, 'of a vital sign must have a coding of SNOMED CT');
  }
}

/** Of a profile that is claimed: it is that of this code, and does not have two codes where it allows one. */
function checkProfile(
  {
    claimed,
    code,
    codings,
  }: { claimed: readonly string[]; code: string | undefined; codings: readonly Coding[] },
  refuse: Refuse,
): void {
  for (const name of claimed) {
    const sign = signs.find(({ profile }) => name === `-${profile}`);
    if (sign !== undefined && sign.loinc !== code) {
      refuse('code', `of this profile must be ${sign.loinc} of LOINC`);
    }
  }
  const ofSnomed = codings.filter(({ system }) => system === snomed).length;
  if (signOf(code)?.oneSnomed === true && ofSnomed > 1) {
    refuse('code', 'of this vital sign must have one coding of SNOMED CT');
  }
}

function signOf(code: string | undefined): Sign | undefined {
  return signs.find((sign) => sign.loinc === code);
}

function checkValues(observation: JsonObject, code: string | undefined, refuse: Refuse): void {
  const sign = signOf(code);
  if (sign === undefined) return;
  if (sign.profile === 'BloodPressure') {
    checkPressures(observation, refuse);
    return;
  }
  const quantity = observation['valueQuantity'];
  if (!isMeasured(quantity)) {
    refuse('value', 'of this vital sign must be a quantity with a value');
  } else if (sign.profile === 'BodyHeight' && !isLength(quantity)) {
    refuse('valueQuantity', 'must be in a unit of length of UCUM');
  }
}

function isLength(quantity: Json | undefined): boolean {
  if (!isJsonObject(quantity)) return false;
  const { system, code } = quantity;
  return system === ucum && typeof code === 'string' && length.test(code);
}

function checkPressures(observation: JsonObject, refuse: Refuse): void {
  if (Object.keys(observation).some((key) => /^_?value/.test(key))) {
    refuse('value', 'of a blood pressure stands in its components');
  }
  if (observation['specimen'] !== undefined) refuse('specimen', 'of a blood pressure is not given');
  const components = listOf(observation['component']).filter(isJsonObject);
  if (components.length > 2)
    refuse('component', 'of a blood pressure are systolic and diastolic, and no other');
  const codes = components.map((one) => codingsIn(one['code']).find(({ system }) => system === loinc)?.code);
  if (codes.filter((code) => code === systolic).length !== 1) {
    refuse('component', 'of a blood pressure must have the systolic one, once');
  }
  components.forEach((one, index) => {
    const at = `component[${index}]`;
    checkCodings(codingsIn(one['code']), `${at}.code`, refuse);
    checkPressurePart(one, { at, code: codes[index] }, refuse);
  });
}

function checkPressurePart(
  part: JsonObject,
  { at, code }: { at: string; code: string | undefined },
  refuse: Refuse,
): void {
  const name = code === undefined ? undefined : pressures[code];
  if (code !== undefined && name === undefined) {
    refuse(`${at}.code`, 'of a blood pressure must be systolic or diastolic');
  } else if (name !== undefined && isJsonObject(part['code']) && part['code']['text'] !== name) {
    refuse(`${at}.code.text`, `must be ${name}`);
  }
  if (!isMeasured(part['valueQuantity'])) {
    refuse(`${at}.value`, 'of a blood pressure must be a quantity with a value');
  }
}

function isMeasured(quantity: Json | undefined): boolean {
  return isJsonObject(quantity) && quantity['value'] !== undefined;
}

interface Measured {
  readonly quantity: JsonObject;
  readonly path: string;
  /** LOINC's code of the component; undefined for the value of the observation itself. */
  readonly code: string | undefined;
}

function quantities(observation: JsonObject, path: string): Measured[] {
  const own = observation['valueQuantity'];
  const components = listOf(observation['component']).map((one, index) => {
    const { code, valueQuantity } = isJsonObject(one) ? one : {};
    const ofLoinc = codingsIn(code).find(({ system }) => system === loinc)?.code ?? 'none';
    return { quantity: valueQuantity, path: `${path}.component[${index}].valueQuantity`, code: ofLoinc };
  });
  return [{ quantity: own, path: `${path}.valueQuantity`, code: undefined }, ...components].flatMap(
    ({ quantity, ...rest }) => (isJsonObject(quantity) ? [{ quantity, ...rest }] : []),
  );
}

function unitOf(code: string | undefined): Pick<Sign, 'unit' | 'spelled' | 'mustBeSpelled'> | undefined {
  return code !== undefined && Object.hasOwn(pressures, code) ? ofPressure : signOf(code);
}

function unitFault(quantity: JsonObject, code: string | undefined): string | undefined {
  const unit = unitOf(code)?.unit;
  if (unit === undefined || (quantity['system'] === ucum && quantity['code'] === unit)) return undefined;
  return `must be in ${unit} of UCUM for this code`;
}

function spellingFault({ unit }: JsonObject, code: string | undefined): string | undefined {
  const { spelled, mustBeSpelled } = unitOf(code) ?? {};
  if (spelled === undefined || unit === spelled) return undefined;
  return unit === undefined && mustBeSpelled !== true
    ? undefined
    : `must have its unit spelled out as ${spelled}`;
}

interface Coding {
  readonly system: Json | undefined;
  readonly code: string | undefined;
}

function codingsIn(concept: Json | undefined): Coding[] {
  return (isJsonObject(concept) ? listOf(concept['coding']) : [])
    .filter(isJsonObject)
    .map(({ system, code }) => ({
      system,
      code: typeof code === 'string' ? code : undefined,
    }));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
