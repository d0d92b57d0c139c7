import { expect } from 'chai';
import { FactBuffer } from '../../../process/fact-buffer.ts';
import { collectingLog } from '../../support/collecting-log.ts';

describe('a buffer of facts', () => {
  type Fact = { name: string };
  const [one, two, three] = [{ name: 'one' }, { name: 'two' }, { name: 'three' }];

  it('keeps them until it is opened, then passes them on in order and further ones at once', () => {
    const passed: Fact[] = [];
    const facts = new FactBuffer<Fact>({ pass: (fact) => passed.push(fact) });
    facts.tell(one);
    facts.tell(two);
    expect(passed).to.deep.equal([]);
    facts.open();
    expect(passed).to.deep.equal([one, two]);
    facts.tell(three);
    expect(passed).to.deep.equal([one, two, three]);
  });

  it('takes none after its end, and still passes on what it was told before', () => {
    const passed: Fact[] = [];
    const facts = new FactBuffer<Fact>({ pass: (fact) => passed.push(fact) });
    facts.tell(one);
    facts.end();
    facts.tell(two);
    facts.open();
    facts.tell(three);
    expect(passed).to.deep.equal([one]);
  });

  it('with a log goes on behind one that failed, and says so there', () => {
    const passed: Fact[] = [];
    const gone = new Error('gone');
    const { log, errors } = collectingLog();
    const facts = new FactBuffer<Fact>({
      pass: (fact) => {
        if (fact === one) throw gone;
        passed.push(fact);
      },
      log,
    });
    facts.tell(one);
    facts.tell(two);
    facts.open();
    expect(passed).to.deep.equal([two]);
    expect(errors).to.deep.equal([gone]);
  });

  it('without one tells whoever told the fact', () => {
    const facts = new FactBuffer<Fact>({
      pass: () => {
        throw new Error('gone');
      },
    });
    facts.open();
    expect(() => {
      facts.tell(one);
    }).to.throw('gone');
  });
});
