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
  status: 'open',
  identified: '2026-11-28',
  reviewed: '2026-11-29',
  effect: 'Care comes late.',
  causes: ['Everybody is busy.'],
  initial: { severity: 'major', likelihood: 'high', why: 'Nights are long.' },
  controls: [control],
  residual: { severity: 'major', likelihood: 'low', why: 'A test rings on.' },
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
    const residual = { severity: 'catastrophic', likelihood: 'high', why: 'So it is.' };
    expect(() => parseHazards([{ ...hazard, residual }])).to.throw('cannot make a risk greater');
    expect(() => parseHazards([{ ...hazard, controls: [], notCovered: [] }])).to.throw('must say so');
  });

  it('says why each likelihood, who has accepted it, and when it was last read', () => {
    const log = hazardLogMarkdown(parseHazards([hazard]));
    const estimate = 'Why (manufacturer’s estimate, to be confirmed by the clinical safety officer)';
    expect(log).to.contain(`likelihood high: risk **4**. ${estimate}: Nights are long.`);
    expect(log).to.contain(`likelihood low: risk **3**. ${estimate}: A test rings on.`);
    expect(log).to.contain(
      '**Status:** open. **Identified:** 2026-11-28. **Last reviewed by the manufacturer:** 2026-11-29. **Accepted by the clinical safety officer:** no.',
    );
    const accepted = hazardLogMarkdown(parseHazards([{ ...hazard, status: 'accepted' }]));
    expect(accepted).to.contain('likelihood low: risk **3**. Why: A test rings on.');
    expect(accepted).to.contain('**Accepted by the clinical safety officer:** yes.');
  });

  it('needs a reason for each likelihood, a status that there is, and days in their order', () => {
    const without = { severity: 'major', likelihood: 'low' };
    expect(() => parseHazards([{ ...hazard, initial: without }])).to.throw('why');
    expect(() => parseHazards([{ ...hazard, residual: without }])).to.throw('why');
    expect(() => parseHazards([{ ...hazard, status: 'closed' }])).to.throw('status');
    expect(() => parseHazards([{ ...hazard, reviewed: '29 November' }])).to.throw('reviewed');
    expect(() => parseHazards([{ ...hazard, reviewed: '2026-11-27' }])).to.throw('before it was identified');
  });

  it('leads from a hazard to others of the log, and to no others', () => {
    const second = { ...hazard, id: 'HAZ-02' };
    const log = hazardLogMarkdown(parseHazards([{ ...hazard, seeAlso: ['HAZ-02'] }, second]));
    expect(log).to.contain('**See also.** [HAZ-02](#haz-02).');
    for (const seeAlso of [['HAZ-01'], ['HAZ-03']]) {
      expect(() => parseHazards([{ ...hazard, seeAlso }, second])).to.throw('must name other hazards');
    }
  });

  it('has its risks from the matrix', () => {
    expect(riskOf({ severity: 'catastrophic', likelihood: 'very low' })).to.equal(3);
    expect(riskOf({ severity: 'major', likelihood: 'high' })).to.equal(4);
    expect(riskOf({ severity: 'minor', likelihood: 'very high' })).to.equal(3);
    expect(hazardLogMarkdown(parseHazards([hazard]))).to.contain(
      '| [HAZ-01](#haz-01) | Nobody answers | 4 | 3 | 1 | 0 | 1 | open |',
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
