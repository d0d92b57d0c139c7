import { expect } from 'chai';
import { settleSources, unkeptChoices } from '../../../domain/rooms/source-choices.ts';

describe('what somebody enters a room with', () => {
  const cases = [
    { said: 'on', chosen: 'on', result: 'on' },
    { said: 'on', chosen: 'off', result: 'off' },
    { said: 'off', chosen: 'on', result: 'off' },
    { said: 'off', chosen: 'off', result: 'off' },
    { said: 'missing', chosen: 'on', result: 'missing' },
    { said: 'missing', chosen: 'off', result: 'missing' },
    { said: 'taken', chosen: 'on', result: 'taken' },
    { said: 'taken', chosen: 'off', result: 'off' },
  ] as const;
  for (const { said, chosen, result } of cases) {
    it(`is ${result} where the page says ${said} and the service knows ${chosen}`, () => {
      const settled = settleSources({ microphone: said, camera: 'on' }, { microphone: chosen, camera: 'on' });
      expect(settled).to.deep.equal({ microphone: result, camera: 'on' });
    });
  }

  it('is kept where only the page knows that it is off', () => {
    const said = { microphone: 'off', camera: 'off' } as const;
    expect(unkeptChoices(said, { microphone: 'on', camera: 'off' })).to.deep.equal(['microphone']);
    expect(
      unkeptChoices({ microphone: 'missing', camera: 'on' }, { microphone: 'on', camera: 'on' }),
    ).to.deep.equal([]);
  });
});
