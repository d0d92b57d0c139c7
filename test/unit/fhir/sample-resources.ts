import type { Json, JsonObject } from '../../../server/fhir/json.ts';

// Small resources of R4 that are right as they are. The people are made up.

/** A pulse as another system sends it. */
export const pulse: JsonObject = {
  resourceType: 'Observation',
  status: 'final',
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }],
    },
  ],
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: 'Patient/1' },
  effectiveDateTime: '2026-01-01T10:00:00Z',
  valueQuantity: { value: 80, unit: 'per minute', system: 'http://unitsofmeasure.org', code: '/min' },
};

/** A pulse as the profile of UK Core asks for. */
export const pulseOfUkCore: JsonObject = {
  ...pulse,
  meta: { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-VitalSigns-HeartRate'] },
  code: {
    coding: [
      { system: 'http://loinc.org', code: '8867-4' },
      { system: 'http://snomed.info/sct', code: '364075005' },
    ],
  },
};

/** One blood pressure; the profile of UK Core wants both codings of each part. */
export const bloodPressure: JsonObject = {
  ...pulse,
  code: concept('85354-9', '75367002'),
  valueQuantity: undefined,
  component: [
    {
      code: { ...concept('8480-6', '72313002'), text: 'Systolic blood pressure' },
      valueQuantity: pressure(120),
    },
    {
      code: { ...concept('8462-4', '1091811000000102'), text: 'Diastolic blood pressure' },
      valueQuantity: pressure(80),
    },
  ],
};

function concept(loinc: string, snomed: string): JsonObject {
  return {
    coding: [
      { system: 'http://loinc.org', code: loinc },
      { system: 'http://snomed.info/sct', code: snomed },
    ],
  };
}

function pressure(value: number): JsonObject {
  return { value, unit: 'millimeter of mercury', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' };
}

/** A resident of a care home. */
export const resident: JsonObject = {
  resourceType: 'Patient',
  name: [{ family: 'Ashdown', given: ['Edith'] }],
  gender: 'female',
  birthDate: '1938-04-12',
};

/** A clinic's appointment. */
export const appointment: JsonObject = {
  resourceType: 'Appointment',
  status: 'booked',
  start: '2026-01-01T10:00:00Z',
  end: '2026-01-01T10:20:00Z',
  participant: [{ actor: { reference: 'Patient/1' }, status: 'accepted' }],
};

/** A questionnaire of one question and one group. */
export const questionnaire: JsonObject = {
  resourceType: 'Questionnaire',
  status: 'active',
  item: [
    { linkId: 'pain', type: 'boolean', text: 'Is there pain?' },
    {
      linkId: 'more',
      type: 'group',
      text: 'About the pain',
      enableWhen: [{ question: 'pain', operator: '=', answerBoolean: true }],
      item: [{ linkId: 'where', type: 'string', text: 'Where?' }],
    },
  ],
};

/** A narrative around some XHTML. */
export function narrative(xhtml: string): Json {
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${xhtml}</div>` };
}
