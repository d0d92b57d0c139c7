import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Issues } from './issues.ts';
import type { Origin } from './structure.ts';

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const ucum = 'http://unitsofmeasure.org';
const categories = 'http://terminology.hl7.org/CodeSystem/observation-category';
const profiles = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-VitalSigns';

/** LOINC's code and the unit's code, as UK Core's profiles of vital signs fix them (1.0.0, July 2024). */
const units: Readonly<Record<string, string>> = {
  '9279-1': '/min',
  '8867-4': '/min',
  '2708-6': '%',
  '8310-5': 'Cel',
  '8480-6': 'mm[Hg]',
  '8462-4': 'mm[Hg]',
  '29463-7': 'kg',
};

const bloodPressure = '85354-9';
const systolic = '8480-6';

/**
 * Checks an Observation of the category `vital-signs` against UKCore-Observation-VitalSigns and the profiles that are derived from it.
 *
 * The profile binds whoever claims it, and us. Of others only a unit that differs is said, as a warning: the base standard allows
 * °F, and HL7 UK's own example of NEWS2 writes `{beats}/min`. Such a value is not scored.
 */
export function checkVitalSign(observation: JsonObject, { issues, path, origin }: Given): void {
  const claimed = claims(observation);
  if (!claimed && !hasCategory(observation)) return;
  // What turns out to be wrong must be taken back as it is; then it is no vital sign any more, and cannot claim to be one.
  if (!claimed && observation['status'] === 'entered-in-error') return;
  const bound = claimed || origin === 'ours';
  const codings = codingsIn(observation['code']);
  const code = codings.find(({ system }) => system === loinc)?.code;
  if (!bound) {
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
  for (const one of quantities(observation, path)) {
    const fault = unitFault(one.quantity, one.code ?? code);
    if (fault !== undefined) issues.error('business-rule', one.path, fault);
  }
  if (code === bloodPressure) checkPressures(observation, refuse);
  else if (code !== undefined && code in units) checkValue(observation, refuse);
}

interface Given {
  readonly issues: Issues;
  readonly path: string;
  readonly origin: Origin;
}

type Refuse = (at: string, rule: string) => void;

function claims(observation: JsonObject): boolean {
  const meta = observation['meta'];
  const named = isJsonObject(meta) ? listOf(meta['profile']) : [];
  return named.some((one) => typeof one === 'string' && one.startsWith(profiles));
}

function hasCategory(observation: JsonObject): boolean {
  return listOf(observation['category']).some((one) =>
    codingsIn(one).some(({ system, code }) => system === categories && code === 'vital-signs'),
  );
}

function checkFrame(observation: JsonObject, refuse: Refuse): void {
  if (observation['status'] !== 'final') refuse('status', 'of a vital sign must be final');
  if (listOf(observation['category']).length !== 1 || !hasCategory(observation)) {
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

function checkValue(observation: JsonObject, refuse: Refuse): void {
  if (isMeasured(observation['valueQuantity'])) return;
  refuse('value', 'of this vital sign must be a quantity with a value');
}

function checkPressures(observation: JsonObject, refuse: Refuse): void {
  if (Object.keys(observation).some((key) => /^_?value/.test(key))) {
    refuse('value', 'of a blood pressure stands in its components');
  }
  const components = listOf(observation['component']).filter(isJsonObject);
  if (components.length > 2)
    refuse('component', 'of a blood pressure are systolic and diastolic, and no other');
  const systolics = components.filter((one) => codingsIn(one['code']).some(({ code }) => code === systolic));
  if (systolics.length !== 1) refuse('component', 'of a blood pressure must have the systolic one, once');
  components.forEach((one, index) => {
    checkCodings(codingsIn(one['code']), `component[${index}].code`, refuse);
    if (!isMeasured(one['valueQuantity'])) {
      refuse(`component[${index}].value`, 'of a blood pressure must be a quantity with a value');
    }
  });
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

function unitFault(quantity: JsonObject, code: string | undefined): string | undefined {
  const unit = code === undefined ? undefined : units[code];
  if (unit === undefined || (quantity['system'] === ucum && quantity['code'] === unit)) return undefined;
  return `must be in ${unit} of UCUM for this code`;
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
