import { expect } from 'chai';
import { readBody } from '../../../domain/record/resource-words.ts';
import { seriesOf } from '../../../domain/shared-record/record-series.ts';

const source = 'Moorside Surgery';
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const temperature = (value: string, unit: string, effectiveDateTime = '2026-11-01T08:00:00Z') => ({
  source,
  resource: readBody(
    JSON.stringify({ status: 'final', code: loinc('8310-5'), effectiveDateTime }).slice(0, -1) +
      `,"valueQuantity":{"value":${value},"code":"${unit}"}}`,
  ),
});

describe('observations as series', () => {
  it('are never mixed with those of another unit (HAZ-40)', () => {
    const { series } = seriesOf([temperature('37.0', 'Cel'), temperature('98.6', '[degF]')]);
    expect(
      series.map(({ name, unit, points }) => [name, unit, points.map(({ text }) => text)]),
    ).to.deep.equal([
      ['Temperature', '°C', ['37.0']],
      ['Temperature', '°F', ['98.6']],
    ]);
  });

  it('are cut after the newest forty, and say so (HAZ-40)', () => {
    const all = Array.from({ length: 41 }, (_, n) => temperature(String(36 + n / 100), 'Cel'));
    expect(seriesOf(all.slice(0, 40))).to.deep.include({ cut: false });
    const { series, cut } = seriesOf(all);
    expect(series[0]?.points).to.have.length(40);
    expect(series[0]?.points[0]?.text).to.equal('36');
    expect(cut).to.equal(true);
  });

  it('leave out what was entered in error, and say what was corrected', () => {
    const wrong = temperature('41.0', 'Cel');
    const corrected = temperature('38.0', 'Cel');
    const { series } = seriesOf([
      { source, resource: { ...wrong.resource, status: 'entered-in-error' } },
      { source, resource: { ...corrected.resource, status: 'amended' } },
    ]);
    expect(series[0]?.points.map(({ text, note }) => [text, note])).to.deep.equal([['38.0', 'Corrected']]);
  });

  it('have the parts of a blood pressure each by itself, and a bound that is not drawn', () => {
    const part = (code: string, value: object) => ({ code: loinc(code), valueQuantity: value });
    const resource = {
      status: 'final',
      code: loinc('85354-9'),
      component: [
        part('8480-6', { value: '120', code: 'mm[Hg]' }),
        part('8462-4', { value: '40', comparator: '<', code: 'mm[Hg]' }),
      ],
    };
    const { series } = seriesOf([{ source, resource }]);
    expect(
      series.map(({ name, unit, points: [point] }) => [name, unit, point?.text, point?.number]),
    ).to.deep.equal([
      ['Systolic blood pressure', 'mmHg', '120', 120],
      ['Diastolic blood pressure', 'mmHg', '<40', null],
    ]);
  });

  it('say that a value is missing or cannot be shown, and never nothing', () => {
    const texts = (over: object) =>
      seriesOf([{ source, resource: { status: 'final', code: loinc('8867-4'), ...over } }]).series.flatMap(
        ({ points }) => points.map(({ text }) => text),
      );
    expect(texts({ dataAbsentReason: { text: 'Refused' } })).to.deep.equal(['No value: Refused']);
    expect(texts({})).to.deep.equal(['No value is written']);
    expect(texts({ valueSampledData: {} })).to.deep.equal([
      'The value is in the record and cannot be shown here',
    ]);
    expect(texts({ hasMember: [{ reference: 'Observation/1' }] })).to.deep.equal([]);
  });
});
