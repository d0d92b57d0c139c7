import { expect } from 'chai';
import { hazardLogMarkdown } from '../../../scripts/hazard-log.ts';
import { findHazardFaults, testTitles } from '../../../scripts/hazard-proofs.ts';
import { parseHazards, riskOf } from '../../../scripts/hazards.ts';

const control = {
  does: 'Rings the next one.',
  kind: 'design',
  files: ['domain/ring.ts'],
  tests: [{ file: 'test/ring.test.ts', title: 'moves on' }],
};

const hazard = {
  id: 'HAZ-01',
  title: 'Nobody answers',
  effect: 'Care comes late.',
  causes: ['Everybody is busy.'],
  initial: { severity: 'major', likelihood: 'high' },
  controls: [control],
  residual: { severity: 'major', likelihood: 'low' },
  notCovered: ['A tone that the browser blocks.'],
  nextStep: 'Say so.',
  owner: 'manufacturer',
};

const sources: Readonly<Record<string, string>> = {
  'domain/ring.ts': '',
  'test/ring.test.ts': "describe('a ring', () => { it('moves on', () => undefined); });",
  'docs/safety/README.md': '- [HAZ-01](hazard-log.md#haz-01) Nobody answers',
};

function faultsOf(one: object, changed: Readonly<Record<string, string | undefined>> = {}) {
  const all: Readonly<Record<string, string | undefined>> = { ...sources, ...changed };
  return findHazardFaults(parseHazards([one]), { read: (file) => Promise.resolve(all[file]) });
}

const withControl = (change: object) => ({ ...hazard, controls: [{ ...control, ...change }] });
const withProof = (change: object) => withControl({ tests: [{ ...control.tests[0], ...change }] });

describe('the hazard log', () => {
  it('is in order when every file and every title that it names is there', async () => {
    expect(await faultsOf(hazard)).to.deep.equal([]);
  });

  it('is at fault when a test has another title or its file has gone', async () => {
    expect(await faultsOf(withProof({ title: 'moves on at once' }))).to.deep.equal([
      'HAZ-01.1: no test “moves on at once” in test/ring.test.ts',
    ]);
    expect(await faultsOf(hazard, { 'test/ring.test.ts': undefined })).to.deep.equal([
      'HAZ-01.1: there is no file test/ring.test.ts',
    ]);
    expect(await faultsOf(withProof({ file: 'domain/ring.ts' }))).to.deep.equal([
      'HAZ-01.1: domain/ring.ts is no file of tests',
    ]);
  });

  it('is at fault when the code of a control has gone, or its index leaves a hazard out', async () => {
    expect(
      await faultsOf(hazard, { 'domain/ring.ts': undefined, 'docs/safety/README.md': '' }),
    ).to.deep.equal([
      'HAZ-01: docs/safety/README.md has no line - [HAZ-01](hazard-log.md#haz-01) Nobody answers',
      'HAZ-01.1: there is no file domain/ring.ts',
    ]);
  });

  it('needs a test for each control, or a reason why it has none', () => {
    expect(() => parseHazards([withControl({ tests: [] })])).to.throw('a control needs a test');
    expect(() => parseHazards([withControl({ notProven: 'why' })])).to.throw('a control needs a test');
    const unproven = parseHazards([withControl({ tests: [], notProven: 'Nobody has tried.' })]);
    expect(hazardLogMarkdown(unproven)).to.contain('**Not proven by a test:** Nobody has tried.');
  });

  it('refuses ids with a gap, and controls that would make a risk greater', () => {
    expect(() => parseHazards([{ ...hazard, id: 'HAZ-02' }])).to.throw('ids must count up');
    const residual = { severity: 'catastrophic', likelihood: 'high' };
    expect(() => parseHazards([{ ...hazard, residual }])).to.throw('cannot make a risk greater');
    expect(() => parseHazards([{ ...hazard, controls: [], notCovered: [] }])).to.throw('must say so');
  });

  it('has its risks from the matrix', () => {
    expect(riskOf({ severity: 'catastrophic', likelihood: 'very low' })).to.equal(3);
    expect(riskOf({ severity: 'major', likelihood: 'high' })).to.equal(4);
    expect(riskOf({ severity: 'minor', likelihood: 'very high' })).to.equal(3);
    expect(hazardLogMarkdown(parseHazards([hazard]))).to.contain(
      '| [HAZ-01](#haz-01) | Nobody answers | 4 | 3 | 1 | 0 | 1 |',
    );
  });
});

describe('the titles of a file of tests', () => {
  it('are those of what runs, templates as they stand in the source', () => {
    const text = [
      "describe('a ring', function () {",
      "  it('is heard', async () => {});",
      '  for (const n of [1, 2]) it(`rings ${n} times`, () => undefined);',
      "  // it('is only said', () => undefined);",
      "  it.skip('is skipped', () => undefined);",
      "  describe.skip('nothing of this', () => { it('nor this', () => undefined); });",
      "  expect('no title');",
      '});',
    ].join('\n');
    expect([...testTitles('test/ring.test.ts', text)]).to.deep.equal([
      'a ring',
      'is heard',
      'rings ${n} times',
    ]);
  });
});
