import { expect } from 'chai';
import { parseJson, type Json, type JsonObject } from '../../../server/fhir/json.ts';
import type { Origin } from '../../../server/fhir/validation/structure.ts';
import { ResourceValidator } from '../../../server/fhir/validation/validator.ts';
import { defects } from './defects.ts';
import { pulse, resident } from './sample-resources.ts';
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
});
