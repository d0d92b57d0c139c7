import { expect } from 'chai';
import { dosagesIn, valueWords } from '../../../domain/record/resource-words.ts';

describe('a value of the record in words', () => {
  const titre = { numerator: { value: '1' }, denominator: { value: '128' } };
  const strength = { numerator: { value: '5', unit: 'mg' }, denominator: { value: '1', unit: 'mL' } };
  for (const [what, part, words] of [
    ['a quantity with its digits', { valueQuantity: { value: '1.10', unit: 'mmol/L' } }, '1.10 mmol/L'],
    ['a unit as it is spoken', { valueQuantity: { value: '37.0', code: 'Cel' } }, '37.0 °C'],
    ['a concept', { valueCodeableConcept: { text: 'Positive' } }, 'Positive'],
    ['no', { valueBoolean: false }, 'No'],
    ['yes', { valueBoolean: true }, 'Yes'],
    ['nought', { valueInteger: 0 }, '0'],
    ['a text', { valueString: 'Seen' }, 'Seen'],
    [
      'a range',
      { valueRange: { low: { value: '1', unit: 'mg' }, high: { value: '2', unit: 'mg' } } },
      '1 mg to 2 mg',
    ],
    ['a range without an end', { valueRange: { low: { value: '0' } } }, '0 or more'],
    ['a titre', { valueRatio: titre }, '1:128'],
    ['a strength', { valueRatio: strength }, '5 mg in 1 mL'],
    ['a time of day', { valueTime: '08:00:00' }, '08:00:00'],
    ['a day', { valueDateTime: '2026-11-30' }, '30 November 2026'],
    ['a period', { valuePeriod: { start: '2026-11' } }, 'since November 2026'],
    [
      'one that is not drawn here',
      { valueSampledData: {} },
      'The value is in the record and cannot be shown here',
    ],
    ['why there is none', { dataAbsentReason: { text: 'Patient refused' } }, 'No value: Patient refused'],
    ['nothing', {}, undefined],
  ] as const) {
    it(`says ${what}`, () => {
      expect(valueWords(part)).to.equal(words);
    });
  }

  it('says of a dose in codes alone that it is not shown, and never makes a shorter one of it', () => {
    const coded = { timing: { repeat: { frequency: 1, period: 4, periodMax: 6, periodUnit: 'h' } } };
    expect(dosagesIn([{ text: 'One every 4 to 6 hours' }, coded])).to.deep.equal([
      'One every 4 to 6 hours',
      'How it is taken is in the record in codes, and cannot be shown here',
    ]);
  });
});
