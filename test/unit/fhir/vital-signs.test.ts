import { expect } from 'chai';
import type { Json, JsonObject } from '../../../server/fhir/json.ts';
import type { Origin } from '../../../server/fhir/validation/structure.ts';
import { ResourceValidator } from '../../../server/fhir/validation/validator.ts';
import { bloodPressure, pulse, pulseOfUkCore } from './sample-resources.ts';

describe('the validation of vital signs', () => {
  let validator: ResourceValidator;
  before(async () => {
    validator = await ResourceValidator.create();
  });

  /** As `severity code path`. */
  function said(resource: Json, origin?: Origin): string[] {
    return validator
      .validate(resource, origin)
      .map(({ severity, code, expression: [path] }) => `${severity} ${code} ${path}`);
  }

  const coding = (code: string, snomed: string): JsonObject => ({
    coding: [
      { system: 'http://loinc.org', code },
      { system: 'http://snomed.info/sct', code: snomed },
    ],
  });
  const spelledOut: Record<string, string> = {
    '/min': 'per minute',
    '%': 'percent',
    Cel: 'degree Celsius',
    kg: 'kilogram',
    cm: 'centimeter',
    'mm[Hg]': 'millimeter of mercury',
  };
  const claim = (profile: string): JsonObject => ({
    meta: {
      profile: [`https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-VitalSigns${profile}`],
    },
  });
  const measured = (value: number, code: string): JsonObject => ({
    value,
    unit: spelledOut[code] ?? code,
    system: 'http://unitsofmeasure.org',
    code,
  });
  const [systolic, diastolic] = bloodPressure['component'] as [JsonObject, JsonObject];
  const pressureOfUkCore: JsonObject = {
    ...bloodPressure,
    meta: {
      profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation-VitalSigns-BloodPressure'],
    },
  };
  const signs: [what: string, sign: JsonObject][] = [
    [
      'a respiration rate',
      {
        ...{ ...pulseOfUkCore, ...claim('-RespirationRate') },
        ...{ code: coding('9279-1', '86290005'), valueQuantity: measured(16, '/min') },
      },
    ],
    [
      'a saturation',
      {
        ...{ ...pulseOfUkCore, ...claim('-OxygenSaturation') },
        ...{ code: coding('2708-6', '431314004'), valueQuantity: measured(96, '%') },
      },
    ],
    [
      'a temperature',
      {
        ...{ ...pulseOfUkCore, ...claim('-BodyTemperature|1.0.0') },
        ...{ code: coding('8310-5', '276885007'), valueQuantity: measured(37.1, 'Cel') },
      },
    ],
    [
      'a weight',
      {
        ...{ ...pulseOfUkCore, ...claim('-BodyWeight'), code: coding('29463-7', '27113001') },
        valueQuantity: { ...measured(62, 'kg'), unit: undefined },
      },
    ],
    [
      'a height in metres',
      {
        ...{ ...pulseOfUkCore, ...claim('-BodyHeight'), code: coding('8302-2', '50373000') },
        valueQuantity: measured(1.64, 'm'),
      },
    ],
    [
      'a height in inches',
      {
        ...{ ...pulseOfUkCore, ...claim('-BodyHeight'), code: coding('8302-2', '50373000') },
        valueQuantity: measured(64, '[in_i]'),
      },
    ],
    [
      'a body mass index',
      {
        ...{ ...pulseOfUkCore, ...claim('-BMI'), code: coding('39156-5', '60621009') },
        valueQuantity: measured(23.4, 'kg/m2'),
      },
    ],
    [
      'the circumference of a head',
      {
        ...{ ...pulseOfUkCore, ...claim('-HeadCircumference'), code: coding('9843-4', '363812007') },
        valueQuantity: measured(40, 'cm'),
      },
    ],
    ['a pulse that claims the profile of all vital signs', { ...pulseOfUkCore, ...claim('') }],
    ['a blood pressure', pressureOfUkCore],
    ['a systolic pressure alone', { ...pressureOfUkCore, component: [systolic] }],
    ['a pulse', pulseOfUkCore],
  ];
  for (const [what, sign] of signs) {
    it(`takes ${what} of UK Core, and as ours`, () => {
      expect(said(sign)).to.deep.equal([]);
      expect(said({ ...sign, meta: undefined }, 'ours')).to.deep.equal([]);
    });
  }

  const broken: [what: string, sign: JsonObject, at: string][] = [
    [
      'a pulse in {beats}/min',
      { ...pulseOfUkCore, valueQuantity: measured(80, '{beats}/min') },
      'valueQuantity',
    ],
    ['a pulse without unit', { ...pulseOfUkCore, valueQuantity: { value: 80 } }, 'valueQuantity'],
    [
      'a unit that is not of UCUM',
      { ...pulseOfUkCore, valueQuantity: { ...measured(80, '/min'), system: 'http://example.org' } },
      'valueQuantity',
    ],
    [
      'a temperature in °F',
      {
        ...{ ...pulseOfUkCore, ...claim('-BodyTemperature'), code: coding('8310-5', '276885007') },
        valueQuantity: measured(98.6, '[degF]'),
      },
      'valueQuantity',
    ],
    [
      'a saturation as a fraction',
      {
        ...{ ...pulseOfUkCore, ...claim('-OxygenSaturation'), code: coding('2708-6', '431314004') },
        valueQuantity: measured(0.96, '1'),
      },
      'valueQuantity',
    ],
    [
      'a pressure in kPa',
      { ...pressureOfUkCore, component: [{ ...systolic, valueQuantity: measured(16, 'kPa') }, diastolic] },
      'component[0].valueQuantity',
    ],
    [
      'no LOINC',
      {
        ...{ ...pulseOfUkCore, ...claim('') },
        code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005' }] },
      },
      'code',
    ],
    ['no SNOMED CT', { ...pulseOfUkCore, code: pulse['code'] }, 'code'],
    [
      'no SNOMED CT in a part',
      {
        ...pressureOfUkCore,
        component: [
          {
            ...systolic,
            code: {
              coding: [{ system: 'http://loinc.org', code: '8480-6' }],
              text: 'Systolic blood pressure',
            },
          },
        ],
      },
      'component[0].code',
    ],
    [
      'two codings of LOINC',
      {
        ...pulseOfUkCore,
        code: {
          coding: [
            ...(coding('8867-4', '364075005')['coding'] as Json[]),
            { system: 'http://loinc.org', code: '9279-1' },
          ],
        },
      },
      'code',
    ],
    ['no time', { ...pulseOfUkCore, effectiveDateTime: undefined }, 'effective'],
    ['no subject', { ...pulseOfUkCore, subject: undefined }, 'subject'],
    ['not final', { ...pulseOfUkCore, status: 'preliminary' }, 'status'],
    ['no category', { ...pulseOfUkCore, category: undefined }, 'category'],
    [
      'a second category',
      { ...pulseOfUkCore, category: [...(pulse['category'] as Json[]), { text: 'x' }] },
      'category',
    ],
    ['no value', { ...pulseOfUkCore, valueQuantity: undefined }, 'value'],
    ['a value in words', { ...pulseOfUkCore, valueQuantity: undefined, valueString: '80' }, 'value'],
    ['a diastolic pressure alone', { ...pressureOfUkCore, component: [diastolic] }, 'component'],
    ['a systolic pressure twice', { ...pressureOfUkCore, component: [systolic, systolic] }, 'component'],
    ['a systolic pressure for a pulse', { ...pressureOfUkCore, ...claim('-HeartRate') }, 'code'],
    ['a profile of another vital sign', { ...pulseOfUkCore, ...claim('-RespirationRate') }, 'code'],
    [
      'two codings of SNOMED CT where one is allowed',
      {
        ...pulseOfUkCore,
        code: {
          coding: [
            ...(coding('8867-4', '364075005')['coding'] as Json[]),
            { system: 'http://snomed.info/sct', code: '444981005' },
          ],
        },
      },
      'code',
    ],
    [
      'a unit that is spelled out in other words',
      { ...pulseOfUkCore, valueQuantity: { ...measured(80, '/min'), unit: 'beats/min' } },
      'valueQuantity',
    ],
    [
      'a unit that is not spelled out where it must be',
      { ...pulseOfUkCore, valueQuantity: { ...measured(80, '/min'), unit: undefined } },
      'valueQuantity',
    ],
    [
      'a height in kilograms',
      {
        ...{ ...pulseOfUkCore, ...claim('-BodyHeight'), code: coding('8302-2', '50373000') },
        valueQuantity: measured(64, 'kg'),
      },
      'valueQuantity',
    ],
    [
      'a body mass index in kilograms',
      {
        ...{ ...pulseOfUkCore, ...claim('-BMI'), code: coding('39156-5', '60621009') },
        valueQuantity: measured(64, 'kg'),
      },
      'valueQuantity',
    ],
    [
      'a category with a second code',
      {
        ...pulseOfUkCore,
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/observation-category',
                code: 'vital-signs',
              },
              { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'exam' },
            ],
          },
        ],
      },
      'category',
    ],
    [
      'a part that is neither systolic nor diastolic',
      {
        ...pressureOfUkCore,
        component: [systolic, { ...diastolic, code: coding('8478-0', '6797001') }],
      },
      'component[1].code',
    ],
    [
      'a part that is called something else',
      {
        ...pressureOfUkCore,
        component: [
          { ...systolic, code: { ...(systolic['code'] as JsonObject), text: 'Systolic' } },
          diastolic,
        ],
      },
      'component[0].code.text',
    ],
    [
      'a specimen of a blood pressure',
      { ...pressureOfUkCore, specimen: { reference: 'Specimen/1' } },
      'specimen',
    ],
    [
      'a part too many',
      {
        ...pressureOfUkCore,
        component: [systolic, diastolic, diastolic],
      },
      'component',
    ],
    ['a pressure as value', { ...pressureOfUkCore, valueQuantity: measured(120, 'mm[Hg]') }, 'value'],
    [
      'a part without value',
      { ...pressureOfUkCore, component: [{ ...systolic, valueQuantity: undefined }] },
      'component[0].value',
    ],
  ];
  for (const [what, sign, at] of broken) {
    it(`refuses ${what}`, () => {
      expect(said(sign)).to.deep.equal([`error business-rule Observation.${at}`]);
    });
  }

  it('of others only doubts a unit, and asks for no more than base R4', () => {
    expect(said(pulse)).to.deep.equal([]);
    expect(said({ ...pulse, valueQuantity: measured(80, '{beats}/min') })).to.deep.equal([
      'warning business-rule Observation.valueQuantity',
    ]);
    expect(said(pulse, 'ours')).to.deep.equal(['error business-rule Observation.code']);
  });

  it('lets what was entered in error be taken back, as long as it claims no profile', () => {
    const wrong = { ...pulse, status: 'entered-in-error', valueQuantity: measured(80, '{beats}/min') };
    expect(said(wrong, 'ours')).to.deep.equal([]);
    expect(said({ ...pulseOfUkCore, status: 'entered-in-error' })).to.deep.equal([
      'error business-rule Observation.status',
    ]);
  });

  it('asks nothing of an observation that is no vital sign', () => {
    expect(
      said({ ...pulse, category: undefined, valueQuantity: measured(80, '{beats}/min') }, 'ours'),
    ).to.deep.equal([]);
  });
});
