import { Writable } from 'node:stream';
import { expect } from 'chai';
import { createSay } from '../../../scripts/say.ts';

describe('what a script says', () => {
  it('is lost when it cannot be written, and ends nobody', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('no space left on device'));
      },
    });
    const closed = new Promise((resolve) => full.once('close', resolve));
    createSay(full).line('Bedside runs.');
    // The error comes before it; mocha fails for one that nobody listens to.
    await closed;
    expect(full.errored).to.be.an('error');
  });
});
