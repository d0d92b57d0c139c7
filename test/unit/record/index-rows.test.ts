import { expect } from 'chai';
import type { IndexRow } from '../../../domain/record/record-port.ts';
import { definitionOf, resourceTypes, type ResourceType } from '../../../domain/record/resource-types.ts';
import { spanOf } from '../../../domain/record/fhir-time.ts';
import { parseJson } from '../../../server/fhir/json.ts';
import { folded, indexRowsOf, valuesAt } from '../../../domain/record/index-rows.ts';

const types = Object.keys(resourceTypes) as ResourceType[];

/** The rows of one parameter, without its number and kind. */
function found(type: ResourceType, resource: Record<string, unknown>, name: string): object[] {
  const id = definitionOf(type).parameters.find((parameter) => parameter.name === name)?.id;
  return indexRowsOf(type, resource).flatMap((row: IndexRow) => {
    const others = Object.entries(row).filter(([key]) => key !== 'parameter' && key !== 'kind');
    return row.parameter === id ? [Object.fromEntries(others)] : [];
  });
}

describe('what a resource is found by', () => {
  it('has a number of its own for every parameter', () => {
    const ids = types.flatMap((type) => definitionOf(type).parameters.map(({ id }) => id));
    expect(new Set(ids).size).to.equal(ids.length);
    for (const type of types) {
      const names = definitionOf(type).parameters.map(({ name }) => name);
      expect(new Set(names).size, type).to.equal(names.length);
    }
  });

  it('is each code with its system, of codes, concepts, identifiers and booleans', () => {
    const patient = {
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
      gender: 'female',
      active: false,
    };
    expect(found('Patient', patient, 'identifier')).to.deep.equal([
      { system: 'https://fhir.nhs.uk/Id/nhs-number', code: '9990000018' },
    ]);
    expect(found('Patient', patient, 'gender')).to.deep.equal([{ system: null, code: 'female' }]);
    expect(found('Patient', patient, 'active')).to.deep.equal([{ system: null, code: 'false' }]);
    const coding = [{ system: 'http://loinc.org', code: '8867-4' }, { code: '364075005' }];
    expect(found('Observation', { code: { coding } }, 'code')).to.deep.equal([
      { system: 'http://loinc.org', code: '8867-4' },
      { system: null, code: '364075005' },
    ]);
  });

  it('is each value once', () => {
    const code = { coding: [{ code: 'a' }] };
    expect(found('Observation', { component: [{ code }, { code }] }, 'component-code')).to.have.length(1);
  });

  it('is the resource that a reference names, or the address of somebody else’s', () => {
    const to = (reference: string) => found('Observation', { encounter: { reference } }, 'encounter');
    expect(to('Encounter/e-1')).to.deep.equal([{ targetType: 'Encounter', targetId: 'e-1' }]);
    expect(to('Encounter/e-1/_history/3')).to.deep.equal([{ targetType: 'Encounter', targetId: 'e-1' }]);
    const address = 'https://gp.example/fhir/Encounter/9';
    expect(to(address)).to.deep.equal([{ targetType: null, targetId: address }]);
    expect(found('Observation', { encounter: { display: 'Ward' } }, 'encounter')).to.deep.equal([]);
  });

  it('is each part of a name, as it is written and folded', () => {
    const name = [{ family: 'O’Néill', given: ['Zoë', 'Ann'], prefix: ['Dr'] }];
    expect(found('Patient', { name }, 'family')).to.deep.equal([{ text: 'O’Néill', folded: 'o’neill' }]);
    expect(found('Patient', { name }, 'given')).to.deep.equal([
      { text: 'Zoë', folded: 'zoe' },
      { text: 'Ann', folded: 'ann' },
    ]);
    expect(found('Patient', { name }, 'name')).to.have.length(4);
    expect(folded('  Two   Words ')).to.equal('two words');
  });

  it('is the value of a quantity with its unit, by code before words', () => {
    const valueQuantity = { value: 37.5, unit: '°C', system: 'http://unitsofmeasure.org', code: 'Cel' };
    expect(found('Observation', { valueQuantity }, 'value-quantity')).to.deep.equal([
      { value: '37.5', system: 'http://unitsofmeasure.org', code: 'Cel' },
    ]);
    expect(found('Observation', { valueQuantity: { unit: 'mg' } }, 'value-quantity')).to.deep.equal([]);
    const read = parseJson('{ "valueQuantity": { "value": 38.0, "code": "Cel" } }') as Record<
      string,
      unknown
    >;
    expect(found('Observation', read, 'value-quantity')).to.deep.equal([
      { value: '38.0', system: null, code: 'Cel' },
    ]);
  });

  it('is any type of an element that has several', () => {
    expect(
      valuesAt({ effectivePeriod: { start: '2026' }, effectiveness: 'x' }, 'effective[x]'),
    ).to.deep.equal([{ start: '2026' }]);
  });

  it('is nothing of what has not its form', () => {
    const odd = { code: 7, status: null, effectiveDateTime: 'soon', subject: 'Ann', valueQuantity: 'much' };
    expect(indexRowsOf('Observation', odd)).to.deep.equal([]);
  });
});

describe('the time that a date of FHIR means', () => {
  const span = (value: unknown) => {
    const found = spanOf(value);
    return found && [found.from?.toISOString() ?? null, found.until?.toISOString() ?? null];
  };

  it('is all of a year, a month or a day, by the clock of Europe/London', () => {
    expect(span('2026')).to.deep.equal(['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
    expect(span('2026-02')).to.deep.equal(['2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z']);
    expect(span('2026-12')).to.deep.equal(['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
    expect(span('2026-07-01')).to.deep.equal(['2026-06-30T23:00:00.000Z', '2026-07-01T23:00:00.000Z']);
    expect(span('2027-03-28')).to.deep.equal(['2027-03-28T00:00:00.000Z', '2027-03-28T23:00:00.000Z']);
    expect(span('2027-10-31')).to.deep.equal(['2027-10-30T23:00:00.000Z', '2027-11-01T00:00:00.000Z']);
  });

  it('is the minute, the second or the moment of a time', () => {
    expect(span('2026-07-01T10:00+01:00')).to.deep.equal([
      '2026-07-01T09:00:00.000Z',
      '2026-07-01T09:01:00.000Z',
    ]);
    expect(span('2026-07-01T10:00:05Z')).to.deep.equal([
      '2026-07-01T10:00:05.000Z',
      '2026-07-01T10:00:06.000Z',
    ]);
    expect(span('2016-12-31T23:59:60Z')).to.deep.equal([
      '2016-12-31T23:59:59.000Z',
      '2017-01-01T00:00:00.000Z',
    ]);
    expect(span('2026-07-01T10:00:05.250Z')).to.deep.equal([
      '2026-07-01T10:00:05.250Z',
      '2026-07-01T10:00:05.251Z',
    ]);
  });

  it('is open where a period is', () => {
    expect(span({ start: '2026-02' })).to.deep.equal(['2026-02-01T00:00:00.000Z', null]);
    expect(span({ end: '2026-02-03' })).to.deep.equal([null, '2026-02-04T00:00:00.000Z']);
    expect(span({ start: '2026-02', end: '9999-12-31' })).to.deep.equal(['2026-02-01T00:00:00.000Z', null]);
    expect(span('9999')).to.deep.equal(['9999-01-01T00:00:00.000Z', null]);
    expect(span('9999-12')).to.deep.equal(['9999-12-01T00:00:00.000Z', null]);
    expect(span('9999-12-31T23:59:59Z')).to.deep.equal(['9999-12-31T23:59:59.000Z', null]);
    expect(span({ start: '0001-01-01', end: '2026' })).to.deep.equal([null, '2027-01-01T00:00:00.000Z']);
  });

  it('is none for what the calendar or the clock has not, and for a time without a zone', () => {
    for (const none of [
      '2026-02-30',
      '2026-13',
      '2026-07-01T10:00:00',
      '2026-02-30T10:00:00Z',
      'x',
      7,
      null,
      {},
    ]) {
      expect(span(none), JSON.stringify(none)).to.equal(undefined);
    }
  });
});
