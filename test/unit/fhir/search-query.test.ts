import { expect } from 'chai';
import type { ResourceType } from '../../../domain/record/resource-types.ts';
import { FhirError } from '../../../server/fhir/fhir-error.ts';
import { readSearch } from '../../../server/fhir/search-query.ts';

const read = (type: ResourceType, query: string) => readSearch(type, new URLSearchParams(query));
const wantedOf = (type: ResourceType, query: string) => {
  const [condition] = read(type, query).conditions;
  return condition !== undefined && 'wanted' in condition ? condition.wanted : undefined;
};

function refused(type: ResourceType, query: string): string {
  try {
    read(type, query);
  } catch (error) {
    if (error instanceof FhirError && error.status === 400) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

describe('the query of a FHIR search', () => {
  it('asks for the newest twenty without anything said', () => {
    expect(read('Observation', '')).to.deep.equal({
      conditions: [],
      newest: 'at',
      limit: 20,
      total: 'none',
      ids: undefined,
      patientIds: undefined,
      page: undefined,
      includes: [],
      others: [],
    });
  });

  it('reads codes with and without a system, alternatives, and what belongs to a value', () => {
    expect(read('Observation', 'code=http://loinc.org|8867-4,9279-1').conditions).to.deep.equal([
      {
        parameter: 20,
        is: 'any-of',
        wanted: [
          { kind: 'token', system: 'http://loinc.org', code: '8867-4' },
          { kind: 'token', code: '9279-1' },
        ],
      },
    ]);
    expect(wantedOf('Observation', 'code=|x')).to.deep.equal([{ kind: 'token', system: null, code: 'x' }]);
    expect(wantedOf('Observation', 'code=http://loinc.org|')).to.deep.equal([
      { kind: 'token', system: 'http://loinc.org' },
    ]);
    expect(wantedOf('Observation', String.raw`code=a\,b,c\|d\\`)).to.deep.equal([
      { kind: 'token', code: 'a,b' },
      { kind: 'token', code: String.raw`c|d\ `.trimEnd() },
    ]);
    expect(read('Observation', 'status:not=final').conditions[0]).to.deep.include({ is: 'none-of' });
    expect(wantedOf('Questionnaire', 'url=https://bedside.example/q')).to.deep.equal([
      { kind: 'token', code: 'https://bedside.example/q' },
    ]);
  });

  it('holds all of what comes twice', () => {
    expect(read('Observation', 'date=ge2026-01-01&date=lt2026-02-01').conditions).to.have.length(2);
    expect(read('Observation', '_id=a,b&_id=b,c').ids).to.deep.equal(['b']);
    expect(read('Observation', 'patient=p1,p2&subject=Patient/p2').patientIds).to.deep.equal(['p2']);
  });

  it('reads references by id, by type and id, by a type in the name, and by address', () => {
    const reference = (query: string) => wantedOf('Observation', query);
    expect(reference('encounter=e1')).to.deep.equal([{ kind: 'reference', targetId: 'e1' }]);
    const encounter = [{ kind: 'reference', targetType: 'Encounter', targetId: 'e1' }];
    expect(reference('encounter=Encounter/e1')).to.deep.equal(encounter);
    expect(reference('encounter:Encounter=e1')).to.deep.equal(encounter);
    expect(reference('encounter=https://gp.example/Encounter/9')).to.deep.equal([
      { kind: 'reference', targetId: 'https://gp.example/Encounter/9' },
    ]);
    expect(refused('Observation', 'encounter:Encounter=Patient/e1')).to.equal(
      'value: encounter:Encounter names two different types',
    );
  });

  it('reads times with all that they mean', () => {
    expect(wantedOf('Observation', 'date=le2026-02')).to.deep.equal([
      {
        kind: 'date',
        prefix: 'le',
        from: new Date('2026-02-01T00:00:00Z'),
        until: new Date('2026-03-01T00:00:00Z'),
      },
    ]);
    for (const none of [
      '2026-02-30',
      'le',
      '0001',
      '9999-12-31',
      '2026-11-30T10:00:00',
      'ap2026-01-01',
      'tomorrow',
    ]) {
      expect(refused('Observation', `date=${none}`), none).to.match(/^value: date must be a date/);
    }
  });

  it('reads quantities as exact as they are written', () => {
    const quantity = (value: string) => wantedOf('Observation', `value-quantity=${value}`)?.[0];
    const exact = { kind: 'quantity', prefix: 'eq', value: '5.40', low: '5.395', high: '5.405' };
    expect(quantity('5.40')).to.deep.equal(exact);
    expect(quantity('5.40|http://unitsofmeasure.org|mg')).to.deep.equal({
      ...exact,
      system: 'http://unitsofmeasure.org',
      code: 'mg',
    });
    expect(quantity('gt100||mg')).to.deep.include({ prefix: 'gt', value: '100', low: '99.5', code: 'mg' });
    expect(quantity('-0.5')).to.deep.include({ low: '-0.55', high: '-0.45' });
    expect(quantity('0')).to.deep.include({ low: '-0.5', high: '0.5' });
    expect(refused('Observation', 'value-quantity=much')).to.match(/^value: value-quantity must be a number/);
  });

  it('reads names, and what is there or missing', () => {
    expect(wantedOf('Patient', 'family=Nei')).to.deep.equal([
      { kind: 'string', match: 'starts', text: 'Nei' },
    ]);
    expect(wantedOf('Patient', 'family:exact=Neil')).to.deep.equal([
      { kind: 'string', match: 'exact', text: 'Neil' },
    ]);
    expect(read('Observation', 'encounter:missing=true').conditions).to.deep.equal([
      { parameter: 24, is: 'missing', kind: 'reference' },
    ]);
    expect(read('Questionnaire', 'url:missing=false').conditions).to.deep.equal([
      { parameter: 120, is: 'present', kind: 'token' },
    ]);
    expect(refused('Observation', 'encounter:missing=perhaps')).to.equal(
      'value: encounter:missing must be true or false',
    );
  });

  it('is sorted by its date or by when it was written, and has at most so many on a page', () => {
    expect(read('Observation', '_sort=-date').newest).to.equal('at');
    expect(read('QuestionnaireResponse', '_sort=-authored').newest).to.equal('at');
    expect(read('Observation', '_sort=-_lastUpdated').newest).to.equal('updated');
    expect(refused('Observation', '_sort=status')).to.match(/^not-supported: _sort can be/);
    expect(read('Observation', '_count=7').limit).to.equal(7);
    expect(read('Observation', '_count=5000').limit).to.equal(200);
    expect(refused('Observation', '_count=-5')).to.equal('value: _count must be a whole number');
    expect(read('Observation', '_total=accurate&_format=json').total).to.equal('accurate');
  });

  it('refuses what it does not know and never widens, and repeats no value', () => {
    const not = 'not-supported: ';
    expect(refused('Observation', 'colour=blue')).to.equal(`${not}Observation cannot be searched by colour`);
    expect(refused('Patient', 'patient=p1')).to.equal(`${not}Patient cannot be searched by patient`);
    expect(refused('Questionnaire', 'subject=p1')).to.equal(
      `${not}Questionnaire cannot be searched by subject`,
    );
    expect(refused('Observation', 'code:above=x')).to.equal(
      `${not}code:above: this modifier is not supported`,
    );
    expect(refused('Observation', 'date:exact=2026')).to.equal(
      `${not}date:exact: this modifier is not supported`,
    );
    expect(refused('Observation', '999 000 0018=1')).to.equal(
      `${not}Observation cannot be searched by a parameter of that name`,
    );
    expect(refused('Observation', 'constructor=x')).to.equal(
      `${not}Observation cannot be searched by constructor`,
    );
    expect(refused('Observation', '__proto__=x')).to.equal(
      `${not}Observation cannot be searched by a parameter of that name`,
    );
    expect(refused('Observation', '_id=a&'.repeat(31))).to.equal(
      'too-long: a search has at most 30 parameters',
    );
    expect(refused('Observation', 'code=')).to.equal('value: code is empty');
    expect(refused('Observation', 'code=a,,b')).to.equal('value: code is empty');
    expect(refused('Observation', 'code=a|b|c')).to.equal('value: code must be a code, or system|code');
    expect(refused('Observation', `code=${'a,'.repeat(100)}a`)).to.equal(
      'too-long: code has more than 100 alternatives',
    );
    expect(refused('Observation', 'patient=Ann Example')).to.equal(
      'value: patient must be an id of a patient, such as Patient/123',
    );
  });
});
