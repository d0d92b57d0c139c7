import { isJsonObject, type Json, type JsonObject } from '../../server/fhir/json.ts';

/** One thing that a profile of UK Core asks for, and how to break it; undefined where the sign has no such thing. */
export type Break = {
  readonly rule: string;
  readonly broken: (sign: JsonObject) => JsonObject | undefined;
};

const profile = 'https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-VitalSigns-';

/** The examples of vital signs, and the profile that each is an example of. The profile of respiration has a name of its own. */
export const vitalSigns: Readonly<Record<string, string>> = {
  'UKCore-Observation-VitalSigns-RespiratoryRate-Example': 'RespirationRate',
  'UKCore-Observation-VitalSigns-HeartRate-Example': 'HeartRate',
  'UKCore-Observation-VitalSigns-OxygenSaturation-Example': 'OxygenSaturation',
  'UKCore-VitalSigns-Observation-OxygenSaturation-Example': 'OxygenSaturation',
  'UKCore-Observation-VitalSigns-BodyTemperature-Example': 'BodyTemperature',
  'UKCore-Observation-VitalSigns-BodyWeight-Example': 'BodyWeight',
  'UKCore-Observation-VitalSigns-BodyHeight-Example': 'BodyHeight',
  'UKCore-Observation-VitalSigns-BMI-Example': 'BMI',
  'UKCore-Observation-VitalSigns-HeadCircumference-Example': 'HeadCircumference',
  'UKCore-Observation-VitalSigns-BloodPressure-Example': 'BloodPressure',
};

/** Base R4 alone takes most of what is broken below: it is refused because the profile is claimed. */
export function claiming(sign: JsonObject, name: string): JsonObject {
  return { ...sign, meta: { profile: [`${profile}${name}`] } };
}

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';

const set =
  (change: JsonObject) =>
  (sign: JsonObject): JsonObject => ({ ...sign, ...change });
const without =
  (...names: string[]) =>
  (sign: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(sign).filter(([name]) => !names.includes(name)));
const inCode = (change: (codings: readonly Json[]) => readonly Json[]) => (sign: JsonObject) => {
  const code = objectOf(sign['code']);
  return { ...sign, code: { ...code, coding: change(listOf(code['coding'])) } };
};
/** Of the value, or of the first component. */
const inQuantity =
  (change: (quantity: JsonObject) => JsonObject) =>
  (sign: JsonObject): JsonObject => {
    if (isJsonObject(sign['valueQuantity'])) return { ...sign, valueQuantity: change(sign['valueQuantity']) };
    return inPart((part) => ({ ...part, valueQuantity: change(objectOf(part['valueQuantity'])) }))(sign);
  };
const inPart =
  (change: (part: JsonObject) => JsonObject) =>
  (sign: JsonObject): JsonObject => {
    const [first, ...others] = listOf(sign['component']);
    return { ...sign, component: [change(objectOf(first)), ...others] };
  };
const isPressure = (sign: JsonObject): boolean => sign['component'] !== undefined;
const ofPressure =
  (change: (sign: JsonObject) => JsonObject) =>
  (sign: JsonObject): JsonObject | undefined =>
    isPressure(sign) ? change(sign) : undefined;
const ofOthers =
  (change: (sign: JsonObject) => JsonObject) =>
  (sign: JsonObject): JsonObject | undefined =>
    isPressure(sign) ? undefined : change(sign);

const exam = {
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam' }],
};

/** What the profiles of vital signs fix or require, each broken on its own. */
export const breaks: readonly Break[] = [
  { rule: 'status is there', broken: without('status') },
  { rule: 'status is final', broken: set({ status: 'preliminary' }) },
  { rule: 'category is there', broken: without('category') },
  { rule: 'category is vital-signs', broken: set({ category: [exam] }) },
  {
    rule: 'category is there once',
    broken: (sign) => ({ ...sign, category: [...listOf(sign['category']), exam] }),
  },
  { rule: 'code is there', broken: without('code') },
  {
    rule: 'code has one of LOINC',
    broken: inCode((codings) => codings.filter((one) => objectOf(one)['system'] !== loinc)),
  },
  {
    rule: 'code has one of LOINC only',
    broken: inCode((codings) => [...codings, { system: loinc, code: '8716-3' }]),
  },
  {
    rule: 'code is that of the profile',
    broken: inCode((codings) => [
      ...codings.filter((one) => objectOf(one)['system'] !== loinc),
      { system: loinc, code: '8716-3' },
    ]),
  },
  {
    rule: 'code has one of SNOMED CT',
    broken: inCode((codings) => codings.filter((one) => objectOf(one)['system'] !== snomed)),
  },
  { rule: 'subject is there', broken: without('subject') },
  { rule: 'effective is there', broken: without('effectiveDateTime') },
  { rule: 'value is there', broken: ofOthers(without('valueQuantity')) },
  {
    rule: 'value is a quantity',
    broken: ofOthers((sign) => ({ ...without('valueQuantity')(sign), valueString: '80' })),
  },
  { rule: 'value has a number', broken: inQuantity(without('value')) },
  { rule: 'unit is there', broken: inQuantity(without('unit', 'system', 'code')) },
  { rule: 'unit is that of the profile', broken: inQuantity(set({ code: '[lb_av]' })) },
  { rule: 'unit is of UCUM', broken: inQuantity(set({ system: 'http://example.org' })) },
  {
    rule: 'unit is spelled out as in the profile',
    // The profiles of height and of body mass index leave the words open.
    broken: (sign) => {
      const { code } = objectOf(sign['valueQuantity']);
      return code === 'm' || code === 'kg/m2' ? undefined : inQuantity(set({ unit: 'x' }))(sign);
    },
  },
  { rule: 'no value beside components', broken: ofPressure(set({ valueString: '120/80' })) },
  { rule: 'no specimen', broken: ofPressure(set({ specimen: { reference: 'Specimen/1' } })) },
  { rule: 'components are there', broken: ofPressure(without('component')) },
  {
    rule: 'systolic is there',
    broken: ofPressure((sign) => ({ ...sign, component: listOf(sign['component']).slice(1) })),
  },
  {
    rule: 'components are two at most',
    broken: ofPressure((sign) => {
      const parts = listOf(sign['component']);
      return { ...sign, component: [...parts, ...parts.slice(1)] };
    }),
  },
  {
    rule: 'component has a value',
    broken: ofPressure(inPart(without('valueQuantity'))),
  },
  {
    rule: 'component has one of LOINC',
    broken: ofPressure(
      inPart((part) => inCode((all) => all.filter((one) => objectOf(one)['system'] !== loinc))(part)),
    ),
  },
  {
    rule: 'component has one of SNOMED CT',
    broken: ofPressure(
      inPart((part) => inCode((all) => all.filter((one) => objectOf(one)['system'] !== snomed))(part)),
    ),
  },
  {
    rule: 'component is called as in the profile',
    broken: ofPressure(
      inPart((part) => ({ ...part, code: { ...objectOf(part['code']), text: 'Systolic' } })),
    ),
  },
];

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}
