import { expect } from 'chai';
import { differences } from '../../../bench/conformance/differences.ts';
import { bundleFrom, transactionOf } from '../../../bench/conformance/synthea.ts';
import { corrected } from '../../../bench/conformance/uk-core.ts';
import { nhsNumber } from '../../../bench/conformance/uk-people.ts';
import { nhsNumber as asParsed } from '../../../domain/nhs-number.ts';
import { parseJson } from '../../../server/fhir/json.ts';
import { Definitions } from '../../../server/fhir/validation/definitions.ts';

describe('what the conformance run compares', () => {
  const differ = (one: string, other: string) => differences(parseJson(one), parseJson(other), 'X');

  it('is element by element, and number by digits', () => {
    expect(differ('{"a":[{"b":1.10}],"c":"x"}', '{"c":"x","a":[{"b":1.10}]}')).to.deep.equal([]);
    expect(differ('{"a":[{"b":1.10}]}', '{"a":[{"b":1.1}]}')).to.deep.equal(['X.a[0].b']);
    expect(differ('{"a":1}', '{"a":"1"}')).to.deep.equal(['X.a']);
    expect(differ('{"a":1}', '{}')).to.deep.equal(['X.a']);
    expect(differ('{}', '{"a":null}')).to.deep.equal(['X.a']);
    expect(differ('{"a":[1]}', '{"a":[1,2]}')).to.deep.equal(['X.a']);
    expect(differ('{"a":{}}', '{"a":[]}')).to.deep.equal(['X.a']);
  });
});

describe('what the conformance run sends of Synthea', () => {
  const patient = {
    resourceType: 'Patient',
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName',
        valueString: 'Lilli Johnston',
      },
      { url: 'http://example.org/other', valueString: 'kept' },
    ],
    identifier: [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-43-7348' }],
    name: [{ family: 'Reinger', given: ['Bill'] }],
    telecom: [{ system: 'phone', value: '555-274-1339' }],
    gender: 'male',
    address: [{ line: ['372 Vandervort Stravenue'], city: 'Chelsea' }],
  };
  const pulse = {
    resourceType: 'Observation',
    subject: { reference: 'urn:uuid:1' },
    encounter: { reference: 'urn:uuid:2' },
  };
  const bundle = {
    entry: [
      { fullUrl: 'urn:uuid:1', resource: patient },
      { fullUrl: 'urn:uuid:2', resource: { resourceType: 'Encounter' } },
      { fullUrl: 'urn:uuid:3', resource: pulse },
    ],
  };

  it('has nothing of the identity that it came with', () => {
    const { entries, formerly } = bundleFrom('a file', { bundle, number: 3 });
    const text = transactionOf(entries);
    expect(formerly).to.deep.equal([
      '999-43-7348',
      '555-274-1339',
      '372 Vandervort Stravenue',
      'Reinger',
      'Lilli Johnston',
    ]);
    for (const one of [...formerly, 'Bill', 'Chelsea']) expect(text).not.to.contain(one);
    expect(text).to.contain('"valueString":"kept"');
    expect(entries[0]?.resource['identifier']).to.deep.equal([
      { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9995000032' },
    ]);
  });

  it('leaves out what the record does not keep, and says so', () => {
    const { entries, leftOut, loosened } = bundleFrom('a file', { bundle, number: 0 });
    expect(entries.map(({ address }) => address)).to.deep.equal(['urn:uuid:1', 'urn:uuid:3']);
    expect(leftOut).to.deep.equal({ Encounter: 1 });
    expect(loosened).to.equal(1);
    expect(entries[1]?.resource['subject']).to.deep.equal({ reference: 'urn:uuid:1' });
    expect(entries[1]?.resource['encounter']).to.deep.equal({
      type: 'Encounter',
      identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:2' },
    });
  });

  it('gives each patient another NHS number, of those that are given to nobody', () => {
    const numbers = Array.from({ length: 60 }, (_, n) => nhsNumber(n));
    expect(new Set(numbers).size).to.equal(60);
    for (const one of numbers) {
      expect(one).to.match(/^9995\d{6}$/);
      expect(asParsed.safeParse(one).success).to.equal(true);
    }
  });
});

describe('what the conformance run makes of XML', () => {
  it('has no comments, numbers with their digits, and booleans', async () => {
    const converted = {
      resourceType: 'Observation',
      fhir_comments: ['a comment'],
      status: 'final',
      code: { fhir_comments: ['another'], text: 'Temperature' },
      note: [{ fhir_comments: ['nothing else'] }],
      valueQuantity: { value: '37.0' },
      component: [{ code: { text: '1.0' }, valueInteger: '3', referenceRange: [{ low: { value: '1.10' } }] }],
    };
    const resource = corrected(converted, await Definitions.load());
    expect(JSON.stringify(resource)).to.equal(
      '{"resourceType":"Observation","status":"final","code":{"text":"Temperature"},"valueQuantity":{"value":37.0},' +
        '"component":[{"code":{"text":"1.0"},"valueInteger":3,"referenceRange":[{"low":{"value":1.10}}]}]}',
    );
  });
});
