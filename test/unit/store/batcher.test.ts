import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { Batcher } from '../../../store/postgres/batcher.ts';

describe('reads batched into one statement', () => {
  /** Statements as they were asked, each answered when the test says so; between two of them the test ends the pause. */
  function batched() {
    const statements: { keys: readonly string[]; answer: PromiseWithResolvers<undefined> }[] = [];
    let rest = Promise.withResolvers<undefined>();
    const questions = new Batcher<string, string>(
      async (keys) => {
        const answer = Promise.withResolvers<undefined>();
        statements.push({ keys, answer });
        await answer.promise;
        return (key) => `${key}!`;
      },
      () => rest.promise,
    );
    return {
      statements,
      get: (key: string) => questions.get(key),
      keys: () => statements.map(({ keys }) => keys),
      rested: async () => {
        const before = rest;
        rest = Promise.withResolvers<undefined>();
        before.resolve(undefined);
        await turn();
      },
    };
  }

  it('asks for the first at once', async () => {
    const { get, keys, statements } = batched();
    const one = get('a');
    await turn();
    expect(keys()).to.deep.equal([['a']]);
    statements[0]?.answer.resolve(undefined);
    expect(await one).to.equal('a!');
  });

  it('makes one statement of what is asked while another is on its way or has only just been answered', async () => {
    const { get, keys, statements, rested } = batched();
    const first = get('a');
    await turn();
    const during = get('b');
    statements[0]?.answer.resolve(undefined);
    await first;
    const after = get('c');
    expect(keys()).to.deep.equal([['a']]);
    await rested();
    expect(keys()).to.deep.equal([['a'], ['b', 'c']]);
    statements[1]?.answer.resolve(undefined);
    expect(await Promise.all([during, after])).to.deep.equal(['b!', 'c!']);
  });

  it('asks at once again after a silence', async () => {
    const { get, keys, statements, rested } = batched();
    const first = get('a');
    await turn();
    statements[0]?.answer.resolve(undefined);
    await first;
    await rested();
    const second = get('b');
    await turn();
    expect(keys()).to.deep.equal([['a'], ['b']]);
    statements[1]?.answer.resolve(undefined);
    expect(await second).to.equal('b!');
  });

  it('tells everybody who shared a statement that it failed, and asks on', async () => {
    const { get, statements, rested } = batched();
    const failing = Promise.allSettled([get('a')]);
    await turn();
    const next = get('b');
    statements[0]?.answer.reject(new Error('database gone'));
    expect((await failing)[0].status).to.equal('rejected');
    await rested();
    statements[1]?.answer.resolve(undefined);
    expect(await next).to.equal('b!');
  });
});
