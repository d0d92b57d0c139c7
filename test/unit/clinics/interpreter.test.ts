import { expect } from 'chai';
import { speaks, tidyLanguages } from '../../../domain/clinics/interpreter.ts';

describe('the languages of an interpreter', () => {
  it('are each kept once, without blanks around them', () => {
    expect(tidyLanguages([' Polish', 'polish ', 'Czech'])).to.deep.equal(['polish', 'Czech']);
  });

  it('are compared as they are written, but for capitals', () => {
    expect(speaks({ languages: ['Polish', 'Czech'] }, ' CZECH ')).to.equal(true);
    expect(speaks({ languages: ['Polish'] }, 'Pol')).to.equal(false);
  });
});
