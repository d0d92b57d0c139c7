import { expect } from 'chai';
import { bars, stacked, stackedBars } from '../../../web/src/ui/drawings.ts';

/** What uPlot is given, as far as it matters here. */
type Drawn = {
  series: { label: string; fill: string }[];
  scales: { y: { range: (plot: null, low: number, high: number) => [number, number] } };
};

describe('bars that are made of parts', () => {
  const parts = [
    { label: 'Seen', colour: '#005eb8' },
    { label: 'Not seen', colour: '#ffb81c' },
    { label: 'Unknown', colour: '#425563' },
  ];

  it('have their parts on top of each other, the whole bar drawn first', () => {
    const seen = [5, 0];
    const notSeen = [2, 1];
    const unknown = [0, 4];
    expect(stacked([seen, notSeen, unknown])).to.deep.equal([
      [0, 1],
      [7, 5],
      [7, 1],
      [5, 0],
    ]);
    const { series } = stackedBars(['Nov', 'Dec'], parts) as unknown as Drawn;
    expect(series.slice(1).map(({ label, fill }) => [label, fill])).to.deep.equal([
      ['Unknown', '#425563'],
      ['Not seen', '#ffb81c'],
      ['Seen', '#005eb8'],
    ]);
  });

  it('begin at zero, whatever their lowest value is', () => {
    const drawings = [bars(['Nov'], { label: 'Minutes' }), stackedBars(['Nov'], parts)] as unknown as Drawn[];
    for (const { scales } of drawings) {
      expect(scales.y.range(null, 40, 50)[0]).to.equal(0);
      expect(scales.y.range(null, 0, 0)).to.deep.equal([0, 1]);
    }
  });
});
