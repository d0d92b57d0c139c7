import { expect } from 'chai';
import { parseJson, type Json, type JsonObject } from '../../../server/fhir/json.ts';
import type { Origin } from '../../../server/fhir/validation/structure.ts';
import { ResourceValidator } from '../../../server/fhir/validation/validator.ts';
import { defects } from './defects.ts';
import { bloodPressure, pulse, pulseOfUkCore, resident } from './sample-resources.ts';
import { validResources } from './valid-resources.ts';

describe('the validation of FHIR resources', () => {
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

  describe('refuses', () => {
    for (const { what, resource, code, at } of defects) {
      it(what, () => {
        expect(said(resource)).to.deep.equal([`error ${code} ${at}`]);
      });
    }

    it('what is nested too deep', () => {
      const item = (depth: number): JsonObject => ({
        linkId: `a${depth}`,
        type: 'group',
        ...(depth > 0 && { item: [item(depth - 1)] }),
      });
      const deep = { resourceType: 'Questionnaire', status: 'active', item: [item(100)] };
      const [issue] = validator.validate(deep);
      expect(issue).to.deep.include({ severity: 'error', code: 'too-long' });
    });
  });

  it('has a table of at least 60 defects and 30 resources without', () => {
    expect(defects.length).to.be.at.least(60);
    expect(validResources.length).to.be.at.least(30);
  });

  describe('takes', () => {
    for (const { what, resource } of validResources) {
      it(what, () => {
        expect(said(resource).filter((one) => !one.startsWith('warning'))).to.deep.equal([]);
      });
    }
  });

  it('says what is wrong in words, and repeats nothing of the resource', () => {
    const secret = 'Secretname';
    const faults: Json[] = [
      { ...resident, gender: secret },
      { ...resident, birthDate: secret },
      { ...resident, id: `${secret} ` },
      { ...resident, [`${secret} of a patient`]: 1 },
      { ...resident, managingOrganization: { reference: secret } },
      { ...resident, managingOrganization: { reference: `#${secret}` } },
      { ...resident, managingOrganization: { reference: `${secret}/1` } },
      { ...resident, telecom: [{ value: secret }] },
      { ...resident, text: { status: 'generated', div: `<p>${secret}</p>` } },
      { resourceType: secret },
      { ...pulse, contained: [{ ...resident, id: secret }] },
    ];
    for (const fault of faults) {
      const issues = validator.validate(fault);
      expect(issues.map(({ diagnostics }) => diagnostics)).to.not.deep.equal([]);
      expect(JSON.stringify(issues)).to.not.contain(secret);
    }
    expect(validator.validate({ ...resident, birthDate: '2026-02-30' })).to.deep.equal([
      {
        severity: 'error',
        code: 'value',
        expression: ['Patient.birthDate'],
        diagnostics: 'is no day of the calendar',
      },
    ]);
  });

  it('says all faults of form at once, and a hundred at most', () => {
    expect(said({ ...resident, gender: 'F', birthDate: '12/04/1938', foo: 1 })).to.deep.equal([
      'error code-invalid Patient.gender',
      'error value Patient.birthDate',
      'error structure Patient.foo',
    ]);
    const name = Array.from({ length: 500 }, () => ({ family: '' }));
    expect(said({ ...resident, name })).to.have.lengthOf(100);
  });

  it('leaves the resource as it is, and writes nothing', () => {
    const resource = parseJson(
      JSON.stringify({ ...pulse, contained: [{ ...resident, id: 'a' }], subject: { reference: '#a' } }),
    );
    const before = JSON.stringify(resource);
    const { log } = console;
    const written: unknown[] = [];
    console.log = (...args: unknown[]) => written.push(args);
    try {
      expect(validator.validate(resource)).to.deep.equal([]);
    } finally {
      console.log = log;
    }
    expect(JSON.stringify(resource)).to.equal(before);
    expect(written).to.deep.equal([]);
  });

  it('only doubts a reference to a type that is not allowed, and refuses it of ours', () => {
    const wrong = { ...pulse, category: undefined, subject: { reference: 'Practitioner/1' } };
    expect(said(wrong)).to.deep.equal(['warning structure Observation.subject.reference']);
    expect(said(wrong, 'ours')).to.deep.equal(['error structure Observation.subject.reference']);
    const absolute = { ...wrong, subject: { reference: 'https://fhir.example.nhs.uk/Practitioner/1' } };
    expect(said(absolute)).to.deep.equal(['warning structure Observation.subject.reference']);
  });

  it('refuses a search for a reference in what we write', () => {
    const searched = { ...pulse, category: undefined, subject: { reference: 'Patient?identifier=1' } };
    expect(said(searched, 'ours')).to.deep.equal(['error value Observation.subject.reference']);
  });

  describe('of numbers with their digits', () => {
    const withValue = (value: string): Json =>
      parseJson(JSON.stringify({ ...pulse, valueQuantity: { value: 'here' } }).replace('"here"', value));
    const withMinutes = (value: string): Json =>
      parseJson(
        `{"resourceType":"Slot","status":"free","schedule":{"reference":"Schedule/1"},"start":"2026-01-01T10:00:00Z","end":"2026-01-01T10:20:00Z","extension":[{"url":"http://a","valueInteger":${value}}]}`,
      );

    for (const value of ['1.10', '80.0', '1e2', '-0.50', '0.000001', '12345678901234567890.5']) {
      it(`takes the decimal ${value}`, () => {
        expect(said(withValue(value)).filter((one) => one.startsWith('error'))).to.deep.equal([]);
      });
    }

    it('refuses a decimal beyond what a double holds', () => {
      expect(said(withValue('1e400'))).to.deep.equal(['error value Observation.valueQuantity.value']);
    });

    it('takes a whole number, and refuses one with point, exponent or too many digits', () => {
      expect(said(withMinutes('20'))).to.deep.equal([]);
      for (const value of ['20.0', '2e1', '99999999999999999999']) {
        expect(said(withMinutes(value))).to.deep.equal(['error value Slot.extension[0].valueInteger']);
      }
    });
  });

  describe('of vital signs', () => {
    const coding = (code: string, snomed: string): JsonObject => ({
      coding: [
        { system: 'http://loinc.org', code },
        { system: 'http://snomed.info/sct', code: snomed },
      ],
    });
    const measured = (value: number, code: string): JsonObject => ({
      value,
      unit: code,
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
        { ...pulseOfUkCore, code: coding('9279-1', '86290005'), valueQuantity: measured(16, '/min') },
      ],
      [
        'a saturation',
        { ...pulseOfUkCore, code: coding('2708-6', '431314004'), valueQuantity: measured(96, '%') },
      ],
      [
        'a temperature',
        { ...pulseOfUkCore, code: coding('8310-5', '276885007'), valueQuantity: measured(37.1, 'Cel') },
      ],
      [
        'a weight',
        { ...pulseOfUkCore, code: coding('29463-7', '27113001'), valueQuantity: measured(62, 'kg') },
      ],
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
        { ...pulseOfUkCore, code: coding('8310-5', '276885007'), valueQuantity: measured(98.6, '[degF]') },
        'valueQuantity',
      ],
      [
        'a saturation as a fraction',
        { ...pulseOfUkCore, code: coding('2708-6', '431314004'), valueQuantity: measured(0.96, '1') },
        'valueQuantity',
      ],
      [
        'a pressure in kPa',
        { ...pressureOfUkCore, component: [{ ...systolic, valueQuantity: measured(16, 'kPa') }, diastolic] },
        'component[0].valueQuantity',
      ],
      [
        'no LOINC',
        { ...pulseOfUkCore, code: { coding: [{ system: 'http://snomed.info/sct', code: '364075005' }] } },
        'code',
      ],
      ['no SNOMED CT', { ...pulseOfUkCore, code: pulse['code'] }, 'code'],
      [
        'no SNOMED CT in a part',
        {
          ...pressureOfUkCore,
          component: [{ ...systolic, code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] } }],
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
      [
        'a part too many',
        {
          ...pressureOfUkCore,
          component: [systolic, diastolic, { ...diastolic, code: coding('8478-0', '6797001') }],
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
});
